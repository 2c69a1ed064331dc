"""The polls that GitHub makes necessary: reactions, and deliveries that never arrived."""

from datetime import datetime
from itertools import groupby

import structlog

from bot.github.client import GitHub
from bot.github.deliveries import DeliveryLog
from bot.github.errors import GitHubFailed
from bot.intake import reactions as reacted
from bot.intake.inbox import Inbox
from bot.intake.missed_deliveries import catch_up
from bot.store import leases, threads
from bot.store.database import Database
from bot.store.threads import DueComment
from bot.vocabulary.threads import Thread
from bot.vocabulary.time import Clock

log = structlog.get_logger()

AT_A_TIME = 100
"""Comments in one query: GitHub's most."""

CAUGHT_UP = "caught up"


class Polls:
    """Asks GitHub, and puts what it finds into the inbox."""

    def __init__(self, database: Database, inbox: Inbox, github: GitHub, clock: Clock) -> None:
        self._database = database
        self._inbox = inbox
        self._github = github
        self._clock = clock

    async def reactions(self) -> int:
        """Read the reactions that are due; how many comments were asked about."""
        now = self._clock.now()
        async with self._database.read() as connection:
            due = await threads.due_for_polling(connection, now, AT_A_TIME)
        by_installation = sorted(due, key=lambda w: w.repository.installation_id or 0)
        for installation_id, group in groupby(
            by_installation, key=lambda w: w.repository.installation_id or 0
        ):
            await self._ask(installation_id, list(group), now)
        return len(due)

    async def _ask(self, installation_id: int, comments: list[DueComment], now: datetime) -> None:
        try:
            found = reacted.poll(self._github.installation(installation_id), comments, now)
            async for delivery in found:
                await self._inbox.put(delivery)
        except GitHubFailed as failed:
            log.warning("reactions_unread", installation=installation_id, why=str(failed))
        async with self._database.write() as connection:
            for comment in comments:
                at = reacted.next_poll_at(comment.opened_at, now)
                thread = Thread(comment.repository, comment.number)
                await threads.change(connection, thread, next_poll_at=at)

    async def missed_deliveries(self) -> None:
        """Ask GitHub to send again what never arrived."""
        async with self._database.read() as connection:
            last = await leases.noted(connection, CAUGHT_UP)
        last_run_at = datetime.fromisoformat(str(last)) if last else None
        done = await catch_up(
            DeliveryLog(self._github), self._inbox.settled, last_run_at, self._clock.now()
        )
        async with self._database.write() as connection:
            await leases.note(connection, CAUGHT_UP, done.isoformat(), self._clock.now())
