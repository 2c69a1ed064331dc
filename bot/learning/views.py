"""How alike a report and each of its candidates are, seen from several sides.

A word counts by how few reports of the repository hold it (its "rarity"). No side alone is right
everywhere: titles say little and bodies too much, so a candidate's score is a sum of several, whose
weights were set on one tracker and are as round as they are meant (`RANKING`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.learning.postings import Held, Postings
from bot.learning.terms import ERROR, MOST_COUNTED, NUMBER, TITLE

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

RANKING = {
    "found": 3.0,
    "all": 2.0,
    "title": 1.0,
    "title_told": 1.5,
    "title_tells": 2.0,
    "prose": 2.0,
    "code": 1.0,
    "same_numbers": 1.0,
    "log_days": -0.5,
}
"""What each side adds. Rounded by hand after a listwise regression with ten-fold cross-validation
on GitBugs' Hadoop pairs (arXiv 2504.09651, CC BY 4.0; 66 pairs); results there hardly move with
them."""

_BYTES = np.arange(256)
_PROSE = ((_BYTES >> 2) & MOST_COUNTED).astype(np.float64)
_CODE = ((_BYTES >> 5) & MOST_COUNTED).astype(np.float64)
_ERROR = ((_BYTES & ERROR) > 0) & (_BYTES != NUMBER)
_TITLE = (_BYTES & TITLE) > 0

WEIGHTS: Floats = 3.0 * _TITLE + _PROSE + 0.3 * _CODE + _ERROR
"""What a term counts by its places (byte -> weight), as in BM25F: a title's word three times one of
the prose (Zaragoza et al., TREC 2004, weigh titles so), a log's word a third, an error's once."""

SATURATED: Floats = WEIGHTS / (WEIGHTS + 1.5)
"""The tenth mention says little more than the third: BM25's k1, 1.2 to 2 everywhere (Robertson and
Zaragoza 2009, doi:10.1561/1500000019)."""

TYPICAL_TERMS = 60.0
"""Different terms of a report of usual length; a fixed one, so that weights do not depend on which
report came first. Median of GitBugs' Hadoop reports."""

_HOLDS: Floats = (WEIGHTS > 0).astype(np.float64)
_IN_TITLE: Floats = _TITLE.astype(np.float64)
_IN_PROSE: Floats = np.where(_PROSE > 0, 1 + np.log(np.maximum(_PROSE, 1)), 0)
_IN_CODE: Floats = np.where(_CODE + _ERROR > 0, 1 + np.log(np.maximum(_CODE + _ERROR, 1)), 0)
_A_NUMBER: Floats = (_BYTES == NUMBER).astype(np.float64)

MOSTLY = 0.6
"""Titles that share so much and differ on both sides are one sentence with a word changed."""


def rarity(frequency: Floats, reports: int) -> Floats:
    """What it tells that a report holds a term, 0 or more: an idf as BM25 has it."""
    return np.maximum(np.log((reports + 1.0) / (frequency + 0.5)), 0.0)


