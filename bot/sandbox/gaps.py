"""What the emulator cannot keep, kept beside it."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

CONTENTS: Mapping[str, str] = {
    "+1": "THUMBS_UP",
    "-1": "THUMBS_DOWN",
    "laugh": "LAUGH",
    "confused": "CONFUSED",
    "heart": "HEART",
    "hooray": "HOORAY",
    "rocket": "ROCKET",
    "eyes": "EYES",
}
"""Reactions, as REST and as GraphQL name them."""

Subject = str
"""What is reacted to: "comment ID", or "owner/name#number" of an issue or pull request."""


@dataclass(frozen=True, slots=True)
class Reaction:
    """One person's reaction."""

    id: int
    content: str
    """As REST names it."""
    login: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Happening:
    """One item of a thread's timeline."""

    sequence: int
    """Counts all happenings, in their order."""
    kind: str
    """Its type, as GraphQL names it."""
    at: str
    """As GitHub writes times."""
    by: Mapping[str, Any]
    """Who did it, as REST shows them."""
    about: Mapping[str, Any]
    """The label, assignee, reviewer or review, as the webhook shows it."""


Spot = tuple[int, int]
"""A repository's id and a thread's number."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: an installation, a person, the App itself, or nobody in particular."""

    token: str | None = None
    """What the emulator knows the caller by."""
    login: str = ""
    installation_id: int | None = None
    permissions: Mapping[str, str] = field(default_factory=dict)
    expires_at: datetime | None = None

    def may_write(self, *names: str) -> bool:
        """Whether the caller is a person, or holds write permission on one of these."""
        if self.installation_id is None:
            return self.token is not None
        return any(self.permissions.get(name) == "write" for name in names)


class Refusal(Exception):
    """An answer other than the good one."""

    def __init__(self, status: int, message: str, **headers: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = {name.lower(): value for name, value in headers.items()}


@dataclass(slots=True)
class Gaps:
    """The state beside the emulator's."""

    app_id: str
    slug: str
    callers: dict[str, Caller] = field(default_factory=dict)
    """By the token GitHub handed out."""
    suspended: set[int] = field(default_factory=set)
    """Installation ids; the emulator still mints tokens for those."""
    moved: dict[str, str] = field(default_factory=dict)
    """Old "owner/name" -> the present one."""
    deleted: set[tuple[str, int]] = field(default_factory=set)
    """Issues by "owner/name" and number. The emulator keeps them, so that no number comes twice."""
    archived_labels: dict[str, set[str]] = field(default_factory=dict)
    """By "owner/name"."""
    roles: dict[tuple[str, str], str] = field(default_factory=dict)
    """("owner/name", login) -> role; the emulator makes every member an admin."""
    minimized: dict[int, str] = field(default_factory=dict)
    """Comment id -> why it is folded away."""
    reactions: dict[Subject, list[Reaction]] = field(default_factory=dict)
    last_reaction: int = 0
    timelines: dict[Spot, list[Happening]] = field(default_factory=dict)
    """The emulator's own know neither comments nor anything of pull requests."""
    last_happening: int = 0
    annotations: dict[int, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    """Check id -> its annotations; the emulator's have no columns."""
    edited: dict[str, str] = field(default_factory=dict)
    """Node id -> when its text was edited last."""

    @property
    def bot(self) -> str:
        """The App's own account, as REST names it."""
        return f"{self.slug}[bot]"

    def present(self, full_name: str) -> str:
        """The name a repository has now."""
        return self.moved.get(full_name, full_name)

    def keep(self, caller: Caller) -> str:
        """The token GitHub hands out for a caller.

        It has the format of 2026: some 520 characters with dots, no fixed length.
        """
        token = f"ghs_{self.app_id}_{secrets.token_urlsafe(240)}.{secrets.token_urlsafe(130)}"
        self.callers[token] = caller
        return token

    def react(
        self, subject: Subject, login: str, content: str, at: datetime
    ) -> tuple[Reaction, bool]:
        """The reaction, and whether it is new: one person has one of a kind."""
        kept = self.reactions.setdefault(subject, [])
        for reaction in kept:
            if (reaction.login, reaction.content) == (login, content):
                return reaction, False
        self.last_reaction += 1
        kept.append(Reaction(self.last_reaction, content, login, at))
        return kept[-1], True

    def record(
        self, spot: Spot, kind: str, at: str, by: Mapping[str, Any], about: Mapping[str, Any]
    ) -> None:
        """Put an item at the end of a timeline."""
        self.last_happening += 1
        happening = Happening(self.last_happening, kind, at, by, about)
        self.timelines.setdefault(spot, []).append(happening)

    def rename(self, old: str, new: str) -> None:
        """Carry everything over to a repository's new name."""
        self.moved = {was: new if now == old else now for was, now in self.moved.items()}
        self.moved[old] = new
        self.moved.pop(new, None)
        self.deleted = {(new if name == old else name, n) for name, n in self.deleted}
        self.roles = {(new if n == old else n, who): r for (n, who), r in self.roles.items()}
        for subject in [s for s in self.reactions if s.startswith(f"{old}#")]:
            kept = self.reactions.pop(subject)
            self.reactions[f"{new}#{subject.partition('#')[2]}"] = kept
        if old in self.archived_labels:
            self.archived_labels[new] = self.archived_labels.pop(old)
