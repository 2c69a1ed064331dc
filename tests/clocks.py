"""Clocks for tests: one that stands, the wall's, and one that runs faster."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass
class FixedClock:
    """Stands still until told; sleeping moves it."""

    at: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def advance(self, by: timedelta) -> None:
        self.at += by

    async def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)
        await asyncio.sleep(0)


class ScaledClock:
    """The wall's time, `factor` times as fast from `start` on.

    Processes that are given the same start and factor agree on the time.
    """

    def __init__(self, factor: float, start: datetime | None = None) -> None:
        self._factor = factor
        self._start = start or datetime.now(UTC)  # noqa: TID251 # where test time comes from

    def now(self) -> datetime:
        passed = datetime.now(UTC) - self._start  # noqa: TID251 # as above
        return self._start + passed * self._factor

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds) / self._factor)

    def __str__(self) -> str:
        return f"{self._start.isoformat()}/{self._factor}"

    @classmethod
    def read(cls, text: str) -> "ScaledClock":
        """The clock another process wrote with `str`."""
        start, _, factor = text.rpartition("/")
        return cls(float(factor), datetime.fromisoformat(start))


class WallClock(ScaledClock):
    """The wall's time."""

    def __init__(self) -> None:
        super().__init__(1)


class LeapingClock(ScaledClock):
    """Runs faster, and leaps ahead when told: a long outage."""

    def __init__(self, factor: float) -> None:
        super().__init__(factor)
        self._leapt = timedelta(0)

    def now(self) -> datetime:
        return super().now() + self._leapt

    def leap(self, by: timedelta) -> None:
        self._leapt += by
