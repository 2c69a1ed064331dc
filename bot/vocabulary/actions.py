"""What the bot may propose, and what became of it.

An action is an imperative, complete and comparable. A proposal adds who proposes it and why;
a verdict what the guard made of it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from bot.vocabulary.config import CloseConfigIssue, ReportOnConfig, TellOfConfig
from bot.vocabulary.people import Person
from bot.vocabulary.threads import Thread


@dataclass(frozen=True, slots=True)
class AddLabel:
    """Put an existing label on the thread."""

    thread: Thread
    label: str


@dataclass(frozen=True, slots=True)
class RemoveLabel:
    """Take a label off that we put on."""

    thread: Thread
    label: str


@dataclass(frozen=True, slots=True)
class SetSection:
    """Say `text` (Markdown) in the thread's one comment, in the section `section`.

    `opens` is whether it may open the comment; otherwise it only joins one that stands.
    `remember` is kept with the section and handed back as the fact `Sections`, so that a
    capability knows what it said without reading its own words.
    """

    thread: Thread
    section: str
    text: str
    opens: bool = True
    remember: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClearSection:
    """Take the section out of the one comment; an empty comment is deleted or minimised."""

    thread: Thread
    section: str


@dataclass(frozen=True, slots=True)
class React:
    """React to a comment of the thread (`comment_id`), or to the thread itself (None)."""

    thread: Thread
    comment_id: int | None
    content: Literal["+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"]


@dataclass(frozen=True, slots=True)
class MinimizeComment:
    """Fold our own comment away, with GitHub's classifier."""

    thread: Thread
    classifier: Literal["OUTDATED", "RESOLVED"] = "RESOLVED"


@dataclass(frozen=True, slots=True)
class LookAgain:
    """Look at the thread again at `at`; never visible to anybody."""

    thread: Thread
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class MuteThread:
    """Stay silent on the thread from now on; never visible to anybody."""

    thread: Thread


@dataclass(frozen=True, slots=True)
class SayOnce:
    """Write the thread's one further comment: something happened by which people can act now."""

    thread: Thread
    text: str


@dataclass(frozen=True, slots=True)
class KeepQuiet:
    """Say nothing of the thread anywhere, and show it in no list; never visible to anybody."""

    thread: Thread


@dataclass(frozen=True, slots=True)
class Unmute:
    """Speak on the thread again; never visible to anybody."""

    thread: Thread


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Undo one effect of ours, named as the ledger names it; it does not come again by itself."""

    thread: Thread
    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class Waive:
    """Ask no more for an item of the checklist, by its id, or for any ("*")."""

    thread: Thread
    item: str


@dataclass(frozen=True, slots=True)
class SwitchOff:
    """Switch a capability off in the thread's repository."""

    thread: Thread
    capability: str


@dataclass(frozen=True, slots=True)
class LeaveAlone:
    """Leave a person alone, everywhere; the ledger and the decisions do not name them."""

    thread: Thread
    person: Person


@dataclass(frozen=True, slots=True)
class Welcome:
    """Treat a person like everybody else again."""

    thread: Thread
    person: Person


@dataclass(frozen=True, slots=True)
class ReportPrivately:
    """Tell the project that a public issue reads like a report of a vulnerability.

    `contact` is the mail address its config names; None: GitHub's private vulnerability reporting.
    """

    thread: Thread
    contact: str | None


@dataclass(frozen=True, slots=True)
class TellSecurityRole:
    """Hand the bare link to the organisation's own people for security, after the project."""

    thread: Thread


Action = (
    AddLabel
    | RemoveLabel
    | SetSection
    | ClearSection
    | React
    | MinimizeComment
    | LookAgain
    | MuteThread
    | KeepQuiet
    | SayOnce
    | ReportPrivately
    | TellSecurityRole
    | Unmute
    | TakeBack
    | Waive
    | SwitchOff
    | LeaveAlone
    | Welcome
    | TellOfConfig
    | CloseConfigIssue
    | ReportOnConfig
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """An action a capability wants, with what a decision page shows about it."""

    action: Action
    capability: str
    """Its name as in the config, e.g. "ask-for-missing-information"."""
    why: str
    """One sentence a maintainer can read."""
    evidence: tuple[str, ...] = ()
    """What was seen, one short line each; never a person's name."""
    confidence: float | None = None
    """0..1, None where the rule is certain."""
    asked: bool = False
    """Whether a person who may decide this asked for it."""


class Mode(StrEnum):
    """How far a capability may go in a repository."""

    OFF = "off"
    SHADOW = "shadow"
    SUGGEST = "suggest"
    ACT = "act"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the guard says to a proposal."""

    proposal: Proposal
    allowed: bool
    mode: Mode
    reason: str
    """A stable word from `guard.REASONS`, "allowed" when it may happen."""
