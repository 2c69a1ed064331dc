"""How well failures are recognised, laid at another project's door, and dated by their reporter.

    python -m tests.benchmarks.signatures [--copies N] [--issues F] [--json]

Everything is written for the tests: crashes in copies, failures of other projects and of the
project itself, reports of regressions. The rules were made with these texts at hand. What was held
back, or written afterwards, gave at first sight: copies equal in 0.92 (20 crashes in new forms);
40 of 46 failures of other projects named, none wrongly; 1 of 32 own failures answered; 23 of 30
regressions found, none wrongly, nothing in 27 texts that only seem to tell of one.

`--issues` is a file of issues (one JSON object a line, with `repo`, `title`, `body`): counts and
times only, nothing of it is printed.
"""

import argparse
import gzip
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from bot.learning.upstream import upstream_cause
from bot.parsing.regressions import regression
from bot.parsing.tracebacks import signatures
from tests.learning.upstream_cases import elsewhere, own
from tests.parsing.crashes import copies, templates
from tests.parsing.regression_texts import NOT_TOLD, TOLD

HOSTILE = (
    "Traceback (most recent call last):\n" * 30_000,
    '  File "x.py", line 3, in f\n' * 40_000,
    "CompilationError: x\n" * 50_000,
    "terminate called after throwing an instance of 'a'\n" * 20_000,
    "worked in 2.3 " * 70_000,
    "> " * 500_000,
    "/a" * 500_000,
)
"""A megabyte each."""


def measure_crashes(number: int) -> dict[str, Any]:
    plain: dict[str, str] = {}
    equal = total = 0
    for name, template in templates().items():
        found = [signatures(body) for body in copies(name, template, number)]
        prints = [one[0].fingerprint if one else "" for one in found]
        plain[name] = prints[0]
        equal += sum(other == prints[0] != "" for other in prints[1:])
        total += number - 1
    pairs = len(plain) * (len(plain) - 1) / 2
    alike = sum(n * (n - 1) / 2 for n in Counter(plain.values()).values())
    return {
        "crashes": len(plain),
        "copies": total,
        "same_equal": round(equal / total, 4),
        "different_equal": round(alike / pairs, 6),
    }


def measure_upstream() -> dict[str, Any]:
    right = wrong = silent = said_of_own = 0
    cases, others = list(elsewhere()), list(own())
    for case in cases:
        cause = upstream_cause(signatures(case.body), case.versions, case.repository)
        is_right = cause is not None and cause.project.lower() == case.project.lower()
        right += is_right
        wrong += cause is not None and not is_right
        silent += cause is None
    for case in others:
        cause = upstream_cause(signatures(case.body), case.versions, case.repository)
        said_of_own += cause is not None
    return {
        "upstream_cases": len(cases),
        "upstream_precision": round(right / max(1, right + wrong + said_of_own), 4),
        "upstream_recall": round(right / len(cases), 4),
        "own_failures": len(others),
        "said_of_own": said_of_own,
    }


def measure_regressions() -> dict[str, Any]:
    right = wrong = 0
    for told in TOLD:
        found = regression(told.text)
        is_right = found is not None and (found.good, found.bad) == (told.good, told.bad)
        right += is_right
        wrong += found is not None and not is_right
    wrong += sum(regression(text) is not None for text in NOT_TOLD)
    return {
        "regression_texts": len(TOLD) + len(NOT_TOLD),
        "regression_precision": round(right / max(1, right + wrong), 4),
        "regression_recall": round(right / len(TOLD), 4),
    }


def measure_time() -> dict[str, Any]:
    worst = 0.0
    for body in HOSTILE:
        before = time.process_time()
        signatures(body)
        regression(body)
        worst = max(worst, time.process_time() - before)
    return {"hostile_megabyte_cpu_ms": round(worst * 1000)}


def measure_issues(path: Path) -> dict[str, Any]:
    raw = path.read_bytes()
    text = gzip.decompress(raw) if path.suffix == ".gz" else raw
    rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    with_signature = with_cause = with_regression = 0
    took: list[float] = []
    for row in rows:
        body = row["body"] or ""
        before = time.process_time()
        found = signatures(body)
        told = regression(body, title=row["title"] or "")
        took.append(time.process_time() - before)
        with_signature += bool(found)
        with_regression += told is not None
        with_cause += upstream_cause(found, {}, row["repo"]) is not None
    took.sort()
    return {
        "issues": len(rows),
        "with_signature": with_signature,
        "with_upstream_cause": with_cause,
        "with_regression": with_regression,
        "cpu_ms_per_issue": round(1000 * sum(took) / len(took), 2),
        "cpu_p99_ms": round(1000 * took[int(len(took) * 0.99)], 1),
    }


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--copies", type=int, default=12)
    parser.add_argument("--issues", type=Path)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    measures: dict[str, Callable[[], dict[str, Any]]] = {
        "crashes": partial(measure_crashes, asked.copies),
        "upstream": measure_upstream,
        "regressions": measure_regressions,
        "time": measure_time,
    }
    if asked.issues:
        measures["issues"] = partial(measure_issues, asked.issues)
    figures: dict[str, Any] = {}
    for name, measure in measures.items():
        print(f"{name} …", file=sys.stderr)  # noqa: T201 # progress, for people
        figures |= measure()
    for key, value in figures.items():
        print(f"{key:24} {value}", file=sys.stderr if asked.json else sys.stdout)
    if asked.json:
        print(json.dumps(figures))  # noqa: T201 # the result


if __name__ == "__main__":
    main(sys.argv[1:])
