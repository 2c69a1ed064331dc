"""Which process does the chores, and that it goes on with them."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from bot.github.errors import Unreachable
from bot.store import executors, leases
from bot.store.database import Database
from bot.work.chores import Leader, repeat, take_over
from tests.clocks import FixedClock
from tests.work.lanes import Lanes

DEAD_AFTER = timedelta(seconds=15)
ME = "this process"

on_postgres = pytest.mark.parametrize("database_url", ["postgres"], indirect=True)


async def beaten(database: Database, executor_id: str, at: datetime) -> None:
    async with database.write() as connection:
        await executors.started(connection, executor_id, at)


async def still_lives(database: Database) -> bool:
    async with database.read() as connection:
        return await executors.lives(connection, ME)


def leader_of(database: Database, executor_id: str, wall: FixedClock) -> Leader:
    return Leader(database, executor_id, wall, DEAD_AFTER)


async def test_on_sqlite_the_one_worker_leads(sqlite_url: str, clock: FixedClock) -> None:
    assert leader_of(Database(sqlite_url), ME, clock).leads


async def test_a_process_that_was_declared_dead_learns_it_at_its_next_beat(
    database: Database, clock: FixedClock
) -> None:
    await beaten(database, ME, clock.now())
    leader = leader_of(database, ME, clock)
    first = await leader.beat()
    clock.advance(DEAD_AFTER + timedelta(seconds=1))
    await take_over(database, Lanes(), "another", clock, DEAD_AFTER)

    second = await leader.beat()

    assert (first, second) == (True, False)
    assert not await still_lives(database)


@on_postgres
async def test_of_two_processes_on_postgresql_one_leads_as_long_as_it_beats(
    database: Database, clock: FixedClock
) -> None:
    leaders = [leader_of(database, name, clock) for name in ("first", "second")]
    for name in ("first", "second"):
        await beaten(database, name, clock.now())

    seen = []
    for _ in range(5):
        for leader in leaders:
            assert await leader.beat()
        seen.append([leader.leads for leader in leaders])
        clock.advance(DEAD_AFTER - timedelta(seconds=1))

    assert seen == [[True, False]] * 5


@on_postgres
async def test_the_lease_passes_to_another_when_it_has_run_out_and_does_not_come_back(
    database: Database, clock: FixedClock
) -> None:
    first, second = leader_of(database, "first", clock), leader_of(database, "second", clock)
    for name in ("first", "second"):
        await beaten(database, name, clock.now())
    await first.beat()

    clock.advance(DEAD_AFTER - timedelta(milliseconds=1))
    await second.beat()
    early = second.leads
    clock.advance(timedelta(milliseconds=1))
    await second.beat()
    await first.beat()

    assert (early, second.leads, first.leads) == (False, True, False)


@on_postgres
async def test_of_two_that_ask_for_a_lease_for_the_first_time_at_once_one_gets_it(
    database: Database, clock: FixedClock
) -> None:
    until = clock.now() + DEAD_AFTER

    async def ask(owner: str) -> bool:
        async with database.write() as connection:
            return await leases.take(connection, "chores", owner, until, clock.now())

    async with database.write() as connection:
        first = await leases.take(connection, "chores", "first", until, clock.now())
        second = asyncio.create_task(ask("second"))
        await _until_somebody_waits(database, second)

    assert (first, await second) == (True, False)


async def _until_somebody_waits(database: Database, asking: asyncio.Task[bool]) -> None:
    """For a row that another transaction has written and not committed."""
    async with asyncio.timeout(10), database.read() as connection:
        while not asking.done():
            waiting = await connection.execute(text("SELECT 1 FROM pg_locks WHERE NOT granted"))
            if waiting.first() is not None:
                return
            await asyncio.sleep(0.01)


class Enough(Exception):
    """So many turns were wanted."""


class Turns:
    """How long each wait was to be; the last one ends it."""

    def __init__(self, most: int) -> None:
        self.waits: list[float] = []
        self._most = most

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        if len(self.waits) == self._most:
            raise Enough


class Work:
    """A chore that fails at the turns of these numbers."""

    def __init__(self, *fails: int) -> None:
        self.turns = 0
        self._fails = fails

    async def __call__(self) -> None:
        self.turns += 1
        if self.turns in self._fails:
            raise RuntimeError("it does not work")


async def test_a_chore_that_fails_is_logged_and_tried_again() -> None:
    work, turns = Work(2, 3), Turns(4)

    with capture_logs() as logged, pytest.raises(Enough):
        await repeat(0.1, work, "sweep", sleep=turns.sleep)

    assert work.turns == 4
    assert turns.waits == [0.1, 1.0, 1.0, 0.1]
    assert [(line["event"], line["chore"]) for line in logged] == [("chore_failed", "sweep")] * 2


async def test_a_chore_that_github_fails_costs_a_line_and_waits_as_long() -> None:
    turns = Turns(2)

    async def refused() -> None:
        raise Unreachable("no route to GitHub")

    with capture_logs() as logged, pytest.raises(Enough):
        await repeat(0.1, refused, "polls", sleep=turns.sleep)

    assert turns.waits == [1.0, 1.0]
    assert [line["event"] for line in logged] == ["chore_waits_for_github"] * 2
    assert "exc_info" not in logged[0]


async def test_a_slow_chore_that_fails_is_not_hurried() -> None:
    turns = Turns(2)

    with pytest.raises(Enough):
        await repeat(600.0, Work(1), "sweep", sleep=turns.sleep)

    assert turns.waits == [600.0, 600.0]


async def test_a_chore_that_is_cancelled_ends() -> None:
    async def cancelled() -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await repeat(0.1, cancelled, "sweep", sleep=Turns(1).sleep)


async def test_who_follows_does_nothing_and_begins_when_it_leads(clock: FixedClock) -> None:
    leader = leader_of(Database("postgresql://nobody@127.0.0.1:1/none"), ME, clock)
    work, turns = Work(), Turns(3)

    async def sleep(seconds: float) -> None:
        seen.append((work.turns, leader.leads))
        leader.leads = len(seen) == 2
        await turns.sleep(seconds)

    seen: list[tuple[int, bool]] = []
    with pytest.raises(Enough):
        await repeat(0.1, work, "sweep", leader, sleep)

    assert seen == [(0, False), (0, False), (1, True)]
    assert turns.waits == [1.0, 1.0, 0.1]
