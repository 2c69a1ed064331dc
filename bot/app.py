"""The composition root: settings in, running parts out. The only place that makes real things."""

import asyncio
import gc
import logging
import random
import sys
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TextIO

import aiohttp
import structlog
from aiohttp import web

from bot.config import ConfigReader
from bot.effects.shapes import shape
from bot.facts.gather import Gatherer
from bot.github.client import GitHub
from bot.github.redaction import redact
from bot.github.tokens import AppCredentials
from bot.guard import REASONS
from bot.intake.inbox import Inbox, Limits
from bot.intake.sqlite_inbox import SqliteInbox
from bot.parsing.forms import parse_forms
from bot.pipeline import Pipeline
from bot.settings import Settings
from bot.store import dead_letters, migrate, timers
from bot.store.database import Database, sibling
from bot.store.pacing import StoredSlots
from bot.store.pseudonyms import Pseudonyms
from bot.store.texts import StoredTexts
from bot.vocabulary.events import Event
from bot.vocabulary.time import Clock
from bot.web.application import make_application
from bot.web.door import Door
from bot.web.health import Check, NotReady
from bot.web.meters import Meters
from bot.work.child import Child
from bot.work.chores import Pace
from bot.work.dbos_engine import IDLE_POLL_SECONDS, DbosEngine, lock_path, migrate_engine
from bot.work.office import Office
from bot.work.polls import Polls
from bot.work.runner import retry_timer
from bot.work.tasks import Tasks
from bot.work.worker import Worker

log = structlog.get_logger()

USER_AGENT = "linchpin-bot"


class WallClock:
    """Real time."""

    def now(self) -> datetime:
        """The present, aware, UTC."""
        return datetime.now(UTC)  # noqa: TID251 # the one real clock

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


def configure_logging(log_format: str, to: TextIO = sys.stderr) -> None:
    """Structured lines: readable on a terminal, JSON elsewhere; secrets taken out."""
    plain = log_format or ("console" if to.isatty() else "json")
    renderer: structlog.types.Processor = (
        structlog.dev.ConsoleRenderer()
        if plain == "console"
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            redact,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(to),
        cache_logger_on_first_use=True,
    )


@dataclass(frozen=True, slots=True)
class Parts:
    """What web and worker share in one process."""

    settings: Settings
    clock: Clock
    database: Database
    inbox: Inbox


def make_inbox(url: str, limits: Limits | None = None) -> Inbox:
    """The inbox beside the store."""
    if url.startswith("sqlite"):
        return SqliteInbox(sibling(url, "inbox"), limits)
    from bot.intake.postgres_inbox import PostgresInbox  # its driver is slow to load

    return PostgresInbox(url, limits)


async def upgrade(settings: Settings) -> None:
    """Bring store, inbox and engine to this version: `linchpin db upgrade`."""
    database = Database(settings.store_url)
    try:
        await migrate.upgrade(database)
    finally:
        await database.close()
    await make_inbox(settings.store_url).create()
    await asyncio.to_thread(migrate_engine, settings.store_url)


@asynccontextmanager
async def open_parts(settings: Settings, clock: Clock | None = None) -> AsyncIterator[Parts]:
    """The store and the inbox, checked to fit this version."""
    # Threads that come back from the disk wait so long for the loop's; 5 ms is Python's default.
    sys.setswitchinterval(0.0005)
    database = Database(settings.store_url)
    inbox = make_inbox(settings.store_url)
    if database.is_sqlite:  # the engine sees to its own file when it starts
        await migrate.upgrade(database)
        await inbox.create()
    try:
        await migrate.require_newest(database)
        await inbox.open()
        try:
            yield Parts(settings, clock or WallClock(), database, inbox)
        finally:
            await inbox.close()
    finally:
        await database.close()


