"""Runs one job to its end: done, put back, tried again later, or dead."""

from datetime import datetime, timedelta

import orjson
import structlog

from bot.effects import Fenced
from bot.github.errors import Paused
from bot.intake.deliveries import State
from bot.intake.inbox import Inbox
from bot.store import dead_letters, timers
from bot.store.database import Database
from bot.store.dead_letters import DeadLetter
from bot.store.timers import Timer
from bot.vocabulary.time import Clock
from bot.work.jobs import Handle, Job

log = structlog.get_logger()

RETRY_AFTER = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
)
"""Waits before the second to fifth try: a hiccup, a deploy, an outage. Then a person must look."""

AGAIN = "again"
"""The kind of the timers that put a job back."""


class Runner:
    """The engine's `Run`: nothing a job does escapes it, but that this process is fenced off."""

    def __init__(self, handle: Handle, inbox: Inbox, database: Database, clock: Clock) -> None:
        self._handle = handle
        self._inbox = inbox
        self._database = database
        self._clock = clock

    async def run(self, job: Job) -> None:
        """Do the job. Raises `Fenced` alone."""
        with structlog.contextvars.bound_contextvars(job=job.id, lane=job.lane):
            try:
                await self._handle(job)
            except Fenced:
                raise
            except Paused as paused:
                log.info("job_paused", until=paused.until.isoformat())
                await self._put_back(job, paused.until, job.attempt)
            except Exception as error:
                log.exception("job_failed", attempt=job.attempt)
                if job.attempt > len(RETRY_AFTER):
                    await self.give_up(job, _place(error))
                else:
                    due_at = self._clock.now() + RETRY_AFTER[job.attempt - 1]
                    await self._put_back(job, due_at, job.attempt + 1)
            else:
                await self._mark(job, State.DONE)
                await self._settle(job)

    async def give_up(self, job: Job, error: str) -> None:
        """The job failed for good: a dead letter, and its delivery may come again."""
        now = self._clock.now()
        letter = DeadLetter(job.id, job.kind, job.lane, job.subject, error, job.attempt, now)
        async with self._database.write() as connection:
            await dead_letters.add(connection, letter)
        await self._mark(job, State.DEAD, error)
        log.error("job_given_up", job=job.id, why=error)

    async def _put_back(self, job: Job, due_at: datetime, attempt: int) -> None:
        """A timer brings the job again, under an id that this run alone gives it."""
        again = f"{job.id.partition('~')[0]}~{attempt}.{due_at.timestamp():.0f}"
        subject = orjson.dumps([again, job.kind, job.subject, attempt]).decode()
        async with self._database.write() as connection:
            await timers.put(
                connection, Timer(f"{AGAIN}:{again}", due_at, AGAIN, job.lane, subject)
            )

    async def _mark(self, job: Job, state: State, reason: str = "") -> None:
        if job.kind == "delivery":
            delivery_id, attempt = delivery_of(job)
            await self._inbox.mark([(delivery_id, attempt)], state, self._clock.now(), reason)

    async def _settle(self, job: Job) -> None:
        """A delivery that came again and is done now is no dead letter any more."""
        if job.kind != "delivery":
            return
        delivery_id, attempt = delivery_of(job)
        if attempt > 1:
            before = [f"{delivery_id}:{n}" for n in range(1, attempt)]
            async with self._database.write() as connection:
                await dead_letters.settle(connection, before)


def delivery_of(job: Job) -> tuple[str, int]:
    """The delivery's id and attempt behind a job of kind "delivery"."""
    delivery_id, _, attempt = job.subject.rpartition(":")
    return delivery_id, int(attempt)


def job_of(timer: Timer) -> Job:
    """The job a due timer asks for; the same job whoever makes it."""
    if timer.kind == AGAIN:
        job_id, kind, subject, attempt = orjson.loads(timer.subject)
        return Job(job_id, kind, timer.lane, subject, attempt)
    job_id = f"timer:{timer.id}@{timer.due_at.timestamp():.3f}"
    return Job(job_id, timer.kind, timer.lane, timer.subject)


def retry_timer(letter: DeadLetter, now: datetime) -> Timer:
    """The timer that has a dead letter tried again, with all its attempts before it."""
    again = f"{letter.job_id.partition('~')[0]}~1.{now.timestamp():.0f}"
    subject = orjson.dumps([again, letter.kind, letter.subject, 1]).decode()
    return Timer(f"{AGAIN}:{again}", now, AGAIN, letter.lane, subject)


def _place(error: Exception) -> str:
    """Type and place of a failure, without its message: that may quote what people wrote."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    code = trace.tb_frame.f_code
    return f"{type(error).__name__} in {code.co_qualname}:{trace.tb_lineno}"
