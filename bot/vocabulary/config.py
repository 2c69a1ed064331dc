"""The config as what is said of it: remarks, the one issue about it, a pull request's check.

A thread of number 0 stands for the repository itself.
"""

from dataclasses import dataclass

from bot.vocabulary.threads import Thread

CONFIG_PATH = ".github/linchpin.yml"

ISSUE_MARK = "<!-- linchpin:config -->"
"""Marks the one issue about a broken config. An address, no proof: its author has to be us."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to say of a place in the file, lines and columns counted from 1."""

    line: int
    column: int
    message: str
    is_warning: bool = False
    """It reads well, and will not do what was meant."""


@dataclass(frozen=True, slots=True)
class TellOfConfig:
    """Open the one issue about a broken config, or bring it up to date."""

    thread: Thread
    title: str
    body: str
    anew: bool
    """Whether the file was well before: a closed issue is opened again."""


@dataclass(frozen=True, slots=True)
class CloseConfigIssue:
    """Close the one issue about a broken config: it is mended."""

    thread: Thread
    body: str


@dataclass(frozen=True, slots=True)
class ReportOnConfig:
    """Report on the config of a pull request, as a check of its last commit."""

    thread: Thread
    head_oid: str
    is_good: bool
    title: str
    summary: str
    remarks: tuple[Remark, ...]
    """In the order of the file; what GitHub does not take is left to the summary."""
