"""The inbox in a SQLite file of its own, written by one thread with the write-ahead log."""

import asyncio
import sqlite3
import zlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import orjson
import structlog

from bot.intake.deliveries import Delivery, Entry, State
from bot.intake.inbox import KEEP_DEAD_BODIES, KEEP_ROWS, Arrival, Inbox, Limits

log = structlog.get_logger()

T = TypeVar("T")

CREATE = """
CREATE TABLE IF NOT EXISTS delivery (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  source TEXT NOT NULL,
  event TEXT NOT NULL,
  attempt INTEGER NOT NULL DEFAULT 1,
  state TEXT NOT NULL DEFAULT 'waiting',
  reason TEXT NOT NULL DEFAULT '',
  received_at REAL NOT NULL,
  changed_at REAL NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS delivery_waiting ON delivery (number) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS delivery_changed ON delivery (changed_at);
"""

PUT = """
INSERT INTO delivery (id, source, event, received_at, changed_at, body) VALUES {rows}
ON CONFLICT (id) DO UPDATE SET attempt = attempt + 1, state = 'waiting', reason = '',
  changed_at = excluded.changed_at, body = excluded.body
WHERE state = 'dead'
"""

ONE_ROW = "(?, ?, ?, ?, ?, ?)"

AT_ONCE = 32
"""Rows in one statement: the interpreter's lock is let go once for all of them, not once a row."""

FOLD_AFTER = 500
"""Deliveries after which the write-ahead log is folded into the file: some 5 MB."""

MOST_PAGES = 16_384
"""Of the log, 64 MB, at which the writer folds it itself. SQLite's own 1,000 pages would have it
do so all the time, each time for two waits on the disk."""


