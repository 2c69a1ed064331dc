"""The port to the durable engine: a few verbs, so that it can be replaced.

Whatever stands behind it keeps a job from `enqueue` until its `Handle` has returned, runs jobs of a
lane one at a time in order, survives kill -9, and runs no job again whose end it has written down.
A process that dies between the two runs it once more: effects are safe to repeat.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol

from bot.work.jobs import Job

Run = Callable[[Job], Awaitable[None]]
"""Runs a job to its end, whatever becomes of it; it raises only when the process must stop."""


class Engine(Protocol):
    """Durable queues."""

    async def start(self, run: Run) -> None:
        """Begin to take jobs."""
        ...

    async def stop(self, *, patience_seconds: float) -> None:
        """Take no more jobs, and give those that run so long to end."""
        ...

    async def enqueue(self, jobs: Sequence[Job]) -> None:
        """Keep the jobs, all or none; an id that is known adds nothing."""
        ...

    async def cancel(self, job_id: str) -> None:
        """Do not run it, if it does not run yet; of one that was given up, tell no more."""
        ...

    async def counts(self) -> Mapping[str, int]:
        """How many jobs are waiting, running, and given up by the engine itself."""
        ...

    async def executors_with_work(self) -> Sequence[str]:
        """The executors whose jobs run, dead or alive."""
        ...

    async def adopt(self, executor_ids: Sequence[str]) -> int:
        """Put the running jobs of dead executors back into their lanes; how many."""
        ...

    async def given_up(self) -> Sequence[tuple[Job, str]]:
        """Jobs that took their process down too often, with the reason; until cancelled."""
        ...

    async def forget(self, before_ms: int) -> int:
        """Drop what ended before then (epoch milliseconds); how many."""
        ...
