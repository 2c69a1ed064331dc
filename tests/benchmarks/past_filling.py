"""Fills a store from recorded answers, all the way from JSON to folded threads."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any, ParamSpec, TypeVar, cast

from bot.github.client import GitHub
from bot.store.database import Database
from bot.store.pseudonyms import Pseudonyms
from bot.vocabulary.backfill import Chain
from bot.work.backfill import Backfill
from bot.work.child import Child
from bot.work.history import History
from tests.benchmarks.past_reading import begin, read, readings
from tests.benchmarks.past_recorded import Recording
from tests.clocks import FixedClock
from tests.history.past import KEY

P = ParamSpec("P")
R = TypeVar("R")

FOLDED_EVERY = 10
"""Pages: the worker folds at every turn, some of what two chains tell of a thread twice."""


@dataclass
class Filled:
    """How long it took, and what with."""

    activities: int = 0
    threads: int = 0
    seconds: float = 0.0
    parsing: float = 0.0
    folding: float = 0.0

    def figures(self) -> dict[str, Any]:
        writing = self.seconds - self.parsing - self.folding
        return {
            "items_per_s": round(self.activities / self.seconds),
            "threads_per_s": round(self.threads / self.seconds),
            "activities": self.activities,
            "threads": self.threads,
            "share_parsing": round(self.parsing / self.seconds, 3),
            "share_writing": round(writing / self.seconds, 3),
            "share_folding": round(self.folding / self.seconds, 3),
        }


class Filling:
    """Takes one recording after the other into a store."""

    def __init__(self, database: Database, child: Child) -> None:
        self._database = database
        self._child = child
        self._clock = FixedClock()
        names = Pseudonyms(KEY)
        self._past = History(database, names, self._clock, child.run, frozenset)
        self._names = names
        self._pages = 0
        self.filled = Filled()

    async def take(self, recording: Recording) -> None:
        """One repository; its chains one after the other, so that the shares add up."""
        player, of = recording.player(), recording.repository.id
        github = cast(GitHub, player)
        backfill = Backfill(
            self._database, github, self._names, self._clock, self._parsed, "benchmark"
        )
        begun = perf_counter()
        await begin(self._database, backfill, recording.repository, self._clock)
        for chain in Chain:
            await read(backfill, of, chain, self._clock, self._after_page)
        await self._fold()
        filled = self.filled
        filled.seconds += perf_counter() - begun
        filled.parsing += player.seconds
        for reading in await readings(self._database, of):
            filled.activities += reading.activities
            filled.threads += reading.threads

    async def _parsed(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        begun = perf_counter()
        found = await self._child.run(function, *args, **kwargs)
        self.filled.parsing += perf_counter() - begun
        return found

    async def _after_page(self) -> None:
        self._pages += 1
        if self._pages % FOLDED_EVERY == 0:
            await self._fold()

    async def _fold(self) -> None:
        begun = perf_counter()
        await self._past.fold()
        self.filled.folding += perf_counter() - begun


async def fill(
    database: Database, child: Child, recordings: Sequence[Recording], say: Callable[[str], None]
) -> Filled:
    """Everything that was recorded."""
    filling = Filling(database, child)
    for recording in recordings:
        await filling.take(recording)
        say(f"  {recording.repository.full_name}: {filling.filled.figures()}")
    return filling.filled
