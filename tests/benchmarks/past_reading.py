"""Reads a repository's past as the worker does, page by page, with a clock that stands."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp

from bot.github.client import GitHub
from bot.store import backfills, installations, migrate
from bot.store.database import Database
from bot.store.pacing import StoredSlots
from bot.vocabulary.backfill import Chain, Reading, Stage
from bot.vocabulary.threads import Repository
from bot.vocabulary.time import Clock
from bot.work.backfill import Backfill
from tests.clocks import FixedClock

TOKEN = "ghp_a-token-of-the-rig"
DAYS = 400


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """A store with all its tables."""
    database = Database(url)
    try:
        await migrate.upgrade(database)
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def reader_of(api_url: str, database: Database, clock: Clock) -> AsyncIterator[GitHub]:
    """The bot's client, with a plain token."""
    async with aiohttp.ClientSession() as session:
        yield GitHub(
            session,
            api_url=api_url,
            graphql_url=f"{api_url}/graphql",
            app=None,
            token=TOKEN,
            slots=StoredSlots(database, clock),
            clock=clock,
            chance=lambda: 0.0,
        )


async def begin(database: Database, backfill: Backfill, repository: Repository, at: Clock) -> None:
    """Have the past read from the beginning."""
    async with database.write() as connection:
        await installations.seen(connection, repository, at.now())
    await backfill.begin(repository, DAYS)


async def read(
    backfill: Backfill,
    repository_id: int,
    chain: Chain,
    clock: FixedClock,
    after_page: Callable[[], Awaitable[None]] | None = None,
) -> Reading:
    """Read a chain to its end; where the reading is to wait, time passes at once."""
    while True:
        step = await backfill.step(repository_id, chain)
        assert step is not None
        if step.reading.stage is Stage.DONE:
            return step.reading
        if step.wait_until is not None:
            clock.at = max(clock.at, step.wait_until)
        if after_page is not None:
            await after_page()


async def readings(database: Database, repository_id: int) -> list[Reading]:
    """How far each chain got, and what it cost."""
    async with database.read() as connection:
        return await backfills.load(connection, repository_id)
