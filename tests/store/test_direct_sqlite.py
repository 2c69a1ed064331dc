"""SQLite for SQLAlchemy's asyncio: what it gives back, and that it never holds the loop up."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, LargeBinary, MetaData, String, Table, select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.store.database import Database
from bot.store.direct_sqlite import DirectConnection, opener

TABLE = Table(
    "thing",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("name", String, unique=True),
    Column("body", LargeBinary),
)
PATIENCE_SECONDS = 0.1


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "things.db")


@pytest.fixture
async def connection(path: str) -> AsyncIterator[DirectConnection]:
    """One as SQLAlchemy gets it, on a file with the table."""
    made = await opener(path, timeout_seconds=PATIENCE_SECONDS)()
    await made.cursor().execute("CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT UNIQUE)")
    yield made
    await made.close()


@pytest.fixture
async def engine(path: str) -> AsyncIterator[AsyncEngine]:
    made = create_async_engine(
        f"sqlite+aiosqlite:///{path}", async_creator=opener(path, timeout_seconds=PATIENCE_SECONDS)
    )
    async with made.begin() as connection:
        await connection.run_sync(TABLE.metadata.create_all)
    yield made
    await made.dispose()


@contextmanager
def held_elsewhere(path: str) -> Iterator[sqlite3.Connection]:
    """Another process's write transaction."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


def names(path: str) -> list[str]:
    """What another process finds."""
    with closing(sqlite3.connect(path)) as other:
        return [name for (name,) in other.execute("SELECT name FROM thing ORDER BY id")]


async def run(connection: DirectConnection, statement: str) -> None:
    cursor = connection.cursor()
    await cursor.execute(statement)
    await cursor.close()


async def test_values_come_back_as_they_were_given(engine: AsyncEngine) -> None:
    rows = [
        (1, "plain", b"\x00\xff"),
        (2, "'; DROP TABLE thing; --", b""),
        (3, "🔥 \x00 ü", None),
        (4, None, b"x" * 100_000),
    ]

    async with engine.begin() as writes:
        await writes.execute(
            TABLE.insert(), [{"id": i, "name": name, "body": body} for i, name, body in rows]
        )

    async with engine.connect() as reads:
        found = (await reads.execute(select(TABLE).order_by(TABLE.c.id))).all()
        one = await reads.execute(select(TABLE.c.id).where(TABLE.c.name == rows[1][1]))
        assert [tuple(row) for row in found] == rows
        assert one.scalars().all() == [2]


async def test_who_writes_learns_how_many_rows_and_which_id(connection: DirectConnection) -> None:
    cursor = connection.cursor()

    await cursor.executemany("INSERT INTO thing (name) VALUES (?)", [("a",), ("b",), ("c",)])
    inserted = cursor.rowcount
    await cursor.execute("INSERT INTO thing (name) VALUES (?)", ("d",))
    last = cursor.lastrowid
    await cursor.execute("UPDATE thing SET name = name || '!' WHERE id > ?", (2,))
    changed, description = cursor.rowcount, cursor.description
    await cursor.execute("SELECT id, name FROM thing")

    assert (inserted, last, changed, description) == (3, 4, 2, None)
    assert [column[0] for column in cursor.description] == ["id", "name"]
    await cursor.close()


async def test_what_is_rolled_back_is_gone_and_what_is_committed_stands(
    connection: DirectConnection, path: str
) -> None:
    await run(connection, "BEGIN IMMEDIATE")
    await run(connection, "INSERT INTO thing (name) VALUES ('a')")
    await connection.rollback()
    await run(connection, "BEGIN IMMEDIATE")
    await run(connection, "INSERT INTO thing (name) VALUES ('b')")
    before = names(path)

    await connection.commit()

    assert (before, names(path)) == ([], ["b"])
    assert not connection.in_transaction


async def test_commit_and_rollback_mean_nothing_where_nothing_was_begun(
    connection: DirectConnection, path: str
) -> None:
    await run(connection, "INSERT INTO thing (name) VALUES ('a')")

    await connection.rollback()
    await connection.commit()

    assert names(path) == ["a"]


async def test_closing_takes_back_what_was_not_committed_and_frees_the_file(
    connection: DirectConnection, path: str
) -> None:
    await run(connection, "BEGIN IMMEDIATE")
    await run(connection, "INSERT INTO thing (name) VALUES ('a')")

    await connection.close()

    assert names(path) == []
    with held_elsewhere(path):
        pass


async def test_an_error_of_sqlite_is_sqlalchemys_and_the_transaction_goes_on(
    engine: AsyncEngine, path: str
) -> None:
    async with engine.begin() as writes:
        await writes.execute(text("BEGIN IMMEDIATE"))
        await writes.execute(TABLE.insert(), {"name": "a"})
        with pytest.raises(IntegrityError):
            await writes.execute(TABLE.insert(), {"name": "a"})
        await writes.execute(TABLE.insert(), {"name": "b"})

    assert names(path) == ["a", "b"]


async def test_the_loop_goes_on_while_another_process_writes(sqlite_url: str) -> None:
    store = Database(sqlite_url)
    path = str(store.engine.url.database)
    async with store.write() as writes:
        await writes.run_sync(TABLE.metadata.create_all)
    with held_elsewhere(path) as other:
        waiting = asyncio.create_task(insert(store, "a"))
        await asyncio.sleep(0.1)  # SQLite waits in a thread of its own, and tells nobody

        other.execute("INSERT INTO thing (name) VALUES ('before')")
        other.execute("COMMIT")  # had the loop stood, this would come after the wait gave up

        async with asyncio.timeout(5):
            await waiting
    assert names(path) == ["before", "a"]
    await store.close()


async def test_a_reader_opens_the_file_while_a_writer_waits_for_another_process(
    sqlite_url: str,
) -> None:
    store = Database(sqlite_url)
    path = str(store.engine.url.database)
    async with store.write() as writes:
        await writes.run_sync(TABLE.metadata.create_all)
    with held_elsewhere(path) as other:
        waiting = asyncio.create_task(insert(store, "a"))
        await asyncio.sleep(0.1)  # as above

        async with asyncio.timeout(5), store.read() as reads:
            found = (await reads.execute(select(TABLE.c.name))).scalars().all()

        assert found == []
        other.execute("COMMIT")
        await waiting
    await store.close()


async def insert(store: Database, name: str) -> None:
    async with store.write() as writes:
        await writes.execute(TABLE.insert(), {"name": name})


async def test_a_file_held_too_long_is_an_error_after_the_time_allowed(
    engine: AsyncEngine, path: str
) -> None:
    async with engine.connect() as writes:
        with held_elsewhere(path):
            began = time.monotonic()

            with pytest.raises(OperationalError, match="database is locked"):
                async with asyncio.timeout(5):
                    await writes.exec_driver_sql("BEGIN IMMEDIATE")

            assert time.monotonic() - began >= PATIENCE_SECONDS
        await writes.exec_driver_sql("BEGIN IMMEDIATE")
        await writes.execute(TABLE.insert(), {"name": "a"})
        await writes.commit()

    assert names(path) == ["a"]
