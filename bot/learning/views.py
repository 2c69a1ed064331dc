"""How alike a report and each of its candidates are, seen from several sides.

A word counts by how few reports of the repository hold it (its "rarity"). No side alone is right
everywhere: titles say little and bodies too much, so a candidate's score is a sum of several, whose
weights were set on one tracker and are as round as they are meant (`RANKING`).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.learning.postings import Held, Postings
from bot.learning.queries import (
    IN_CODE,
    IN_ERROR,
    IN_PROSE,
    IN_TITLE,
    SATURATED,
    WEIGHTS,
    Query,
    damping,
    rarity,
)
from bot.learning.terms import NUMBER

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

_HOLDS: Floats = (WEIGHTS > 0).astype(np.float64)
_IN_TITLE: Floats = IN_TITLE.astype(np.float64)
_IN_PROSE: Floats = np.where(IN_PROSE > 0, 1 + np.log(np.maximum(IN_PROSE, 1)), 0)
_CODE = IN_CODE + IN_ERROR
_IN_CODE: Floats = np.where(_CODE > 0, 1 + np.log(np.maximum(_CODE, 1)), 0)
_A_NUMBER: Floats = (np.arange(256) == NUMBER).astype(np.float64)

MOSTLY = 0.6
"""Titles that share so much and differ on both sides are one sentence with a word changed."""


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
        self._rarity = rarity(known.frequencies(self._held.rows), asked.others)
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
        self._worth = asked.rarities[self._which]
        self._rarity[shared] = self._worth
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
