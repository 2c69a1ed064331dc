"""Keeps the past: what events tell of threads, and where that leaves the threads."""

from collections.abc import Callable, Collection, Mapping, Sequence

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.learning.activity import told
from bot.learning.elsewhere import Elsewhere
from bot.learning.folding import fold
from bot.store import activity, installations, items, leases
from bot.store.database import Database
from bot.store.pseudonyms import Pseudonyms
from bot.vocabulary.events import Event, ThreadEvent
from bot.vocabulary.history import Source
from bot.vocabulary.time import Clock

log = structlog.get_logger()

THREADS_AT_A_TIME = 200
MACHINES = "machines"
"""Under which the keyed logins are noted that were applied last."""

MANY = 300
"""Activities that are folded here within 5 ms; more are folded elsewhere."""


class History:
    """The one way into the store for what happened; nothing here reads GitHub."""

    def __init__(
        self,
        database: Database,
        pseudonyms: Pseudonyms,
        clock: Clock,
        elsewhere: Elsewhere,
        machines: Callable[[], Collection[str] | None],
    ) -> None:
        self._database = database
        self._pseudonyms = pseudonyms
        self._clock = clock
        self._elsewhere = elsewhere
        self._machines = machines
        self._applied: list[str] | None = None

    async def note(self, events: Mapping[str, tuple[Event, Source]]) -> None:
        """Keep what live events tell, by the id of their delivery.

        One that cannot be kept is logged and left out. Raises what the store raises when none can.
        """
        if not events:
            return
        try:
            await self._note(list(events.values()))
        except Exception:
            if len(events) == 1:
                raise
            failed = 0
            for delivery, event in events.items():
                try:
                    await self._note([event])
                except Exception:
                    failed += 1
                    log.exception("event_not_kept", delivery=delivery)
            if failed == len(events):
                raise

    async def _note(self, events: Sequence[tuple[Event, Source]]) -> None:
        now = self._clock.now()
        by_source: dict[Source, list[Event]] = {}
        for event, source in events:
            by_source.setdefault(source, []).append(event)
        repositories = {
            event.thread.repository.id: event.thread.repository
            for event, _source in events
            if isinstance(event, ThreadEvent)
        }
        async with self._database.write() as connection:
            for repository in repositories.values():
                await installations.met(connection, repository, now)
            for source, some in sorted(by_source.items()):
                kept = told(some, self._pseudonyms)
                await activity.tell(connection, kept, source, now)

    async def fold(self) -> int:
        """See where threads stand about which something was told; how many."""
        done = 0
        listed = await self._listed()
        while True:
            async with self._database.read() as connection:
                threads = await items.unfolded(connection, THREADS_AT_A_TIME, listed)
            if not threads:
                return done
            now = self._clock.now()
            if sum(len(one.rows) for one in threads) > MANY:
                folded = await self._elsewhere(fold, threads, now)
            else:
                folded = fold(threads, now)
            async with self._database.write() as connection:
                await items.keep(connection, folded)
            done += len(folded)

    async def _listed(self) -> list[str]:
        """Accounts the organisation calls machines; where that changed all they did counts anew."""
        logins = self._machines()
        if logins is None:
            return await self._applied_last()
        listed = sorted(self._pseudonyms.login(login) for login in logins)
        if listed == self._applied:
            return listed
        now = self._clock.now()
        async with self._database.write() as connection:
            known = await listed_machines(connection)
            if changed := set(known) ^ set(listed):
                await items.fold_again(connection, changed)
                await leases.note(connection, MACHINES, listed, now)
        self._applied = listed
        return listed

    async def _applied_last(self) -> list[str]:
        if self._applied is None:
            async with self._database.read() as connection:
                self._applied = await listed_machines(connection)
        return self._applied


async def listed_machines(connection: AsyncConnection) -> list[str]:
    """Keyed logins that the organisation said last no person acts with."""
    noted = await leases.noted(connection, MACHINES)
    return [str(key) for key in noted] if isinstance(noted, list) else []
