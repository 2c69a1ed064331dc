"""What can happen, in the past tense and stripped of GitHub's payload shape.

`intake` makes these from webhooks, from polls and from a repository's past; nothing below intake
sees a payload. `by` is the account that caused the event, None where GitHub names nobody. `at` is
the payload's own time of the change (aware UTC), never the time it arrived.
"""

from dataclasses import dataclass, field
from datetime import datetime

from bot.vocabulary.people import Person
from bot.vocabulary.threads import Repository, Thread


@dataclass(frozen=True, slots=True)
class ThreadEvent:
    """What every event of a thread has."""

    thread: Thread
    by: Person | None
    at: datetime
    is_pull_request: bool
    opener: Person | None = field(default=None, kw_only=True)
    """Who opened the thread; None where GitHub names nobody (a deleted account)."""
    head_oid: str = field(default="", kw_only=True)
    """A pull request's last commit; "" on issues, and where the source does not say."""


@dataclass(frozen=True, slots=True)
class ThreadOpened(ThreadEvent):
    """Somebody opened an issue or pull request."""

    title: str = field(default="", kw_only=True)
    body: str = field(default="", kw_only=True)
    is_draft: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class ThreadEdited(ThreadEvent):
    """Somebody edited title or body; the old text where it changed, else None."""

    title_before: str | None
    body_before: str | None
    title: str = field(default="", kw_only=True)
    """As it is now; so is `body`."""
    body: str = field(default="", kw_only=True)
    opened_at: datetime | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True)
class ThreadClosed(ThreadEvent):
    """An issue was closed, or a pull request closed or merged."""

    merged: bool


@dataclass(frozen=True, slots=True)
class ThreadReopened(ThreadEvent):
    """An issue or pull request was reopened."""


@dataclass(frozen=True, slots=True)
class ThreadDeleted(ThreadEvent):
    """An issue is gone for good."""


@dataclass(frozen=True, slots=True)
class ThreadTransferred(ThreadEvent):
    """An issue moved; `to` is the new thread, which has another identity."""

    to: Thread | None


@dataclass(frozen=True, slots=True)
class ThreadLocked(ThreadEvent):
    """A conversation was locked."""


@dataclass(frozen=True, slots=True)
class ThreadUnlocked(ThreadEvent):
    """A conversation was unlocked."""


@dataclass(frozen=True, slots=True)
class ThreadLabeled(ThreadEvent):
    """A label was put on."""

    label: str


@dataclass(frozen=True, slots=True)
class ThreadUnlabeled(ThreadEvent):
    """A label was taken off."""

    label: str


@dataclass(frozen=True, slots=True)
class DuplicateMarked(ThreadEvent):
    """An issue was marked as telling of the same matter as another, or that mark was taken off."""

    other: int
    """The other issue, of the same repository; which of the two is the duplicate is all one."""
    is_same: bool


@dataclass(frozen=True, slots=True)
class ThreadAssigned(ThreadEvent):
    """Somebody was assigned; None where the payload leaves the account out."""

    assignee: Person | None


@dataclass(frozen=True, slots=True)
class ThreadUnassigned(ThreadEvent):
    """Somebody was unassigned; None where the payload leaves the account out."""

    assignee: Person | None


@dataclass(frozen=True, slots=True)
class ReviewRequested(ThreadEvent):
    """A review was asked of a person or of a team (by slug)."""

    reviewer: Person | None
    team: str | None


@dataclass(frozen=True, slots=True)
class ReviewRequestRemoved(ThreadEvent):
    """A request for review was withdrawn."""

    reviewer: Person | None
    team: str | None


@dataclass(frozen=True, slots=True)
class DraftChanged(ThreadEvent):
    """A pull request became a draft, or ready for review."""

    is_draft: bool


@dataclass(frozen=True, slots=True)
class ReviewSubmitted(ThreadEvent):
    """A review was given; `state` is approved, changes_requested or commented."""

    review_id: int
    state: str
    body: str = field(default="", kw_only=True)
    association: str = field(default="NONE", kw_only=True)


@dataclass(frozen=True, slots=True)
class ReviewEdited(ThreadEvent):
    """The text of a review was edited; `by` is whose review it is."""

    review_id: int
    body: str
    submitted_at: datetime | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True)
class ReviewDismissed(ThreadEvent):
    """A review counts no more."""

    review_id: int


@dataclass(frozen=True, slots=True)
class CommitAuthored(ThreadEvent):
    """A commit of a pull request, at the time its author gave it; `by` is the author."""

    oid: str


