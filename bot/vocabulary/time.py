"""The clock as an argument: nobody below `app` asks the machine for the time."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Time as the caller wants it: the wall clock, a fixed one, or one that runs faster."""

    def now(self) -> datetime:
        """The present, aware, UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait `seconds` of this clock's time."""
        ...
