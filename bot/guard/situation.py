"""What the guard may know when it judges: the thread as it is, and what we did so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from pydantic import Field

from bot.vocabulary.actions import Mode
from bot.vocabulary.issues import Issue, RepositoryLabels

Count = Annotated[int, Field(strict=True, ge=0, le=1_000)]


@dataclass(frozen=True, slots=True)
class Budget:
    """How much Linchpin may say in a repository; its maintainers can change it in the config."""

    share_of_new_threads: Annotated[float, Field(strict=True, ge=0, le=1)] = 0.25
    """Of the threads opened in the last 30 days, 0..1 (DESIGN §6: a quarter)."""
    comments_a_day: Count = 10
    """Comments opened in 24 hours. Ours: half an hour's reading at three minutes each."""
    comments_a_person_a_week: Count = 3
    """Comments opened on one author's threads in 7 days. Ours: more is a talk for people."""
    edits_a_thread: Count = 20
    """Changes of the one comment. Ours: a checklist has fewer items than that."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What Linchpin did lately in the repository, and to this author."""

    threads_opened_30_days: int = 0
    comments_opened_30_days: int = 0
    comments_opened_today: int = 0
    comments_to_author_7_days: int = 0
    redirects_90_days: int = 0
    """Threads whose author was pointed elsewhere for an ordinary reason."""


@dataclass(frozen=True, slots=True)
class Situation:
    """The present."""

    issue: Issue
    labels: RepositoryLabels
    modes: Mapping[str, Mode]
    """Capability -> mode; a capability that is not named is in shadow."""
    now: datetime
    first_look_at: datetime
    """When the grace period of a new thread ends."""
    muted: bool = False
    opted_out: bool = False
    sensitive: bool = False
    """It reads like a report of a vulnerability: whatever is said draws eyes to it."""
    archived: bool = False
    watched: bool = False
    organisation_named: bool = True
    has_security_role: bool = False
    """Whether the organisation named somebody to be handed what reads like a vulnerability."""
    has_mail: bool = False
    """Whether mail can be sent."""
    permissions: Mapping[str, str] = field(default_factory=dict)
    """What the installation grants: name -> read or write."""
    sections: Mapping[str, str] = field(default_factory=dict)
    """The text of each section of our comment."""
    comment_stands: bool = False
    comment_is_minimized: bool = False
    folded_by_us: bool = False
    """Whether we folded it; else a person did."""
    comment_is_theirs: bool = False
    """A person deleted it, folded it or wrote in it."""
    done: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """(kind, target) -> how often we did this on the thread."""
    undone: frozenset[tuple[str, str]] = frozenset()
    """(kind, target) of what was taken back on the thread."""
    refused: frozenset[tuple[str, str]] = frozenset()
    """(kind, target) of what GitHub refused here within a day."""
    counts: Counts = Counts()
    budget: Budget = Budget()
