"""Multinomial logistic regression with a start that somebody else gives (a prior's scores)."""

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

STEPS = 60
"""Of L-BFGS; with the weights decaying, what is left after so many changes no decision."""


def softmax(scores: NDArray[np.floating]) -> Doubles:
    """Rows that add up to 1."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float64)


def fit_likeness(
    likeness: Floats,
    truths: NDArray[np.int64],
    start: Floats,
    row_weights: Floats,
    decay: float,
) -> tuple[Floats, Floats]:
    """Coefficients of the rows and a bias for each class, by the rows' likeness to each other.

    The scores of a row are `start + likeness @ coefficients + bias`; the weights of columns are the
    rows' columns times the coefficients. Cost grows with the square of the rows.
    """
    rows, classes = start.shape
    wanted = _one_hot(truths, classes)
    weights = row_weights[:, None]

    def loss(flat: Doubles) -> tuple[float, Doubles]:
        given = flat[: rows * classes].reshape(rows, classes).astype(np.float32)
        bias = flat[rows * classes :]
        added = likeness @ given
        value, slope = _loss(start + added + bias.astype(np.float32), wanted, weights)
        value += 0.5 * decay * float((given * added).sum()) + 0.5 * _BIAS * float(bias @ bias)
        steps = likeness @ (slope + np.float32(decay) * given)
        return value, np.concatenate([steps.ravel(), slope.sum(axis=0) + _BIAS * bias]).astype(
            np.float64
        )

    return _minimum(loss, rows, classes)


def fit_columns(
    columns: object,
    truths: NDArray[np.int64],
    start: Floats,
    row_weights: Floats,
    decay: float,
) -> tuple[Floats, Floats]:
    """Weights of the columns (a scipy CSR matrix) and a bias for each class: for many rows."""
    classes = start.shape[1]
    wide: int = columns.shape[1]  # type: ignore[attr-defined]  # scipy ships no types
    turned = columns.T.tocsr()  # type: ignore[attr-defined]  # scipy ships no types
    wanted = _one_hot(truths, classes)
    weights = row_weights[:, None]

    def loss(flat: Doubles) -> tuple[float, Doubles]:
        given = flat[: wide * classes].reshape(wide, classes).astype(np.float32)
        bias = flat[wide * classes :]
        value, slope = _loss(
            start + columns @ given + bias.astype(np.float32),  # type: ignore[operator]
            wanted,
            weights,
        )
        value += 0.5 * decay * float((given * given).sum()) + 0.5 * _BIAS * float(bias @ bias)
        steps = turned @ slope + np.float32(decay) * given
        return value, np.concatenate([steps.ravel(), slope.sum(axis=0) + _BIAS * bias]).astype(
            np.float64
        )

    return _minimum(loss, wide, classes)


_BIAS = 0.01
"""Decay of the biases: next to none, so that they stay finite where a class has no rows."""


def _one_hot(truths: NDArray[np.int64], classes: int) -> Floats:
    return np.eye(classes, dtype=np.float32)[truths]


def _loss(scores: Floats, wanted: Floats, weights: Floats) -> tuple[float, Floats]:
    raised = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(raised)
    sums = powers.sum(axis=1, keepdims=True)
    value = -float((weights * (wanted * (raised - np.log(sums)))).sum())
    return value, ((powers / sums - wanted) * weights).astype(np.float32)


def _minimum(loss: object, wide: int, classes: int) -> tuple[Floats, Floats]:
    found = optimize.minimize(
        loss,
        np.zeros((wide + 1) * classes),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": STEPS, "maxcor": 10, "ftol": 1e-6, "gtol": 1e-4},
    )
    flat = np.asarray(found.x, dtype=np.float32)
    return flat[: wide * classes].reshape(wide, classes), flat[wide * classes :]


def fit_each(
    likeness: Floats, truths: Floats, start: Floats, row_weights: Floats, decay: float
) -> tuple[Floats, Floats]:
    """Like `fit_likeness`, for classes that do not exclude each other: a yes or no for each.

    `truths` and `row_weights` have a column for each class.
    """
    rows, classes = start.shape

    def loss(flat: Doubles) -> tuple[float, Doubles]:
        given = flat[: rows * classes].reshape(rows, classes).astype(np.float32)
        bias = flat[rows * classes :]
        added = likeness @ given
        scores = start + added + bias.astype(np.float32)
        value = float((row_weights * (np.logaddexp(0, scores) - truths * scores)).sum())
        value += 0.5 * decay * float((given * added).sum()) + 0.5 * _BIAS * float(bias @ bias)
        slope = row_weights * (special.expit(scores) - truths)
        steps = likeness @ (slope + np.float32(decay) * given)
        return value, np.concatenate([steps.ravel(), slope.sum(axis=0) + _BIAS * bias]).astype(
            np.float64
        )

    return _minimum(loss, rows, classes)
