"""Time lines of issues and pull requests, read as scientific-python/devstats stores them."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

# Machine users of the projects devstats follows that do not end in "bot".
MACHINES = frozenset({"networkx-trac", "github-actions", "codecov", "pep8speaks"})


@dataclass(frozen=True, slots=True)
class Story:
    """One issue or pull request: when it was opened, answered, and ended without an answer."""

    opened_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Span:
    """The time over which a file tells everything that was opened."""

    start: datetime
    end: datetime


def read_nodes(path: Path) -> list[dict[str, Any]]:
    raw = path.read_bytes()
    rows = json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)
    if not rows:
        raise SystemExit(f"{path} holds no issue or pull request.")
    return [row.get("node", row) for row in rows]


def moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def is_machine(login: str) -> bool:
    name = login.lower().removesuffix("[bot]")
    return name != login.lower() or name.endswith("bot") or name in MACHINES


def is_by_machine(node: dict[str, Any]) -> bool:
    return bool(node.get("author")) and is_machine(node["author"]["login"])


def commented_at(node: dict[str, Any]) -> list[datetime]:
    """When people commented; deleted accounts are left out like machines."""
    items = [edge["node"] for edge in node["timelineItems"]["edges"]]
    return [
        datetime.fromisoformat(item["createdAt"])
        for item in items
        if item["__typename"] == "IssueComment"
        and item["author"]
        and not is_machine(item["author"]["login"])
    ]


def issue_story(node: dict[str, Any]) -> Story:
    return Story(
        datetime.fromisoformat(node["createdAt"]),
        min(commented_at(node), default=None),
        moment(node["closedAt"]) if node["state"] == "CLOSED" else None,
    )


def pull_request_story(node: dict[str, Any]) -> Story:
    return Story(datetime.fromisoformat(node["createdAt"]), moment(node["mergedAt"]), None)


def span_of(nodes: Sequence[dict[str, Any]]) -> Span:
    starts = [node.get("updatedAt") or node["createdAt"] for node in nodes]
    ends = [
        node[key]
        for node in nodes
        for key in ("createdAt", "updatedAt", "closedAt", "mergedAt")
        if node.get(key)
    ]
    return Span(datetime.fromisoformat(min(starts)), datetime.fromisoformat(max(ends)))
