"""How many reports of one repository have a line, letter for letter: how templates are known.

Counted in a table of fixed places, so that the many lines that only one report has cost little: a
line is placed by its checksum, and the table doubles before a quarter of its places is taken. Two
lines may share a place; that a line seems a template by that is as rare as ten such meetings.
"""

from array import array
from collections.abc import Collection

import numpy as np

_LEAST = 1 << 12
_SPARSE = 4


class Lines:
    """Lines by their keys (`bot.learning.terms.Line.key`), report by report."""

    def __init__(self) -> None:
        self._of: dict[int, bytes] = {}
        self._total = 0
        self._counts = array("I", bytes(4 * _LEAST))

    def add(self, number: int, keys: Collection[int]) -> None:
        """Take in the lines of a report, each once, in place of those known under its number."""
        self.remove(number)
        if not keys:
            return
        self._of[number] = array("I", sorted(set(keys))).tobytes()
        self._change(number, 1)
        if self._total * _SPARSE > len(self._counts):
            self._double()

    def remove(self, number: int) -> None:
        """Forget a report's lines; nothing happens where none are known."""
        if number in self._of:
            self._change(number, -1)
            del self._of[number]

    def count(self, key: int, besides: int = -1) -> int:
        """How many reports have the line, besides one's number."""
        own = key in array("I", self._of.get(besides, b""))
        return self._counts[key & (len(self._counts) - 1)] - own

    def of(self, number: int) -> bytes:
        """The keys of a report's lines, 4 bytes each, ascending."""
        return self._of.get(number, b"")

    def _change(self, number: int, by: int) -> None:
        keys = array("I", self._of[number])
        self._total += by * len(keys)
        places = len(self._counts) - 1
        for key in keys:
            self._counts[key & places] += by

    def _double(self) -> None:
        size = 2 * len(self._counts)
        keys = np.frombuffer(b"".join(self._of.values()), np.uint32)
        counts = np.bincount(keys & np.uint32(size - 1), minlength=size)
        self._counts = array("I", counts.astype(np.uint32).tobytes())
