"""Allowed actions in; GitHub changed. Writes only, each safe to repeat.

`apply` is the whole station. The one comment is `comment` (what it says) and `living_comment` (how
it gets there); `ledger` is what makes a second run harmless.
"""

from bot.effects.apply import apply, intend
from bot.effects.comment import Organisation
from bot.effects.hands import Fenced, Hands

__all__ = ["Fenced", "Hands", "Organisation", "apply", "intend"]
