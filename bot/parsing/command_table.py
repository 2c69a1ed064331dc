"""The one table of commands: how each is written, who may give it, and how its words are read.

Help, documentation and permissions are made from it.
"""

from dataclasses import dataclass

from bot.parsing import command_arguments as read
from bot.vocabulary.commands import (
    Command,
    DuplicateOf,
    Enough,
    Help,
    HelpWanted,
    Label,
    May,
    Mute,
    NotDuplicate,
    Off,
    OptIn,
    OptOut,
    Size,
    Undo,
    Unlabel,
    Unmute,
    Why,
)


@dataclass(frozen=True, slots=True)
class CommandRow:
    """A row: one command."""

    name: str
    takes: str
    """What stands behind the name, as help shows it; may be ""."""
    gives: Command
    """What the example is read as."""
    example: str
    """What stands behind the name in it; may be ""."""
    may: May
    read: read.Read
    summary: str
    also: tuple[str, ...] = ()
    """Other names for it."""

    @property
    def usage(self) -> str:
        """As it is written: "undo [n]"."""
        return f"{self.name} {self.takes}".rstrip()

    @property
    def sample(self) -> str:
        """The whole example: "undo 2"."""
        return f"{self.name} {self.example}".rstrip()


COMMANDS: tuple[CommandRow, ...] = (
    CommandRow(
        "help",
        "",
        Help(),
        "",
        May.ANYONE,
        read.anyhow(Help()),
        "list the commands",
        ("commands", "--help", "-h"),
    ),
    CommandRow(
        "why",
        "",
        Why(),
        "",
        May.ANYONE,
        read.anyhow(Why()),
        "say why Linchpin did what it did here",
        ("explain",),
    ),
    CommandRow(
        "undo",
        "[n]",
        Undo(2),
        "2",
        May.TRIAGE,
        read.undo,
        "take back what Linchpin did here: the last n things, or everything",
        ("revert",),
    ),
    CommandRow(
        "mute",
        "",
        Mute(),
        "",
        May.REPORTER_OR_TRIAGE,
        read.alone(Mute()),
        "be quiet on this thread",
        ("stop",),
    ),
    CommandRow(
        "unmute",
        "",
        Unmute(),
        "",
        May.TRIAGE,
        read.alone(Unmute()),
        "be quiet on this thread no longer",
    ),
    CommandRow(
        "label",
        "NAME…",
        Label(("good first issue", "bug")),
        '"good first issue" bug',
        May.TRIAGE,
        read.label,
        "put labels on; quotes or commas keep the words of one name together",
        ("labels", "add label", "add labels"),
    ),
    CommandRow(
        "unlabel",
        "NAME…",
        Unlabel(("bug", "needs triage")),
        "bug, needs triage",
        May.TRIAGE,
        read.unlabel,
        "take labels off",
        ("remove label", "remove labels"),
    ),
    CommandRow(
        "duplicate of",
        "#n",
        DuplicateOf(12),
        "#12",
        May.TRIAGE,
        read.duplicate_of,
        "say that this is a duplicate of another thread",
        ("duplicate", "dup", "dup of", "dupe", "dupe of"),
    ),
    CommandRow(
        "not duplicate",
        "[#n]",
        NotDuplicate(),
        "",
        May.REPORTER_OR_TRIAGE,
        read.not_duplicate,
        "say that this is no duplicate",
        ("not a duplicate", "no duplicate"),
    ),
    CommandRow(
        "off",
        "CAPABILITY",
        Off("point-at-related-threads"),
        "point-at-related-threads",
        May.MAINTAIN,
        read.off,
        "switch a capability off for the repository",
        ("turn off", "switch off", "disable"),
    ),
    CommandRow(
        "opt out",
        "",
        OptOut(),
        "",
        May.ANYONE,
        read.alone(OptOut()),
        "leave whoever says it alone, on every thread",
        ("opt-out", "optout", "opt me out"),
    ),
    CommandRow(
        "opt in",
        "",
        OptIn(),
        "",
        May.ANYONE,
        read.alone(OptIn()),
        "take an opt-out back",
        ("opt-in", "optin", "opt me in"),
    ),
    CommandRow(
        "enough",
        "[ITEM]",
        Enough("reproduction"),
        "reproduction",
        May.TRIAGE,
        read.enough,
        "ask no longer for an item of the checklist, or for any",
        ("waive",),
    ),
    CommandRow(
        "help wanted",
        "[SKILL] [small|medium|large]",
        HelpWanted("CUDA", Size.SMALL),
        "CUDA small",
        May.TRIAGE,
        read.help_wanted,
        "find somebody who can help here",
        ("help-wanted", "help needed"),
    ),
)
"""All commands, in the order in which help lists them."""


def may_give(command: Command) -> May:
    """Who may give it."""
    return next(order.may for order in COMMANDS if isinstance(command, type(order.gives)))
