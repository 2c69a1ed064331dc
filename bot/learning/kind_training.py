"""Fits one layer of a kind model, every choice on examples held out of the fit."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bot.learning.kind_features import FIELDS
from bot.learning.layers import Features, Floats, Layer, Scale, matrices, scale_of
from bot.learning.logistic import fit_columns, fit_likeness, softmax

FOLDS = 5


@dataclass(frozen=True, slots=True)
class Tries:
    """Settings that are tried in turn; the likeliest on held-out folds is kept."""

    shares: tuple[float, ...]
    """How much hashed words count beside cues: words tell more within one project and time, cues
    more across them."""
    decays: tuple[float, ...]
    """Of the weights: the larger, the nearer a layer stays to those below it."""


ALONE = Tries((3.0, 1.0, 0.3, 0.1), (1.0, 4.0, 16.0))
"""A layer that is used as it is, on reports of other projects or later times."""

BASE = Tries((3.0,), (3.0,))
"""A layer that others stand on: rich in words, which the repository's own labels then correct."""

ABOVE = Tries((1.0,), (0.3,))
"""A repository's layer on others. BASE and ABOVE were set on NLBSE'24 (cross-validation within
repositories, a plateau within a spread between seeds): choosing again in each fold was worse."""

SHARE_OF_MANY = 1.0
DECAY_OF_MANY = 1.0
MOST_COMPARED = 2_500
"""Rows that are compared with each other, all with all; more are fitted column by column."""

HELD_OUT = 0.2
"""The newest part of many rows, which measures what the rest has learned."""


@dataclass(frozen=True, slots=True, eq=False)
class Layered:
    """A fitted layer, and what it said of rows that it had not seen."""

    layer: Layer
    unseen: NDArray[np.int64]
    scores: Floats
    """Beside `unseen`; those of the layers below are in them."""


def fit_layer(
    reports: Sequence[Features],
    truths: NDArray[np.int64],
    start: Floats,
    tries: Tries,
    fold_of: NDArray[np.int64] | None = None,
    *,
    most_compared: int = MOST_COMPARED,
) -> Layered:
    """The layer for reports, oldest first. Folds are stretches of time if none are given."""
    is_many = len(reports) > most_compared
    scale = scale_of(reports, 4 if is_many else 2, [weight for _, weight in FIELDS])
    columns, dense = matrices(scale, reports)
    weights = _balanced(truths, start.shape[1])
    if is_many:
        return _fit_many(scale, columns, dense, truths, start, weights)
    folds = _stretches(truths) if fold_of is None else fold_of
    alike = np.asarray((columns @ columns.T).toarray(), dtype=np.float32)
    alike_cues = dense @ dense.T
    tried: dict[tuple[float, float], tuple[float, Floats]] = {}

    def loss(share: float, decay: float) -> float:
        if (share, decay) not in tried:
            likeness = np.float32(share) * alike + alike_cues
            scores = _unseen(likeness, truths, start, weights, folds, decay)
            tried[share, decay] = _loss(scores, truths, weights), scores
        return tried[share, decay][0]

    usual = tries.decays[len(tries.decays) // 2]
    share = min(tries.shares, key=lambda one: loss(one, usual))
    decay = min(tries.decays, key=lambda one: loss(share, one))
    loss(share, decay)
    _, scores = tried[share, decay]
    likeness = np.float32(share) * alike + alike_cues
    rows, bias = fit_likeness(likeness, truths, start, weights, decay)
    layer = Layer(scale, np.asarray(share * (columns.T @ rows)), dense.T @ rows, bias)
    return Layered(layer, np.arange(len(truths)), scores)


def _unseen(
    likeness: Floats,
    truths: NDArray[np.int64],
    start: Floats,
    weights: Floats,
    folds: NDArray[np.int64],
    decay: float,
) -> Floats:
    scores = start.copy()
    for fold in np.unique(folds):
        out, kept = np.flatnonzero(folds == fold), np.flatnonzero(folds != fold)
        rows, bias = fit_likeness(
            likeness[np.ix_(kept, kept)], truths[kept], start[kept], weights[kept], decay
        )
        scores[out] += likeness[np.ix_(out, kept)] @ rows + bias
    return scores


def _fit_many(
    scale: Scale,
    columns: sparse.csr_matrix,
    dense: Floats,
    truths: NDArray[np.int64],
    start: Floats,
    weights: Floats,
) -> Layered:
    root = np.float32(np.sqrt(SHARE_OF_MANY))
    both = sparse.hstack([root * columns, sparse.csr_matrix(dense)]).tocsr()
    cut = int(len(truths) * (1 - HELD_OUT))
    given, bias = fit_columns(both[:cut], truths[:cut], start[:cut], weights[:cut], DECAY_OF_MANY)
    scores = start[cut:] + both[cut:] @ given + bias
    given, bias = fit_columns(both, truths, start, weights, DECAY_OF_MANY)
    width = columns.shape[1]
    layer = Layer(scale, root * given[:width], given[width:], bias)
    return Layered(layer, np.arange(cut, len(truths)), np.asarray(scores, dtype=np.float32))


def _balanced(truths: NDArray[np.int64], kinds: int) -> Floats:
    """Weights under which every kind counts as much: rare ones are worth finding too."""
    counts = np.bincount(truths, minlength=kinds)
    each = len(truths) / (np.maximum(counts, 1) * max(1, int((counts > 0).sum())))
    return each[truths].astype(np.float32)


def _stretches(truths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Folds that are stretches of time within each kind: no report is judged by its neighbours."""
    folds = np.zeros(len(truths), dtype=np.int64)
    for kind in np.unique(truths):
        mine = np.flatnonzero(truths == kind)
        folds[mine] = np.arange(len(mine)) * FOLDS // len(mine)
    return folds


def _loss(scores: Floats, truths: NDArray[np.int64], weights: Floats) -> float:
    likely = softmax(scores)[np.arange(len(truths)), truths]
    return float(-(weights * np.log(np.maximum(likely, 1e-12))).sum() / weights.sum())
