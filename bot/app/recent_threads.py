"""The threads that changed in the last weeks, in memory alone: pages as the backfill reads them."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.intake.backfill import (
    LARGEST_PAGE,
    Page,
    Reader,
    TooMuch,
    read_page,
    smaller,
    told_by_page,
)
from bot.learning.folding import Unfolded, fold
from bot.learning.names import Names
from bot.parsing.machines import is_machine
from bot.vocabulary.backfill import Chain, Reading, Stage
from bot.vocabulary.history import Activity, Item, Kind
from bot.vocabulary.threads import Repository
from bot.work.child import Child


class RecentThreads:
    """Reads them; nothing is kept."""

    def __init__(
        self,
        reader: Reader,
        child: Child,
        names: Names,
        now: datetime,
        say: Callable[[str], object],
    ) -> None:
        self._reader = reader
        self._child = child
        self._names = names
        self._now = now
        self._say = say
        self._rows: dict[int, list[Activity]] = {}
        self._machines: set[str] = set()
        self.requests = 0

    async def read(
        self, repository: Repository, chain: Chain, weeks: int, deadline: float
    ) -> tuple[Sequence[Item], datetime]:
        """What changed in the last weeks, and since when that is all there is.

        Past the `deadline` (`time.monotonic`) no further page is asked for.
        """
        since = self._now - timedelta(weeks=weeks)
        reading = Reading(
            repository.id, chain, Stage.RECENT, "", since, self._now, None, LARGEST_PAGE
        )
        while True:
            page, reading = await self._page(repository, reading)
            await self._take(repository, page, reading)
            reached = page.reached_at or reading.reached_at or self._now
            self._say(f"{chain}: {len(self._rows)} read, back to {reached:%Y-%m-%d}")
            if not page.cursor:
                break
            if time.monotonic() > deadline:
                since = max(since, reached)
                break
            reading = replace(reading, cursor=page.cursor, reached_at=reached)
        threads = [
            Unfolded(repository.id, number, 1, tuple(some), {}, self._machines)
            for number, some in self._rows.items()
            if any(row.kind is Kind.OPENED for row in some)
        ]
        folded = await self._child.run(fold, threads, self._now)
        return [one.item for one in folded], since

    async def _page(self, repository: Repository, reading: Reading) -> tuple[Page, Reading]:
        """The next page, as large as GitHub can read it in time."""
        while True:
            self.requests += 1
            try:
                page = await read_page(self._reader, repository, reading, None, commits=False)
            except TooMuch:
                size = smaller(reading.page_size)
                if size is None:
                    raise
                reading = replace(reading, page_size=size)
            else:
                return page, reading

    async def _take(self, repository: Repository, page: Page, reading: Reading) -> None:
        given = (repository, page, reading, self._names)
        told, _long, _strange = await self._child.run(told_by_page, *given)
        for one in told:
            self._rows.setdefault(one.number, []).extend(one.rows)
            self._machines.update(
                who.person for who in one.accounts if is_machine(who.login, who.kind)
            )
