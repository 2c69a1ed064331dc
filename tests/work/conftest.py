"""The stage of the tests of durable work, on both stores or on PostgreSQL alone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store import migrate
from bot.store.database import Database
from tests.work.stage import Stage, make_stage


@pytest.fixture
async def stage(tmp_path: Path, database_url: str) -> AsyncIterator[Stage]:
    made = await make_stage(tmp_path, database_url)
    yield made
    await made.end()


@pytest.fixture
async def postgres_stage(tmp_path: Path, postgres_url: str) -> AsyncIterator[Stage]:
    made = await make_stage(tmp_path, postgres_url)
    yield made
    await made.end()


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    await migrate.upgrade(database)
    yield database
    await database.close()
