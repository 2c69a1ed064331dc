"""Which reports of one repository hold which terms, in memory, a report at a time.

Reports and terms are counted up from 0 as they come ("slots" and "rows"); both are used again after
a removal, of which nothing is left. An entry is 4 bytes: slot or row in 24 bits, the places of the
term (`bot.learning.terms`) in 8. About 9 bytes a term of a report, 30 a term that only one report
holds, as most are, and 130 another.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.learning.key_rows import KeyRows

MOST = 1 << 24
"""Reports, and different terms, that fit."""

Entries = NDArray[np.uint32]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Held:
    """What several reports hold, joined: one element a term of a report."""

    owner: NDArray[np.int64]
    """Which of the asked reports, counted from 0."""
    rows: NDArray[np.int64]
    places: NDArray[np.int64]


class Postings:
    """Terms of reports, by report and by term."""

    def __init__(self) -> None:
        self._rows = KeyRows()
        self._keys = array("I")
        self._only = array("I")
        """The entry of the one report that holds a term; anything where several do."""
        self._holders: list[array[int] | None] = []
        """The entries, ascending, where several do."""
        self._df = array("I")
        self._free_rows: list[int] = []
        self._slot_of: dict[int, int] = {}
        self._numbers = array("q")
        self._seconds = array("d")
        self._lengths = array("H")
        self._terms: list[bytes] = []
        self._free_slots: list[int] = []

    def __len__(self) -> int:
        return len(self._slot_of)

    def __contains__(self, number: int) -> bool:
        return number in self._slot_of

    def add(self, number: int, created_at: datetime, places: Mapping[int, int]) -> None:
        """Take a report in, in place of what was known under its number."""
        self.remove(number)
        slot = self._new_slot(number, created_at.timestamp())
        kept = array("I")
        for key, place in places.items():
            row = self.row(key)
            if row is None:
                row = self._new_row(key)
            self._hold(row, slot << 8 | place)
            kept.append(row << 8 | place)
        self._terms[slot] = kept.tobytes()
        self._lengths[slot] = len(kept)

    def remove(self, number: int) -> None:
        """Forget a report; nothing happens where it is not known."""
        slot = self._slot_of.pop(number, None)
        if slot is None:
            return
        for entry in np.frombuffer(self._terms[slot], np.uint32).tolist():
            self._let_go(entry >> 8, slot)
        self._terms[slot] = b""
        self._numbers[slot] = -1
        self._seconds[slot] = 0.0
        self._lengths[slot] = 0
        self._free_slots.append(slot)

    def _hold(self, row: int, entry: int) -> None:
        holders = self._holders[row]
        self._df[row] += 1
        if self._df[row] == 1:
            self._only[row] = entry
        elif holders is None:
            self._holders[row] = array("I", sorted((self._only[row], entry)))
        elif holders[-1] < entry:
            holders.append(entry)
        else:
            holders.insert(bisect_left(holders, entry), entry)

    def _let_go(self, row: int, slot: int) -> None:
        holders = self._holders[row]
        self._df[row] -= 1
        if holders is None:
            self._rows.drop(self._keys[row])
            self._keys[row] = self._only[row] = 0
            self._free_rows.append(row)
            return
        del holders[bisect_left(holders, slot << 8)]
        if len(holders) == 1:
            self._only[row] = holders[0]
            self._holders[row] = None

    def _new_slot(self, number: int, seconds: float) -> int:
        if self._free_slots:
            slot = self._free_slots.pop()
            self._numbers[slot], self._seconds[slot] = number, seconds
        else:
            slot = len(self._numbers)
            if slot >= MOST:
                raise OverflowError(f"more than {MOST} reports")
            self._numbers.append(number)
            self._seconds.append(seconds)
            self._lengths.append(0)
            self._terms.append(b"")
        self._slot_of[number] = slot
        return slot

    def _new_row(self, key: int) -> int:
        if self._free_rows:
            row = self._free_rows.pop()
            self._keys[row] = key
        else:
            row = len(self._keys)
            if row >= MOST:
                raise OverflowError(f"more than {MOST} terms")
            self._keys.append(key)
            self._only.append(0)
            self._holders.append(None)
            self._df.append(0)
        self._rows.put(key, row)
        return row

    def row(self, key: int) -> int | None:
        """The row of a term; None where no report holds it."""
        row = self._rows.find(key)
        return row if row is not None and self._df[row] and self._keys[row] == key else None

    def rows_of(self, number: int) -> frozenset[int]:
        """The rows of a report's terms; none where it is not known."""
        slot = self._slot_of.get(number)
        if slot is None:
            return frozenset()
        return frozenset((np.frombuffer(self._terms[slot], np.uint32) >> 8).tolist())

    def holders(self, row: int) -> Entries:
        """Who holds a term: slot << 8 | places. A view: let go of it before the next change."""
        holders = self._holders[row]
        if holders is None:
            return np.frombuffer(self._only, np.uint32)[row : row + 1]
        return np.frombuffer(holders, np.uint32)

    def frequency(self, row: int) -> int:
        """How many reports hold a term."""
        return self._df[row]

    def frequencies(self, rows: NDArray[np.int64]) -> Floats:
        """How many reports hold each term."""
        return np.frombuffer(self._df, np.uint32)[rows].astype(np.float64)

    @property
    def slots(self) -> int:
        """How many slots there are, empty ones included."""
        return len(self._numbers)

    def numbers(self, slots: NDArray[np.int64]) -> NDArray[np.int64]:
        """The numbers of reports."""
        return np.frombuffer(self._numbers, np.int64)[slots]

    def seconds(self, slots: NDArray[np.int64]) -> Floats:
        """When reports were made, in seconds since 1970."""
        return np.frombuffer(self._seconds, np.float64)[slots]

    @property
    def lengths(self) -> NDArray[np.uint16]:
        """How many different terms the report of each slot holds. A view, as with `holders`."""
        return np.frombuffer(self._lengths, np.uint16)

    def older(self, slots: NDArray[np.int64], before: datetime, number: int) -> NDArray[np.bool_]:
        """Whether the reports in these slots are older than the one of that time and number."""
        moment = before.timestamp()
        seconds, numbers = self.seconds(slots), self.numbers(slots)
        early = (seconds < moment) | ((seconds == moment) & (numbers < number))
        found: NDArray[np.bool_] = early & (numbers != number)
        return found

    def held(self, slots: Iterable[int]) -> Held:
        """What the reports in these slots hold."""
        parts = [self._terms[slot] for slot in slots]
        entries = np.frombuffer(b"".join(parts), np.uint32).astype(np.int64)
        lengths = np.array([len(part) // 4 for part in parts], np.int64)
        return Held(np.repeat(np.arange(len(parts)), lengths), entries >> 8, entries & 255)

    def state(self) -> dict[str, NDArray[Any]]:
        """All that is known, as arrays: the same for the same reports, however they came."""
        order = sorted(self._slot_of)
        slots = np.array([self._slot_of[number] for number in order], np.int64)
        held = self.held(slots.tolist())
        return {
            "numbers": np.array(order, np.int64),
            "seconds": self.seconds(slots),
            "lengths": self.lengths[slots],
            "keys": np.frombuffer(self._keys, np.uint32)[held.rows],
            "places": held.places.astype(np.uint8),
        }


def built(
    numbers: NDArray[np.int64],
    seconds: Floats,
    lengths: NDArray[np.uint16],
    keys: NDArray[np.uint32],
    places: NDArray[np.uint8],
) -> Postings:
    """What `state` gave."""
    found = Postings()
    found._numbers = array("q", numbers.tobytes())
    found._seconds = array("d", seconds.tobytes())
    found._lengths = array("H", lengths.tobytes())
    found._slot_of = {number: slot for slot, number in enumerate(numbers.tolist())}
    different, rows = np.unique(keys, return_inverse=True)
    found._keys = array("I", different.tobytes())
    found._rows.fill(different)
    byte = places.astype(np.uint32)
    found._terms = _cut((rows.astype(np.uint32) << 8 | byte), lengths)
    owners = np.repeat(np.arange(len(numbers), dtype=np.uint32), lengths)
    order = np.argsort(rows, kind="stable")
    df = np.bincount(rows, minlength=len(different)).astype(np.uint32)
    found._df = array("I", df.tobytes())
    entries = (owners << 8 | byte)[order]
    found._only = array("I", entries[np.cumsum(df) - df].astype(np.uint32).tobytes())
    parts = _cut(entries, df)
    found._holders = [array("I", part) if len(part) > 4 else None for part in parts]
    return found


def _cut(entries: NDArray[Any], lengths: NDArray[Any]) -> list[bytes]:
    whole = entries.astype(np.uint32).tobytes()
    ends = (4 * np.cumsum(lengths, dtype=np.int64)).tolist()
    return [whole[start:end] for start, end in zip([0, *ends], ends, strict=False)]
