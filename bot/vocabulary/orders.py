"""What people tell Linchpin to do on a thread, and what it did there so far."""

from dataclasses import dataclass
from datetime import datetime

from bot.vocabulary.actions import Mode
from bot.vocabulary.commands import Command, Misunderstood
from bot.vocabulary.people import Person


@dataclass(frozen=True, slots=True)
class Apply:
    """Put on the labels that are suggested, and do nothing else."""


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take everything back, fold the comment away, and stay out of the thread."""


@dataclass(frozen=True, slots=True)
class UndoThis:
    """Take one effect back, as the ledger names it."""

    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class Order:
    """One thing a person told it: by a command, a tick in its comment, a reaction to it, or on a
    page of ours."""

    command: Command | Misunderstood | Apply | Withdraw | UndoThis
    is_allowed: bool
    """Whether this person may decide it here."""
    comment_id: int | None = None
    """The comment that says it, which is acknowledged by a reaction; None for ticks and reactions:
    what comes of those is the acknowledgement."""
    decides: bool = True
    """Whether they may triage here: who opened a thread may say that it is no duplicate, and a
    maintainer's label stays; for who does not decide no comment is opened."""


@dataclass(frozen=True, slots=True)
class Orders:
    """What one event tells it to do, in the order it was written. May be empty."""

    orders: tuple[Order, ...] = ()
    by: Person | None = None
    slug: str = ""
    """The App's own name: `@slug` addresses it."""
    capabilities: tuple[str, ...] = ()
    """The names of all that can be switched off."""
    written: frozenset[str] = frozenset()
    """Those whose mode the repository's config says, which wins over any order."""
    pages: str = ""
    """Where decisions are explained, an address that a decision's id completes; "" for nowhere."""


@dataclass(frozen=True, slots=True)
class Doing:
    """One effect of ours that stands on the thread, and why it is there."""

    kind: str
    target: str
    """As the ledger names it: ("label-added", "bug"), ("comment", "living"), …"""
    at: datetime
    capability: str
    why: str
    evidence: tuple[str, ...]
    confidence: float | None
    mode: Mode
    decision_id: str


@dataclass(frozen=True, slots=True)
class Doings:
    """What we did on the thread that stands, oldest first."""

    standing: tuple[Doing, ...] = ()
    said: tuple[Doing, ...] = ()
    """Why each section of the comment stands."""
    begun: tuple[tuple[str, str], ...] = ()
    """(kind, target) of what this very order began to take back, in a run that died."""


@dataclass(frozen=True, slots=True)
class Waived:
    """Items of the checklist that nobody is to be asked for any more; "*" for any."""

    items: frozenset[str] = frozenset()
