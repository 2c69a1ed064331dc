"""Reports and pairs of duplicates, as Denchmark and GitBugs store them.

Denchmark: JSON lines (`repo`, `number`, `created_at`, `title`, `body`) and a CSV of `repo`,
`issue`, `duplicate_of`, `strength`. GitBugs: a CSV of a Jira tracker (`Summary`, `Issue id`,
`Created`, `Description`) and one of `Issue id`, `Duplicate id`. Either may be gzip.
"""

import csv
import gzip
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from bot.learning.findings import fingerprint
from bot.parsing.tracebacks import signatures
from bot.vocabulary.likeness import Likeness, Report

_BLOCK = re.compile(r"\{(?:code|noformat)(?::[^}\n]{0,80})?\}")
_MONOSPACED = re.compile(r"\{\{([^}\n]{0,200})\}\}")
_OTHER = re.compile(r"\{(?:quote|color|panel)(?::[^}\n]{0,80})?\}")
_LINK = re.compile(r"\[([^|\]\n]{1,300})\|([^\]\n]{1,300})\]")
_HEADING = re.compile(r"^h[1-6]\. ", re.MULTILINE)
_OLD_HEADING = re.compile(r"^(.{1,200}?)</denchmark-h>", re.MULTILINE)
_OLD_MARKUP = re.compile(r"</?denchmark-[^>\n]{0,100}>")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reports that somebody called one matter."""

    repository: str
    later: int
    older: int
    stated: bool
    """Said plainly, not "might be"."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one query gave."""

    repository: str
    report: Report
    ranked: tuple[int, ...]
    first: Likeness | None


def read_reports(path: Path) -> dict[str, list[Report]]:
    """Reports by repository, oldest first, with their failures' fingerprints."""
    found: dict[str, list[Report]] = {}
    with _opened(path) as file:
        for repository, report in _jira(file) if ".csv" in path.name else _denchmark(file):
            failure = fingerprint(signatures(report.body, title=report.title))
            found.setdefault(repository, []).append(replace(report, signature=failure))
    for reports in found.values():
        reports.sort(key=lambda report: (report.created_at, report.number))
    return found


def read_pairs(path: Path, reports: Mapping[str, Sequence[Report]]) -> list[Pair]:
    """Pairs of two known reports, each once, the later one first whichever way they were said."""
    order = {
        (repository, report.number): place
        for repository, some in reports.items()
        for place, report in enumerate(some)
    }
    found: dict[tuple[str, int, int], bool] = {}
    with _opened(path) as file:
        for repository, one, other, stated in _said(csv.DictReader(file), next(iter(reports))):
            ends = [(repository, one), (repository, other)]
            if one == other or any(end not in order for end in ends):
                continue
            older, later = sorted(ends, key=order.__getitem__)
            key = (repository, later[1], older[1])
            found[key] = found.get(key, False) or stated
    return [Pair(*key, stated=stated) for key, stated in sorted(found.items())]


def tied(pairs: Sequence[Pair]) -> dict[tuple[str, int], tuple[str, int]]:
    """For each report of a pair the first of all that pairs tie to it."""
    parent: dict[tuple[str, int], tuple[str, int]] = {}

    def root(one: tuple[str, int]) -> tuple[str, int]:
        while parent.setdefault(one, one) != one:
            one = parent[one]
        return one

    for pair in pairs:
        older, later = root((pair.repository, pair.older)), root((pair.repository, pair.later))
        parent[max(older, later)] = min(older, later)
    return {one: root(one) for one in list(parent)}


def is_listed(answer: Answer, group: Mapping[tuple[str, int], tuple[str, int]]) -> bool:
    """Whether pairs say that the first candidate is a duplicate."""
    if answer.first is None:
        return False
    ours = group.get((answer.repository, answer.report.number))
    return ours is not None and ours == group.get((answer.repository, answer.first.number))


def read_judged(path: Path) -> dict[tuple[str, int, int], bool]:
    """Repository, report and candidate -> whether somebody who read both calls them one matter."""
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (row["repo"], int(row["number"]), int(row["candidate"])): row["same"].strip() == "y"
            for row in csv.DictReader(file)
            if row["same"].strip() in ("y", "n")
        }


def _said(rows: Iterable[Mapping[str, str]], only: str) -> Iterator[tuple[str, int, int, bool]]:
    for row in rows:
        if "repo" in row:
            stated = row.get("strength", "stated") == "stated"
            yield row["repo"], int(row["issue"]), int(row["duplicate_of"]), stated
        else:
            for other in row["Duplicate id"].split(","):
                yield only, int(row["Issue id"]), int(other), True


def _opened(path: Path) -> IO[str]:
    csv.field_size_limit(1 << 30)
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return path.open(encoding="utf-8", newline="")


def _jira(file: IO[str]) -> Iterator[tuple[str, Report]]:
    for row in csv.DictReader(file):
        created_at = _created(row["Created"])
        body = markdown(row["Description"])
        yield "tracker", Report(int(row["Issue id"]), created_at, row["Summary"], body)


def _created(text: str) -> datetime:
    """As Jira's export has it ("01/Apr/20 23:22"), or ISO 8601."""
    try:
        at = datetime.strptime(text, "%d/%b/%y %H:%M")  # noqa: DTZ007 # its zone is told below
    except ValueError:
        at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _denchmark(file: IO[str]) -> Iterator[tuple[str, Report]]:
    for line in file:
        row = json.loads(line)
        created_at = _created(row["created_at"])
        body = without_old_markup(row["body"] or "")
        yield row["repo"], Report(int(row["number"]), created_at, row["title"] or "", body)


def markdown(text: str) -> str:
    """Jira's markup as GitHub's."""
    text = _BLOCK.sub("\n```\n", text)
    text = _MONOSPACED.sub(r"`\1`", text)
    text = _LINK.sub(r"\1 \2", _OTHER.sub(" ", text))
    return _HEADING.sub("### ", text).replace("\xa0", " ")


def without_old_markup(text: str) -> str:
    """Denchmark's mark behind a heading as GitHub's before it; its other marks taken out."""
    return _OLD_MARKUP.sub(" ", _OLD_HEADING.sub(r"### \1", text))