@dataclass(frozen=True, slots=True)
class ThreadTouched(ThreadEvent):
    """Anything else about a thread, e.g. `what` = "issues.pinned": a reason to look, no more."""

    what: str


@dataclass(frozen=True, slots=True)
class CommentEvent(ThreadEvent):
    """What every event of a comment has. The author may not be who acted."""

    comment_id: int
    author: Person | None
    association: str = field(default="NONE", kw_only=True)
    """The author's to the repository, GitHub's word: OWNER, MEMBER, COLLABORATOR, …"""
    written_at: datetime | None = field(default=None, kw_only=True)
    """When the comment was first written."""


@dataclass(frozen=True, slots=True)
class CommentCreated(CommentEvent):
    """Somebody commented."""

    body: str


@dataclass(frozen=True, slots=True)
class CommentEdited(CommentEvent):
    """Somebody edited a comment; `body_before` is None where the payload says nothing of it."""

    body: str
    body_before: str | None


@dataclass(frozen=True, slots=True)
class CommentDeleted(CommentEvent):
    """Somebody deleted a comment."""


@dataclass(frozen=True, slots=True)
class ReviewCommentCreated(CommentEvent):
    """Somebody commented on a line of a pull request."""

    body: str


@dataclass(frozen=True, slots=True)
class ReviewCommentEdited(CommentEvent):
    """Somebody edited a comment on a line."""

    body: str


@dataclass(frozen=True, slots=True)
class ReviewCommentDeleted(CommentEvent):
    """Somebody deleted a comment on a line."""


@dataclass(frozen=True, slots=True)
class CommentReacted(ThreadEvent):
    """Somebody reacted to our comment; GitHub sends no event for it, so we ask."""

    comment_id: int
    content: str
    """GitHub's REST word: +1, -1, laugh, confused, heart, hooray, rocket, eyes."""
    by_maintainer: bool
    """Whether they may triage here, or more."""


@dataclass(frozen=True, slots=True)
class UpstreamFixed(ThreadEvent):
    """A thread of another project, to which ours was pointed, was closed as done."""

    upstream: str
    """ "owner/name#number"."""
    fixed_by: str
    """The pull request ("#12") or commit there; "" where GitHub names none."""


@dataclass(frozen=True, slots=True)
class UndoAsked:
    """Somebody asked on a page of ours to take one effect back; `kind` and `target` name it."""

    thread: Thread
    by: Person
    at: datetime
    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class LookDue:
    """A timer of ours came due: look at the thread again, for `why`."""

    thread: Thread
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class InstallationChanged:
    """The App was installed, removed, suspended, unsuspended, or its permissions changed."""

    installation_id: int
    change: str
    """GitHub's action: created, deleted, suspend, unsuspend, new_permissions_accepted."""
    account: Person
    permissions: tuple[tuple[str, str], ...]
    """(name, level), sorted by name."""
    at: datetime
    repositories: tuple[Repository, ...] = ()


@dataclass(frozen=True, slots=True)
class RepositoriesChanged:
    """Repositories were added to or removed from an installation."""

    installation_id: int
    added: tuple[Repository, ...]
    removed: tuple[Repository, ...]


@dataclass(frozen=True, slots=True)
class RepositoryChanged:
    """A repository was renamed, transferred, archived, made private or public, or deleted."""

    repository: Repository
    change: str


@dataclass(frozen=True, slots=True)
class ConfigChanged:
    """The config on the default branch changed, or has to be read again."""

    repository: Repository

    @property
    def thread(self) -> Thread:
        """What stands for the whole repository: its thread of number 0."""
        return Thread(self.repository, 0)


Event = (
    ThreadOpened
    | ThreadEdited
    | ThreadClosed
    | ThreadReopened
    | ThreadDeleted
    | ThreadTransferred
    | ThreadLocked
    | ThreadUnlocked
    | ThreadLabeled
    | ThreadUnlabeled
    | ThreadAssigned
    | ThreadUnassigned
    | ReviewRequested
    | ReviewRequestRemoved
    | DraftChanged
    | ReviewSubmitted
    | ReviewEdited
    | ReviewDismissed
    | CommitAuthored
    | ThreadTouched
    | CommentCreated
    | CommentEdited
    | CommentDeleted
    | ReviewCommentCreated
    | ReviewCommentEdited
    | ReviewCommentDeleted
    | CommentReacted
    | UpstreamFixed
    | UndoAsked
    | LookDue
    | InstallationChanged
    | RepositoriesChanged
    | RepositoryChanged
    | ConfigChanged
)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A delivery nobody needs, with the reason that the log shows."""

    reason: str
