"""What a repository's people said of which of its issues are one matter. Pure.

Only the word of a thread's author, of insiders, and GitHub's mark count; bots' do not. What people
do with our own lists (a reaction, an undo) is to come in here too, as further statements.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.learning.said import MARK
from bot.learning.texts import Texts
from bot.vocabulary.history import Activity, Kind, Role

_STATEMENTS = frozenset({Kind.SAME, Kind.DISTINCT})


@dataclass(frozen=True, slots=True)
class Verdicts:
    """By numbers of issues."""

    roots: Mapping[int, int]
    """Issue -> the first of all that were called the same as it; those nobody spoke of left out."""
    denied: frozenset[tuple[int, int]]
    """Pairs that were called distinct last, the lower number first."""

    @property
    def named(self) -> frozenset[int]:
        """All that people spoke of."""
        return frozenset(self.roots) | {number for pair in self.denied for number in pair}

    def repeats(self, number: int) -> bool:
        """Whether people hold the issue for one matter with an older one."""
        return self.roots.get(number, number) != number

    def same(self, one: int, other: int) -> bool | None:
        """Whether people hold them for one matter; None where nobody said."""
        if (min(one, other), max(one, other)) in self.denied:
            return False
        root = self.roots.get(one)
        return True if root is not None and root == self.roots.get(other) else None


def verdicts(threads: Mapping[int, Sequence[Activity]]) -> Verdicts:
    """Number -> the activity of threads in which something was said; of others it may be left out.

    Of statements on one pair the last counts, in whichever of the two threads.
    """
    last: dict[tuple[int, int], tuple[datetime, bool]] = {}
    for number, rows in threads.items():
        for row in _standing(rows):
            other = int(row.key.rpartition(":")[2])
            pair = min(number, other), max(number, other)
            said = row.at, row.kind is Kind.SAME
            last[pair] = max(last.get(pair, said), said)
    same = [pair for pair, (_at, is_same) in last.items() if is_same]
    return Verdicts(_roots(same), frozenset(last) - frozenset(same))


def _standing(rows: Sequence[Activity]) -> Iterable[Activity]:
    """The statements that count, of texts as they stand now."""
    texts = Texts(rows)
    for row in rows:
        if row.kind not in _STATEMENTS or row.role not in (Role.AUTHOR, Role.OTHER):
            continue
        may_say = row.role is Role.AUTHOR or row.association
        if row.key.startswith(f"{MARK}@") or (may_say and texts.is_newest(row.detail, row.at)):
            yield row


def _roots(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    parent: dict[int, int] = {}

    def root(one: int) -> int:
        while parent.setdefault(one, one) != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for one, other in pairs:
        first, second = sorted((root(one), root(other)))
        parent[second] = first
    return {one: root(one) for one in list(parent)}
