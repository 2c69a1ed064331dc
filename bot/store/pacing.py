"""When a write may go: slots reserved in the store, so that pacing holds across processes.

GitHub's limits (its "Best practices" and "Rate limits" pages, and the pacing of its own client
library): writes one at a time and a second apart, three seconds for those that notify people, at
most 80 content-creating requests a minute and 500 an hour.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, text

from bot.store.database import Database
from bot.store.tables import write_slot
from bot.vocabulary.time import Clock

APART = timedelta(seconds=1)
NOTIFYING_APART = timedelta(seconds=3)
WINDOWS = ((80, timedelta(minutes=1)), (500, timedelta(hours=1)))


def next_slot(
    taken: Sequence[tuple[datetime, bool]], now: datetime, *, notifying: bool
) -> datetime:
    """The first time that keeps every limit. `taken` are (time, notifying), oldest first."""
    at = now
    if taken:
        at = max(at, taken[-1][0] + APART)
    if notifying:
        last = max((t for t, loud in taken if loud), default=None)
        if last is not None:
            at = max(at, last + NOTIFYING_APART)
    for most, window in WINDOWS:
        if len(taken) >= most:
            at = max(at, taken[-most][0] + window)
    return at


class StoredSlots:
    """Reserves slots in the store."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def reserve(
        self, installation_id: int, *, notifying: bool, within: timedelta = WINDOWS[-1][1]
    ) -> datetime:
        """The time of this write; nobody else of the installation gets it.

        A time further off than `within` is told and not taken.
        """
        async with self._database.write() as connection:
            if not self._database.is_sqlite:
                # SQLite's writers wait for each other anyway; here only those of an installation.
                await connection.execute(
                    text("SELECT pg_advisory_xact_lock(:class, :id)"),
                    {"class": 1_819_176, "id": installation_id % 2**31},
                )
            now = self._clock.now()
            since = now - WINDOWS[-1][1]
            rows = await connection.execute(
                select(write_slot.c.at, write_slot.c.notifying)
                .where(write_slot.c.installation_id == installation_id, write_slot.c.at > since)
                .order_by(write_slot.c.at)
            )
            at = next_slot([(r.at, r.notifying) for r in rows], now, notifying=notifying)
            if at - now <= within:
                await connection.execute(
                    write_slot.insert().values(
                        installation_id=installation_id, at=at, notifying=notifying
                    )
                )
        return at

    async def forget(self, now: datetime) -> int:
        """Drop slots too old to matter; how many."""
        async with self._database.write() as connection:
            done = await connection.execute(
                delete(write_slot).where(write_slot.c.at < now - WINDOWS[-1][1])
            )
        return done.rowcount
