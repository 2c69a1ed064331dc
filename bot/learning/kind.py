"""What an issue is for: learned from a repository's own labels, on top of a pooled prior.

A model is a stack of layers whose scores add up: what cues mean in words, the pooled prior (other
public repositories), the repository's own, and what came since. Each is trained with the scores
below it as its start, so a repository with few labels stays near the prior, and new examples are
learned by adding a layer without reading the old ones again.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bot.learning.kind_model import KindModel, no_group, nothing, with_kinds
from bot.learning.kind_training import ABOVE, ALONE, BASE, Layered, Tries, fit_layer
from bot.learning.layers import Features
from bot.learning.sureness import sharpen
from bot.vocabulary.kinds import Kind

FEWEST = 5
"""Examples of a kind below which it is not learned: folds of fewer would miss it."""

MOST_ROWS = 6_000
"""The newest examples that one layer reads: older ones say little of today's reports, and training
stays within a minute on one core."""

ENOUGH_TO_CALIBRATE = 60
"""Own unseen guesses from which on they, not the prior's, say how sure is sure: with 60 a precision
of 0.9 is shown by some 30 guesses of which none is wrong (Beta(1, 1), 90 %)."""


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A report whose kind people told."""

    features: Features
    kind: Kind
    repository: str = ""


def train(examples: Sequence[Example], prior: KindModel | None = None) -> KindModel:
    """A model of one repository's examples, oldest first, on top of a prior.

    For new examples alone give the present model as the prior: it grows by a layer.
    """
    tries = ALONE if prior is None or not prior.kinds else ABOVE
    return _train(examples, prior, tries, groups=None)


def train_base(examples: Sequence[Example]) -> KindModel:
    """A prior for repositories with labels of their own: to stand on, not to be used alone."""
    return _train(examples, None, BASE, groups=None)


def train_prior(examples: Sequence[Example]) -> KindModel:
    """A model for repositories never seen: how sure it is was measured on repositories left out."""
    names = sorted({example.repository for example in examples})
    if len(names) < 3:
        return _train(examples, None, ALONE, groups=None)
    return _train(examples, None, ALONE, groups=[names.index(e.repository) for e in examples])


def _train(
    examples: Sequence[Example],
    prior: KindModel | None,
    tries: Tries,
    groups: Sequence[int] | None,
) -> KindModel:
    below = prior or nothing()
    counts = Counter(example.kind for example in examples)
    kinds = tuple(k for k in Kind if k in below.kinds or counts[k] >= FEWEST)
    places = [i for i, e in enumerate(examples) if e.kind in kinds][-MOST_ROWS:]
    if len(kinds) < 2 or len(places) < 2 * FEWEST:
        return below
    used = [examples[i] for i in places]
    known = with_kinds(below, kinds)
    reports = [example.features for example in used]
    truths = np.array([kinds.index(example.kind) for example in used], dtype=np.int64)
    start = np.stack([known.scores(report) for report in reports])
    fold_of = None if groups is None else np.array([groups[i] for i in places])
    found = fit_layer(reports, truths, start, tries, fold_of)
    model = replace(known, layers=(*known.layers, found.layer), rows=len(used))
    group = no_group(len(used)) if fold_of is None else fold_of.astype(np.uint8)
    return _calibrated(model, found, truths, below, group)


def _calibrated(
    model: KindModel,
    found: Layered,
    truths: NDArray[np.int64],
    below: KindModel,
    group: NDArray[np.uint8],
) -> KindModel:
    if len(found.unseen) < ENOUGH_TO_CALIBRATE and below.kinds:
        return model
    seen = truths[found.unseen]
    sharpness = sharpen(found.scores, seen)
    best = found.scores.argmax(axis=1)
    likely = sharpness.probabilities(found.scores)[np.arange(len(best)), best]
    return replace(
        model,
        sharpness=sharpness,
        sure=likely.astype(np.float32),
        right=best == seen,
        group=group[found.unseen],
    )
