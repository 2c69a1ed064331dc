"""What the child process holds between calls: an index for each repository it was asked about.

The caller knows the store and asks `standing` first; what is missing it hands over with `load` and
`take`. Another child, or the same one started anew, holds nothing. Numpy is loaded by the first
call that needs it, so that the processes that serve can name these functions.
"""

import zlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an index is."""

    made_at: datetime
    """When what it was loaded from was made."""
    until: datetime
    """Up to here the store's reports are in it."""
    reading_since: datetime | None = None
    """When a reading of what changed since began that did not come to its end."""
    after: int = 0
    """The number up to which it came."""


@dataclass(frozen=True, slots=True)
class First:
    """A report's first candidate, where it is likely enough for a briefing."""

    number: int
    candidate: int
    probability: float


@dataclass(slots=True)
class _Index:
    reports: "Reports"
    standing: Standing | None = None
    taken: dict[int, int] = field(default_factory=dict)
    """Number -> checksum of the words that were taken in last, of those taken in here."""


_indexes: OrderedDict[int, _Index] = OrderedDict()


def version() -> str:
    """Of the code that makes indexes; another's must be made anew."""
    from bot.learning.similar import VERSION

    return str(VERSION)


def standing(repository_id: int) -> Standing | None:
    """How far the index is; None where none is held."""
    found = _indexes.get(repository_id)
    return found.standing if found else None


def start(repository_id: int) -> None:
    """Begin an empty index."""
    from bot.learning.similar import Reports

    _indexes[repository_id] = _Index(Reports())


def load(repository_id: int, stored: bytes, made_at: datetime) -> bool:
    """Hold an index that `dump` wrote down; False where other code wrote it."""
    from bot.learning.similar import Outdated, loads

    try:
        reports = loads(zlib.decompress(stored))
    except Outdated:
        return False
    _indexes[repository_id] = _Index(reports, Standing(made_at, made_at))
    return True


def take(
    repository_id: int, reports: Sequence[Kept], reading_since: datetime, after: int | None
) -> int | None:
    """Take in what a reading found that began then; how many reports are held.

    `after` is the number up to which it came, None at its end. Some five milliseconds a report that
    is new or says something else. None where the index is not held any more: others took its
    place, or the process is a new one.
    """
    index = _indexes.get(repository_id)
    if index is None:
        return None
    for one in reports:
        # Each look reads the last minutes' reports again: some may have been written down late.
        words = zlib.crc32(one.packed, zlib.crc32(one.title.encode("utf-8", "replace")))
        if index.taken.get(one.number) != words:
            index.reports.add(_report(one))
            index.taken[one.number] = words
    if index.standing is not None:
        made_at, until = index.standing.made_at, index.standing.until
        if after is None:
            index.standing = Standing(made_at, reading_since)
        else:
            index.standing = Standing(made_at, until, reading_since, after)
    _indexes.move_to_end(repository_id)
    while len(_indexes) > 1 and sum(len(i.reports) for i in _indexes.values()) > MOST_REPORTS:
        _indexes.popitem(last=False)
    return len(index.reports)


def firsts(repository_id: int, reports: Sequence[Kept]) -> tuple[First, ...] | None:
    """The likely first candidates among the older ones of these reports; None as with `take`.

    As many milliseconds each as a query takes.
    """
    from bot.learning.odds import BRIEFED_AT

    index = _indexes.get(repository_id)
    if index is None:
        return None
    found = ((one, index.reports.query(_report(one), limit=1)) for one in reports)
    return tuple(
        First(one.number, best.number, best.probability)
        for one, some in found
        for best in some
        if best.probability >= BRIEFED_AT
    )


def judge(
    repository_id: int, cases: Sequence[tuple[float, bool | None]], *, people_mark: bool
) -> Mapping[str, float | None]:
    """Have the repository's odds follow its own cases (`bot.learning.own_odds`); what came of it.

    A case is the probability of a first candidate, and whether people call the two the same.
    """
    from bot.learning.own_odds import Case, own

    made = own([Case(*case) for case in cases], people_mark=people_mark)
    _indexes[repository_id].reports.own = made
    return {
        "cases": len(cases),
        "same": sum(is_same is True for _, is_same in cases),
        "constant": made.correction.constant,
        "slope": made.correction.slope,
        "public_from": made.public_from,
    }


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


def _report(kept: Kept) -> Report:
    body = unpacked(kept.packed)
    found = fingerprint(signatures(body, title=kept.title))
    return Report(kept.number, kept.opened_at, kept.title, body, found)
