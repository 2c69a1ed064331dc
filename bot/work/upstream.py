"""Looks after threads upstream that issues were pointed to: what was fixed comes as an event."""

from itertools import groupby

import structlog

from bot.facts.fates import fates
from bot.github.client import GitHub
from bot.github.errors import GitHubFailed
from bot.intake.deliveries import POLL
from bot.intake.inbox import Inbox
from bot.intake.kept_events import delivery_of
from bot.store import threads
from bot.store.database import Database
from bot.store.threads import Pointed
from bot.vocabulary.events import UpstreamFixed
from bot.vocabulary.threads import Repository, Thread
from bot.vocabulary.time import Clock

log = structlog.get_logger()

AT_A_TIME = 50
"""Threads of one project asked about in one query."""


class Upstream:
    """The chore: one request for each fifty threads of a project, every six hours."""

    def __init__(self, database: Database, inbox: Inbox, github: GitHub, clock: Clock) -> None:
        self._database = database
        self._inbox = inbox
        self._github = github
        self._clock = clock

    async def look(self) -> int:
        """Ask about every thread upstream; how many were fixed."""
        async with self._database.read() as connection:
            pointed = await threads.pointed_upstream(connection)
        by_project = sorted(pointed, key=lambda one: one.upstream)
        fixed = 0
        for project, group in groupby(by_project, key=lambda one: one.upstream.partition("#")[0]):
            links = list(group)
            for start in range(0, len(links), AT_A_TIME):
                try:
                    fixed += await self._ask(project, links[start : start + AT_A_TIME])
                except GitHubFailed as failed:
                    log.warning("upstream_unread", project=project, why=str(failed))
        return fixed

    async def _ask(self, project: str, links: list[Pointed]) -> int:
        """Any installation's token reads what is public."""
        owner, _, name = project.partition("/")
        where = Repository(0, owner, name, None)
        installation_id = links[0].repository.installation_id
        reader = (
            self._github.watching()
            if installation_id is None
            else self._github.installation(installation_id)
        )
        numbers = sorted({int(one.upstream.partition("#")[2]) for one in links})
        become = await fates(reader, where, numbers)
        now, fixed = self._clock.now(), 0
        for one in links:
            fate = become.get(int(one.upstream.partition("#")[2]))
            if fate is None or not fate.is_fixed:
                continue
            thread = Thread(one.repository, one.number)
            at = fate.closed_at or now
            event = UpstreamFixed(
                thread, None, at, False, upstream=one.upstream, fixed_by=fate.fixed_by
            )
            known_as = f"upstream:{thread.lane}:{one.upstream}"
            await self._inbox.put(delivery_of(event, POLL, now, known_as=known_as))
            fixed += 1
        return fixed
