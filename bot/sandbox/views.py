"""What the pages show and do: plain values, and the few verbs of a repository they need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment as people see it."""

    id: int
    author: str
    body: str
    created_at: datetime
    is_edited: bool = False
    folded_as: str = ""
    """Why it is minimised, in lower case ("resolved"); empty when it is not."""
    reactions: tuple[tuple[str, str], ...] = ()
    """(content, login), oldest first; contents as REST writes them: "+1", "-1", "heart"."""


@dataclass(frozen=True, slots=True)
class LabelChange:
    """A label put on or taken off."""

    label: str
    added: bool
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class IssueView:
    """An issue as people see it."""

    number: int
    title: str
    author: str
    body: str
    created_at: datetime
    is_open: bool = True
    is_edited: bool = False
    labels: tuple[str, ...] = ()
    comments: tuple[CommentView, ...] = ()
    """Oldest first; may be empty in a list of issues."""
    changes: tuple[LabelChange, ...] = ()
    """Oldest first; may be empty in a list of issues."""


class Refused(Exception):
    """The repository refused what was asked; the message says why."""


class Tracker(Protocol):
    """One repository with a reporter and a maintainer, for people to act on.

    The verbs raise `Refused`; `issue` and `issues` show the present.
    """

    full_name: str
    """owner/name."""
    reporter: str
    maintainer: str

    async def issues(self) -> Sequence[IssueView]:
        """The issues, newest first."""
        ...

    async def issue(self, number: int) -> IssueView | None:
        """One issue with everything on it; None when there is none."""
        ...

    async def files(self) -> Mapping[str, str]:
        """The forms and templates, by path."""
        ...

    async def open_issue(self, by: str, title: str, body: str, labels: Sequence[str]) -> int:
        """Open an issue; its number."""
        ...

    async def edit_body(self, number: int, by: str, body: str) -> None:
        """Change an issue's text."""
        ...

    async def comment(self, number: int, by: str, body: str) -> int:
        """Comment; the comment's id."""
        ...

    async def react(self, number: int, comment_id: int, by: str, content: str) -> None:
        """React to a comment."""
        ...
