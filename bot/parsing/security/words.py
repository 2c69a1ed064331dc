"""How far the words of a report, taken together, sound like those of vulnerability reports.

A linear model over the beginnings of words and of pairs of neighbouring words; `weights`
says what it was fitted on. It finds what no cue foresaw, and alone it convinces slowly.
"""

import re
from collections.abc import Mapping
from itertools import pairwise

from bot.parsing.security.weights import INTERCEPT, WEIGHTS

MAX_READ = 2_000
"""Characters of the body looked at: in a long text every word is found sooner or later."""

LETTERS = 5
"""Of a word; with so many, "authenticate" and "authentication" are one. Chosen with the weights."""

_WORD = re.compile(
    r"[a-zà-öø-ÿа-яё_]{2,40}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)  # a sign of Chinese, Japanese or Korean is a word


def stems(headline: str, words: str) -> frozenset[str]:
    """The beginnings of words and of pairs ("other~users") in a title and a body in lower case."""
    found: set[str] = set()
    for text in (headline[:MAX_READ], words[:MAX_READ]):
        begun = [word[:LETTERS] for word in _WORD.findall(text)]
        found.update(begun)
        found.update(f"{first}~{second}" for first, second in pairwise(begun))
    return frozenset(found)


def _unpacked(packed: str) -> Mapping[str, float]:
    pairs = (entry.rpartition(" ") for entry in packed.split("|"))
    return {stem: int(weight) / 100 for stem, _, weight in pairs if stem}


_WEIGHTS = _unpacked(WEIGHTS)


def log_odds(headline: str, words: str) -> float:
    """What the words say for a vulnerability report (above 0) or against it (below)."""
    return INTERCEPT + sum(_WEIGHTS.get(stem, 0.0) for stem in stems(headline, words))
