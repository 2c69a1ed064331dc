"""A thread's activity -> its item and its demands, both at once. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.learning.demands import demands
from bot.learning.items import item
from bot.vocabulary.history import Activity, Demand, Item


@dataclass(frozen=True, slots=True)
class Unfolded:
    """A thread about which something new was told."""

    repository_id: int
    number: int
    version: int
    """Counts what was told; with it the result is kept, so that nothing told meanwhile is lost."""
    rows: tuple[Activity, ...]
    persons: Mapping[str, str]
    """Keyed login -> keyed person, of those who are mentioned."""
    machines: Collection[str]
    """Keyed persons among those who acted that no person acts with."""


@dataclass(frozen=True, slots=True)
class Folded:
    """What came of it."""

    repository_id: int
    number: int
    version: int
    item: Item
    demands: tuple[Demand, ...]


def fold(threads: Sequence[Unfolded], now: datetime) -> list[Folded]:
    """Each thread as it stands."""
    return [
        Folded(
            one.repository_id,
            one.number,
            one.version,
            item(one.rows, one.machines),
            demands(one.rows, one.machines, one.persons, now),
        )
        for one in threads
    ]
