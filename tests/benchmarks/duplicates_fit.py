"""The weights of `bot.learning.odds`, fitted to a data set with pairs.

    python -m tests.benchmarks.duplicates_fit --reports F --pairs F [--judged FILE]

Each report's first candidate is a case; it is true where pairs, or the hand-read cases of
`tests.benchmarks.duplicates --unlisted`, say so. A logistic regression on the evidence, with a
small ridge on the standardised columns. Prints the weights, and what ten-fold
cross-validation says.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bot.learning.odds import BRIEFED_AT, SHOWN_AT
from bot.learning.similar import Reports
from bot.learning.views import EVIDENCE
from tests.benchmarks.duplicate_data import Pair, read_judged, read_pairs, read_reports, tied
from tests.benchmarks.duplicates import say

RIDGE = 0.5
FOLDS = 10
Array = NDArray[Any]


def cases(given: argparse.Namespace) -> tuple[Array, Array]:
    """Features and truths."""
    reports = read_reports(given.reports)
    pairs: Sequence[Pair] = read_pairs(given.pairs, reports)
    read = read_judged(given.judged) if given.judged else {}
    group = tied(pairs)
    rows, truths = list[Array](), list[bool]()
    for repository, some in reports.items():
        index = Reports()
        for report in some:
            weighed = index.weigh(report, 0)
            index.add(report)
            if weighed is None:
                continue
            views = weighed.views
            first = int(np.lexsort((weighed.numbers, -views.score))[0])
            number = int(weighed.numbers[first])
            ours = group.get((repository, report.number))
            listed = ours is not None and ours == group.get((repository, number))
            truths.append(listed or read.get((repository, report.number, number), False))
            rows.append(views.evidence[first])
    return np.array(rows), np.array(truths, float)


def fitted(features: Array, truths: Array) -> Array:
    """The constant, then a weight a feature."""
    middle, spread = features.mean(axis=0), features.std(axis=0) + 1e-9
    table = np.column_stack([np.ones(len(truths)), (features - middle) / spread])

    def loss(weights: Array) -> tuple[float, Array]:
        logit = table @ weights
        value = np.logaddexp(0, logit).sum() - truths @ logit + RIDGE * (weights[1:] ** 2).sum()
        slope = table.T @ (1 / (1 + np.exp(-logit)) - truths)
        slope[1:] += 2 * RIDGE * weights[1:]
        return float(value), slope

    found = minimize(loss, np.zeros(table.shape[1]), jac=True).x
    weights = found[1:] / spread
    return np.concatenate([[found[0] - weights @ middle], weights])


def predicted(weights: Array, features: Array) -> Array:
    chances: Array = 1 / (1 + np.exp(-(weights[0] + features @ weights[1:])))
    return chances


def cross_validated(features: Array, truths: Array) -> Array:
    """Each case's probability from the other folds."""
    order = np.random.default_rng(0).permutation(len(truths))
    found = np.zeros(len(truths))
    for fold in range(FOLDS):
        held_out = order[fold::FOLDS]
        others = np.setdiff1d(order, held_out)
        found[held_out] = predicted(fitted(features[others], truths[others]), features[held_out])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reports", type=Path, required=True)
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--judged", type=Path)
    features, truths = cases(parser.parse_args())
    chances = cross_validated(features, truths)
    say(f"{len(truths)} cases, {int(truths.sum())} true")
    for bar in (0.8, 0.6, SHOWN_AT, 0.4, 0.3, BRIEFED_AT):
        some = chances >= bar
        say(f"at {bar}: {int(truths[some].sum())} of {int(some.sum())} true")
    weights = zip(("constant", *EVIDENCE), fitted(features, truths), strict=True)
    print({name: round(float(weight), 2) for name, weight in weights})  # noqa: T201 # the result


if __name__ == "__main__":
    main()
