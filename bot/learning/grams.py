"""Words and runs of letters as numbers: hashed, so that no model holds a word of anybody's text."""

import re
import zlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

BITS = 20
"""A million places for each field: collisions are rare at the sizes of a repository's history."""

Ids = NDArray[np.uint32]

_WORD = re.compile(r"[^\W_]{1,30}(?:['’][a-z]{1,2})?|[?!]")
_FACTOR = np.uint32(0x9E3779B1)
_PAIR = np.uint32(7)
_ONE = np.uint32(1)


def words(text: str) -> list[str]:
    """The words of a text in lower case; anything that begins with a digit is "0"."""
    return ["0" if word[0].isdigit() else word for word in _WORD.findall(text.lower())]


def word_ids(given: Iterable[str], *, pairs: bool = True) -> Ids:
    """Words, and pairs of neighbours."""
    each = [zlib.crc32(word.encode("utf-8", "replace")) for word in given]
    ones = np.array(each, dtype=np.uint32)
    if not pairs or len(ones) < 2:
        return _place(ones)
    twos = ones[:-1] * _FACTOR + ones[1:] * _PAIR + _ONE
    return np.concatenate([_place(ones), _place(twos)])


def letter_ids(text: str, lengths: Iterable[int] = (3, 4, 5)) -> Ids:
    """Runs of letters of some lengths, white space folded."""
    folded = f" {' '.join(text.lower().split())} "
    letters = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    found = [np.zeros(0, dtype=np.uint32)]
    for length in lengths:
        size = len(letters) - length + 1
        if size <= 0:
            continue
        sums = np.full(size, length, dtype=np.uint32)
        for shift in range(length):
            sums = sums * _FACTOR + letters[shift : shift + size]
        found.append(_place(sums))
    return np.concatenate(found)


def counted(ids: Ids) -> tuple[Ids, NDArray[np.float32]]:
    """Each id once, ascending, with 1 + log of how often it stands there."""
    each, often = np.unique(ids, return_counts=True)
    return each, (1 + np.log(often)).astype(np.float32)


def _place(sums: Ids) -> Ids:
    """The last mixing of MurmurHash3 (public domain), cut to BITS."""
    mixed = sums ^ (sums >> np.uint32(16))
    mixed = mixed * np.uint32(0x85EBCA6B)
    mixed ^= mixed >> np.uint32(13)
    mixed = mixed * np.uint32(0xC2B2AE35)
    mixed ^= mixed >> np.uint32(16)
    return mixed >> np.uint32(32 - BITS)
