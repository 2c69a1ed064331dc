"""What each kind of job means: a delivery to handle, a thread to look at again."""

import contextlib

import structlog

from bot.config_upkeep.in_force import CARE
from bot.github.errors import GitHubFailed
from bot.intake import events
from bot.intake.deliveries import Entry
from bot.intake.inbox import Inbox
from bot.pipeline import Pipeline
from bot.store import installations
from bot.store.database import Database
from bot.vocabulary.events import ConfigChanged, Dropped, Event, LookDue, ThreadEvent, ThreadOpened
from bot.vocabulary.threads import Thread
from bot.work.backfill import BACKFILL, Backfill
from bot.work.chores import Routed
from bot.work.jobs import Job
from bot.work.runner import delivery_of

log = structlog.get_logger()


def is_watched(event: Event) -> bool:
    """Whether it happened where the App is not installed."""
    return isinstance(event, ThreadEvent) and event.thread.repository.installation_id is None


class Tasks:
    """Turns jobs into events and hands them to the pipeline."""

    pipeline: Pipeline
    backfill: Backfill

    def __init__(self, database: Database, inbox: Inbox) -> None:
        self._database = database
        self._inbox = inbox

    async def route(self, entry: Entry) -> Routed:
        """Where a delivery goes: to the past, and to a job where a capability wants it."""
        event = events.understand(entry)
        if isinstance(event, Dropped):
            return Routed(event)
        if is_watched(event) and not isinstance(event, ThreadOpened):
            return Routed(Dropped("watched: only new threads are looked at"), event)
        if not self.pipeline.wants(event):
            return Routed(Dropped(f"no capability reacts to {type(event).__name__}"), event)
        with contextlib.suppress(GitHubFailed):  # then the job finds out
            if await self.pipeline.is_our_doing(event):
                return Routed(Dropped("our own doing"), event)
        return Routed(events.lane(event), event)

    async def handle(self, job: Job) -> None:
        """Do the job."""
        if job.kind == BACKFILL:
            await self.backfill.do(job)
            return
        event = await self._event(job)
        if event is None:
            return
        outcome = await self.pipeline.handle(event, job.id)
        log.info(
            "event_handled",
            event_kind=type(event).__name__,
            outcome=outcome.reason,
            effects=list(outcome.effects),
        )

    async def _event(self, job: Job) -> Event | None:
        if job.kind == "delivery":
            delivery_id, _attempt = delivery_of(job)
            entry = await self._inbox.read(delivery_id)
            if entry is None or not entry.delivery.body:
                log.warning("delivery_gone", delivery=delivery_id)
                return None
            event = events.understand(entry)
            return None if isinstance(event, Dropped) else event
        repository_id, _, number = job.subject.partition("/")
        async with self._database.read() as connection:
            repository = await installations.by_id(connection, int(repository_id))
        if repository is None:
            log.info("repository_gone", lane=job.lane)
            return None
        if job.kind == CARE:
            return ConfigChanged(repository)
        return LookDue(Thread(repository, int(number)), self.pipeline.clock.now(), job.kind)
