"""What any engine behind the port promises, in one process, on both stores."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import app
from bot.settings import read
from bot.work.dbos_engine import DbosEngine
from bot.work.jobs import Job


class Journal:
    """What ran, in order; a job named in `held` waits until it is let go."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.held: dict[str, asyncio.Event] = {}
        self._changed = asyncio.Event()

    async def run(self, job: Job) -> None:
        self._note(f"{job.id} begins")
        if job.id in self.held:
            await self.held[job.id].wait()
        self._note(f"{job.id} ends")

    def _note(self, line: str) -> None:
        self.lines.append(line)
        self._changed.set()

    async def until(self, *lines: str) -> None:
        async with asyncio.timeout(20):
            while not set(lines) <= set(self.lines):
                await self._changed.wait()
                self._changed.clear()


@pytest.fixture
async def engine(tmp_path: Path, database_url: str) -> AsyncIterator[DbosEngine]:
    await app.upgrade(read({"DATABASE_URL": database_url, "LINCHPIN_HOME": str(tmp_path)}))
    made = DbosEngine(database_url, "this", idle_poll_seconds=0.05)
    yield made
    await made.stop(patience_seconds=0)


@pytest.fixture
def journal() -> Journal:
    return Journal()


TABLES = ("workflow_status", "workflow_input", "workflow_output")


async def rows_of(engine: DbosEngine, table: str) -> int:
    """The engine's own rows: none may outlive its job."""
    name = engine._table.replace("workflow_status", table)
    return int((await engine._rows(f"SELECT count(*) FROM {name}"))[0][0])  # noqa: S608 # ours


async def until_counts(engine: DbosEngine, wanted: dict[str, int]) -> None:
    """A job's end is written a moment after it."""
    async with asyncio.timeout(10):
        while await engine.counts() != wanted:  # noqa: ASYNC110 # the engine tells nobody
            await asyncio.sleep(0.02)


def jobs(*ids: str, lane: str = "1/1") -> list[Job]:
    return [Job(id_, "play", lane, "") for id_ in ids]


async def test_an_id_that_is_known_adds_nothing_waiting_running_or_done(
    engine: DbosEngine, journal: Journal
) -> None:
    await engine.enqueue(jobs("a", "a"))
    await engine.enqueue(jobs("a"))
    await engine.start(journal.run)
    await journal.until("a ends")

    await engine.enqueue(jobs("a", "b"))
    await journal.until("b ends")

    assert journal.lines == ["a begins", "a ends", "b begins", "b ends"]


async def test_jobs_of_a_lane_run_one_at_a_time_in_the_order_they_came(
    engine: DbosEngine, journal: Journal
) -> None:
    first, second = [f"{n}" for n in (5, 3, 9, 1)], [f"{n}" for n in (8, 2, 7)]

    await engine.enqueue(jobs(*first))
    await engine.enqueue(jobs(*second))
    await engine.start(journal.run)
    await journal.until("7 ends")

    expected = [f"{n} {what}" for n in (*first, *second) for what in ("begins", "ends")]
    assert journal.lines == expected


async def test_lanes_do_not_wait_for_each_other(engine: DbosEngine, journal: Journal) -> None:
    journal.held["a"] = asyncio.Event()
    await engine.start(journal.run)

    await engine.enqueue([*jobs("a", "behind-a"), *jobs("b", lane="2/2")])
    await journal.until("a begins", "b ends")

    assert "behind-a begins" not in journal.lines
    await until_counts(engine, {"waiting": 1, "running": 1, "given_up": 0})
    journal.held["a"].set()
    await journal.until("behind-a ends")


async def test_a_job_that_is_cancelled_before_its_turn_never_runs(
    engine: DbosEngine, journal: Journal
) -> None:
    journal.held["a"] = asyncio.Event()
    await engine.start(journal.run)
    await engine.enqueue(jobs("a", "b", "c"))
    await journal.until("a begins")

    await engine.cancel("b")
    journal.held["a"].set()
    await journal.until("c ends")

    assert "b begins" not in journal.lines


async def test_what_ended_long_ago_is_forgotten_whole_and_what_waits_is_kept(
    engine: DbosEngine, journal: Journal
) -> None:
    await engine.enqueue(jobs("done"))
    await engine.start(journal.run)
    await journal.until("done ends")
    await until_counts(engine, {"waiting": 0, "running": 0, "given_up": 0})
    journal.held["held"] = asyncio.Event()
    await engine.enqueue(jobs("held", "waits"))
    await journal.until("held begins")

    gone = await engine.forget(2**50)

    assert gone == 1
    assert [await rows_of(engine, table) for table in TABLES] == [2, 2, 0]
    journal.held["held"].set()
    await journal.until("waits ends")


async def test_the_jobs_of_executors_that_work_are_not_adopted(
    engine: DbosEngine, journal: Journal
) -> None:
    journal.held["a"] = asyncio.Event()
    await engine.start(journal.run)
    await engine.enqueue(jobs("a"))
    await journal.until("a begins")

    assert await engine.executors_with_work() == ["this"]
    assert await engine.adopt(["another"]) == 0
    assert await engine.adopt([]) == 0
    journal.held["a"].set()
    await journal.until("a ends")
    assert journal.lines == ["a begins", "a ends"]
