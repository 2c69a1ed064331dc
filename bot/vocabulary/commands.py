"""What people tell Linchpin to do on a thread, and who may."""

from dataclasses import dataclass
from enum import StrEnum


class May(StrEnum):
    """Who may give a command. Whoever may decide more may give it too."""

    ANYONE = "anyone"
    """It shows something, or is about nobody but whoever gives it."""
    REPORTER_OR_TRIAGE = "reporter-or-triage"
    """Whoever opened the thread, and people with triage permission or more."""
    TRIAGE = "triage"
    MAINTAIN = "maintain"
    """It holds for the whole repository."""


class Size(StrEnum):
    """How much work help would be, as a maintainer guesses it."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class Help:
    """Say which commands there are."""


@dataclass(frozen=True, slots=True)
class Why:
    """Say why Linchpin did what it did on the thread."""


@dataclass(frozen=True, slots=True)
class Undo:
    """Take back the `last` things Linchpin did on the thread; None: everything."""

    last: int | None = None


@dataclass(frozen=True, slots=True)
class Mute:
    """Be quiet on the thread."""


@dataclass(frozen=True, slots=True)
class Unmute:
    """Be quiet on the thread no longer."""


@dataclass(frozen=True, slots=True)
class Label:
    """Put labels on. `names` are as typed: some may be parts of one label, see `labels_meant`."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unlabel:
    """Take labels off; `names` as in `Label`."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DuplicateOf:
    """The thread is a duplicate of this one."""

    number: int
    repository: str | None = None
    """ "owner/name" as typed; None: the thread's own."""


@dataclass(frozen=True, slots=True)
class NotDuplicate:
    """The thread is no duplicate: of this one, or (None) of any that was named."""

    number: int | None = None
    repository: str | None = None
    """ "owner/name" as typed; None: the thread's own."""


@dataclass(frozen=True, slots=True)
class Off:
    """Switch a capability off for the repository; the name is as typed, lower case."""

    capability: str


@dataclass(frozen=True, slots=True)
class OptOut:
    """Leave whoever says it alone, everywhere."""


@dataclass(frozen=True, slots=True)
class OptIn:
    """Take an opt-out back."""


@dataclass(frozen=True, slots=True)
class Enough:
    """Ask no longer for an item of the checklist (words of it, as typed); None: for any."""

    item: str | None = None


@dataclass(frozen=True, slots=True)
class HelpWanted:
    """Find somebody who can help here."""

    skill: str | None = None
    """As typed, one line; never shown unless made inert."""
    size: Size | None = None


Command = (
    Help
    | Why
    | Undo
    | Mute
    | Unmute
    | Label
    | Unlabel
    | DuplicateOf
    | NotDuplicate
    | Off
    | OptOut
    | OptIn
    | Enough
    | HelpWanted
)


@dataclass(frozen=True, slots=True)
class Misunderstood:
    """Something was said to Linchpin that is no command."""

    said: str
    """Its beginning, inert Markdown of at most 80 characters; may be empty."""
    hint: str
    """One sentence of Markdown, in our words alone: what to write instead."""
