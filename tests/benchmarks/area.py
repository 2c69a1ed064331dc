"""How well existing area labels are guessed, beside keywords in the same run.

    python -m tests.benchmarks.area --train F --test F [--split-at DATE] [--owners DIR] [--json]

Labels that name a kind or the project's process are no areas (`bot.parsing.label_names`). Where a
file tells changed paths (`fix_files`) instead of labels, the folder of most of them is the area.
One file for both: 5 folds within each repository, `--seeds` 3. Scores are over test reports that
carry an area label, known from training or not: of the others nobody said which areas they touch.
`macro_f1` is of the best guess without a bar, over labels on 5 reports or more of training, as is
the baseline's; `macro_f1_said`, `precision` and `coverage` are of what passes the bar; coverage is
the share of those reports on which a label is said. Baseline: a label whose words stand in title
or body.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bot.learning.area import AreaModel, from_bytes, nothing
from bot.learning.area_features import AreaExample, area_features
from bot.learning.area_training import train
from bot.parsing.area_signs import keyword_labels, placed
from bot.parsing.label_names import is_area
from bot.parsing.owners import NOBODY, Owners, owners_of, read_owner_files
from tests.benchmarks import labelled
from tests.benchmarks.labelled import Labelled

FOLDS = 5
COUNTED = 5
"""Reports of training on which a label must stand for the macro-F1 to count it."""

Said = tuple[
    str, frozenset[str], frozenset[str], frozenset[str], bool, frozenset[str], frozenset[str]
]
"""Repository, truth, said, keywords', whether the truth is told, best guess without a bar, and the
labels that the macro-F1 counts."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201 # progress, for people


def areas_of(row: Labelled) -> frozenset[str]:
    if row.labels or not row.paths:
        return frozenset(label for label in row.labels if is_area(label))
    folders = Counter(
        "/".join(path.split("/")[:-1][:2]) for path in row.paths if "test" not in path.lower()
    )
    folders.pop("", None)
    return frozenset(folder for folder, _ in folders.most_common(1))


def examples_of(rows: Sequence[Labelled], owners: Owners) -> list[AreaExample]:
    found = []
    for row in rows:
        report = placed(row.title, row.body, owners)
        found.append(AreaExample(area_features(report), report, areas_of(row)))
    return found


def guessed(
    model: AreaModel,
    rows: Sequence[Labelled],
    examples: Sequence[AreaExample],
    existing: frozenset[str],
    past: Sequence[AreaExample],
) -> list[Said]:
    """`existing`: the repository's area labels, which it lists whether they were learned or not."""
    level = model.bar()
    often = Counter(label for example in past for label in example.labels)
    counted = frozenset(label for label, count in often.items() if count >= COUNTED)
    return [
        (
            row.repository,
            example.labels,
            frozenset(g.label for g in model.guess(example.report, existing, level)),
            keyword_labels(existing, row.title, row.body),
            bool(example.labels),
            model.best(example.report),
            counted,
        )
        for row, example in zip(rows, examples, strict=True)
    ]


def f1_by_label(said: Sequence[Said], place: int) -> dict[tuple[str, str], float]:
    hits: Counter[tuple[str, str]] = Counter()
    total: Counter[tuple[str, str]] = Counter()
    truths: set[tuple[str, str]] = set()
    for one in said:
        given = one[place]
        assert isinstance(given, frozenset)
        truth, guesses = one[1] & one[6], given & one[6]
        truths |= {(one[0], label) for label in truth}
        hits.update((one[0], label) for label in truth & guesses)
        total.update((one[0], label) for label in [*truth, *guesses])
    return {key: 2 * hits[key] / total[key] for key in truths}


def measured(said: Sequence[Said]) -> dict[str, Any]:
    told = [one for one in said if one[4]]
    ours, keywords = f1_by_label(told, 5), f1_by_label(told, 3)
    said_f1 = f1_by_label(told, 2)
    names = sorted({one[0] for one in told})

    def precision(of: Sequence[Said], place: int) -> float | None:
        pairs = [label in one[1] for one in of for label in (one[2] if place == 2 else one[3])]
        return round(sum(pairs) / len(pairs), 4) if pairs else None

    def coverage(of: Sequence[Said], place: int) -> float:
        return round(sum(bool(one[place]) for one in of) / max(1, len(of)), 4)

    untold = [one for one in said if not one[4]]
    return {
        "reports": len(told),
        "labels": len(ours),
        "macro_f1": round(float(np.mean(list(ours.values()))), 4) if ours else None,
        "macro_f1_said": round(float(np.mean(list(said_f1.values()))), 4) if ours else None,
        "precision": precision(told, 2),
        "coverage": coverage(told, 2),
        "baseline_macro_f1": round(float(np.mean(list(keywords.values()))), 4) if ours else None,
        "baseline_precision": precision(told, 3),
        "baseline_coverage": coverage(told, 3),
        "said_on_reports_without_area": coverage(untold, 2),
        "reports_without_area": len(untold),
        "per_repository": {
            name: {
                "reports": sum(one[0] == name for one in told),
                "precision": precision([one for one in told if one[0] == name], 2),
                "coverage": coverage([one for one in told if one[0] == name], 2),
            }
            for name in names
        },
    }


