"""Learns a repository's area labels, every choice on reports held out of the fit."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import special

from bot.learning.area import LEAST, PRECISION, AreaModel, Named, nothing
from bot.learning.area_features import FIELDS, AreaExample, sign_matrix
from bot.learning.layers import Floats, Layer, matrices, scale_of
from bot.learning.logistic import fit_each
from bot.learning.sureness import BELIEF
from bot.parsing.area_signs import stated

FEWEST = 2
"""Reports of a label below which it is not learned: from there on its name carries it (chosen by
cross-validation on the oldest half, up to 2024-08, of vLLM's, SGLang's and llama.cpp's issues)."""

MOST_LABELS = 80
"""Learned ones, of the most reports: what training costs grows with them. Others go by signs."""

FOLDS = 10
MOST_ROWS = 2_500
"""Reports that are compared with each other."""

ENOUGH_OF_ONE = 200
"""Newest reports of one label that are read before those of rarer ones."""

UNTOLD = 0.3
"""Weight of all reports without an area label beside all with one: nobody said that none fits."""

_RARER = frozenset(("",))
"""Stands for labels too rare to be learned: their reports are no other label's."""

SHARES = (10.0, 3.0)
"""How much words count beside SIGNS; tried in turn, the likeliest on held-out folds is kept."""


def train(examples: Sequence[AreaExample], precision: float = PRECISION) -> AreaModel:
    """A model of one repository's examples, oldest first."""
    counts = Counter(label for example in examples for label in example.labels)
    likely = [label for label, often in counts.most_common(MOST_LABELS) if often >= FEWEST]
    labels = tuple(sorted(likely))
    used = _newest(examples, frozenset(labels))
    doubted = _doubted(examples, frozenset(counts), precision)
    if not labels:
        return replace(nothing(), doubted=doubted)
    reports = [example.features for example in used]
    truths = np.array([[label in e.labels for label in labels] for e in used], dtype=np.float32)
    told = np.array([bool(e.labels) for e in used])
    weights = _weights(truths, told)
    held = sign_matrix(labels, [e.report for e in used])
    scale = scale_of(reports, 2, FIELDS)
    columns, _ = matrices(scale, reports)
    alike = np.asarray((columns @ columns.T).toarray(), dtype=np.float32)
    folds = np.arange(len(used)) * FOLDS // len(used)
    tries = []
    for share in SHARES:
        unseen = np.zeros_like(truths)
        unseen_signs = np.zeros_like(truths)
        for fold in range(FOLDS):
            out, kept = np.flatnonzero(folds == fold), np.flatnonzero(folds != fold)
            if not len(out) or not len(kept):
                continue
            weighed = _fit_signs(held[kept], truths[kept], weights[kept])
            likeness = np.float32(share) * alike[np.ix_(kept, kept)]
            start = held[kept] @ weighed
            rows, bias = fit_each(likeness, truths[kept], start, weights[kept], 1.0)
            near = np.float32(share) * alike[np.ix_(out, kept)]
            unseen_signs[out] = held[out] @ weighed
            unseen[out] = unseen_signs[out] + near @ rows + bias
        tries.append((_loss(unseen[told], truths[told]), share, unseen))
    _, share, unseen = min(tries, key=lambda one: one[:2])
    weighed = _fit_signs(held, truths, weights)
    rows, bias = fit_each(np.float32(share) * alike, truths, held @ weighed, weights, 1.0)
    layer = Layer(
        scale,
        np.asarray(share * (columns.T @ rows), dtype=np.float32),
        np.zeros((0, len(labels)), dtype=np.float32),
        bias,
    )
    factor, offsets = _sharpen(unseen[told], truths[told])
    likely = special.expit(factor * unseen[told] + offsets).astype(np.float32)
    sure, right = _best(likely, truths[told])
    return AreaModel(
        labels,
        weighed,
        layer,
        factor,
        offsets,
        sure,
        right,
        _named(unseen_signs[told], truths[told]),
        doubted,
    )


def _doubted(
    examples: Sequence[AreaExample], labels: frozenset[str], precision: float
) -> frozenset[str]:
    """Signs whose labels were wrong so often here that they hardly keep the precision."""
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for example in examples:
        if example.labels:
            for label, sign in stated(example.report, labels).items():
                (right if label in example.labels else wrong)[sign] += 1
    return frozenset(
        sign
        for sign, often in wrong.items()
        if special.betaincinv(1 + right[sign], 1 + often, BELIEF) < precision
    )


def _newest(examples: Sequence[AreaExample], labels: frozenset[str]) -> list[AreaExample]:
    """The newest examples, rare labels first; as many without a label as with one at most."""
    seen: Counter[str] = Counter()
    told: list[int] = []
    untold: list[int] = []
    for place in range(len(examples) - 1, -1, -1):
        given = examples[place].labels
        mine = given & labels or (_RARER if given else frozenset())
        if mine and min(seen[label] for label in mine) < ENOUGH_OF_ONE:
            seen.update(mine)
            told.append(place)
        elif not given:
            untold.append(place)
    told = told[: MOST_ROWS // 2]
    return [examples[place] for place in sorted([*told, *untold[: len(told)]])]


def _weights(truths: Floats, told: NDArray[np.bool_]) -> Floats:
    """Of each row and label: a yes weighs up to three times a no, the untold together UNTOLD."""
    ones = truths.sum(axis=0)
    lift = np.clip(np.sqrt((len(truths) - ones) / np.maximum(ones, 1)), 1, 3)
    untold = max(1, int((~told).sum()))
    each = np.where(told, 1.0, min(1.0, UNTOLD * told.sum() / untold))
    return np.asarray(each[:, None] * (1 + truths * (lift - 1)), dtype=np.float32)


def _fit_signs(held: Floats, truths: Floats, weights: Floats) -> Floats:
    """Weights of the signs, one set for all labels: Newton's steps on few numbers."""
    given = held.reshape(-1, held.shape[-1]).astype(np.float64)
    wanted, weight = truths.ravel().astype(np.float64), weights.ravel().astype(np.float64)
    found = np.zeros(given.shape[1])
    for _ in range(_NEWTON_STEPS):
        likely = special.expit(given @ found)
        slope = given.T @ (weight * (likely - wanted)) + found
        bend = (given * (weight * likely * (1 - likely))[:, None]).T @ given
        found -= np.linalg.solve(bend + np.eye(len(found)), slope)
    return found.astype(np.float32)


_NEWTON_STEPS = 12


def _sharpen(scores: Floats, truths: Floats) -> tuple[float, Floats]:
    """One factor, one offset, and what each label departs from it, held back by its own count."""
    given, labels = scores.astype(np.float64), scores.shape[1]
    found = np.zeros(labels + 2)
    for _ in range(_NEWTON_STEPS):
        likely = special.expit(found[0] * given + found[1] + found[2:])
        miss, bend = likely - truths, likely * (1 - likely)
        each, tilt = bend.sum(axis=0), (bend * given).sum(axis=0)
        slope = np.concatenate([[(miss * given).sum(), miss.sum()], miss.sum(axis=0)]) + found
        curve = np.diag(np.concatenate([[(bend * given * given).sum(), each.sum()], each]) + 1)
        curve[0, 1] = curve[1, 0] = tilt.sum()
        curve[0, 2:] = curve[2:, 0] = tilt
        curve[1, 2:] = curve[2:, 1] = each
        found -= np.linalg.solve(curve, slope)
    return float(found[0]), np.asarray(found[1] + found[2:], dtype=np.float32)


def _loss(scores: Floats, truths: Floats) -> float:
    """How unlikely the truths are under scores made into probabilities, on reports with a label."""
    factor, offsets = _sharpen(scores, truths)
    sharp = factor * scores + offsets
    return float((np.logaddexp(0, sharp) - truths * sharp).sum())


def _named(scores: Floats, truths: Floats) -> Named:
    """What signs alone are worth, for labels that cannot be learned."""
    given = np.stack([scores.ravel(), np.ones(scores.size, dtype=np.float32)], axis=1)
    found = _fit_signs(given, truths.ravel(), np.ones(scores.size, dtype=np.float32))
    likely = special.expit(found[0] * scores + found[1]).astype(np.float32)
    sure, right = _best(likely, truths)
    return Named(float(found[0]), float(found[1]), sure, right)


def _best(likely: Floats, truths: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """The likeliest label of each report, where it may be said: probability, whether right."""
    top, rows = likely.argmax(axis=1), np.arange(len(likely))
    sure = likely[rows, top]
    may = sure >= LEAST
    return sure[may], truths[rows, top][may] > 0
