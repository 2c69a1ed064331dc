"""Threads that may tell of the same matter as a new one."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RelatedThread:
    """An older thread of the same repository."""

    number: int
    probability: float
    """That both are one matter, 0..1."""
    is_open: bool
    closed_at: datetime | None
    """When it was closed as done; None while it is open."""
    fixed_by: str
    """The pull request ("#12") or commit that did it; "" where GitHub names none."""
    why: tuple[str, ...]
    """What both have, most telling first, in the new report's words; not inert."""
    for_public: bool = True
    """What people here made of such candidates does not speak against saying it in public."""


@dataclass(frozen=True, slots=True)
class RelatedThreads:
    """Candidates, the likeliest first; may be empty."""

    threads: tuple[RelatedThread, ...] = ()
