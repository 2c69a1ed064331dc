"""What one process does for all: hand deliveries over, fire timers, take over from the dead.

On SQLite that is the one worker; on PostgreSQL whoever holds the lease.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.github.errors import GitHubFailed
from bot.intake.deliveries import WATCH, Entry, State
from bot.intake.inbox import Inbox
from bot.store import executors, leases, timers
from bot.store.database import Database
from bot.vocabulary.events import Dropped, Event
from bot.vocabulary.history import Source
from bot.vocabulary.time import Clock
from bot.work.engine import Engine
from bot.work.jobs import Job
from bot.work.runner import Runner, job_of

log = structlog.get_logger()

BATCH = 200

GATHER_SECONDS = 0.1
"""Between two hand-overs: the engine looks for jobs no more often, and one hand-over of many
deliveries costs little more than of one."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How soon a silent process counts as dead; in real time."""

    beat_seconds: float = 5.0
    dead_after: timedelta = timedelta(seconds=15)
    """Three beats missed (DESIGN §4)."""
    scan_seconds: float = 5.0
    """Between two looks for the dead: with all three, work is taken over within 30 s."""


@dataclass(frozen=True, slots=True)
class Routed:
    """Where a delivery goes."""

    lane: str | Dropped
    """Why nobody needs it, where no job comes of it."""
    event: Event | None = None
    """What it tells, to be kept."""


Route = Callable[[Entry], Awaitable[Routed]]
"""The way of a delivery."""

Note = Callable[[Mapping[str, tuple[Event, Source]]], Awaitable[None]]
"""Keeps what events tell, by the id of their delivery."""


async def hand_over(inbox: Inbox, engine: Engine, route: Route, note: Note, clock: Clock) -> int:
    """Keep what waiting deliveries tell, and give them to the engine; how many there were.

    A crash in between repeats what adds nothing the second time.
    """
    entries = await inbox.waiting(BATCH)
    jobs: list[Job] = []
    handed: list[tuple[str, int]] = []
    dropped: dict[str, list[tuple[str, int]]] = {}
    told: dict[str, tuple[Event, Source]] = {}
    for entry in entries:
        key = (entry.delivery.id, entry.attempt)
        try:
            routed = await route(entry)
        except Exception:
            # Alone in a lane it fails as a job does, in the end as a dead letter; the rest goes on.
            log.exception("delivery_unrouted", delivery=entry.delivery.id)
            routed = Routed(f"unrouted:{entry.delivery.id}")
        lane = routed.lane
        if routed.event is not None:
            watched = entry.delivery.source == WATCH
            told[entry.delivery.id] = routed.event, Source.WATCH if watched else Source.WEBHOOK
        if isinstance(lane, Dropped):
            dropped.setdefault(lane.reason, []).append(key)
            continue
        job_id = f"{entry.delivery.id}:{entry.attempt}"
        jobs.append(Job(job_id, "delivery", lane, job_id))
        handed.append(key)
    await note(told)
    await engine.enqueue(jobs)
    now = clock.now()
    if handed:
        await inbox.mark(handed, State.HANDED_OVER, now)
    for reason, keys in dropped.items():
        await inbox.mark(keys, State.DROPPED, now, reason)
        log.info("deliveries_dropped", why=reason, count=len(keys))
    return len(entries)


async def fire_timers(database: Database, engine: Engine, clock: Clock) -> int:
    """Move due timers into the engine; how many. A crash in between fires the same job again."""
    async with database.read() as connection:
        due = await timers.due(connection, clock.now(), BATCH)
    if due:
        await engine.enqueue([job_of(timer) for timer in due])
        async with database.write() as connection:
            await timers.remove(connection, due)
    return len(due)


async def take_over(
    database: Database, engine: Engine, executor_id: str, wall: Clock, dead_after: timedelta
) -> Sequence[str]:
    """Fence off executors that stopped beating, and take the jobs of all that are fenced off.

    Whose they were. An executor without a row is fenced, whoever took the row away: its jobs are
    taken even when the process that declared it dead died right after.
    """
    since = wall.now() - dead_after
    async with database.write() as connection:
        for silent in await executors.silent(connection, since):
            if silent != executor_id:
                await executors.declare_dead(connection, silent, since)
    # Read in this order: an executor has its row before it takes its first job.
    working = await engine.executors_with_work()
    async with database.read() as connection:
        living = {executor_id, *await executors.everybody_else(connection, executor_id)}
    dead = [executor for executor in working if executor not in living]
    if dead:
        jobs = await engine.adopt(dead)
        log.warning("work_taken_over", executors=dead, jobs=jobs)
    return dead


async def bury(engine: Engine, runner: Runner) -> int:
    """Make dead letters of jobs that took their process down too often; how many."""
    given_up = await engine.given_up()
    for job, status in given_up:
        await runner.give_up(job, f"the process died under it too often ({status})")
        await engine.cancel(job.id)
    return len(given_up)


class Leader:
    """Whether this process does the chores."""

    def __init__(
        self, database: Database, executor_id: str, wall: Clock, dead_after: timedelta
    ) -> None:
        self._database = database
        self._executor_id = executor_id
        self._wall = wall
        self._dead_after = dead_after
        self.leads = database.is_sqlite

    async def beat(self) -> bool:
        """Beat, and take or keep the lease; False when this process was declared dead."""
        now = self._wall.now()
        async with self._database.write() as connection:
            if not await executors.beat(connection, self._executor_id, now):
                return False
            if not self._database.is_sqlite:
                self.leads = await leases.take(
                    connection, "chores", self._executor_id, now + self._dead_after, now
                )
        return True


async def repeat(
    every_seconds: float,
    work: Callable[[], Awaitable[object]],
    name: str,
    leader: Leader | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Do `work` again and again; what fails is logged, and tried again at the next turn."""
    while True:
        wait = every_seconds
        if leader is not None and not leader.leads:
            wait = max(wait, 1.0)
        else:
            try:
                await work()
            except GitHubFailed as failed:
                log.warning("chore_waits_for_github", chore=name, why=str(failed))
                wait = max(wait, 1.0)
            except Exception:
                log.exception("chore_failed", chore=name)
                wait = max(wait, 1.0)
        await sleep(wait)
