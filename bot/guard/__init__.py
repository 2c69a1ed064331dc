"""Proposals and the present in; verdicts out. Pure.

`judge` is the whole station. `rules` holds one function a kind of action; `situation` what they
may know. Every refusal carries a word of `REASONS`, which a decision page explains.
"""

from bot.guard.judge import judge
from bot.guard.reasons import REASONS
from bot.guard.situation import Budget, Counts, Situation

__all__ = ["REASONS", "Budget", "Counts", "Situation", "judge"]
