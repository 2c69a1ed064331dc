"""How likely two reports are one matter: a small logistic model that a repository may correct."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.learning.views import EVIDENCE

Floats = NDArray[np.float64]

CONSTANT = -7.3
POOLED = {
    "all": 1.5,
    "title_told": 1.4,
    "title_tells": 1.4,
    "code": 2.7,
    "differs": -1.7,
    "apart": 0.4,
}
"""Fitted by `tests.benchmarks.duplicates_fit` to GitBugs' Hadoop tracker (arXiv 2504.09651, CC BY
4.0): 2,501 first candidates, 70 of them duplicates by its pairs or by reading the most alike."""

LEAST_INFORMATION = 5.8
"""Nats: nine in ten of those 70 share more. What shares less ("Help!" and "Help") is half as likely
as the model says, and so never shown: it saw too few to know."""

SHOWN_AT = 0.65
"""Probability from which a first candidate may be told in public: in ten-fold cross-validation
there 13 of 14 such were duplicates, and the probabilities promise 0.90; at 0.5 it would be 19 of 23
and 0.78, too near the 0.8 that the product promises."""

MARKED = 0.15
"""How many of the likeliest first candidates that are the same people mark: 2 of the 13 there at
`SHOWN_AT` or more. Copies are closed without a word; what is told in other words is marked."""

BRIEFED_AT = 0.2
"""Probability from which a candidate may stand in a private briefing: there 37 of 71 were."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a repository's own cases make of the model's logit: constant + slope * logit.

    Where that is less: people mark what was told in other words sooner than copies, so that marks
    make the likeliest ones look better than they are. On GitBugs' Hadoop a correction that might
    raise the odds, made in time order, showed 37 of which 26 were right, in the place of 13 of 15.
    """

    constant: float = 0.0
    slope: float = 1.0


UNCORRECTED = Correction()


def probabilities(
    evidence: Floats, information: Floats, correction: Correction = UNCORRECTED
) -> Floats:
    """0..1 for each row of `bot.learning.views.EVIDENCE` and what is shared in all."""
    logit = CONSTANT + evidence @ np.array([POOLED[name] for name in EVIDENCE])
    chances = _corrected(logit, correction)
    return np.where(information < LEAST_INFORMATION, chances / 2, chances)


def again(chances: Floats, correction: Correction) -> Floats:
    """Uncorrected probabilities, corrected."""
    some = np.clip(chances, 1e-9, 1 - 1e-9)
    return _corrected(np.log(some / (1 - some)), correction)


def corrected(cases: Sequence[tuple[float, bool]], unmarked: Sequence[float] = ()) -> Correction:
    """The correction by a repository's first candidates: uncorrected probability, and the truth.

    `unmarked` are those of which people said nothing: of them `MARKED` would be marked if they were
    the same. Where people mark less than that, duplicates that nobody mentioned count against the
    repository: it is told too little rather than too much. To expect marks at the rate of all its
    copies (44 of 70) showed 6 of the tracker that the odds were fitted to; 13 of its 15 are right.

    Platt's scaling (1999) held back: until a repository has many cases it stays near none, as if
    constant and slope had been drawn around 0 and 1 with a deviation of 1. Learning from marked and
    unmarked ones: Elkan and Noto 2008 (doi:10.1145/1401890.1401920). The slope is never negative.
    """
    said = [*(chance for chance, _ in cases), *unmarked]
    chances = np.clip(np.array(said, np.float64), 1e-9, 1 - 1e-9)
    truths = np.array([*(truth for _, truth in cases), *(False for _ in unmarked)], np.float64)
    seen = np.array([1.0] * len(cases) + [MARKED] * len(unmarked))
    table = np.column_stack([np.ones(len(said)), np.log(chances / (1 - chances))])
    start = np.array([0.0, 1.0])

    def loss(weights: Floats) -> float:
        expected = seen * _chances(table @ weights)
        likely = truths * np.log(expected) + (1 - truths) * np.log1p(-expected)
        return float(((weights - start) ** 2).sum() / 2 - likely.sum())

    weights = start.copy()
    for _ in range(100):
        same = _chances(table @ weights)
        expected = seen * same
        rise = expected * (1 - same)
        spread = expected * (1 - expected)
        slope = table.T @ (rise * (expected - truths) / spread) + (weights - start)
        curve = (table * (rise**2 / spread)[:, None]).T @ table + np.eye(2)
        step = np.linalg.solve(curve, slope)
        step /= max(1.0, float(np.abs(step).max()))
        now = loss(weights)
        while loss(weights - step) > now and float(np.abs(step).max()) > 1e-9:
            step /= 2
        weights = weights - step
        if float(np.abs(step).max()) < 1e-9:
            break
    return Correction(float(weights[0]), max(float(weights[1]), 0.0))


def _corrected(logit: Floats, correction: Correction) -> Floats:
    return _chances(np.minimum(logit, correction.constant + correction.slope * logit))


def _chances(logit: Floats) -> Floats:
    found: Floats = 1 / (1 + np.exp(-np.clip(logit, -30.0, 30.0)))
    return found
