"""How well older duplicates are found, how sure the index is, and how fast.

    python -m tests.benchmarks.duplicates --reports F --pairs F [--json]
        [--unlisted FILE --n 50] [--judged FILE] [--scale 100000]

Formats: see `tests.benchmarks.duplicate_data`. Every report in time order is a query against the
reports of its repository that came before, then it is added. A pair's later report is the query,
its older one the target, whichever way the pair was said. `recall_at_k` is the share of pairs whose
target is among the first k; the plain keys count pairs that were stated, `…_all` the hedged ones
("might be a duplicate") too. Intervals are 95 %, by resampling pairs. Beside ours stands the floor
(`tests.benchmarks.duplicate_floor`) from the same run, and the difference.

"Shown" is a first candidate at or above the bar for the public (`bot.learning.odds.SHOWN_AT`);
"briefed" one at or above the lower bar. `shown_coverage` is the share of pairs whose query shows
the target, or a report that pairs tie to it. `shown_precision` counts as true only what pairs say;
duplicates nobody mentioned count against it. To see how many those are, `--unlisted` writes the
most probable first candidates that no pair knows to a file (keep it out of any repository); fill
its column `same` with y or n, give it back as `--judged`, and `shown_precision_judged` counts the
shown ones among them as they were read (those not read are left out).

Times are by the clock, reading the text included; the `cpu` ones leave out what other programs on
the machine took. `--scale N` measures time and memory on N made-up reports besides (see
`tests.benchmarks.synthetic_reports`).
"""

import argparse
import csv
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from numpy.typing import NDArray

from bot.learning.odds import BRIEFED_AT, SHOWN_AT
from bot.learning.similar import Reports
from bot.vocabulary.likeness import Report
from tests.benchmarks.duplicate_data import (
    Answer,
    Pair,
    is_listed,
    read_judged,
    read_pairs,
    read_reports,
    tied,
)
from tests.benchmarks.duplicate_floor import Floor
from tests.benchmarks.duplicates_own import by_own_cases
from tests.benchmarks.synthetic_reports import at_scale

DEPTH = 100
RESAMPLED = 2_000
AT = (1, 5, 10)
COLUMNS = ("same", "repo", "number", "candidate", "probability")
TEXTS = ("title", "other_title", "body", "other_body")


@dataclass(slots=True)
class Run:
    """All queries of a data set."""

    answers: dict[tuple[str, int], Answer]
    query_seconds: list[float]
    add_seconds: list[float]
    query_cpu_seconds: list[float]
    add_cpu_seconds: list[float]
    memory_mb: float


def run(reports: Mapping[str, Sequence[Report]]) -> Run:
    """Every report asked about, then added."""
    made = Run({}, [], [], [], [], 0.0)
    kept = []
    before = psutil.Process().memory_info().rss
    for repository, some in reports.items():
        index = Reports()
        for report in some:
            start, start_cpu = time.perf_counter(), time.thread_time()
            found = index.query(report, limit=DEPTH)
            asked, asked_cpu = time.perf_counter(), time.thread_time()
            index.add(report)
            made.add_cpu_seconds.append(time.thread_time() - asked_cpu)
            made.add_seconds.append(time.perf_counter() - asked)
            made.query_cpu_seconds.append(asked_cpu - start_cpu)
            made.query_seconds.append(asked - start)
            ranked = tuple(one.number for one in found)
            answer = Answer(repository, report, ranked, found[0] if found else None)
            made.answers[repository, report.number] = answer
        kept.append(index)
        say(f"{repository}: {len(some)} reports")
    made.memory_mb = (psutil.Process().memory_info().rss - before) / 2**20
    return made


def ranks(pairs: Sequence[Pair], ranked: Mapping[tuple[str, int], Sequence[int]]) -> NDArray[Any]:
    """The place of each pair's target, from 1; infinite where it was not found."""
    found = []
    for pair in pairs:
        some = list(ranked[pair.repository, pair.later])
        found.append(some.index(pair.older) + 1 if pair.older in some else np.inf)
    return np.array(found, float)


def interval(values: NDArray[Any]) -> list[float]:
    """95 % around the mean, by resampling."""
    if not len(values):
        return [0.0, 0.0]
    chosen = np.random.default_rng(0).integers(0, len(values), (RESAMPLED, len(values)))
    low, high = np.percentile(values[chosen].mean(axis=1), [2.5, 97.5])
    return [round(float(low), 3), round(float(high), 3)]


def recall(ours: NDArray[Any], floor: NDArray[Any], suffix: str) -> dict[str, Any]:
    """Recall and mean reciprocal rank, ours, the floor's and the difference."""
    found: dict[str, Any] = {}
    sides = {f"recall_at_{k}": (ours <= k, floor <= k) for k in AT} | {"mrr": (1 / ours, 1 / floor)}
    for name, (mine, its) in sides.items():
        mine, its = mine.astype(float), its.astype(float)
        found[f"{name}{suffix}"] = mean(mine)
        found[f"{name}{suffix}_interval"] = interval(mine)
        found[f"floor_{name}{suffix}"] = mean(its)
        found[f"{name}{suffix}_gain_interval"] = interval(mine - its)
    return found


def mean(values: NDArray[Any]) -> float:
    return round(float(values.mean()), 3) if len(values) else 0.0


