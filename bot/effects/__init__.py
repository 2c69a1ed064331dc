"""Allowed actions in; GitHub changed. Writes only, each safe to repeat.

`intend` writes down what is to be done, `apply` does it, `take_back` undoes it. The one comment is
`comment` (what it says) and `living_comment` (how it gets there).
"""

from bot.effects.apply import apply
from bot.effects.comment import Organisation
from bot.effects.hands import Fenced, Hands
from bot.effects.intents import intend
from bot.effects.undo import take_back

__all__ = ["Fenced", "Hands", "Organisation", "apply", "intend", "take_back"]