class SqliteInbox(Inbox):
    """The inbox of one machine."""

    def __init__(self, path: Path, limits: Limits | None = None) -> None:
        super().__init__(limits)
        self._path = path
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="inbox-write")
        self._reading = ThreadPoolExecutor(1, thread_name_prefix="inbox-read")
        self._writes: sqlite3.Connection | None = None
        self._reads: sqlite3.Connection | None = None
        self._unfolded = 0
        self._folding: asyncio.Future[None] | None = None

    async def create(self) -> None:
        """Make the file and its table."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        await asyncio.to_thread(self._create)

    def _create(self) -> None:
        connection = self._open_file()
        connection.executescript(CREATE)
        connection.close()

    def _open_file(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path,
            isolation_level=None,
            timeout=self._limits.busy_seconds,
            check_same_thread=False,
        )
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA secure_delete=ON")  # bodies are people's words
        connection.execute(f"PRAGMA wal_autocheckpoint={MOST_PAGES}")
        return connection

    async def _connect(self) -> None:
        await self.create()
        self._writes = await asyncio.to_thread(self._open_file)
        self._reads = await asyncio.to_thread(self._open_file)

    async def _disconnect(self) -> None:
        for executor, connection in ((self._writing, self._writes), (self._reading, self._reads)):
            executor.shutdown(wait=True)
            if connection is not None:
                connection.close()

    async def _store(self, arrivals: Sequence[Arrival]) -> None:
        rows = [_row(arrival) for arrival in arrivals]
        if len(rows) > AT_ONCE:
            await self._write_in_transaction(lambda connection: _put(connection, rows))
        else:
            await self._in_writer(lambda connection: _put(connection, rows))
        self._unfolded += len(rows)
        if self._unfolded >= FOLD_AFTER:
            self._unfolded = 0
            self._folding = asyncio.get_running_loop().run_in_executor(self._reading, self._fold)

    def _fold(self) -> None:
        """Bring the log's pages into the file, beside the writer, who goes on meanwhile."""
        try:
            self._connected(self._reads).execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        except sqlite3.Error:
            # Nobody waits for it, and nothing is lost: it is tried again, at last by the writer.
            log.exception("inbox_log_not_folded")

    async def _write_in_transaction(self, work: Callable[[sqlite3.Connection], T]) -> T:
        def run(connection: sqlite3.Connection) -> T:
            connection.execute("BEGIN IMMEDIATE")
            try:
                result = work(connection)
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
            return result

        return await self._in_writer(run)

    async def _in_writer(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Work of one statement is a transaction by itself."""
        connection = self._connected(self._writes)
        return await asyncio.get_running_loop().run_in_executor(self._writing, work, connection)

    async def _read_rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        def run() -> list[tuple[object, ...]]:
            return self._connected(self._reads).execute(query, values).fetchall()

        return await asyncio.get_running_loop().run_in_executor(self._reading, run)

    @staticmethod
    def _connected(connection: sqlite3.Connection | None) -> sqlite3.Connection:
        if connection is None:
            raise RuntimeError("open the inbox first")
        return connection

    async def waiting(self, limit: int) -> Sequence[Entry]:
        """Oldest first."""
        rows = await self._read_rows(
            f"SELECT {COLUMNS} FROM delivery WHERE state = 'waiting' ORDER BY number LIMIT ?", limit
        )
        return [entry(row) for row in rows]

    async def mark(
        self, ids: Sequence[tuple[str, int]], state: State, now: datetime, reason: str = ""
    ) -> None:
        """See `Inbox.mark`."""
        over = state in (State.DONE, State.DROPPED)
        body = ", body = x''" if over else ""
        statement = (
            f"UPDATE delivery SET state = ?, reason = ?, changed_at = ?{body} "
            f"WHERE id = ? AND attempt = ?{unless_settled(state)}"
        )
        rows = [(state.value, reason[:500], now.timestamp(), id_, n) for id_, n in ids]
        await self._write_in_transaction(lambda c: _many(c, statement, rows))

    async def read(self, delivery_id: str) -> Entry | None:
        """One entry."""
        rows = await self._read_rows(f"SELECT {COLUMNS} FROM delivery WHERE id = ?", delivery_id)
        return entry(rows[0]) if rows else None

    async def settled(self, ids: Sequence[str]) -> set[str]:
        """Those known and not dead."""
        rows = await self._read_rows(
            "SELECT id FROM delivery WHERE state <> 'dead' "
            "AND id IN (SELECT value FROM json_each(?))",
            orjson.dumps(list(ids)).decode(),
        )
        return {str(row[0]) for row in rows}

    async def dead(self) -> Sequence[Entry]:
        """Those with a body."""
        rows = await self._read_rows(
            f"SELECT {COLUMNS} FROM delivery WHERE state = 'dead' AND body <> x'' ORDER BY number"
        )
        return [entry(row) for row in rows]

    async def counts(self) -> Mapping[State, int]:
        """By state."""
        rows = await self._read_rows("SELECT state, count(*) FROM delivery GROUP BY state")
        return {State(str(state)): int(str(n)) for state, n in rows}

    async def oldest_waiting_at(self) -> datetime | None:
        """The oldest waiting entry's arrival."""
        rows = await self._read_rows(
            "SELECT received_at FROM delivery WHERE state = 'waiting' ORDER BY number LIMIT 1"
        )
        return datetime.fromtimestamp(float(str(rows[0][0])), UTC) if rows else None

    async def forget(self, now: datetime) -> int:
        """See `Inbox.forget`."""
        bodies, rows = (now - KEEP_DEAD_BODIES).timestamp(), (now - KEEP_ROWS).timestamp()

        def run(connection: sqlite3.Connection) -> int:
            connection.execute(
                "UPDATE delivery SET body = x'' WHERE state = 'dead' AND changed_at < ?", (bodies,)
            )
            done = connection.execute(
                "DELETE FROM delivery WHERE changed_at < ? AND state NOT IN "
                "('waiting', 'handed_over')",
                (rows,),
            )
            return done.rowcount

        return await self._write_in_transaction(run)


def _many(connection: sqlite3.Connection, statement: str, rows: Sequence[Sequence[object]]) -> None:
    # The cursor must not leave this thread: wherever it is freed, it resets the statement, which
    # this thread may be running again by then ("bad parameter or other API misuse").
    connection.executemany(statement, rows)


def _put(connection: sqlite3.Connection, rows: Sequence[tuple[object, ...]]) -> None:
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        places = ", ".join([ONE_ROW] * len(some))
        connection.execute(PUT.format(rows=places), [value for row in some for value in row])


def _row(arrival: Arrival) -> tuple[object, ...]:
    at = arrival.received_at.timestamp()
    return arrival.id, arrival.source, arrival.event, at, at, arrival.packed


COLUMNS = "id, source, event, attempt, state, reason, received_at, body"


def entry(row: Sequence[object]) -> Entry:
    """An entry of a row in the order of `COLUMNS`."""
    id_, source, event, attempt, state, reason, received_at, body = row
    raw = bytes(body) if isinstance(body, bytes | bytearray | memoryview) else b""
    at = (
        received_at
        if isinstance(received_at, datetime)
        else datetime.fromtimestamp(float(str(received_at)), UTC)
    )
    delivery = Delivery(str(id_), str(source), str(event), zlib.decompress(raw) if raw else b"", at)
    return Entry(delivery, int(str(attempt)), State(str(state)), str(reason))


def unless_settled(state: State) -> str:
    """A job may end before its hand-over is written down; the end stands."""
    return " AND state = 'waiting'" if state is State.HANDED_OVER else ""
