"""How well environments are read out of reports, field by field, and what it costs.

    python -m tests.benchmarks.environments [--issues F] [--json]

The reports are those of the tests, written for them; those held out were written before the parser
was done and are counted apart. The peer is the rule that most keyword bots use: the first number
behind a name. `--issues` is a file of real issues, for the cost alone.
"""

import argparse
import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bot.parsing.environments import environment_of
from bot.parsing.known_pairs import clashes
from tests.parsing.environments.corpus import Case, cases, found

_NUMBER = r"[^\n\d]{0,20}(\d+(?:\.\d+)+[\w.+]*)"
PEER = {
    "python": re.compile(rf"python{_NUMBER}", re.IGNORECASE),
    "driver": re.compile(rf"driver{_NUMBER}", re.IGNORECASE),
    "cuda": re.compile(rf"cuda{_NUMBER}", re.IGNORECASE),
    "os": re.compile(rf"(?:ubuntu|debian|centos|windows|macos){_NUMBER}", re.IGNORECASE),
    "packages": re.compile(rf"\b(torch|vllm|transformers|numpy|triton){_NUMBER}", re.IGNORECASE),
}


def peer(body: str) -> dict[str, frozenset[str]]:
    """What the first number behind each name tells."""
    told = {}
    for field, pattern in PEER.items():
        matches = [match.groups() for match in pattern.finditer(body)]
        if matches:
            told[field] = frozenset(" ".join(group) for group in matches[:1])
    return told


def counted(
    some: Iterable[tuple[Mapping[str, frozenset[str]], Mapping[str, frozenset[str]]]],
) -> dict[str, dict[str, float]]:
    """By field: values expected, and precision and recall of those found."""
    right, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    for expected, got in some:
        for field in {*expected, *got}:
            wanted, told = expected.get(field, frozenset()), got.get(field, frozenset())
            right[field] += len(wanted & told)
            wrong[field] += len(told - wanted)
            missed[field] += len(wanted - told)
    return {
        field: {
            "values": right[field] + missed[field],
            "precision": _share(right[field], wrong[field]),
            "recall": _share(right[field], missed[field]),
        }
        for field in sorted({*right, *wrong, *missed})
    }


def _share(right: int, others: int) -> float:
    return round(right / (right + others), 4) if right + others else 1.0


def measured(some: list[Case]) -> dict[str, Any]:
    ours = counted((case.expected, found(environment_of(case.body))) for case in some)
    theirs = counted(
        (
            {field: values for field, values in case.expected.items() if field in PEER},
            peer(case.body),
        )
        for case in some
    )
    return {"reports": len(some), "fields": ours, "peer": theirs}


def cost(bodies: list[str]) -> dict[str, Any]:
    """Milliseconds a report, and what is told of how many."""
    spent = []
    told = noted = 0
    for body in bodies:
        before = time.perf_counter()
        environment = environment_of(body)
        noted += bool(clashes(environment))
        spent.append((time.perf_counter() - before) * 1000)
        told += not environment.is_empty
    spent.sort()
    return {
        "issues": len(bodies),
        "told": told,
        "noted": noted,
        "ms_mean": round(sum(spent) / len(spent), 3),
        "ms_p99": round(spent[int(len(spent) * 0.99)], 3),
        "ms_most": round(spent[-1], 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--issues", type=Path)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    every = list(cases())
    held_out = [case for case in every if case.file.startswith("held_out")]
    figures: dict[str, Any] = {"all": measured(every), "held_out": measured(held_out)}
    figures["megabyte"] = cost([case.body * (1_000_000 // len(case.body)) for case in every[:20]])
    if given.issues:
        print(f"reading {given.issues.name}", file=sys.stderr)  # noqa: T201 # progress, for people
        raw = given.issues.read_bytes()
        text = gzip.decompress(raw) if given.issues.suffix == ".gz" else raw
        rows = [json.loads(line) for line in text.splitlines() if line.strip()]
        figures["issues"] = cost([row["body"] or "" for row in rows])
    if not given.json:
        for name, row in figures["all"]["fields"].items():
            print(f"{name:14} {row}", file=sys.stderr)  # noqa: T201 # the figures, for people
    print(json.dumps(figures))  # noqa: T201 # the figures


if __name__ == "__main__":
    main()