def damping(lengths: NDArray[np.uint16] | NDArray[np.int64]) -> NDArray[np.float32]:
    """BM25: what a weight counts against by how many terms the report has it stands in."""
    return (0.6 + lengths * (0.6 / TYPICAL_TERMS)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Query:
    """The terms of the report that is asked about."""

    keys: Integers
    """Of the terms the index knows, ascending, so that sums come out alike however rows lie."""
    rows: Integers
    by_row: Integers
    """The places in `rows`, by ascending row."""
    places: Integers
    rarities: Floats
    unknown: Integers
    """Places of the terms no report holds."""
    rarest: float
    """The rarity of those."""

    def by_gain(self) -> Iterator[tuple[int, float]]:
        """Rows and what they can add, most first."""
        gains = self.rarities * SATURATED[self.places]
        order = np.lexsort((self.keys, -gains))
        order = order[gains[order] > 0]
        return zip(self.rows[order].tolist(), gains[order].tolist(), strict=True)

    def norm(self, table: Floats) -> float:
        """The length of the report's vector, seen through a table of the places."""
        known = ((self.rarities * table[self.places]) ** 2).sum()
        return float(np.sqrt(known + self.rarest**2 * (table[self.unknown] ** 2).sum()))

    def count(self, table: Floats) -> float:
        """The number of the report's terms with a place of the table."""
        return float(table[self.places].sum() + table[self.unknown].sum())


def query(known: Postings, places: Sequence[tuple[int, int]]) -> Query:
    """The query of a report's keys and their places."""
    placed = [(key, known.row(key), place) for key, place in places]
    found = sorted((key, row, place) for key, row, place in placed if row is not None)
    table = np.array(found, np.int64).reshape(-1, 3)
    keys, rows, held = table.T
    unknown = np.array([place for _, row, place in placed if row is None], np.int64)
    rarest = float(rarity(np.zeros(1), len(known))[0])
    rarities = rarity(known.frequencies(rows), len(known))
    return Query(keys, rows, np.argsort(rows), held, rarities, unknown, rarest)


EVIDENCE = ("all", "title_told", "title_tells", "code", "differs", "apart")
"""What `bot.learning.odds` judges by: four of the sides; 1 where the titles are one sentence with a
word or a number changed; how far the score stands above that of the other best candidates."""

NEIGHBOURS = 10
"""Best candidates a score is held against: a duplicate stands out, a common subject does not."""


@dataclass(frozen=True, slots=True)
class Views:
    """One element, or row, a candidate."""

    score: Floats
    evidence: Floats
    """A column for each of `EVIDENCE`."""
    information: Floats
    """How much of what tells is shared, in nats, damped and saturated as BM25 does."""
    shared: tuple[tuple[int, ...], ...]
    """Keys of the shared terms, most telling first."""


class Weighing:
    """One query against some candidates."""

    def __init__(self, known: Postings, asked: Query, slots: Integers) -> None:
        self._asked = asked
        self._n = len(slots)
        self._held: Held = known.held(slots.tolist())
        self._rarity = rarity(known.frequencies(self._held.rows), len(known))
        ordered = asked.rows[asked.by_row]
        place = np.searchsorted(ordered, self._held.rows)
        place[place == len(ordered)] = 0
        if len(ordered):
            shared = ordered[place] == self._held.rows
        else:
            shared = np.zeros(len(place), np.bool_)
        self._owner = self._held.owner[shared]
        self._there = self._held.places[shared]
        self._which = asked.by_row[place[shared]]
        self._here = asked.places[self._which]
        self._worth = self._rarity[shared]
        self._seconds = known.seconds(slots)

    def views(self, at: float, shown: int) -> Views:
        """All candidates; the shared terms of the best `shown` only."""
        against = damping(np.bincount(self._held.owner, minlength=self._n))[self._owner]
        there = WEIGHTS[self._there]
        gain = self._worth * SATURATED[self._here] * there / np.maximum(there + against, 1e-9)
        found = self._sum(gain)
        differs, same_numbers = self._titles()
        sides = {
            "found": found / max(float(found.max(initial=0.0)), 1e-9),
            "all": self._cosine(SATURATED),
            "title": self._cosine(_IN_TITLE),
            "title_told": self._told(),
            "title_tells": self._tells(),
            "prose": self._cosine(_IN_PROSE),
            "code": self._cosine(_IN_CODE),
            "same_numbers": same_numbers,
            "log_days": np.log1p(np.maximum(at - self._seconds, 0.0) / 86_400),
            "differs": differs.astype(np.float64),
        }
        score = sum((weight * sides[name] for name, weight in RANKING.items()), np.zeros(self._n))
        best = np.argsort(-score, kind="stable")[:shown]
        sides["apart"] = _apart(score)
        evidence = np.column_stack([sides[name] for name in EVIDENCE])
        return Views(score, evidence, found, self._shared(gain, best))

    def _sum(self, values: Floats) -> Floats:
        return np.bincount(self._owner, values, minlength=self._n).astype(np.float64)

    def _all(self, values: Floats) -> Floats:
        return np.bincount(self._held.owner, values, minlength=self._n).astype(np.float64)

    def _cosine(self, table: Floats) -> Floats:
        both = self._sum(self._worth**2 * table[self._here] * table[self._there])
        norms = np.sqrt(self._all((self._rarity * table[self._held.places]) ** 2))
        return both / np.maximum(norms * self._asked.norm(table), 1e-9)

    def _told(self) -> Floats:
        """How much of the new title the older report holds anywhere."""
        both = self._sum(self._worth**2 * _IN_TITLE[self._here] * _HOLDS[self._there])
        return both / max(self._asked.norm(_IN_TITLE) ** 2, 1e-9)

    def _tells(self) -> Floats:
        """How much of the older title the new report holds anywhere."""
        both = self._sum(self._worth**2 * _IN_TITLE[self._there] * _HOLDS[self._here])
        whole = self._all(self._rarity**2 * _IN_TITLE[self._held.places])
        return both / np.maximum(whole, 1e-9)

    def _titles(self) -> tuple[NDArray[np.bool_], Floats]:
        """Whether titles are one sentence with a change, and the share of numbers they share."""
        both, here, there = self._counts(_IN_TITLE)
        changed = (both >= MOSTLY * np.maximum(here, there)) & (np.minimum(here, there) > both)
        numbers, ours, theirs = self._counts(_A_NUMBER)
        fewest = np.minimum(ours, theirs)
        share = np.where(fewest > 0, numbers / np.maximum(fewest, 1), 0.0)
        return changed | (numbers < fewest), share

    def _counts(self, table: Floats) -> tuple[Floats, Floats, Floats]:
        both = self._sum(table[self._here] * table[self._there])
        here = np.full(self._n, self._asked.count(table))
        return both, here, self._all(table[self._held.places])

    def _shared(self, gain: Floats, best: Integers) -> tuple[tuple[int, ...], ...]:
        some = np.flatnonzero((gain > 0) & np.isin(self._owner, best))
        keys = self._asked.keys[self._which[some]]
        order = np.lexsort((keys, -gain[some]))
        found: list[list[int]] = [[] for _ in range(self._n)]
        owners = self._owner[some][order].tolist()
        for owner, key in zip(owners, keys[order].tolist(), strict=True):
            found[owner].append(key)
        return tuple(tuple(keys) for keys in found)


def _apart(score: Floats) -> Floats:
    """Each score less the mean of the best ones beside it; where those are few, of zeros too."""
    order = np.argsort(-score, kind="stable")
    best = order[:NEIGHBOURS]
    others = np.full(len(score), score[best[: NEIGHBOURS - 1]].sum())
    others[best] = score[best].sum() - score[best]
    found: Floats = score - others / (NEIGHBOURS - 1)
    return found
