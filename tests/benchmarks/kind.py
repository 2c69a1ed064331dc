"""How well an issue's kind is guessed, beside a simple floor in the same run.

    python -m tests.benchmarks.kind --train F [--train F] --test F [--strip-forms]
        [--leave-one-out] [--split-at DATE] [--kinds bug,feature,question,docs] [--json]

One file for both: nested cross-validation within each repository (5 folds, `--seeds` 3), on a
prior of the other repositories; with `--leave-one-out` the prior alone, on repositories it never
saw; with `--split-at` trained on what was opened before the date and tested on the rest. Two files:
trained on the one, tested on the other, whose repositories need not be in the first. Every choice
is made on the training part. `--strip-forms` takes away title prefixes, headings, tick boxes,
hidden comments and stated types.
"""

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bot.learning.kind_features import features
from bot.learning.kind_model import PRECISION, KindModel, from_bytes
from bot.learning.sureness import calibration_error
from bot.vocabulary.kinds import Kind
from tests.benchmarks import labelled
from tests.benchmarks.kind_runs import (
    FOLDS,
    Run,
    cross_validate,
    groups_of,
    leave_one_out,
    one_on_the_other,
    say,
    truths_of,
)
from tests.benchmarks.labelled import Labelled
from tests.benchmarks.scores import f1_of_each, macro_f1, mean_over_groups, paired_difference

KINDS = "bug,feature,question,docs"


def coverage_in_hindsight(sure: Any, right: Any, precision: float) -> float:
    """The largest share of guesses, surest first, that holds the precision on the test itself."""
    order = np.argsort(-sure, kind="stable")
    good = np.flatnonzero(np.cumsum(right[order]) / np.arange(1, len(order) + 1) >= precision)
    return float((good[-1] + 1) / len(order)) if len(good) else 0.0


def measured(
    rows: Sequence[Labelled], kinds: tuple[Kind, ...], runs: Sequence[Run], model: KindModel
) -> dict[str, Any]:
    truths, groups = truths_of(rows, kinds), groups_of(rows)
    names = labelled.repositories(rows)
    every = [mean_over_groups(truths, run.guesses, groups) for run in runs]
    right = [run.guesses == truths for run in runs]
    said = np.concatenate([run.said for run in runs])
    hits = np.concatenate(right)
    some = [rows[i] for i in range(0, len(rows), max(1, len(rows) // 200))]
    bar = model.bar(PRECISION)
    began = time.perf_counter()
    for row in some:
        model.guess_above(features(row.title, row.body), bar)
    spent = (time.perf_counter() - began) / max(1, len(some))
    data = model.to_bytes()
    assert from_bytes(data).kinds == model.kinds
    return {
        "rows": len(rows),
        "kinds": [str(kind) for kind in kinds],
        "macro_f1": round(float(np.mean(every)), 4),
        "macro_f1_spread": round(float(np.std(every)), 4),
        "macro_f1_pooled": round(float(np.mean([macro_f1(truths, r.guesses) for r in runs])), 4),
        "per_kind": {
            str(kinds[c]): round(
                float(np.mean([f1_of_each(truths, r.guesses)[c] for r in runs])), 4
            )
            for c in f1_of_each(truths, truths)
        },
        "per_repository": {
            name: round(
                float(
                    np.mean([macro_f1(truths[groups == g], r.guesses[groups == g]) for r in runs])
                ),
                4,
            )
            for g, name in enumerate(names)
        },
        "coverage_at_precision_90": round(float(said.mean()), 4),
        "precision_at_that_coverage": round(float(hits[said].mean()), 4) if said.any() else None,
        "coverage_at_precision_90_hindsight": round(
            float(
                np.mean(
                    [
                        coverage_in_hindsight(run.sure, ok, PRECISION)
                        for run, ok in zip(runs, right, strict=True)
                    ]
                )
            ),
            4,
        ),
        "ece": round(
            float(
                np.mean([calibration_error(r.sure, k) for r, k in zip(runs, right, strict=True)])
            ),
            4,
        ),
        "ms_per_issue": round(1000 * spent, 2),
        "model_mb": round(len(data) / 1e6, 3),
    }


def compared(
    rows: Sequence[Labelled], kinds: tuple[Kind, ...], runs: Sequence[Run], floors: Sequence[Run]
) -> dict[str, Any]:
    truths, groups = truths_of(rows, kinds), groups_of(rows)
    ours, theirs = [run.guesses for run in runs], [run.floor for run in floors]
    return {
        "macro_f1": round(float(np.mean([mean_over_groups(truths, t, groups) for t in theirs])), 4),
        "macro_f1_pooled": round(float(np.mean([macro_f1(truths, t) for t in theirs])), 4),
        "ours_minus_floor": paired_difference(truths, ours, theirs, groups),
        "ours_minus_floor_pooled": paired_difference(truths, ours, theirs, groups, by_group=False),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--train", type=Path, action="append", required=True)
    parser.add_argument("--test", type=Path, action="append", required=True)
    parser.add_argument("--strip-forms", action="store_true")
    parser.add_argument("--leave-one-out", action="store_true")
    parser.add_argument(
        "--split-at", help="a date: what was opened before it trains, the rest tests"
    )
    parser.add_argument("--kinds", default=KINDS, help=f"by default {KINDS}")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--no-floor", action="store_true")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()

    wanted = {Kind(name) for name in asked.kinds.split(",")}
    floors = not asked.no_floor

    def rows_of(paths: Sequence[Path]) -> list[Labelled]:
        rows = [row for row in labelled.read(paths) if row.kind in wanted]
        return [labelled.without_forms(row) for row in rows] if asked.strip_forms else rows

    train_rows, test_rows = rows_of(asked.train), rows_of(asked.test)
    is_same = {p.resolve() for p in asked.train} == {p.resolve() for p in asked.test}
    if asked.split_at:
        train_rows = labelled.split(train_rows, asked.split_at)[0]
        test_rows = labelled.split(test_rows, asked.split_at)[1]
    kinds = tuple(k for k in Kind if any(r.kind is k for r in (*train_rows, *test_rows)))
    say(f"{len(train_rows)} rows to train on, {len(test_rows)} to test on")

    result: dict[str, Any] = {"forms_stripped": asked.strip_forms, "train_rows": len(train_rows)}
    if asked.leave_one_out:
        run, model = leave_one_out(train_rows, test_rows, kinds, floors=floors)
        result |= {"protocol": "leave one repository out"}
        result |= measured(test_rows, kinds, [run], model)
        if floors:
            result["floor"] = compared(test_rows, kinds, [run], [run])
    elif is_same and not asked.split_at:
        runs, pooled, model = cross_validate(test_rows, kinds, asked.seeds, floors=floors)
        result |= {"protocol": f"nested cross-validation, {FOLDS} folds, {asked.seeds} seeds"}
        result |= measured(test_rows, kinds, runs, model)
        if floors:
            result["floor"] = compared(test_rows, kinds, runs, runs)
            result["floor_of_all_repositories"] = compared(test_rows, kinds, runs, pooled)
    else:
        run, model = one_on_the_other(train_rows, test_rows, kinds, floors=floors)
        result |= {"protocol": "trained on the one, tested on the other"}
        result |= measured(test_rows, kinds, [run], model)
        if floors:
            result["floor"] = compared(test_rows, kinds, [run], [run])
    if not asked.json:
        for key, value in result.items():
            say(f"{key}: {value}")
    print(json.dumps(result))  # noqa: T201 # the result


if __name__ == "__main__":
    main()
