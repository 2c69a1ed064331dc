"""What a GitHub of the sandbox is told to do wrong, and what it saw."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal


@dataclass(frozen=True, slots=True)
class Seen:
    """One request GitHub received from the bot."""

    method: str
    path: str
    status: int
    kind: Literal["read", "write", "token"]
    """A GraphQL query is a read, a mutation a write; minting a token is neither."""


@dataclass(frozen=True, slots=True)
class CommentSeen:
    """A comment as GitHub holds it."""

    id: int
    author: str
    body: str
    minimized: bool
    reactions: tuple[str, ...] = ()
    """As REST names them, sorted."""


@dataclass(frozen=True, slots=True)
class IssueSeen:
    """An issue as GitHub holds it."""

    number: int
    author: str
    title: str
    body: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class CheckSeen:
    """A check of a commit as GitHub holds it."""

    head_oid: str
    name: str
    conclusion: str
    title: str
    annotations: tuple[tuple[int, int, str, str], ...]
    """Line, column, level, message."""


@dataclass(slots=True)
class Faults:
    """What goes wrong, on demand. Each list is used up from the front; empty means all is well."""

    answers: list["Answer"] = field(default_factory=list)
    """How the next matching API requests fail."""
    deliveries: list["Mishap"] = field(default_factory=list)
    """What befalls the next webhook deliveries."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A failure for the next request whose "METHOD /path" contains `to`.

    `cut` closes the connection: "before" the request is carried out or "after".
    `graphql_errors` answers 200 with these error types instead (e.g. "RATE_LIMITED").
    """

    to: str
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    body: str = "{}"
    cut: Literal["", "before", "after"] = ""
    graphql_errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mishap:
    """What befalls a delivery: lost, sent twice, held back behind the next one, or delayed."""

    kind: Literal["drop", "duplicate", "reorder", "delay"]
    delay: timedelta = timedelta(0)
