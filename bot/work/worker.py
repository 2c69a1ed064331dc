"""One worker process: takes jobs, and does the chores when it leads."""

import asyncio
import contextlib
import fcntl
import os
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import IO

import structlog

from bot.effects import Fenced
from bot.intake.inbox import Inbox
from bot.store import executors
from bot.store.database import Database
from bot.vocabulary.time import Clock
from bot.work import chores, retention
from bot.work.chores import Leader, Note, Pace, Route, repeat
from bot.work.dbos_engine import DbosEngine
from bot.work.jobs import Handle, Job
from bot.work.runner import Runner

log = structlog.get_logger()

PATIENCE_SECONDS = 10.0
"""How long running jobs get to end when the process stops; later they are done by the next one."""

Periodic = Mapping[str, tuple[float, Callable[[], Awaitable[object]]]]
"""Chore -> (seconds between turns, what to do): polls, catch-up, and the like."""


class AnotherWorkerRuns(Exception):
    """SQLite has one worker; a second must not start."""


class Worker:
    """Runs until `stop`. `wall` is real time, `clock` the one that timers go by."""

    def __init__(
        self,
        *,
        engine: DbosEngine,
        inbox: Inbox,
        database: Database,
        handle: Handle,
        route: Route,
        note: Note,
        fold: Callable[[], Awaitable[object]],
        clock: Clock,
        wall: Clock,
        executor_id: str,
        lock: Path,
        periodic: Periodic,
        pace: Pace,
    ) -> None:
        self._engine = engine
        self._inbox = inbox
        self._database = database
        self._route = route
        self._note = note
        self._fold = fold
        self._clock = clock
        self._wall = wall
        self._executor_id = executor_id
        self._lock = lock
        self._periodic = periodic
        self._pace = pace
        self._runner = Runner(handle, inbox, database, clock)
        self._leader = Leader(database, executor_id, wall, pace.dead_after)
        self._tasks: list[asyncio.Task[None]] = []
        self._held: IO[str] | None = None
        self.fenced = asyncio.Event()
        """Set when another process declared this one dead: stop and start anew."""

    async def start(self) -> None:
        """Take up the work. Raises `AnotherWorkerRuns` on SQLite."""
        if self._database.is_sqlite:
            self._held = _hold(self._lock)
        async with self._database.write() as connection:
            await executors.started(connection, self._executor_id, self._wall.now())
        await self._engine.start(self._do)
        if self._database.is_sqlite:
            await self._inherit()
        await self._leader.beat()
        every: dict[str, tuple[float, Callable[[], Awaitable[object]], Leader | None]] = {
            "beat": (self._pace.beat_seconds, self._beat, None),
            "hand over": (chores.GATHER_SECONDS, self._hand_over, self._leader),
            "timers": (0.5, self._fire_timers, self._leader),
            "take over": (self._pace.scan_seconds, self._take_over, self._leader),
            "bury": (self._pace.scan_seconds, self._bury, self._leader),
            "fold": (2.0, self._fold, self._leader),
            "breathe": (1.0, self._engine.breathe, None),
            "forget": (3600.0, self._forget, self._leader),
        }
        for name, (seconds, work, leader) in every.items():
            self._tasks.append(asyncio.create_task(repeat(seconds, work, name, leader)))
        for name, (seconds, work) in self._periodic.items():
            turns = repeat(seconds, work, name, self._leader, self._clock.sleep)
            self._tasks.append(asyncio.create_task(turns))
        log.info("worker_started", executor=self._executor_id, pid=os.getpid())

    async def stop(self) -> None:
        """Finish what runs, within reason, and say goodbye."""
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        patience = 0.0 if self.fenced.is_set() else PATIENCE_SECONDS
        await self._engine.stop(patience_seconds=patience)
        async with self._database.write() as connection:
            await executors.ended(connection, self._executor_id)
        if self._held is not None:
            self._held.close()
        log.info("worker_stopped", executor=self._executor_id)

    async def counts(self) -> Mapping[str, int]:
        """The engine's jobs by state."""
        return await self._engine.counts()

    async def still_ours(self) -> bool:
        """Whether nobody declared this process dead."""
        async with self._database.read() as connection:
            return await executors.lives(connection, self._executor_id)

    async def _do(self, job: Job) -> None:
        try:
            await self._runner.run(job)
        except Fenced:
            self.fenced.set()
            # Any end here would be written down as the job's own, which another process does now.
            await asyncio.Event().wait()

    async def _inherit(self) -> None:
        """On SQLite whoever holds the lock is alone: all other work is the dead one's."""
        others = [e for e in await self._engine.executors_with_work() if e != self._executor_id]
        async with self._database.write() as connection:
            for known in await executors.everybody_else(connection, self._executor_id):
                await executors.ended(connection, known)
        jobs = await self._engine.adopt(others)
        if jobs:
            log.warning("work_inherited", jobs=jobs)

    async def _beat(self) -> None:
        if not await self._leader.beat():
            log.error("executor_fenced", executor=self._executor_id)
            self.fenced.set()

    async def _hand_over(self) -> None:
        given = (self._inbox, self._engine, self._route, self._note, self._clock)
        if not await chores.hand_over(*given):
            await self._inbox.wait_for_arrival(1.0)

    async def _fire_timers(self) -> None:
        await chores.fire_timers(self._database, self._engine, self._clock)

    async def _take_over(self) -> None:
        await chores.take_over(
            self._database, self._engine, self._executor_id, self._wall, self._pace.dead_after
        )

    async def _bury(self) -> None:
        await chores.bury(self._engine, self._runner)

    async def _forget(self) -> None:
        await retention.forget(self._database, self._inbox, self._engine, self._clock.now())


def _hold(path: Path) -> IO[str]:
    """The lock file, locked; the kernel frees it when the process dies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise AnotherWorkerRuns(
            f"another worker holds {path}; SQLite takes one. For more, set DATABASE_URL to "
            "PostgreSQL"
        ) from error
    return file
