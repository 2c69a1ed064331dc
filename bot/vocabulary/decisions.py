"""What was decided on a thread, as it is kept: a proposal with the guard's verdict."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.vocabulary.actions import Mode


@dataclass(frozen=True, slots=True)
class Decided:
    """One verdict."""

    id: str
    number: int
    capability: str
    kind: str
    target: str
    """With `kind` what the effect is, as the ledger names it."""
    values: Mapping[str, Any]
    at: datetime
    mode: Mode
    """What held then, whoever set it."""
    allowed: bool
    reason: str

    @property
    def effect(self) -> tuple[str, str]:
        """The ledger's row for it; all sections share the one comment's."""
        if self.kind in ("section-set", "section-cleared"):
            return ("comment", "living")
        return (self.kind, self.target)
