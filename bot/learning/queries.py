"""A report's terms as a query: what each counts, by its places and by how rare it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.learning.postings import Postings
from bot.learning.terms import ERROR, MOST_COUNTED, NUMBER, TITLE

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_BYTES = np.arange(256)
IN_PROSE = ((_BYTES >> 2) & MOST_COUNTED).astype(np.float64)
IN_CODE = ((_BYTES >> 5) & MOST_COUNTED).astype(np.float64)
IN_ERROR = ((_BYTES & ERROR) > 0) & (_BYTES != NUMBER)
IN_TITLE = (_BYTES & TITLE) > 0

WEIGHTS: Floats = 3.0 * IN_TITLE + IN_PROSE + 0.3 * IN_CODE + IN_ERROR
"""What a term counts by its places (byte -> weight), as in BM25F: a title's word three times one of
the prose, a log's word a third, an error line's one more. On GitBugs' Hadoop pairs 2 and 5, 0.25 to
1, and 0 to 2 do as well."""

SATURATED: Floats = WEIGHTS / (WEIGHTS + 1.5)
"""The tenth mention says little more than the third: BM25's k1, 1.2 to 2 everywhere (Robertson and
Zaragoza 2009, doi:10.1561/1500000019)."""

TYPICAL_TERMS = 60.0
"""Different terms of a report of usual length; a fixed one, so that weights do not depend on which
report came first. GitBugs' Hadoop reports: median 32, nine in ten below 93."""


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
    others: int
    """How many other reports are known."""

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


def query(known: Postings, places: Sequence[tuple[int, int]], number: int) -> Query:
    """The query of a report's keys and their places.

    What the index knows of the report itself does not count, so that it is all one whether the
    report is taken in before it is asked about.
    """
    own = known.rows_of(number)
    found, unknown = list[tuple[int, int, int, int]](), list[int]()
    for key, place in places:
        row = known.row(key)
        holders = 0 if row is None else known.frequency(row) - (row in own)
        if row is None or not holders:
            unknown.append(place)
        else:
            found.append((key, row, place, holders))
    keys, rows, held, frequencies = np.array(sorted(found), np.int64).reshape(-1, 4).T
    others = len(known) - (number in known)
    return Query(
        keys,
        rows,
        np.argsort(rows),
        held,
        rarity(frequencies.astype(np.float64), others),
        np.array(unknown, np.int64),
        float(rarity(np.zeros(1), others)[0]),
        others,
    )