@asynccontextmanager
async def open_github(parts: Parts) -> AsyncIterator[GitHub]:
    """GitHub with the settings' credentials."""
    settings = parts.settings
    app = None
    if settings.github_app_id and settings.github_private_key:
        app = AppCredentials(settings.github_app_id, settings.github_private_key.get_secret_value())
    async with aiohttp.ClientSession() as session:
        yield GitHub(
            session,
            api_url=settings.github_api_url,
            graphql_url=settings.github_graphql_url,
            app=app,
            token=settings.github_token.get_secret_value() if settings.github_token else None,
            slots=StoredSlots(parts.database, parts.clock),
            clock=parts.clock,
            chance=random.random,
            user_agent=USER_AGENT,
        )


def make_pipeline(
    parts: Parts,
    github: GitHub,
    child: Child,
    office: Office,
    *,
    executor_id: str,
    still_ours: Callable[[], Awaitable[bool]],
    dry_run: bool = False,
) -> Pipeline:
    """The stations, with real things in their hands."""
    gatherer = Gatherer(
        github.app(),
        lambda thread: (
            github.installation(thread.repository.installation_id)
            if thread.repository.installation_id is not None
            else github.watching()
        ),
        StoredTexts(parts.database, parts.clock),
        lambda files: child.run(parse_forms, dict(files)),
        parts.clock.now,
    )
    return Pipeline(
        database=parts.database,
        github=github,
        gatherer=gatherer,
        configs=ConfigReader(),
        pseudonyms=Pseudonyms(parts.settings.pseudonym_key()),
        clock=parts.clock,
        grace=timedelta(seconds=parts.settings.linchpin_grace_seconds),
        organisation=office.organisation,
        executor_id=executor_id,
        still_ours=still_ours,
        dry_run=dry_run,
    )


@asynccontextmanager
async def run_worker(
    parts: Parts, *, idle_poll_seconds: float = IDLE_POLL_SECONDS, pace: Pace | None = None
) -> AsyncIterator[Worker]:
    """A worker that takes jobs until the block ends."""
    settings, wall = parts.settings, WallClock()
    executor_id = uuid.uuid4().hex
    async with AsyncExitStack() as stack:
        github = await stack.enter_async_context(open_github(parts))
        child = Child()
        stack.callback(child.stop)
        office = Office(github, settings.linchpin_office)
        polls = Polls(parts.database, parts.inbox, github, parts.clock)
        tasks = Tasks(parts.database, parts.inbox)
        worker = Worker(
            engine=DbosEngine(settings.store_url, executor_id, idle_poll_seconds=idle_poll_seconds),
            inbox=parts.inbox,
            database=parts.database,
            handle=tasks.handle,
            route=tasks.route,
            clock=parts.clock,
            wall=wall,
            executor_id=executor_id,
            lock=lock_path(settings.store_url),
            periodic={
                "organisation": (60.0, office.refresh),
                "reactions": (settings.linchpin_poll_seconds, polls.reactions),
                "missed deliveries": (600.0, polls.missed_deliveries),
            }
            if settings.has_app
            else {},
            pace=pace or Pace(),
        )
        tasks.pipeline = make_pipeline(
            parts,
            github,
            child,
            office,
            executor_id=executor_id,
            still_ours=worker.still_ours,
        )
        if settings.has_app:
            await office.refresh()
        await worker.start()
        try:
            yield worker
        finally:
            await worker.stop()


def make_web(parts: Parts) -> web.Application:
    """The HTTP application of this process."""
    settings, meters = parts.settings, Meters()
    door = None
    if settings.github_webhook_secret:
        secrets = [s.get_secret_value().encode() for s in settings.github_webhook_secret]
        door = Door(parts.inbox, secrets, parts.clock, meters)

    async def database() -> None:
        await migrate.require_newest(parts.database)

    async def inbox() -> None:
        await parts.inbox.counts()

    async def credentials() -> None:
        if not settings.has_app:
            raise NotReady("set GITHUB_APP_ID, GITHUB_PRIVATE_KEY and GITHUB_WEBHOOK_SECRET")

    async def refresh() -> None:
        for state, count in (await parts.inbox.counts()).items():
            meters.inbox.labels(state.value).set(count)
        oldest = await parts.inbox.oldest_waiting_at()
        age = (parts.clock.now() - oldest).total_seconds() if oldest else 0.0
        meters.oldest_waiting.set(age)

    checks: dict[str, Check] = {
        "database": database,
        "inbox": inbox,
        "GitHub credentials": credentials,
    }
    token = settings.linchpin_metrics_token
    return make_application(
        door, meters, checks, refresh, token.get_secret_value() if token else None
    )


