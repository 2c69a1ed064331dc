"""Older reports like a new one, within one repository, taken in and let go one at a time.

Candidates are found by the report's rarest terms and then weighed by all of them
(`bot.learning.views`). What is kept knows no words, only their checksums. Import it in a child
process only: it loads numpy.
"""

import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

from bot.learning.lines import Lines
from bot.learning.odds import Correction, probabilities
from bot.learning.own_odds import Own
from bot.learning.postings import Postings, built
from bot.learning.queries import WEIGHTS, Query, damping, query
from bot.learning.terms import MAX_TERMS, Line, packed, terms
from bot.learning.views import Views, Weighing
from bot.vocabulary.likeness import Likeness, Report

VERSION = 2
"""Of what is kept: rises when terms, their packing or what is judged by them change, so that what
is stored is rebuilt."""

TEMPLATE_AT = 10
"""A line of prose that so many reports have, letter for letter, is a form's or a bot's: two people
do not hit on one sentence. Chosen, not measured: GitBugs' tracker has no forms."""

MOST_READ = 400_000
"""Entries read per query, rarest terms first; a term that no longer fits is left for the weighing.
Bounds the time whatever the size of the repository."""

MOST_LOOKED_UP = 60
"""Terms candidates are found by, rarest first."""

MOST_WEIGHED = 100
"""Candidates weighed by all terms; 64 of 66 pairs of GitBugs' Hadoop are among them."""

MOST_SHOWN = 6
"""Words, and identifiers, told of a candidate."""

POOLED = Own()
_WEIGHTS = WEIGHTS.astype(np.float32)
_DAMPING = damping(np.arange(MAX_TERMS + 1))


class Outdated(Exception):
    """What was stored was written by another version: build it again from the reports."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A query's candidates; element for element the same in `numbers` and `views`."""

    numbers: NDArray[np.int64]
    views: Views
    names: Mapping[int, str]
    """What the keys of shared terms stand for (`bot.learning.terms.Terms`)."""


