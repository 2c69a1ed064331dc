"""SQLite for SQLAlchemy's asyncio, without a thread hop for every step.

aiosqlite, whose shape this has, hands each step of each statement to a thread of the connection:
four hops a query, at 0.1 ms each and more under load, for some 20 µs of work. Here statements run
where they stand; only what waits, for the disk or for another process, goes to a thread.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

WAITS = ("BEGIN IMMEDIATE", "PRAGMA journal_mode")
"""Statements that wait for other processes."""


class DirectCursor:
    """One statement's cursor."""

    def __init__(self, cursor: sqlite3.Cursor, waiting: ThreadPoolExecutor) -> None:
        self._cursor = cursor
        self._waiting = waiting
        self.arraysize = cursor.arraysize

    async def __aenter__(self) -> "DirectCursor":
        return self

    @property
    def description(self) -> Any:
        """The columns; None where there are none."""
        return self._cursor.description

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""
        return self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        """Of the last row that was inserted."""
        return self._cursor.lastrowid

    async def execute(self, statement: str, values: Sequence[Any] = ()) -> None:
        """Run one statement."""
        if statement.startswith(WAITS):
            # A reader that opens the file must not queue behind a writer that waits.
            threads = self._waiting if statement.startswith("BEGIN") else None
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(threads, self._cursor.execute, statement, values)
        else:
            self._cursor.execute(statement, values)

    async def executemany(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run one statement for each row."""
        self._cursor.executemany(statement, rows)

    async def fetchall(self) -> list[Any]:
        """All rows."""
        return self._cursor.fetchall()

    async def close(self) -> None:
        """Let go of the statement."""
        self._cursor.close()


class DirectConnection:
    """One connection, which begins no transaction by itself."""

    def __init__(self, connection: sqlite3.Connection, waiting: ThreadPoolExecutor) -> None:
        self._connection: sqlite3.Connection | None = connection
        self._open = connection
        self._waiting = waiting

    @property
    def in_transaction(self) -> bool:
        """Whether one is open: an error may have ended it."""
        return self._open.in_transaction

    def cursor(self) -> DirectCursor:
        """A new cursor."""
        return DirectCursor(self._open.cursor(), self._waiting)

    async def create_function(self, *values: Any, **named: Any) -> None:
        """Give SQL a function of ours."""
        self._open.create_function(*values, **named)

    async def commit(self) -> None:
        """Commit, and wait for the disk."""
        if self._open.in_transaction:
            await asyncio.get_running_loop().run_in_executor(self._waiting, self._open.commit)

    async def rollback(self) -> None:
        """Take the transaction back."""
        self._open.rollback()

    async def close(self) -> None:
        """Close."""
        self.stop()

    def stop(self) -> None:
        """Close at once."""
        self._connection = None
        self._open.close()


def opener(path: str, *, timeout_seconds: float) -> Callable[[], Any]:
    """What SQLAlchemy is to open connections with (`async_creator`)."""

    waiting = ThreadPoolExecutor(1, thread_name_prefix="store-wait")  # one writer at a time

    async def open_connection() -> DirectConnection:
        connection = sqlite3.connect(
            path, timeout=timeout_seconds, isolation_level=None, check_same_thread=False
        )
        return DirectConnection(connection, waiting)

    return open_connection
