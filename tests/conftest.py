"""Fixtures every test may use: clocks, a real PostgreSQL, the store on both databases."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import click
import pytest
import structlog
from hypothesis import settings
from sqlalchemy.schema import CreateSchema

from bot.app import make_inbox
from bot.intake.inbox import Inbox
from bot.sandbox.emulator import EmulatorProcess
from bot.sandbox.node_parts import install
from bot.store.database import Database
from bot.store.tables import SCHEMA, metadata
from tests import postgres
from tests.clocks import FixedClock
from tests.rig.contract import Contract

# Numpy's threads spin while they wait; tests run side by side on every core already.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# As in the product: the default draws each frame of a traceback with all its values, for a second.
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.format_exc_info,
        structlog.dev.ConsoleRenderer(colors=False),
    ]
)

# The same examples each time, so that a run tells of the change; `make fuzz` looks for new ones.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("fuzz", max_examples=1_000, deadline=None)
settings.load_profile("same")

EMULATOR = Path(__file__).parents[1] / ".cache" / "emulator"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture(scope="session")
def contract() -> Contract:
    """GitHub's own description of its API."""
    return Contract()


@pytest.fixture(scope="session")
def emulator() -> Iterator[EmulatorProcess]:
    """The sandbox's Node process; it is fetched from npm the first time, and fails without."""
    install(EMULATOR, lambda line: click.echo(line, err=True))
    with EmulatorProcess(EMULATOR) as process:
        yield process


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    with postgres.server() as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """A fresh, empty PostgreSQL database."""
    return postgres.new_database(postgres_server)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path}/linchpin.db"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database, once of each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The store with its tables, once on SQLite and once on PostgreSQL."""
    opened = Database(database_url)
    async with opened.write() as connection:
        if not opened.is_sqlite:
            await connection.execute(CreateSchema(SCHEMA, if_not_exists=True))
        await connection.run_sync(metadata.create_all)
    yield opened
    await opened.close()


@pytest.fixture
async def inbox(database_url: str) -> AsyncIterator[Inbox]:
    """An open inbox, once on SQLite and once on PostgreSQL."""
    made = make_inbox(database_url)
    await made.create()
    await made.open()
    yield made
    await made.close()
