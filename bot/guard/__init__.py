"""Proposals and the present in; verdicts out. Pure.

`judge` is the whole station, `judge_about_config` that for the config's own issue and checks;
`with_suggestions` adds what is left to a maintainer. `rules` holds one function a kind of action,
`asked` what people asked for; `situation` what they may know. Every refusal carries a
word of `REASONS`, which a decision page explains.
"""

from bot.guard.about_config import judge_about_config
from bot.guard.judge import judge
from bot.guard.reasons import REASONS
from bot.guard.situation import Budget, Counts, Situation
from bot.guard.suggesting import with_suggestions

__all__ = [
    "REASONS",
    "Budget",
    "Counts",
    "Situation",
    "judge",
    "judge_about_config",
    "with_suggestions",
]