def in_time(rows: Sequence[Labelled]) -> list[int]:
    return sorted(range(len(rows)), key=lambda place: rows[place].created_at)


def run(
    train_rows: Sequence[Labelled],
    test_rows: Sequence[Labelled],
    owners: Owners,
    seeds: int,
    *,
    is_same: bool,
) -> tuple[list[list[Said]], AreaModel]:
    model, runs = nothing(), [list[Said]() for _ in range(seeds if is_same else 1)]
    for name in labelled.repositories(test_rows):
        rows = [row for row in test_rows if row.repository == name]
        examples = examples_of(rows, owners)
        existing = frozenset().union(
            *(areas_of(r) for r in (*rows, *train_rows) if r.repository == name)
        )
        if is_same:
            order = in_time(rows)
            for seed, said in enumerate(runs):
                folds = np.random.default_rng(seed).permutation(len(rows)) % FOLDS
                for fold in range(FOLDS):
                    kept = [examples[i] for i in order if folds[i] != fold]
                    model = train(kept)
                    out = [i for i in order if folds[i] == fold]
                    mine = [examples[i] for i in out]
                    said += guessed(model, [rows[i] for i in out], mine, existing, kept)
        else:
            old = [row for row in train_rows if row.repository == name]
            past = examples_of(old, owners)
            model = train([past[i] for i in in_time(old)])
            runs[0] += guessed(model, rows, examples, existing, past)
        if model.labels:
            say(f"{name}: {len(rows)} reports, {len(model.labels)} labels, bar {model.bar()}")
    return runs, model


def mean_of(results: Sequence[dict[str, Any]]) -> dict[str, Any]:
    found = dict(results[0])
    for key, value in found.items():
        if isinstance(value, float):
            found[key] = round(float(np.mean([r[key] or 0.0 for r in results])), 4)
    return found


def read_owners(folder: Path | None) -> Owners:
    if folder is None:
        return NOBODY
    files = {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8", errors="replace")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    return owners_of(read_owner_files(files))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--train", type=Path, action="append", required=True)
    parser.add_argument("--test", type=Path, action="append", required=True)
    parser.add_argument("--split-at", help="a date: what opened before it trains, the rest tests")
    parser.add_argument("--owners", type=Path, help="a folder of owner files")
    parser.add_argument("--strip-forms", action="store_true")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()

    train_rows, test_rows = labelled.read(asked.train), labelled.read(asked.test)
    if not any(row.labels for row in test_rows):
        train_rows = [row for row in train_rows if row.paths]
        test_rows = [row for row in test_rows if row.paths]
    if asked.strip_forms:
        train_rows = [labelled.without_forms(row) for row in train_rows]
        test_rows = [labelled.without_forms(row) for row in test_rows]
    is_same = not asked.split_at and {p.resolve() for p in asked.train} == {
        p.resolve() for p in asked.test
    }
    if asked.split_at:
        train_rows = labelled.split(train_rows, asked.split_at)[0]
        test_rows = labelled.split(test_rows, asked.split_at)[1]
    runs, model = run(
        train_rows, test_rows, read_owners(asked.owners), asked.seeds, is_same=is_same
    )
    each = [measured(said) for said in runs]
    result = mean_of(each)
    result["spread"] = {
        key: round(float(np.std([one[key] or 0.0 for one in each])), 4)
        for key in ("macro_f1", "precision", "coverage")
    }
    data = model.to_bytes()
    assert from_bytes(data).labels == model.labels
    some = test_rows[:: max(1, len(test_rows) // 100)]
    level = model.bar()
    began = time.perf_counter()
    for row in some:
        model.guess(placed(row.title, row.body), model.labels, level)
    result["ms_per_issue"] = round(1000 * (time.perf_counter() - began) / max(1, len(some)), 2)
    result["model_mb"] = round(len(data) / 1e6, 3)
    if not asked.json:
        for key, value in result.items():
            say(f"{key}: {value}")
    print(json.dumps(result))  # noqa: T201 # the result


if __name__ == "__main__":
    main()
