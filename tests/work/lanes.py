"""An engine in memory that keeps the port's promises, and can be interrupted."""

from collections.abc import Awaitable, Callable, Sequence

from bot.work.engine import Run
from bot.work.jobs import Job


class Died(Exception):
    """The process died here."""


async def die() -> None:
    raise Died


class Lanes:
    """An engine as the port promises it, in memory."""

    def __init__(self) -> None:
        self.jobs: dict[str, Job] = {}
        self.asked: list[str] = []
        """Every id that was ever enqueued, known or not."""
        self.working: list[str] = []
        """Executors with running jobs."""
        self.adopted: list[Sequence[str]] = []
        self.poisons: list[tuple[Job, str]] = []
        self.afterwards: Callable[[], Awaitable[None]] | None = None
        """What happens once, right after the next jobs are kept."""

    async def start(self, run: Run) -> None:
        raise NotImplementedError

    async def stop(self, *, patience_seconds: float) -> None:
        raise NotImplementedError

    async def enqueue(self, jobs: Sequence[Job]) -> None:
        for job in jobs:
            self.asked.append(job.id)
            self.jobs.setdefault(job.id, job)
        await self._go_on()

    async def cancel(self, job_id: str) -> None:
        self.poisons = [(job, why) for job, why in self.poisons if job.id != job_id]

    async def counts(self) -> dict[str, int]:
        raise NotImplementedError

    async def executors_with_work(self) -> Sequence[str]:
        return list(self.working)

    async def adopt(self, executor_ids: Sequence[str]) -> int:
        await self._go_on()
        self.adopted.append(list(executor_ids))
        self.working = [one for one in self.working if one not in executor_ids]
        return len(executor_ids)

    async def given_up(self) -> Sequence[tuple[Job, str]]:
        return list(self.poisons)

    async def forget(self, before_ms: int) -> int:
        raise NotImplementedError

    async def _go_on(self) -> None:
        afterwards, self.afterwards = self.afterwards, None
        if afterwards is not None:
            await afterwards()
