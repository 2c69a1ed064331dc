"""What writers of one process on SQLite are promised, whatever befalls those beside them."""

import asyncio
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, event
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import Database
from bot.store.group_commit import MOST, TakenBack

TABLE = "CREATE TABLE line (writer TEXT NOT NULL)"


@pytest.fixture
async def store(sqlite_url: str) -> AsyncIterator[Database]:
    opened = await opened_at(sqlite_url)
    yield opened
    await opened.close()


async def opened_at(url: str) -> Database:
    opened = Database(url)
    async with opened.write() as connection:
        await connection.exec_driver_sql(TABLE)
    return opened


def path_of(store: Database) -> str:
    return str(store.engine.url.database)


def on_disk(store: Database) -> list[str]:
    """What another process would find, in the order it was written."""
    with closing(sqlite3.connect(path_of(store))) as other:
        rows = other.execute("SELECT writer FROM line ORDER BY rowid")
        return [writer for (writer,) in rows]


async def insert(connection: AsyncConnection, writer: str) -> None:
    await connection.exec_driver_sql("INSERT INTO line VALUES (?)", (writer,))


async def write(store: Database, writer: str, error: Exception | None = None) -> None:
    """One line; with an `error`, it is raised after that."""
    async with store.write() as connection:
        await insert(connection, writer)
        if error is not None:
            raise error


@dataclass
class Held:
    """A writer whose block goes on until it is let go."""

    task: asyncio.Task[None]
    inside: asyncio.Event
    go: asyncio.Event

    async def enter(self) -> None:
        """Wait until it has written its line."""
        async with asyncio.timeout(5):
            await self.inside.wait()


def holding(store: Database, writer: str) -> Held:
    inside, go = asyncio.Event(), asyncio.Event()

    async def stay() -> None:
        async with store.write() as connection:
            await insert(connection, writer)
            inside.set()
            await go.wait()

    return Held(asyncio.create_task(stay()), inside, go)


async def hold(store: Database, writer: str) -> Held:
    """The writer, inside its block."""
    held = holding(store, writer)
    await held.enter()
    return held


async def waiting(store: Database, writer: str) -> asyncio.Task[None]:
    """The writer, as far as it gets by itself."""
    task = asyncio.create_task(write(store, writer))
    for _ in range(5):
        await asyncio.sleep(0)
    return task


async def ends(*tasks: asyncio.Task[None]) -> list[type[BaseException] | None]:
    """How each ended, all within seconds."""
    async with asyncio.timeout(5):
        found = await asyncio.gather(*tasks, return_exceptions=True)
    return [None if one is None else type(one) for one in found]


async def test_what_a_block_wrote_is_on_disk_when_it_has_ended_however_many_write(
    store: Database,
) -> None:
    found = []

    async def write_and_look(writer: str) -> None:
        await write(store, writer)
        found.append(writer in on_disk(store))

    await asyncio.gather(*(write_and_look(f"{n}") for n in range(3 * MOST + 20)))

    assert found == [True] * (3 * MOST + 20)


async def test_nothing_is_on_disk_while_a_block_goes_on(store: Database) -> None:
    held = await hold(store, "a")

    assert on_disk(store) == []
    held.go.set()
    assert await ends(held.task) == [None]


async def test_writers_at_once_share_commits_and_a_group_is_never_larger_than_allowed(
    store: Database,
) -> None:
    commits: list[int] = []
    event.listen(store.engine.sync_engine, "commit", lambda _: commits.append(len(on_disk(store))))

    await asyncio.gather(*(write(store, f"{n}") for n in range(2 * MOST + 20)))

    assert commits == [0, MOST, 2 * MOST]


async def test_turns_come_in_the_order_they_were_asked_for(store: Database) -> None:
    writers = [f"{n}" for n in (5, 3, 9, 1, 7)]

    await asyncio.gather(*(write(store, writer) for writer in writers))

    assert on_disk(store) == writers


