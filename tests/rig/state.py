"""What the fake GitHub knows: plain state, no HTTP."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson


@dataclass
class Reaction:
    id: int
    content: str
    login: str
    created_at: datetime


@dataclass
class Comment:
    id: int
    author: str
    body: str
    created_at: datetime
    updated_at: datetime
    minimized: bool = False
    reactions: list[Reaction] = field(default_factory=list)

    @property
    def node_id(self) -> str:
        return f"IC_{self.id}"


@dataclass
class LabelEvent:
    label: str
    added: bool
    by: str
    at: datetime


@dataclass
class Issue:
    id: int
    number: int
    title: str
    body: str
    author: str
    created_at: datetime
    updated_at: datetime
    labels: list[str] = field(default_factory=list)
    state: str = "open"
    locked: bool = False
    deleted: bool = False
    is_pull_request: bool = False
    comments: list[Comment] = field(default_factory=list)
    label_events: list[LabelEvent] = field(default_factory=list)
    reactions: list[Reaction] = field(default_factory=list)

    @property
    def node_id(self) -> str:
        return f"I_{self.id}"


@dataclass
class Repository:
    id: int
    owner: str
    name: str
    installation_id: int
    private: bool = False
    archived: bool = False
    labels: list[str] = field(default_factory=list)
    archived_labels: set[str] = field(default_factory=set)
    files: dict[str, str] = field(default_factory=dict)
    maintainers: set[str] = field(default_factory=set)
    issues: dict[int, Issue] = field(default_factory=dict)

    @property
    def full_name(self) -> str:
        return f"{self.owner}/{self.name}"


@dataclass
class Installation:
    id: int
    account: str
    permissions: dict[str, str]
    suspended: bool = False


@dataclass
class State:
    """Everything; ids are given out in order, so that a run is repeatable."""

    now: Callable[[], datetime]
    slug: str
    users: dict[str, int] = field(default_factory=dict)
    repositories: dict[str, Repository] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    """Old full name -> new one."""
    installations: dict[int, Installation] = field(default_factory=dict)
    next_id: int = 1000
    placed: dict[int, tuple[Repository, Issue, Comment]] = field(default_factory=dict)
    """Comment id -> where it stands."""

    @property
    def bot(self) -> str:
        """The App's own login, as REST writes it."""
        return f"{self.slug}[bot]"

    def new_id(self) -> int:
        self.next_id += 1
        return self.next_id

    def user_id(self, login: str) -> int:
        return self.users.setdefault(login, 500_000 + len(self.users))

    def repository_by_id(self, repository_id: int) -> Repository | None:
        return next((r for r in self.repositories.values() if r.id == repository_id), None)

    def find_comment(self, comment_id: int) -> tuple[Repository, Issue, Comment] | None:
        found = self.placed.get(comment_id)
        # A deleted issue takes its comments with it.
        return None if found is None or found[1].deleted else found

    # What payloads and REST answers show.

    def user(self, login: str) -> dict[str, Any]:
        kind = "Bot" if login.endswith("[bot]") else "User"
        return {
            "login": login,
            "id": self.user_id(login),
            "node_id": f"U_{self.user_id(login)}",
            "type": kind,
            "site_admin": False,
        }

    def repository(self, repository: Repository) -> dict[str, Any]:
        return {
            "id": repository.id,
            "node_id": f"R_{repository.id}",
            "name": repository.name,
            "full_name": repository.full_name,
            "private": repository.private,
            "archived": repository.archived,
            "owner": self.user(repository.owner),
        }

    def label(self, name: str) -> dict[str, Any]:
        return {"id": self.user_id(f"label:{name}"), "name": name, "color": "ededed"}

    def issue(self, issue: Issue) -> dict[str, Any]:
        found = {
            "id": issue.id,
            "node_id": issue.node_id,
            "number": issue.number,
            "title": issue.title,
            "body": issue.body,
            "user": self.user(issue.author),
            "labels": [self.label(name) for name in issue.labels],
            "state": issue.state,
            "locked": issue.locked,
            "comments": len(issue.comments),
            "created_at": stamp(issue.created_at),
            "updated_at": stamp(issue.updated_at),
        }
        if issue.is_pull_request:
            found["pull_request"] = {"url": "https://api.github.com/pulls"}
        return found

    def comment(self, comment: Comment) -> dict[str, Any]:
        return {
            "id": comment.id,
            "node_id": comment.node_id,
            "body": comment.body,
            "user": self.user(comment.author),
            "created_at": stamp(comment.created_at),
            "updated_at": stamp(comment.updated_at),
        }


def stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def oid(text: str) -> str:
    """A git-like object id of a text."""
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def as_json(value: Mapping[str, Any]) -> bytes:
    return orjson.dumps(value)
