"""Flag a report that names the last version that worked and the first that fails.

Agreed: a person puts the label on within 14 days, or deals with the issue and leaves it on.
Disagreed: a person takes it off. Unknown: nobody dealt with the issue, or it went. Shadow sees it:
there whoever labels the issue otherwise, and never so, disagrees.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from bot.learning.findings import Findings
from bot.parsing.comment_text import inert
from bot.parsing.markdown import folded
from bot.vocabulary.actions import AddLabel, Proposal, SetSection
from bot.vocabulary.events import LookDue, ThreadEdited, ThreadOpened
from bot.vocabulary.issues import Issue, RepositoryLabels

CAPABILITY = "flag-regressions"
SECTION = "regression"
PERMISSIONS: Mapping[str, str] = {"issues": "write"}

WHY = "the report names the last version that worked and the first that fails"
CUSTOMARY_LABELS = frozenset(
    ("regression", "type regression", "kind regression", "module regression", "c regression",
     "bug regression", "regression from stable to stable")
)  # fmt: skip
"""Folded names in use for it."""
LONGEST = 40


@dataclass(frozen=True, slots=True)
class Config:
    """What the maintainers can set."""

    label: Annotated[str, Field(max_length=50, pattern=r"^[^\x00-\x1f\x7f]+$")] | None = None
    """The label to put on; by default the repository's own, if it has one customary name."""


def decide(
    event: ThreadOpened | ThreadEdited | LookDue,
    issue: Issue,
    findings: Findings,
    labels: RepositoryLabels,
    config: Config,
) -> Iterator[Proposal]:
    """Propose the label, and a line in the comment where one stands."""
    found = findings.regression
    if found is None or issue.is_pull_request or not issue.is_open:
        return
    of = f"{inert(found.of, LONGEST)} " if found.of else ""
    good, bad = inert(found.good, LONGEST), inert(found.bad, LONGEST)
    evidence = (f"{of}{good} worked, {bad} fails",)
    label = _label(config, labels)
    if label is not None:
        yield Proposal(AddLabel(issue.thread, label), CAPABILITY, WHY, evidence)
    text = f"Reported as a regression: {of}{good} worked, {bad} fails."
    action = SetSection(issue.thread, SECTION, text, opens=False)
    yield Proposal(action, CAPABILITY, WHY, evidence)


def _label(config: Config, labels: RepositoryLabels) -> str | None:
    if config.label is not None:
        wanted = config.label.casefold()
        return next((name for name in labels.names if name.casefold() == wanted), config.label)
    found = [n for n in labels.names if folded(n.replace("-", " ")) in CUSTOMARY_LABELS]
    return found[0] if len(found) == 1 else None
