"""What became of threads: open, fixed by what, or closed without. One read for all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.facts.look import Reader
from bot.vocabulary.threads import Repository

NOT_FIXED = frozenset({"NOT_PLANNED", "DUPLICATE"})
"""GitHub's reasons of closing that say that nothing was done."""

FATE = """
    i{number}: issue(number: {number}) {{
      number state stateReason closedAt
      timelineItems(last: 1, itemTypes: [CLOSED_EVENT]) {{
        nodes {{ __typename ... on ClosedEvent {{ closer {{
          __typename
          ... on PullRequest {{ number merged }}
          ... on Commit {{ abbreviatedOid }}
        }} }} }}
      }}
    }}"""


@dataclass(frozen=True, slots=True)
class Fate:
    """Of one issue."""

    is_open: bool
    closed_at: datetime | None
    is_fixed: bool
    """Closed, and not as unplanned or as a duplicate."""
    fixed_by: str = ""
    """The merged pull request ("#12") or the commit that closed it; "" where GitHub names none."""


async def fates(
    reader: Reader, repository: Repository, numbers: Sequence[int]
) -> Mapping[int, Fate]:
    """Number -> what became of it; what is gone, or is a pull request, is left out."""
    if not numbers:
        return {}
    fields = "".join(FATE.format(number=number) for number in numbers)
    document = (
        "query Fates($owner: String!, $name: String!) "
        f"{{ repository(owner: $owner, name: $name) {{{fields}\n }} }}"
    )
    data = await reader.query(document, {"owner": repository.owner, "name": repository.name})
    found = data["repository"] or {}
    return {node["number"]: _fate(node) for node in found.values() if node}


def _fate(node: Mapping[str, Any]) -> Fate:
    closed_at = datetime.fromisoformat(node["closedAt"]) if node["closedAt"] else None
    is_open = node["state"] == "OPEN"
    is_fixed = not is_open and node["stateReason"] not in NOT_FIXED
    events = [event for event in node["timelineItems"]["nodes"] if event]
    closer = events[-1].get("closer") if events and is_fixed else None
    if not closer:
        return Fate(is_open, closed_at, is_fixed)
    if closer["__typename"] == "PullRequest":
        by = f"#{closer['number']}" if closer["merged"] else ""
    else:
        by = str(closer.get("abbreviatedOid") or "")
    return Fate(is_open, closed_at, is_fixed, by)
