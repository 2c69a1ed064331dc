"""How often ordinary reports are taken for vulnerability reports, or for no issues at all.

    python -m tests.benchmarks.tripwire [--issues F …] [--parity 0|1] [--sample N] [--list]
        [--json]

`--issues` are files of issues (`.jsonl` or `.csv`, also `.gz`) with `title` and `body`; without
any, only the reports written for the tests are measured. `--parity` takes every second row, by its
number: the odd ones were used to choose the cues. `--sample` takes so many of each file, by a fixed
seed. `--list` names what was hit, on stderr, without its text.
"""

import argparse
import csv
import gzip
import io
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.parsing.not_issues import not_an_issue
from bot.parsing.vulnerabilities import reads_like_a_vulnerability_report
from tests.texts import Written, filled, written

_MARKUP = re.compile(r"</?denchmark-[^>]*>")
"""What the Denchmark set put in place of GitHub's own (its SOURCE says so)."""


def read(path: Path) -> Iterator[tuple[str, Written]]:
    """(name, report) of each row."""
    csv.field_size_limit(10_000_000)
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    rows: Iterator[dict[str, Any]]
    if ".csv" in path.name:
        rows = iter(csv.DictReader(io.StringIO(text)))
    else:
        rows = (json.loads(line) for line in text.split("\n") if line.strip())
    for place, row in enumerate(rows):
        number = row.get("number") or place
        report = Written(row["title"] or "", _MARKUP.sub("", row["body"] or ""))
        yield f"{row.get('repo', '')}#{number}", report


def measure(reports: Sequence[tuple[str, Written]], *, tell: bool) -> dict[str, Any]:
    """The share that each judge hits, and what a report costs the processor."""
    suspected = 0
    others: Counter[str] = Counter()
    took: list[float] = []
    for name, report in reports:
        begun = time.process_time()
        suspicion = reads_like_a_vulnerability_report(*report)
        other = not_an_issue(*report)
        took.append((time.process_time() - begun) * 1_000)
        if suspicion is not None:
            suspected += 1
        if other is not None:
            others[other.reason.value] += 1
        if tell and (suspicion or other):
            print(json.dumps([name, repr(suspicion), repr(other)]), file=sys.stderr)  # noqa: T201 # progress, for people
    took.sort()
    return {
        "reports": len(reports),
        "suspected": suspected,
        "suspected_share": round(suspected / max(1, len(reports)), 5),
        "not_issues": dict(others),
        "ms_median": round(took[len(took) // 2], 3) if took else 0,
        "ms_p99": round(took[int(len(took) * 0.99)], 3) if took else 0,
    }


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--issues", type=Path, nargs="*", default=[])
    parser.add_argument("--parity", type=int, choices=(0, 1))
    parser.add_argument("--sample", type=int)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    ordinary = written("ordinary_reports/hard.txt", "ordinary_reports/plain.txt")
    sets: dict[str, list[tuple[str, Written]]] = {
        "ordinary, written": [("", r) for r in filled(ordinary, 2_000, seed=1)],
        **{
            f"vulnerabilities, {path.stem}": [
                ("", r) for r in written(f"vulnerability_reports/{path.name}")
            ]
            for path in sorted(Path("tests/data/vulnerability_reports").glob("*.txt"))
        },
    }
    for path in given.issues:
        rows = list(read(path))
        if given.parity is not None:
            rows = [row for row in rows if int(row[0].rpartition("#")[2]) % 2 == given.parity]
        if given.sample is not None:
            rows = random.Random(1).sample(rows, min(given.sample, len(rows)))
        sets[path.name] = rows
    result = {}
    for name, reports in sets.items():
        result[name] = measure(reports, tell=given.list and name not in ("ordinary, written",))
        print(f"{name}: {result[name]}", file=sys.stderr)  # noqa: T201 # progress, for people
    if given.json:
        print(json.dumps(result))  # noqa: T201 # the result


if __name__ == "__main__":
    main()
