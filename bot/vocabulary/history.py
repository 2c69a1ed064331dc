"""What happened on threads, what that makes of them, and who was asked for what.

People stand here under their keyed hash (32 hex digits), never by name. An `Activity` is a fact
that never changes: thread, kind and key identify it, so that telling it twice or late adds nothing.
What is now (`Item`, `Demand`) follows from all of a thread's activity, in whatever order it came.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any


class Kind(StrEnum):
    """What happened. Those in `BY_TIME` have no id at GitHub."""

    OPENED = "opened"
    CLOSED = "closed"
    MERGED = "merged"
    REOPENED = "reopened"
    DRAFTED = "drafted"
    READIED = "readied"
    """Ready for review."""
    LABELED = "labeled"
    UNLABELED = "unlabeled"
    ASSIGNED = "assigned"
    UNASSIGNED = "unassigned"
    REVIEW_REQUESTED = "review_requested"
    REVIEW_UNREQUESTED = "review_unrequested"
    COMMENTED = "commented"
    UNCOMMENTED = "uncommented"
    """A comment was deleted."""
    REVIEWED = "reviewed"
    DISMISSED = "dismissed"
    CODE_COMMENTED = "code_commented"
    CODE_UNCOMMENTED = "code_uncommented"
    SAID = "said"
    """A text was edited; what was first written is told by the text's own kind."""
    MENTIONED = "mentioned"
    """A version of a text mentions somebody."""
    COMMANDED = "commanded"
    """A version of a text is nothing but commands to machines."""
    SAME = "same"
    """A version of a text, or GitHub's mark, says that another issue tells of the same matter."""
    DISTINCT = "distinct"
    """It says that the other does not; or the mark was taken off."""
    REACTED = "reacted"
    COMMITTED = "committed"
    GONE = "gone"
    """The thread was deleted or moved elsewhere."""


BY_TIME = frozenset(
    {
        Kind.CLOSED,
        Kind.MERGED,
        Kind.REOPENED,
        Kind.DRAFTED,
        Kind.READIED,
        Kind.LABELED,
        Kind.UNLABELED,
        Kind.ASSIGNED,
        Kind.UNASSIGNED,
        Kind.REVIEW_REQUESTED,
        Kind.REVIEW_UNREQUESTED,
    }
)
"""Kinds that are told apart by their second alone. The past as GitHub tells it knows them all, so
what it tells of a thread takes the place of what its webhooks told before."""


class Role(StrEnum):
    """Who acted, seen from the thread."""

    AUTHOR = "author"
    OTHER = "other"
    BOT = "bot"
    GHOST = "ghost"
    """A deleted account: GitHub names nobody."""


INSIDERS = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
"""GitHub's associations of those who may decide; private members are hidden among the others."""


@dataclass(frozen=True, slots=True)
class Activity:
    """One thing that happened on a thread."""

    kind: Kind
    key: str
    """With thread and kind its identity: GitHub's id, or second and subject."""
    at: datetime
    actor: str | None
    """Keyed hash; None for a deleted account, and for a person who was erased."""
    role: Role
    subject: str | None = None
    """Whom it is about: the keyed hash of the person; for MENTIONED that of the login."""
    detail: str = ""
    """The label, the team's slug, the review's state, or the source of a text ("c123"); "" for a
    mark."""
    association: str = ""
    """The actor's to the repository, GitHub's word, where GitHub tells it."""

    def __reduce__(self) -> tuple[type["Activity"], tuple[Any, ...]]:
        """For the way to the child process: a third of the time that dataclasses take."""
        return Activity, _VALUES(self)


_VALUES: Callable[[Activity], tuple[Any, ...]] = attrgetter(*Activity.__slots__)


@dataclass(frozen=True, slots=True)
class Account:
    """What is known of whoever acted."""

    person: str
    """Keyed hash of the numeric id."""
    login_key: str
    """Keyed hash of the login in lower case: mentions know no more."""
    login: str
    kind: str
    """GitHub's type: User, Bot, Organization, Mannequin, …"""


@dataclass(frozen=True, slots=True)
class Wording:
    """What an issue says, in the version of `at`; nobody is named in it."""

    title: str
    packed: bytes
    """The text below it, as zlib's format has it."""
    author: str | None
    """Keyed hash."""
    opened_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody told of one thread."""

    repository_id: int
    number: int
    rows: tuple[Activity, ...]
    accounts: tuple[Account, ...]
    """Everybody who is named in it."""
    known_until: datetime | None = None
    """Up to here this is the whole past; None for single events, and for a part of the past."""
    entire: bool = False
    """All of that past is here: a comment that is not is gone."""
    wording: Wording | None = None
    """What the issue says, where that was told; pull requests are not learned from."""


class Source(StrEnum):
    """Who told."""

    WEBHOOK = "webhook"
    WATCH = "watch"
    HISTORY = "history"


@dataclass(frozen=True, slots=True)
class Item:
    """An issue or pull request as its activity leaves it."""

    is_pull_request: bool = False
    author: str | None = None
    by_bot: bool = False
    """Opened by a machine: nobody waits for an answer."""
    opened_at: datetime | None = None
    """None while the opening itself is not known."""
    is_draft: bool = False
    closed_at: datetime | None = None
    """None while it is open."""
    first_closed_at: datetime | None = None
    merged_at: datetime | None = None
    answered_at: datetime | None = None
    """First response by a person who is neither author nor machine."""
    answered_by: str | None = None
    waited_seconds: float = 0.0
    """How long people waited for that, drafts left out; up to `waiting_since` where it goes on."""
    waiting_since: datetime | None = None
    """Since when the wait goes on; None when answered, closed, or a draft."""
    last_at: datetime | None = None
    labels: tuple[str, ...] = ()
    """Sorted."""
    gone: bool = False

    def waited(self, now: datetime) -> float:
        """Seconds waited until `now`, at least; exactly when answered."""
        if self.waiting_since is None or now <= self.waiting_since:
            return self.waited_seconds
        return self.waited_seconds + (now - self.waiting_since).total_seconds()


class Ending(StrEnum):
    """How a demand ended."""

    ANSWERED = "answered"
    """By whom it was put to."""
    RELIEVED = "relieved"
    """Somebody else did it."""
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Demand:
    """One person, or one team, was asked for something on a thread; one at a time, a cycle each."""

    person: str | None
    """Keyed hash; None for a team's."""
    team: str
    """The team's slug; "" for a person's. Its members share it."""
    cycle: int
    """Counts from 1 for each person and thread."""
    asked_at: datetime
    asked_by: str | None
    causes: tuple[str, ...]
    """Of review, assignment, mention; sorted."""
    in_court: bool = True
    """The next move is theirs, not the author's."""
    ended_at: datetime | None = None
    ending: Ending | None = None
    ended_by: str | None = None


@dataclass(frozen=True, slots=True)
class AuthorHistory:
    """What somebody opened in a repository before."""

    opened: int = 0
    merged: int = 0
    """Of the pull requests among them."""
    answered: int = 0
    first_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is open in a repository, of issues or of pull requests."""

    open: int = 0
    drafts: int = 0
    unanswered: int = 0
    """Waiting for a first response by a person, drafts and machines' left out."""
    oldest_unanswered_at: datetime | None = None
    mode: str = "webhook"
    """webhook or watch: what the figures rest on."""
    known_since: datetime | None = None
    """How far back the past was read; None while it was not."""
