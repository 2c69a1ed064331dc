"""A thread as it is when we look at it: the facts capabilities decide on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.vocabulary.people import Person
from bot.vocabulary.threads import Thread


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment of a thread."""

    id: int
    node_id: str
    author: Person | None
    body: str
    created_at: datetime
    is_minimized: bool
    by_us: bool
    """Written by this App, as GitHub says (never judged by text)."""
    association: str = "NONE"
    """The author's to the repository, GitHub's word: OWNER, MEMBER, COLLABORATOR, …"""


@dataclass(frozen=True, slots=True)
class LabelChange:
    """A label put on or taken off, from the timeline."""

    label: str
    added: bool
    by: Person | None
    by_us: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue or pull request as it is now, not as a payload remembers it."""

    thread: Thread
    node_id: str
    title: str
    body: str
    author: Person | None
    labels: frozenset[str]
    is_open: bool
    is_locked: bool
    is_pull_request: bool
    created_at: datetime
    comments: tuple[Comment, ...]
    """Oldest first: the first 30 and the last 70, without doubles."""
    label_history: tuple[LabelChange, ...]
    """Oldest first, the last 100."""
    association: str = "NONE"
    """The author's to the repository, GitHub's word."""
    has_all_comments: bool = True
    """Whether `comments` leaves none out."""

    @property
    def length(self) -> int:
        """Characters of body and comments, which is what reading it costs."""
        return len(self.body) + sum(len(comment.body) for comment in self.comments)

    def with_removals(self, taken_off: Mapping[str, datetime]) -> "Issue":
        """The issue with labels that people took off (-> when), where its history is too short."""
        told = {change.label for change in self.label_history if not change.added}
        more = [
            LabelChange(label, added=False, by=None, by_us=False, at=at)
            for label, at in taken_off.items()
            if label not in told and label not in self.labels
        ]
        history = sorted([*self.label_history, *more], key=lambda change: change.at)
        return replace(self, label_history=tuple(history))


@dataclass(frozen=True, slots=True)
class GuidanceFiles:
    """A repository's issue forms, templates, our config, and what it says of owners and ways.

    As committed on the default branch. `files` maps a full path (".github/ISSUE_TEMPLATE/bug.yml",
    ".github/linchpin.yml", "CONTRIBUTING.md") to its text. May be empty.
    """

    files: Mapping[str, str]

    def named(self, *names: str) -> str:
        """The text of the file of one of these names, lower case, wherever it stands; else ""."""
        for path, text in self.files.items():
            if path.rpartition("/")[2].lower() in names:
                return text
        return ""


@dataclass(frozen=True, slots=True)
class RepositoryLabels:
    """The labels that exist in the repository and may be used (archived ones are left out)."""

    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sections:
    """What our comment on the thread says now: section name -> what its capability remembered."""

    remembered: Mapping[str, tuple[str, ...]]
