"""Keeps the past: what events tell of threads, and where that leaves the threads."""

from collections.abc import Callable, Collection, Mapping, Sequence

import structlog

from bot.learning.activity import told
from bot.learning.folding import fold
from bot.pipeline import Elsewhere
from bot.store import activity, installations, items
from bot.store.database import Database
from bot.store.pseudonyms import Pseudonyms
from bot.vocabulary.events import Event, ThreadEvent
from bot.vocabulary.history import Source
from bot.vocabulary.time import Clock

log = structlog.get_logger()

THREADS_AT_A_TIME = 200
MANY = 300
"""Activities that are folded here within 5 ms; more are folded elsewhere."""


class Past:
    """The one way into the store for what happened; nothing here reads GitHub."""

    def __init__(
        self,
        database: Database,
        pseudonyms: Pseudonyms,
        clock: Clock,
        elsewhere: Elsewhere,
        machines: Callable[[], Collection[str]],
    ) -> None:
        self._database = database
        self._pseudonyms = pseudonyms
        self._clock = clock
        self._elsewhere = elsewhere
        self._machines = machines

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
                await activity.tell(connection, kept, source, self._machines())

    async def fold(self) -> int:
        """See where threads stand about which something was told; how many."""
        done = 0
        while True:
            async with self._database.read() as connection:
                threads = await items.unfolded(connection, THREADS_AT_A_TIME)
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
