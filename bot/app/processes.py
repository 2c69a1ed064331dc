"""The processes that stay: the web's, the worker's, and both in one."""

import asyncio
import gc
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

import structlog
from aiohttp import web

from bot.app.pages import add_pages
from bot.app.parts import Parts, WallClock, make_pipeline, open_github
from bot.store import configs, leases, migrate, watches
from bot.store.pseudonyms import Pseudonyms
from bot.web.application import make_application
from bot.web.door import Door
from bot.web.health import Check, NotReady
from bot.web.meters import Meters
from bot.work.backfill import Backfill
from bot.work.child import Child
from bot.work.chores import Pace
from bot.work.dbos_engine import IDLE_POLL_SECONDS, DbosEngine
from bot.work.dbos_tables import lock_path
from bot.work.history import History
from bot.work.learning import Learning
from bot.work.office import Office
from bot.work.polls import Polls
from bot.work.tasks import Tasks
from bot.work.trust import Trusting
from bot.work.upstream import Upstream
from bot.work.watching import LEFT, Watching
from bot.work.weeks import Weeks
from bot.work.worker import Worker

log = structlog.get_logger()

OFFICE = "office"
"""Under which the worker notes what is wrong with the office, for `/readyz` of the web process."""

LATE = timedelta(minutes=10)
"""When the figures of watched repositories count as late."""

WATCH_SECONDS = 5.0
"""Between two looks for watched repositories that are due; each is due every five minutes."""


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

        async def note(problem: str) -> None:
            async with parts.database.write() as connection:
                await leases.note(connection, OFFICE, problem, parts.clock.now())

        office = Office(github, settings.linchpin_office, note)
        pseudonyms = Pseudonyms(settings.pseudonym_key())
        backfill = Backfill(parts.database, github, pseudonyms, parts.clock, child.run, executor_id)
        polls = Polls(parts.database, parts.inbox, github, parts.clock)
        tasks = Tasks(parts.database, parts.inbox)
        tasks.backfill = backfill
        history = History(parts.database, pseudonyms, parts.clock, child.run, office.machines)
        periodic: dict[str, tuple[float, Callable[[], Awaitable[object]]]] = {}
        upstream = Upstream(parts.database, parts.inbox, github, parts.clock)
        if settings.has_app:
            periodic |= {
                "organisation": (60.0, office.refresh),
                "upstream": (6 * 3600.0, upstream.look),
                "reactions": (settings.linchpin_poll_seconds, polls.reactions),
                "missed deliveries": (600.0, polls.missed_deliveries),
            }
        if github.can_watch:
            watching = Watching(parts.database, parts.inbox, github, parts.clock)
            periodic["watch"] = (WATCH_SECONDS, lambda: watching.look_in_turn(office.watched()))
        if settings.has_app or github.can_watch:
            office_name = settings.linchpin_office
            periodic["backfills"] = (60.0, lambda: backfill.begin_where_missing(office_name))
            periodic["learning"] = (600.0, Learning(parts.database, parts.clock).turn)
            periodic["trust"] = (3600.0, Trusting(parts.database, parts.clock).turn)
            periodic["weeks"] = (60.0, Weeks(parts.database, parts.clock, child.run).keep)
        worker = Worker(
            engine=DbosEngine(settings.store_url, executor_id, idle_poll_seconds=idle_poll_seconds),
            inbox=parts.inbox,
            database=parts.database,
            handle=tasks.handle,
            route=tasks.route,
            note=history.note,
            fold=history.fold,
            clock=parts.clock,
            wall=wall,
            executor_id=executor_id,
            lock=lock_path(settings.store_url),
            periodic=periodic,
            pace=pace or Pace(),
        )
        tasks.pipeline = await make_pipeline(
            parts,
            github,
            child,
            office,
            executor_id=executor_id,
            still_ours=worker.still_ours,
        )
        if settings.has_app:
            await office.refresh()
        elif github.can_watch:
            log.info("watching_only", remedy=f"for webhooks set {', '.join(settings.missing)}")
        else:
            log.warning("no_app", remedy=f"set {', '.join(settings.missing)}")
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

    watches_only = settings.github_token is not None and settings.github_app_id is None

    async def credentials() -> str | None:
        if watches_only:
            return "ok: GITHUB_TOKEN alone, for watching"
        if not settings.has_app:
            raise NotReady(f"set {', '.join(settings.missing)}")
        return None

    async def organisation() -> str | None:
        if watches_only:
            return "ok: not needed, watching writes nothing"
        if settings.linchpin_office is None:
            raise NotReady("set LINCHPIN_OFFICE=ORG/REPO; until then nothing is written")
        async with parts.database.read() as connection:
            if problem := await leases.noted(connection, OFFICE):
                raise NotReady(str(problem))
        return None

    async def watching() -> str | None:
        async with parts.database.read() as connection:
            count, oldest, failing = await watches.state(connection)
        if count and settings.github_token is None:
            raise NotReady(f"{count} repositories are watched: set GITHUB_TOKEN")
        if not count:
            return None
        lag = (parts.clock.now() - oldest).total_seconds() if oldest else 0.0
        told = f"{count} repositories, {lag:.0f} s behind at most, {failing} failing"
        async with parts.database.read() as connection:
            limits = await leases.noted(connection, LEFT)
        if isinstance(limits, dict):
            told += "".join(f"; {n} of {of} {what} left" for what, (n, of) in limits.items())
        if lag > LATE.total_seconds():
            raise NotReady(f"watching is late: {told}; see linchpin watch list")
        return f"ok: {told}"

    async def owners_config() -> str | None:
        async with parts.database.read() as connection:
            broken = await configs.broken_at_owners(connection)
        if not broken:
            return None
        return f"ok: in {broken} repositories the owner's config is broken, see the log"

    async def refresh() -> None:
        async with parts.database.read() as connection:
            count, looked_at, _failing = await watches.state(connection)
            limits = await leases.noted(connection, LEFT)
        for resource, (left, _limit) in limits.items() if isinstance(limits, dict) else ():
            meters.watch_token.labels(resource).set(left)
        meters.watched.set(count)
        meters.watch_lag.set((parts.clock.now() - looked_at).total_seconds() if looked_at else 0.0)
        for state, count in (await parts.inbox.counts()).items():
            meters.inbox.labels(state.value).set(count)
        oldest = await parts.inbox.oldest_waiting_at()
        age = (parts.clock.now() - oldest).total_seconds() if oldest else 0.0
        meters.oldest_waiting.set(age)

    checks: dict[str, Check] = {
        "database": database,
        "inbox": inbox,
        "GitHub credentials": credentials,
        "organisation": organisation,
        "watching": watching,
        "config": owners_config,
    }
    token = settings.linchpin_metrics_token
    application = make_application(
        door, meters, checks, refresh, token.get_secret_value() if token else None
    )
    add_pages(application, parts)
    return application


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
            say(f"Not set: {', '.join(settings.missing)}. Until then /webhook is closed.")
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
