"""The connection to the store: SQLite with write-ahead log, or PostgreSQL.

`read()` and `write()` give a connection in a transaction. On SQLite a write begins IMMEDIATE, so
that two writers wait for each other instead of failing at commit. No transaction may span a
network call.
"""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.store.direct_sqlite import opener
from bot.store.group_commit import GroupCommit
from bot.store.tables import SCHEMA

BUSY_TIMEOUT_SECONDS = 10
"""How long a writer waits for another on SQLite; GitHub gives a webhook 10 s in all."""


ZEROED = "PRAGMA secure_delete=ON"
"""What is deleted is overwritten in the file; many builds of SQLite do so by themselves."""


def store_url(url: str) -> URL:
    """The asynchronous driver's URL for a `DATABASE_URL`.

    Raises `ValueError`, with the remedy, for anything but sqlite:/// and postgresql://.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise ValueError("DATABASE_URL: sqlite needs a file, e.g. sqlite:///var/linchpin.db")
        return parsed.set(drivername="sqlite+aiosqlite")
    if parsed.get_backend_name() in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+asyncpg")
    raise ValueError(f"DATABASE_URL: {parsed.drivername!r} is neither sqlite nor postgresql")


def sibling(url: str, what: str) -> Path:
    """The SQLite file beside the store's that holds `what` (inbox, engine)."""
    database = make_url(url).database
    if not database:
        raise ValueError("only SQLite keeps its parts in sibling files")
    path = Path(database)
    return path.with_name(f"{path.stem}.{what}{path.suffix}")


class Database:
    """The store's engine. Open once a process, close at the end."""

    def __init__(self, url: str, *, pool_size: int = 5) -> None:
        parsed = store_url(url)
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        options: dict[str, Any] = {}
        if self.is_sqlite:
            Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
            options["async_creator"] = opener(
                str(parsed.database), timeout_seconds=BUSY_TIMEOUT_SECONDS
            )
            options["execution_options"] = {"schema_translate_map": {SCHEMA: None}}
        else:
            options["pool_pre_ping"] = True
            address = parsed.set(drivername="postgresql").render_as_string(hide_password=False)
            # The driver reads the address itself: it knows libpq's words, such as sslmode.
            options["async_creator"] = lambda: asyncpg.connect(address)
        self.engine: AsyncEngine = create_async_engine(
            parsed,
            pool_size=pool_size,
            hide_parameters=True,  # errors are logged, and values are people's words
            **options,
        )
        if self.is_sqlite:
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_sqlite)
        self._writer = self.engine.execution_options(writes=True)
        self._turns = GroupCommit(self._writer) if self.is_sqlite else None

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection to read from."""
        async with self.engine.connect() as connection:
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A connection in one transaction, committed when the block ends well."""
        turn = self._turns.write() if self._turns else self._writer.begin()
        async with turn as connection:
            yield connection

    async def close(self) -> None:
        """Give all connections back."""
        await self.engine.dispose()


def empty_log(path: Path) -> bool:
    """Bring SQLite's write-ahead log into the file and cut it off; False while others read it."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_TIMEOUT_SECONDS)
    try:
        busy, _pages, _folded = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.close()
    return not busy


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(ZEROED)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
