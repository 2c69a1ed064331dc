"""How sure a guess must be: probabilities made honest, and bars that keep a precision.

Everything is learned from guesses on reports that the model had not seen.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from bot.learning.logistic import Doubles, softmax

BELIEF = 0.9
"""One-sided: the bar's precision is at least the asked one with this belief (DESIGN's trust rule:
Beta(1, 1), lower bound at 90 %)."""

_STIFF = 2.0
"""Decay of the changes to sharpness and offsets: some ten guesses' worth, against small sets."""


@dataclass(frozen=True, slots=True, eq=False)
class Sharpness:
    """Scores -> probabilities: one factor, and an offset for each class."""

    factor: float
    offsets: NDArray[np.float32]

    def probabilities(self, scores: NDArray[np.floating]) -> Doubles:
        """Of each class, for rows of scores."""
        return softmax(self.factor * scores + self.offsets)


def sharpen(scores: NDArray[np.floating], truths: NDArray[np.int64]) -> Sharpness:
    """The factor and offsets under which unseen truths are likeliest."""
    classes = scores.shape[1]
    rows = np.arange(len(truths))

    def loss(flat: Doubles) -> float:
        found = softmax(np.exp(flat[0]) * scores + flat[1:])
        likely = np.maximum(found[rows, truths], 1e-12)
        return float(-np.log(likely).sum() + 0.5 * _STIFF * (flat @ flat))

    found = optimize.minimize(loss, np.zeros(classes + 1), method="L-BFGS-B").x
    return Sharpness(float(np.exp(found[0])), found[1:].astype(np.float32))


def plain(classes: int) -> Sharpness:
    """Scores taken as they are."""
    return Sharpness(1.0, np.zeros(classes, dtype=np.float32))


def bar(
    sure: NDArray[np.floating], right: NDArray[np.bool_], precision: float, belief: float = BELIEF
) -> float | None:
    """The lowest sureness from which on unseen guesses were right often enough; None: none was.

    The count of right ones must carry it: with Beta(1, 1) before, the precision is at least the
    asked one with `belief`.
    """
    order = np.argsort(-sure, kind="stable")
    hits = np.cumsum(right[order])
    seen = np.arange(1, len(order) + 1)
    bounds = special.betaincinv(1 + hits, 1 + seen - hits, 1 - belief)
    return _lowest(sure[order], np.flatnonzero(bounds >= precision), precision)


def next_is_right_from(
    sure: NDArray[np.floating], right: NDArray[np.bool_], precision: float
) -> float | None:
    """The lowest sureness from which on the next guess is right with the asked probability.

    Laplace's rule of succession: (right + 1) / (all + 2).
    """
    order = np.argsort(-sure, kind="stable")
    hits = np.cumsum(right[order])
    bounds = (hits + 1) / (np.arange(1, len(order) + 1) + 2)
    return _lowest(sure[order], np.flatnonzero(bounds >= precision), precision)


def _lowest(sure: NDArray[np.floating], good: NDArray[np.int64], precision: float) -> float | None:
    """The last good one; where all are, a guess less sure than any yet is taken at its word.

    Guesses that are as sure as each other pass together or not at all.
    """
    good = good[(good == len(sure) - 1) | (sure[good] > sure[np.minimum(good + 1, len(sure) - 1)])]
    if not len(good):
        return None
    lowest = float(sure[good[-1]])
    return min(lowest, precision) if good[-1] == len(sure) - 1 else lowest


def calibration_error(
    sure: NDArray[np.floating], right: NDArray[np.bool_], bins: int = 10
) -> float:
    """Expected calibration error: |sureness - share right|, over bins of equal width."""
    if not len(sure):
        return 0.0
    place = np.minimum((sure * bins).astype(np.int64), bins - 1)
    gaps = [
        abs(float(sure[place == b].mean()) - float(right[place == b].mean())) * (place == b).sum()
        for b in range(bins)
        if (place == b).any()
    ]
    return float(sum(gaps) / len(sure))
