"""What the engine carries: jobs by id and lane."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work: ids only, so that a second run finds the present, not a copy of the past.

    Jobs of one `lane` run one at a time, in the order they were enqueued.
    """

    id: str
    """Permanent: enqueuing it twice does nothing. A retry is the same id with ":rN" behind it."""
    kind: str
    """"delivery" (subject: the delivery's id) or a timer's kind (subject: the timer's)."""
    lane: str
    subject: str
    attempt: int = 1


Handle = Callable[[Job], Awaitable[None]]
"""Does a job. Returning means it is done; raising means it failed and is tried again."""