def above(made: Run, pairs: Sequence[Pair], bar: float) -> dict[str, Any]:
    """What stands at or above a bar, and what pairs say of it."""
    group = tied(pairs)
    shown = {
        key: is_listed(answer, group)
        for key, answer in made.answers.items()
        if answer.first is not None and answer.first.probability >= bar
    }
    stated = np.array(
        [shown.get((pair.repository, pair.later), False) for pair in pairs if pair.stated], float
    )
    return {
        "precision": mean(np.array(list(shown.values()), float)),
        "coverage": mean(stated),
        "coverage_interval": interval(stated),
        "count": len(shown),
        "listed": sum(shown.values()),
    }


def judged(made: Run, pairs: Sequence[Pair], path: Path) -> dict[str, Any]:
    """Precision of what is shown, with the unlisted counted as they were read."""
    group = tied(pairs)
    read = read_judged(path)
    verdicts: dict[float, list[bool]] = {SHOWN_AT: [], BRIEFED_AT: []}
    unread = 0
    for (repository, number), answer in made.answers.items():
        if answer.first is None or answer.first.probability < BRIEFED_AT:
            continue
        verdict = is_listed(answer, group) or read.get((repository, number, answer.first.number))
        if verdict is None:
            unread += answer.first.probability >= SHOWN_AT
            continue
        for bar, some in verdicts.items():
            if answer.first.probability >= bar:
                some.append(verdict)
    shown = np.array(verdicts[SHOWN_AT], float)
    return {
        "judged": len(read),
        "judged_same": sum(read.values()),
        "shown_precision_judged": mean(shown),
        "shown_precision_judged_interval": interval(shown),
        "shown_judged": len(shown),
        "shown_unread": unread,
        "briefed_precision_judged": mean(np.array(verdicts[BRIEFED_AT], float)),
        "briefed_judged": len(verdicts[BRIEFED_AT]),
    }


def write_unlisted(
    made: Run,
    reports: Mapping[str, Sequence[Report]],
    pairs: Sequence[Pair],
    path: Path,
    most: int,
) -> None:
    """The most probable first candidates that no pair knows."""
    group = tied(pairs)
    text = {(name, one.number): one for name, some in reports.items() for one in some}
    found = [
        (answer.first, answer)
        for answer in made.answers.values()
        if answer.first is not None and not is_listed(answer, group)
    ]
    found.sort(key=lambda both: -both[0].probability)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow((*COLUMNS, *TEXTS))
        for first, answer in found[:most]:
            report, other = answer.report, text[answer.repository, first.number]
            told = (answer.repository, report.number, first.number, round(first.probability, 3))
            texts = (report.title, other.title, report.body[:2000], other.body[:2000])
            out.writerow(("", *told, *texts))


def percentile(seconds: Sequence[float], share: float) -> float:
    return round(float(np.percentile(seconds, share)) * 1e3, 3)


def measure(
    reports: Mapping[str, Sequence[Report]], pairs: Sequence[Pair], made: Run
) -> dict[str, Any]:
    """All figures of a run."""
    floors = {name: Floor(reports[name]) for name in {pair.repository for pair in pairs}}
    wanted = {(pair.repository, pair.later) for pair in pairs}
    ours = {key: made.answers[key].ranked for key in wanted}
    floor = {(name, number): floors[name].ranked(number) for name, number in wanted}
    stated = [pair for pair in pairs if pair.stated]
    found = recall(ranks(stated, ours), ranks(stated, floor), "")
    found |= recall(ranks(pairs, ours), ranks(pairs, floor), "_all")
    for name, bar in (("shown", SHOWN_AT), ("briefed", BRIEFED_AT)):
        found |= {f"{name}_{key}": value for key, value in above(made, pairs, bar).items()}
    found |= by_own_cases(made.answers, pairs)
    return found | {
        "query_p50_ms": percentile(made.query_seconds, 50),
        "query_p99_ms": percentile(made.query_seconds, 99),
        "add_p50_ms": percentile(made.add_seconds, 50),
        "add_p99_ms": percentile(made.add_seconds, 99),
        "query_cpu_p99_ms": percentile(made.query_cpu_seconds, 99),
        "add_cpu_p99_ms": percentile(made.add_cpu_seconds, 99),
        "memory_mb": round(made.memory_mb, 1),
        "reports": len(made.answers),
        "repositories": len(reports),
        "pairs": len(stated),
        "pairs_all": len(pairs),
    }


def say(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201 # progress, for people


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reports", type=Path, required=True)
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--unlisted", type=Path)
    parser.add_argument("--n", type=int, default=50)
    parser.add_argument("--judged", type=Path)
    parser.add_argument("--scale", type=int)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    reports = read_reports(given.reports)
    pairs = read_pairs(given.pairs, reports)
    made = run(reports)
    result = measure(reports, pairs, made)
    if given.unlisted:
        write_unlisted(made, reports, pairs, given.unlisted, given.n)
    if given.judged:
        result |= judged(made, pairs, given.judged)
    if given.scale:
        result |= at_scale(given.scale, say)
    for key, value in result.items():
        say(f"{key}: {value}")
    if given.json:
        print(json.dumps(result))  # noqa: T201 # the result


if __name__ == "__main__":
    main()