@pytest.mark.parametrize("failing", [0, 1, 2])
async def test_a_writer_that_raises_takes_back_its_own_and_no_more(
    store: Database, failing: int
) -> None:
    errors = [ValueError("mine") if n == failing else None for n in range(3)]
    tasks = [asyncio.create_task(write(store, f"{n}", errors[n])) for n in range(3)]

    ended = await ends(*tasks)

    assert ended == [ValueError if n == failing else None for n in range(3)]
    assert on_disk(store) == [f"{n}" for n in range(3) if n != failing]


async def test_a_statement_that_fails_takes_back_its_writer_and_no_more(store: Database) -> None:
    async def write_nothing() -> None:
        async with store.write() as connection:
            await insert(connection, "half")
            await connection.exec_driver_sql("INSERT INTO line VALUES (NULL)")

    tasks = [asyncio.create_task(w) for w in (write(store, "a"), write_nothing())]
    tasks.append(asyncio.create_task(write(store, "c")))

    assert await ends(*tasks) == [None, IntegrityError, None]
    assert on_disk(store) == ["a", "c"]


async def test_where_all_raise_nothing_stays_and_the_next_can_write(store: Database) -> None:
    tasks = [asyncio.create_task(write(store, f"{n}", ValueError())) for n in range(3)]

    ended = await ends(*tasks)
    await write(store, "next")

    assert ended == [ValueError] * 3
    assert on_disk(store) == ["next"]


async def test_one_that_is_cancelled_before_its_turn_leaves_the_others_theirs(
    store: Database,
) -> None:
    held = await hold(store, "a")
    second, third = await waiting(store, "b"), await waiting(store, "c")

    second.cancel()
    held.go.set()

    assert await ends(held.task, second, third) == [None, asyncio.CancelledError, None]
    assert on_disk(store) == ["a", "c"]


async def test_one_that_is_cancelled_just_when_the_commit_was_left_to_it_holds_nobody_up(
    store: Database,
) -> None:
    async def write_and_cancel() -> None:
        async with store.write() as connection:
            second = await waiting(store, "b")
            await insert(connection, "a")
            second.cancel()  # it still counts as waiting when this block ends

    first = asyncio.create_task(write_and_cancel())

    assert await ends(first) == [None]
    assert on_disk(store) == ["a"]


@pytest.mark.parametrize("cancelled", [0, 1, 2])
async def test_one_that_is_cancelled_in_its_block_takes_back_its_own_and_no_more(
    store: Database, cancelled: int
) -> None:
    tasks: list[asyncio.Task[None]] = []

    async def take_part(number: int) -> None:
        async with store.write() as connection:
            await insert(connection, f"{number}")
            if number == cancelled:
                tasks[number].cancel()
            await asyncio.sleep(0)

    tasks += [asyncio.create_task(take_part(n)) for n in range(3)]

    ended = await ends(*tasks)
    await write(store, "next")

    assert ended == [asyncio.CancelledError if n == cancelled else None for n in range(3)]
    assert on_disk(store) == [*(f"{n}" for n in range(3) if n != cancelled), "next"]


async def test_one_that_is_cancelled_while_its_group_goes_on_has_written_all_the_same(
    store: Database,
) -> None:
    first = await hold(store, "a")
    second = holding(store, "b")
    await asyncio.sleep(0)
    first.go.set()
    await second.enter()

    first.task.cancel()
    second.go.set()

    assert await ends(first.task, second.task) == [asyncio.CancelledError, None]
    assert on_disk(store) == ["a", "b"]


async def test_one_that_is_cancelled_while_the_disk_writes_leaves_the_others_theirs(
    store: Database,
) -> None:
    tasks = [asyncio.create_task(write(store, writer)) for writer in ("a", "b")]
    event.listen(store.engine.sync_engine, "commit", lambda _: tasks[1].cancel(), once=True)

    ended = await ends(*tasks)
    await write(store, "next")

    assert ended == [None, asyncio.CancelledError]
    assert on_disk(store) == ["a", "b", "next"]