async def serve(
    parts: Parts,
    *,
    works: bool,
    stop: asyncio.Event,
    say: Callable[[str], object],
    pace: Pace | None = None,
) -> None:
    """Answer HTTP, and with `works` do the work, until `stop` is set."""
    settings = parts.settings
    async with AsyncExitStack() as stack:
        # The door opens first: the worker begins by asking for what was missed while it was shut.
        runner = web.AppRunner(make_web(parts), access_log=None)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, settings.host, settings.port)
        await site.start()
        host, port = runner.addresses[0][:2]
        say(f"Linchpin listens on http://{host}:{port}{'' if works else ' (no worker here)'}")
        if not settings.has_app:
            say("No App credentials are set, so /webhook is closed; /readyz says what is missing.")
        fenced = asyncio.Event()
        if works:
            fenced = (await stack.enter_async_context(run_worker(parts, pace=pace))).fenced
        gc.collect()
        gc.freeze()  # what is loaded now stays: no need to look through it again
        await _first_of(stop, fenced)


async def work(parts: Parts, *, stop: asyncio.Event, pace: Pace | None = None) -> None:
    """Do the work until `stop` is set, or until another process declared this one dead."""
    async with run_worker(parts, pace=pace) as worker:
        await _first_of(stop, worker.fenced)


async def _first_of(*events: asyncio.Event) -> None:
    waiting = [asyncio.create_task(event.wait()) for event in events]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()


async def replay(parts: Parts, event: Event, name: str, *, dry_run: bool) -> dict[str, Any]:
    """One event through the pipeline, here and now; what it came to, as plain values."""
    async with open_github(parts) as github:
        child = Child()
        office = Office(github, parts.settings.linchpin_office)
        try:
            await office.refresh()
            pipeline = make_pipeline(
                parts,
                github,
                child,
                office,
                executor_id="replay",
                still_ours=_always,
                dry_run=dry_run,
            )
            outcome = await pipeline.handle(event, f"replay:{name}:{uuid.uuid4().hex}")
        finally:
            child.stop()
    proposals = []
    for verdict in outcome.verdicts:
        kind, target, values = shape(verdict.proposal.action)
        proposals.append(
            {
                "capability": verdict.proposal.capability,
                "kind": kind,
                "target": target,
                "values": values,
                "why": verdict.proposal.why,
                "evidence": list(verdict.proposal.evidence),
                "confidence": verdict.proposal.confidence,
                "mode": verdict.mode.value,
                "allowed": verdict.allowed,
                "reason": verdict.reason,
                "reason_text": REASONS[verdict.reason],
            }
        )
    return {
        "event": type(event).__name__,
        "outcome": outcome.reason,
        "dry_run": dry_run,
        "proposals": proposals,
        "effects": list(outcome.effects),
    }


async def requeue(parts: Parts, jobs: Sequence[str], *, everything: bool) -> list[str]:
    """Have dead letters tried again, by timers that are due at once; which ones."""
    done = []
    async with parts.database.write() as connection:
        for letter in await dead_letters.listed(connection):
            if not everything and letter.job_id not in jobs:
                continue
            await timers.put(connection, retry_timer(letter, parts.clock.now()))
            await dead_letters.remove(connection, letter.job_id)
            done.append(letter.job_id)
    return done


async def _always() -> bool:
    return True
