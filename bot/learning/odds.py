"""How likely two reports are one matter: a small logistic model that a repository may correct."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Weights:
    """Of a candidate's score, the logarithm of 1 + shared information, and what its title says."""

    constant: float
    score: float
    information: float
    differs: float
    same_title: float


POOLED = Weights(-10.0, 0.9, 0.5, -1.5, 0.7)
"""Fitted by `tests.benchmarks.duplicates_fit`; see `model card`."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a repository's own cases make of the model's logit: constant + slope * logit."""

    constant: float = 0.0
    slope: float = 1.0


UNCORRECTED = Correction()


def logits(
    weights: Weights, score: Floats, information: Floats, differs: Bools, same_title: Bools
) -> Floats:
    """The model's logit for each candidate."""
    found: Floats = (
        weights.constant
        + weights.score * score
        + weights.information * np.log1p(information)
        + weights.differs * differs
        + weights.same_title * same_title
    )
    return found


def probabilities(logit: Floats, correction: Correction = UNCORRECTED) -> Floats:
    """0..1 for each logit."""
    corrected = np.clip(correction.constant + correction.slope * logit, -30.0, 30.0)
    chances: Floats = 1 / (1 + np.exp(-corrected))
    return chances


SHOWN_AT = 0.8
"""Probability from which a candidate may be told in public (the product's promise)."""

BRIEFED_AT = 0.2
"""Probability from which a candidate may stand in a private briefing."""
