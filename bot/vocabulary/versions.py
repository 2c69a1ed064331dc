"""Versions as values that can be compared."""

from dataclasses import dataclass
from functools import total_ordering


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class Version:
    """A version in comparable form; 2.4 and 2.4.0 are equal, a local part ("cu121") is no matter.

    The order is that of the Python packaging rules
    (packaging.python.org/en/latest/specifications/version-specifiers): developer releases before
    alphas, betas, candidates, the release itself and its later repairs.
    """

    release: tuple[int, ...]
    """The numbers: (2, 4, 0)."""
    stage: tuple[int, int, int] = (0, 0, 0)
    """(kind, number, developer release): kind is below 0 before the release, above it after."""
    local: str = ""
    """What stands behind a plus sign: "cu121"; "" without one."""

    @property
    def series(self) -> tuple[int, ...]:
        """The first two numbers: (2, 4); fewer where fewer are known."""
        return self.release[:2]

    def begins(self, other: "Version") -> bool:
        """Whether the other is this one told more exactly: 12.1 begins 12.1.105."""
        if self.local and other.local and self.local != other.local:
            return False
        if self.stage not in ((0, 0, 0), other.stage):
            return False
        return other.release[: len(self.release)] == self.release

    def _key(self) -> tuple[tuple[int, ...], tuple[int, int, int]]:
        numbers = self.release
        while numbers and numbers[-1] == 0:
            numbers = numbers[:-1]
        return numbers, self.stage

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Version) and self._key() == other._key()

    def __lt__(self, other: "Version") -> bool:
        return self._key() < other._key()

    def __hash__(self) -> int:
        return hash(self._key())
