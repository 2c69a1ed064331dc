"""Keeps each week once it is over."""

from bot.learning.elsewhere import Elsewhere
from bot.learning.flow import WEEK, WINDOW, waits_of, week_begins
from bot.learning.response import response_times
from bot.store import weeks
from bot.store.database import Database
from bot.store.weeks import Week
from bot.vocabulary.time import Clock

AT_A_TIME = 20
"""Weeks in one turn: after a first reading of the past sixty are to be kept."""


class Weeks:
    """Reads the threads, and writes one row a week, kind and repository."""

    def __init__(self, database: Database, clock: Clock, elsewhere: Elsewhere) -> None:
        self._database = database
        self._clock = clock
        self._elsewhere = elsewhere

    async def keep(self) -> int:
        """Keep weeks that are over; how many."""
        async with self._database.read() as connection:
            missing = await weeks.missing(connection, self._clock.now(), AT_A_TIME)
        for one in missing:
            for is_pull_request in (False, True):
                ends = week_begins(one.week_on + WEEK)
                async with self._database.read() as connection:
                    flow = await weeks.flow_of(
                        connection,
                        one.repository_id,
                        one.week_on,
                        is_pull_request=is_pull_request,
                    )
                    items = await weeks.opened_before(
                        connection, one.repository_id, ends, is_pull_request=is_pull_request
                    )
                waited = waits_of(items, ends, ends - WINDOW)
                waits = await self._elsewhere(response_times, waited)
                async with self._database.write() as connection:
                    week = Week(flow, is_pull_request, waits, one.mode)
                    await weeks.keep(connection, one.repository_id, week)
        return len(missing)
