"""A delivery in the inbox: raw, verified, not yet understood."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

POLL = "poll"
"""The source of deliveries that we made ourselves from what a poll found."""

WATCH = "watch"
"""The source of those that watching a repository found."""

PAGE = "page"
"""The source of those that somebody asked for on a page of ours."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came through the door."""

    id: str
    """GitHub's GUID for a webhook; a redelivery keeps it."""
    source: str
    """"github" for a webhook; other doors name themselves."""
    event: str
    """GitHub's event name, e.g. "issues"."""
    body: bytes
    received_at: datetime


class State(StrEnum):
    """What became of a delivery."""

    WAITING = "waiting"
    HANDED_OVER = "handed_over"
    """The engine has it."""
    DONE = "done"
    DROPPED = "dropped"
    """Nobody needs it; the reason is kept."""
    DEAD = "dead"
    """Its job failed for good; a redelivery tries again."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A delivery as the inbox keeps it. `body` is b"" once dropped from the row."""

    delivery: Delivery
    attempt: int
    """Counts from 1; a redelivery of a dead one adds 1. The job's id is "id:attempt"."""
    state: State
    reason: str
