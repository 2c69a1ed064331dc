"""Key -> row, small: sorted arrays of most keys, and a dict of those that came since.

12 bytes a key where a dict takes about a hundred. A key that was dropped may still be told with its
old row: ask whether the row is still the key's.
"""

from array import array
from bisect import bisect_left

import numpy as np
from numpy.typing import NDArray

LATE = 50_000
"""Keys in the dict before they are sorted in, at least; a quarter of the others where those are
more, so that sorting comes to a few passes over all."""


class KeyRows:
    """Rows by 32-bit keys."""

    def __init__(self) -> None:
        self._keys = array("I")
        self._rows = array("I")
        self._late: dict[int, int] = {}

    def find(self, key: int) -> int | None:
        """The row it was put with last; perhaps one that another key has by now."""
        row = self._late.get(key)
        if row is None:
            place = bisect_left(self._keys, key)
            if place < len(self._keys) and self._keys[place] == key:
                row = self._rows[place]
        return row

    def put(self, key: int, row: int) -> None:
        """Note a key's row, in place of the one before."""
        self._late[key] = row
        if len(self._late) > max(LATE, len(self._keys) // 4):
            self._sort_in()

    def drop(self, key: int) -> None:
        """Forget a key that was put lately; one sorted in already stays until the next sorting."""
        self._late.pop(key, None)

    def fill(self, keys: NDArray[np.uint32]) -> None:
        """Begin with ascending keys, whose rows are their places."""
        self._keys = array("I", keys.tobytes())
        self._rows = array("I", np.arange(len(keys), dtype=np.uint32).tobytes())
        self._late = {}

    def _sort_in(self) -> None:
        late = np.array(list(self._late), np.uint32)
        old = np.frombuffer(self._keys, np.uint32)
        kept = ~np.isin(old, late)
        keys = np.concatenate([old[kept], late])
        rows = np.frombuffer(self._rows, np.uint32)[kept]
        rows = np.concatenate([rows, np.array(list(self._late.values()), np.uint32)])
        order = np.argsort(keys)
        self._keys, self._rows = _array(keys[order]), _array(rows[order])
        self._late = {}


def _array(values: NDArray[np.uint32]) -> "array[int]":
    return array("I", values.tobytes())
