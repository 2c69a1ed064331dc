"""The things the fake GitHub holds: plain values that change, no HTTP."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(slots=True)
class Reaction:
    id: int
    content: str
    login: str
    created_at: datetime


@dataclass(slots=True)
class Comment:
    id: int
    author: str
    body: str
    created_at: datetime
    updated_at: datetime
    minimized: bool = False
    reactions: list[Reaction] = field(default_factory=list)
    last_edited_at: datetime | None = None

    @property
    def node_id(self) -> str:
        return f"IC_{self.id}"


@dataclass(slots=True)
class Review:
    id: int
    author: str
    state: str
    """approved, changes_requested, commented or dismissed."""
    body: str
    submitted_at: datetime
    last_edited_at: datetime | None = None


@dataclass(slots=True)
class ReviewComment:
    """A comment on a line of a pull request, below a review."""

    id: int
    review_id: int
    author: str
    body: str
    created_at: datetime
    updated_at: datetime


@dataclass(slots=True)
class Event:
    """Something that happened on a thread, as the timeline tells it."""

    id: int
    kind: str
    """As the webhook's action is called; also merged, review_dismissed and committed."""
    by: str
    at: datetime
    label: str = ""
    whom: str = ""
    """Who was assigned, or asked for a review; a commit's object id."""
    team: str = ""
    review: Review | None = None
    review_state_before: str = ""
    closer: int = 0
    """The pull request that closed the issue."""


@dataclass(slots=True)
class Issue:
    """An issue or a pull request."""

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
    draft: bool = False
    merged_at: datetime | None = None
    merged_by: str = ""
    closed_at: datetime | None = None
    last_edited_at: datetime | None = None
    files: dict[str, str | None] = field(default_factory=dict)
    """What a pull request changes: path -> new text, None where it takes the file away."""
    moved_to: tuple[str, int] | None = None
    """Where it was transferred to: "owner/name" and number."""
    assignees: list[str] = field(default_factory=list)
    requested_reviewers: list[str] = field(default_factory=list)
    requested_teams: list[str] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    review_comments: list[ReviewComment] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    reactions: list[Reaction] = field(default_factory=list)

    @property
    def commits(self) -> int:
        return sum(event.kind == "committed" for event in self.events)

    @property
    def node_id(self) -> str:
        return f"{'PR' if self.is_pull_request else 'I'}_{self.id}"


@dataclass(slots=True)
class Repository:
    id: int
    owner: str
    name: str
    installation_id: int | None
    """None: nobody installed the App here; no webhook tells of it."""
    private: bool = False
    archived: bool = False
    labels: list[str] = field(default_factory=list)
    archived_labels: set[str] = field(default_factory=set)
    files: dict[str, str] = field(default_factory=dict)
    maintainers: set[str] = field(default_factory=set)
    outsiders: set[str] = field(default_factory=set)
    """Who may not even read it, where it is private; everybody else may."""
    contributors: set[str] = field(default_factory=set)
    """Who has had a pull request merged."""
    issues: dict[int, Issue] = field(default_factory=dict)
    takes_private_reports: bool = False
    private_reports: list[dict[str, Any]] = field(default_factory=list)
    """Private reports of vulnerabilities."""
    check_runs: list[dict[str, Any]] = field(default_factory=list)
    version: int = 0
    """Counts the changes of threads and comments; what is made from the lists may be kept by it."""
    kept: dict[Any, Any] = field(default_factory=dict)
    """What `tests.rig.lists` made of this version."""

    @property
    def full_name(self) -> str:
        return f"{self.owner}/{self.name}"

    def association(self, login: str) -> str:
        """What somebody is to the repository, as GitHub words it."""
        if login in self.maintainers:
            return "MEMBER"
        return "CONTRIBUTOR" if login in self.contributors else "NONE"


@dataclass(slots=True)
class Installation:
    id: int
    account: str
    permissions: dict[str, str]
    suspended: bool = False