class Reports:
    """The reports of one repository."""

    def __init__(self, own: Own = POOLED) -> None:
        self._known = Postings()
        self._lines = Lines()
        self.own = own
        """The repository's odds; kept with the index."""

    def __len__(self) -> int:
        return len(self._known)

    def __contains__(self, number: int) -> bool:
        return number in self._known

    def add(self, report: Report) -> None:
        """Take a report in; one known under its number is replaced. The order does not matter."""
        lines = terms(report).lines
        self._known.add(report.number, report.created_at, packed(lines))
        self._lines.add(report.number, [line.key for line in lines if line.key])

    def remove(self, number: int) -> None:
        """Forget a report with all that is known of it; nothing happens where it is not known."""
        self._known.remove(number)
        self._lines.remove(number)

    def query(
        self,
        report: Report,
        *,
        limit: int = 10,
        among: Callable[[int], bool] | None = None,
    ) -> tuple[Likeness, ...]:
        """Older reports like this one, best first; `among` says which numbers may be shown.

        The report itself need not be known, and is never found.
        """
        weighed = self.weigh(report, limit, among)
        if weighed is None:
            return ()
        views, numbers = weighed.views, weighed.numbers
        chances = probabilities(views.evidence, views.information, self.own.correction)
        public_from = self.own.public_from
        return tuple(
            Likeness(
                number=int(numbers[place]),
                probability=float(chances[place]),
                score=float(views.score[place]),
                for_public=public_from is not None and float(chances[place]) >= public_from,
                **_told(weighed.names[key] for key in views.shared[place]),
            )
            for place in np.lexsort((numbers, -views.score))[:limit].tolist()
        )

    def weigh(
        self, report: Report, shown: int, among: Callable[[int], bool] | None = None
    ) -> Weighed | None:
        """All candidates, in no order, with the shared terms of the best `shown`; None without."""
        found = terms(report)
        own = packed(self._own(found.lines, report.number))
        asked = query(self._known, list(own.items()), report.number)
        slots = self._nearest(asked, report)
        if among is not None:
            allowed = [among(number) for number in self._known.numbers(slots).tolist()]
            slots = slots[np.array(allowed, np.bool_)]
        if not len(slots):
            return None
        views = Weighing(self._known, asked, slots).views(report.created_at.timestamp(), shown)
        return Weighed(self._known.numbers(slots), views, found.names)

    def dumps(self) -> bytes:
        """As bytes: npz, no pickle. The same reports and odds give the same, however they came."""
        state = self._known.state()
        lines = [self._lines.of(number) for number in state["numbers"].tolist()]
        correction = self.own.correction
        odds = [correction.constant, correction.slope, self.own.public_from]
        about = {"version": VERSION, "odds": odds}
        out = io.BytesIO()
        np.savez(
            out,
            about=np.frombuffer(json.dumps(about).encode(), np.uint8),
            line_counts=np.array([len(some) // 4 for some in lines], np.uint16),
            lines=np.frombuffer(b"".join(lines), np.uint32),
            numbers=state["numbers"],
            seconds=state["seconds"],
            lengths=state["lengths"],
            keys=state["keys"],
            places=state["places"],
        )
        return out.getvalue()

    def _own(self, lines: Iterable[Line], number: int) -> Iterable[Line]:
        """The lines without those of a template."""
        return (x for x in lines if not x.key or self._lines.count(x.key, number) < TEMPLATE_AT)

    def _nearest(self, asked: Query, report: Report) -> NDArray[np.int64]:
        """Slots of the older reports that share most of what is rare, best first."""
        known, left = self._known, MOST_READ
        rows, gains = list[int](), list[float]()
        for row, gain in islice(asked.by_gain(), MOST_LOOKED_UP):
            size = known.frequency(row)
            if size <= left:
                left -= size
                rows.append(row)
                gains.append(gain)
        if not rows:
            return np.zeros(0, np.int64)
        parts = [known.holders(row) for row in rows]
        entries = np.concatenate(parts)
        slots = (entries >> 8).astype(np.intp)
        weights = _WEIGHTS.take((entries & 255).astype(np.uint8))
        weights /= weights + _DAMPING.take(known.lengths.take(slots))
        weights *= np.repeat(np.array(gains, np.float32), [len(part) for part in parts])
        return self._best(np.bincount(slots, weights), report)

    def _best(self, score: NDArray[Any], report: Report) -> NDArray[np.int64]:
        """The best-scored slots of older reports."""
        known, most = self._known, 2 * MOST_WEIGHED
        found = np.flatnonzero(score)
        while True:
            some = found
            if len(found) > most:
                least = np.partition(score[found], -most)[-most]
                some = found[score[found] >= least]
            older = some[known.older(some, report.created_at, report.number)]
            if len(older) >= MOST_WEIGHED or len(some) == len(found):
                break
            most *= 8
        order = np.lexsort((known.numbers(older), -score[older]))
        return older[order[:MOST_WEIGHED]]


def loads(stored: bytes) -> Reports:
    """What `dumps` gave; raises `Outdated` where another version of this code wrote it."""
    found = Reports()
    with np.load(io.BytesIO(stored), allow_pickle=False) as file:
        about = json.loads(file["about"].tobytes())
        if about.get("version") != VERSION:
            raise Outdated(str(about.get("version")))
        constant, slope, public_from = about["odds"]
        found.own = Own(Correction(constant, slope), public_from)
        state = {name: file[name] for name in ("numbers", "seconds", "lengths", "keys", "places")}
        found._known = built(**state)
        keys, ends = file["lines"], np.cumsum(file["line_counts"], dtype=np.int64).tolist()
        for number, start, end in zip(state["numbers"].tolist(), [0, *ends], ends, strict=False):
            found._lines.add(number, keys[start:end].tolist())
    return found


class _Told(TypedDict):
    same_signature: bool
    errors: tuple[str, ...]
    identifiers: tuple[str, ...]
    words: tuple[str, ...]


def _told(names: Iterable[str]) -> _Told:
    """Shared terms by what they are, most telling first."""
    by_kind: dict[str, dict[str, None]] = {"!": {}, "`": {}, "#": {}, "=": {}, "": {}}
    for name in names:
        kind = name[0] if name[0] in by_kind else ""
        by_kind[kind][name[len(kind) :]] = None
    return {
        "same_signature": bool(by_kind["#"]),
        "errors": tuple(by_kind["!"])[:1],
        "identifiers": tuple(by_kind["`"])[:MOST_SHOWN],
        "words": tuple(by_kind[""])[:MOST_SHOWN],
    }
