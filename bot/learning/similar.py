"""Older reports like a new one, within one repository, taken in and let go one at a time.

Candidates are found by the report's rarest terms and then weighed by all of them
(`bot.learning.views`). What is kept knows no words, only their checksums. Import it in a child
process only: it loads numpy.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from bot.learning import postings
from bot.learning.odds import UNCORRECTED, Correction, logits, probabilities
from bot.learning.postings import Postings
from bot.learning.terms import LINE, Line, packed, terms
from bot.learning.views import WEIGHTS, Query, Views, Weighing, damped, query
from bot.vocabulary.likeness import Likeness, Report

TEMPLATE_AT = 10
"""A line of prose that so many reports have, letter for letter, is a form's or a bot's: two people
do not hit on one sentence. Chosen, not measured: GitBugs' tracker has no forms."""

MOST_READ = 400_000
"""Entries read per query, rarest terms first; a term that no longer fits is left for the weighing.
Bounds the time: about 10 ns an entry."""

MOST_WEIGHED = 100
"""Candidates weighed by all terms; 63 of 66 pairs of GitBugs' Hadoop are among them."""

MOST_SHOWN = 6
"""Words, and identifiers, told of a candidate."""

_WEIGHTS = WEIGHTS.astype(np.float32)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A query's candidates; element for element the same in `numbers` and `views`."""

    numbers: NDArray[np.int64]
    views: Views
    names: Mapping[int, str]
    """What the keys of shared terms stand for (`bot.learning.terms.Terms`)."""


class Reports:
    """The reports of one repository."""

    def __init__(self, known: Postings | None = None, correction: Correction = UNCORRECTED) -> None:
        self._known = Postings() if known is None else known
        self._correction = correction

    def __len__(self) -> int:
        return len(self._known)

    def __contains__(self, number: int) -> bool:
        return number in self._known

    def add(self, report: Report) -> None:
        """Take a report in; one known under its number is replaced. The order does not matter."""
        self._known.add(report.number, report.created_at, _kept(terms(report).lines))

    def remove(self, number: int) -> None:
        """Forget a report with all that is known of it; nothing happens where it is not known."""
        self._known.remove(number)

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
        chances = probabilities(logits(views.evidence), self._correction)
        return tuple(
            Likeness(
                number=int(numbers[place]),
                probability=float(chances[place]),
                score=float(views.score[place]),
                **_told(weighed.names[key] for key in views.shared[place]),
            )
            for place in np.lexsort((numbers, -views.score))[:limit].tolist()
        )

    def weigh(
        self, report: Report, shown: int, among: Callable[[int], bool] | None = None
    ) -> Weighed | None:
        """All candidates, in no order, with the shared terms of the best `shown`; None without."""
        found = terms(report)
        asked = query(self._known, list(packed(self._own(found.lines)).items()))
        slots = self._nearest(asked, report)
        if among is not None:
            allowed = [among(number) for number in self._known.numbers(slots).tolist()]
            slots = slots[np.array(allowed, np.bool_)]
        if not len(slots):
            return None
        views = Weighing(self._known, asked, slots).views(report.created_at.timestamp(), shown)
        return Weighed(self._known.numbers(slots), views, found.names)

    def dumps(self) -> bytes:
        """As bytes; the same reports give the same, however they came."""
        return self._known.dumps()

    def _own(self, lines: Iterable[Line]) -> Iterable[Line]:
        """The lines without those of a template."""
        for line in lines:
            row = self._known.row(line.key) if line.key else None
            if row is None or self._known.frequency(row) < TEMPLATE_AT:
                yield line

    def _nearest(self, asked: Query, report: Report) -> NDArray[np.int64]:
        """Slots of the older reports that share most of what is rare, best first."""
        known = self._known
        score = np.zeros(known.slots, np.float32)
        left = MOST_READ
        for row, gain in asked.by_gain():
            size = known.frequency(row)
            if size > left:
                continue
            left -= size
            holders = known.holders(row)
            slots = (holders >> 8).astype(np.int64)
            weights = damped(_WEIGHTS[holders & 255], known.lengths(slots))
            score[slots] += np.float32(gain) * weights
        score[known.not_older(report.created_at, report.number)] = 0
        found = np.flatnonzero(score)
        if len(found) > MOST_WEIGHED:
            least = np.partition(score[found], -MOST_WEIGHED)[-MOST_WEIGHED]
            found = found[score[found] >= least]
        order = np.lexsort((known.numbers(found), -score[found]))
        return found[order[:MOST_WEIGHED]]


def loads(stored: bytes, correction: Correction = UNCORRECTED) -> Reports:
    """What `dumps` gave; raises `postings.Outdated` where another version of this code wrote it."""
    return Reports(postings.loads(stored), correction)


def _kept(lines: tuple[Line, ...]) -> dict[int, int]:
    places = packed(lines)
    for line in lines:
        if line.key:
            places.setdefault(line.key, LINE)
    return places


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
