"""What the child process holds between calls: an index for each repository it was asked about.

The caller knows the store and asks `held` first; what is missing it hands over with `load` and
`take`. Another child, or the same one started anew, holds nothing. Numpy is loaded by the first
call that needs it, so that the processes that serve can name these functions.
"""

import zlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.learning.findings import fingerprint
from bot.learning.wordings import unpacked
from bot.parsing.tracebacks import signatures
from bot.parsing.vulnerabilities import reads_like_a_vulnerability_report
from bot.vocabulary.likeness import Likeness, Report

if TYPE_CHECKING:
    from bot.learning.similar import Reports

MOST_REPORTS = 400_000
"""Held at once, of all repositories: about as many gigabytes as a small server spares, see the
duplicates benchmark's `memory_mb`. The repository that was asked about longest ago goes first."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A report as the store keeps it."""

    number: int
    title: str
    packed: bytes
    opened_at: datetime


@dataclass(slots=True)
class _Index:
    reports: "Reports"
    until: datetime | None


_indexes: OrderedDict[int, _Index] = OrderedDict()


def version() -> str:
    """Of the code that makes indexes; another's must be made anew."""
    from bot.learning.similar import VERSION

    return str(VERSION)


def held(repository_id: int) -> tuple[bool, datetime | None]:
    """Whether there is an index, and up to when the store's reports are in it."""
    found = _indexes.get(repository_id)
    return found is not None, found.until if found else None


def start(repository_id: int) -> None:
    """Begin an empty index."""
    from bot.learning.similar import Reports

    _indexes[repository_id] = _Index(Reports(), None)


def load(repository_id: int, stored: bytes, until: datetime) -> bool:
    """Hold an index that `dump` wrote down; False where other code wrote it."""
    from bot.learning.similar import Outdated, loads

    try:
        _indexes[repository_id] = _Index(loads(zlib.decompress(stored)), until)
    except Outdated:
        return False
    return True


def take(repository_id: int, reports: Sequence[Kept], until: datetime | None) -> int | None:
    """Take reports in, and note up to when the store was read; how many are held.

    Some five milliseconds each. None where the index is not held any more: others took its place,
    or the process is a new one.
    """
    index = _indexes.get(repository_id)
    if index is None:
        return None
    for one in reports:
        body = unpacked(one.packed)
        found = fingerprint(signatures(body, title=one.title))
        index.reports.add(Report(one.number, one.opened_at, one.title, body, found))
    index.until = until or index.until
    _indexes.move_to_end(repository_id)
    while len(_indexes) > 1 and sum(len(i.reports) for i in _indexes.values()) > MOST_REPORTS:
        _indexes.popitem(last=False)
    return len(index.reports)


def dump(repository_id: int) -> bytes:
    """The index, to be written down."""
    return zlib.compress(_indexes[repository_id].reports.dumps(), 1)


def quiet(reports: Sequence[tuple[str, bytes]]) -> tuple[bool, ...]:
    """For each report (title, packed text), whether it reads like one of a vulnerability."""
    return tuple(
        reads_like_a_vulnerability_report(title, unpacked(packed)) is not None
        for title, packed in reports
    )


def related(
    repository_id: int,
    number: int,
    opened_at: datetime,
    title: str,
    body: str,
    found: str | None,
) -> tuple[Likeness, ...] | None:
    """Older reports like this one, best first; None where no index is held.

    `found` is the fingerprint of its failure.
    """
    index = _indexes.get(repository_id)
    if index is None:
        return None
    _indexes.move_to_end(repository_id)
    report = Report(number, opened_at, title, body, found)
    return index.reports.query(report)