async def test_one_that_is_cancelled_while_another_process_writes_ends_at_once(
    store: Database,
) -> None:
    with closing(sqlite3.connect(path_of(store), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        first, second = await waiting(store, "a"), await waiting(store, "b")
        await asyncio.sleep(0.1)  # SQLite waits in a thread of its own, and tells nobody

        first.cancel()

        assert await ends(first) == [asyncio.CancelledError]
        other.execute("COMMIT")
    assert await ends(second) == [None]
    assert on_disk(store) == ["b"]


async def test_a_commit_that_fails_is_told_to_every_writer_of_the_group(store: Database) -> None:
    async with store.write() as connection:
        await connection.exec_driver_sql("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
        await connection.exec_driver_sql(
            "CREATE TABLE child (parent INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED)"
        )

    async def write_an_orphan() -> None:
        async with store.write() as connection:
            await connection.exec_driver_sql("INSERT INTO child VALUES (1)")

    tasks = [asyncio.create_task(w) for w in (write(store, "a"), write_an_orphan())]
    tasks.append(asyncio.create_task(write(store, "c")))

    ended = await ends(*tasks)
    await write(store, "next")

    assert ended == [IntegrityError] * 3
    assert on_disk(store) == ["next"]


async def test_where_the_disk_is_full_nobody_is_told_that_what_was_taken_back_is_kept(
    store: Database,
) -> None:
    event.listen(store.engine.sync_engine, "begin", _allow_two_pages_more)
    writers = ["a", "b" * 100_000, "c"]
    tasks = [asyncio.create_task(write(store, writer)) for writer in writers]

    ended = await ends(*tasks)
    await write(store, "next")

    assert ended == [TakenBack, OperationalError, None]
    assert on_disk(store) == ["c", "next"]


async def test_a_writer_that_goes_on_after_the_disk_was_full_is_told(store: Database) -> None:
    event.listen(store.engine.sync_engine, "begin", _allow_two_pages_more)

    async def write_on() -> None:
        async with store.write() as connection:
            with pytest.raises(OperationalError):
                await insert(connection, "b" * 100_000)

    assert await ends(asyncio.create_task(write_on())) == [TakenBack]


def _allow_two_pages_more(connection: Connection) -> None:
    pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 2}")


@dataclass(frozen=True)
class Plan:
    """What a writer does: turns it gives to others inside its block, and whether it fails then."""

    turns: int
    fails: bool


PLANS = st.lists(st.builds(Plan, st.integers(0, 3), st.booleans()), min_size=1, max_size=8)
CANCELS = st.dictionaries(st.integers(0, 20), st.integers(0, 7), max_size=6)
"""At which step of them all -> who is cancelled."""


@given(PLANS, CANCELS)
@settings(max_examples=60, deadline=None)
def test_what_stands_in_the_end_is_what_the_blocks_that_ended_well_wrote(
    plans: list[Plan], cancels: dict[int, int]
) -> None:
    with tempfile.TemporaryDirectory() as directory:
        well, stands = asyncio.run(play(Path(directory), plans, cancels))

    assert sorted(stands) == sorted([*well, *well])


async def play(
    directory: Path, plans: Sequence[Plan], cancels: dict[int, int]
) -> tuple[list[str], list[str]]:
    """Whose blocks ended well, and what stands then: two lines of each."""
    store = await opened_at(f"sqlite:///{directory}/store.db")
    tasks: list[asyncio.Task[None]] = []
    well: list[str] = []
    steps = count()

    def step() -> None:
        victim = cancels.get(next(steps), len(tasks))
        if victim < len(tasks):
            tasks[victim].cancel()

    async def take_part(writer: str, plan: Plan) -> None:
        async with store.write() as connection:
            await insert(connection, writer)
            step()
            for _ in range(plan.turns):
                await asyncio.sleep(0)
                step()
            await insert(connection, writer)
            if plan.fails:
                raise ValueError
            well.append(writer)

    tasks += [asyncio.create_task(take_part(f"{n}", plan)) for n, plan in enumerate(plans)]
    await ends(*tasks)
    # Who was cancelled while the disk writes does not wait for it; who writes after it does.
    await ends(asyncio.create_task(write(store, "last")))
    await store.close()
    return [*well], [writer for writer in on_disk(store) if writer != "last"]
