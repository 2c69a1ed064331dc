"""Looks at watched repositories in turn, and puts what happened there into the inbox."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from bot.github.client import GitHub
from bot.github.errors import GitHubFailed, Paused, Refused
from bot.intake import kept_events, watch
from bot.intake.deliveries import WATCH
from bot.intake.inbox import Inbox
from bot.store import installations, leases, watches
from bot.store.database import Database
from bot.store.watches import Watch
from bot.vocabulary.threads import Repository
from bot.vocabulary.time import Clock

log = structlog.get_logger()

LEFT = "left of the token"
"""Under which is noted what is left of its limits: resource -> [remaining, limit]."""

AFTER_REFUSAL = watch.EVERY * 6
"""When a repository is asked for again that GitHub refused."""

AT_A_TIME = 5
"""Repositories looked at side by side."""


class Watching:
    """Reads with the plain token, and writes nothing outside."""

    def __init__(self, database: Database, inbox: Inbox, github: GitHub, clock: Clock) -> None:
        self._database = database
        self._inbox = inbox
        self._github = github
        self._clock = clock
        self._wanted: tuple[str, ...] = ()
        self._refused: dict[str, datetime] = {}
        """When to ask again for those that could not be added."""

    async def add(self, name: str) -> Repository:
        """Watch "owner/name" from now on. Raises what GitHub fails with. One read."""
        found = await self._github.watching().get(f"/repos/{name}")
        owner, _, short = str(found["full_name"]).partition("/")
        now = self._clock.now()
        async with self._database.write() as connection:
            known = await installations.by_id(connection, int(found["id"]))
            installation_id = known.installation_id if known else None
            repository = Repository(
                int(found["id"]), owner, short, installation_id, bool(found.get("private"))
            )
            await installations.seen(connection, repository, now)
            await watches.add(connection, repository.id, now - watch.UNSETTLED, now)
        return repository

    async def look_in_turn(self, wanted: Sequence[str] | None) -> int:
        """Look at those that are due; at how many.

        `wanted` are repositories that the organisation's settings want watched; None: not known.
        """
        if wanted is not None and tuple(wanted) != self._wanted:
            await self._add_wanted(wanted)
        async with self._database.read() as connection:
            due = await watches.due(connection, self._clock.now(), AT_A_TIME)
        await asyncio.gather(*(self._look_at(one) for one in due))
        if due:
            await self._note_limits()
        return len(due)

    async def _add_wanted(self, wanted: Sequence[str]) -> None:
        """Watch them; one that GitHub refuses is asked for again later, and stops no other."""
        now = self._clock.now()
        refused = False
        for name in wanted:
            if self._refused.get(name, now) > now:
                refused = True
                continue
            try:
                await self.add(name)
            except Paused:
                raise
            except GitHubFailed as failed:
                refused = True
                self._refused[name] = now + AFTER_REFUSAL
                log.warning("watch_not_begun", repository=name, why=str(failed))
        if not refused:
            self._wanted = tuple(wanted)

    async def _note_limits(self) -> None:
        """What is left of the token's limits, for `/readyz` and `/metrics` of the web process."""
        left = {
            resource: [budget.remaining, budget.limit]
            for (installation_id, resource), budget in self._github.budgets.all().items()
            if installation_id is None
        }
        async with self._database.write() as connection:
            await leases.note(connection, LEFT, left, self._clock.now())

    async def _look_at(self, one: Watch) -> None:
        now = self._clock.now()
        if one.app_left:
            one = replace(one, repository=replace(one.repository, installation_id=None))
        if one.repository.installation_id is not None:
            # The App is there now: its webhooks tell the same, at once.
            await self._polled(one, now, next_poll_at=now + watch.EVERY)
            return
        try:
            changes = await watch.look(self._github.watching(), one.repository, one.seen_until, now)
        except Paused as paused:
            await self._failed(one, max(paused.until, now + watch.EVERY), str(paused))
            return
        except GitHubFailed as failed:
            wait = AFTER_REFUSAL if isinstance(failed, Refused) else watch.EVERY
            await self._failed(one, now + wait, str(failed))
            return
        except Exception as error:
            # GitHub answered what nobody expects: the others are looked at all the same.
            log.exception("watch_failed", repository=one.repository.full_name)
            problem = f"GitHub's answer was not understood ({type(error).__name__})"
            await self._failed(one, now + AFTER_REFUSAL, problem)
            return
        if one.app_left:
            async with self._database.write() as connection:
                await installations.seen(connection, one.repository, now)
        for event in changes.events:
            await self._inbox.put(kept_events.delivery_of(event, WATCH, now))
        await self._polled(
            one,
            now,
            next_poll_at=now + watch.EVERY,
            seen_until=changes.seen_until,
            requests=changes.requests,
        )

    async def _polled(
        self,
        one: Watch,
        now: datetime,
        *,
        next_poll_at: datetime,
        seen_until: datetime | None = None,
        requests: int = 0,
    ) -> None:
        async with self._database.write() as connection:
            await watches.polled(
                connection,
                one.repository.id,
                next_poll_at=next_poll_at,
                seen_until=seen_until,
                polled_at=now,
                requests=requests,
                problem="",
            )

    async def _failed(self, one: Watch, next_poll_at: datetime, problem: str) -> None:
        log.warning("watch_failed", repository=one.repository.full_name, why=problem)
        async with self._database.write() as connection:
            await watches.polled(
                connection,
                one.repository.id,
                next_poll_at=next_poll_at,
                seen_until=None,
                polled_at=None,
                requests=1,
                problem=problem,
            )
