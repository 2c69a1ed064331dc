"""The inbox: what came through the door, committed before anybody is told that it came.

Writes are group commits: one writer takes whatever waits and commits it in one transaction, so that
a burst costs a few fsyncs, not thousands. `sqlite_inbox` and `postgres_inbox` store the rows.
"""

import asyncio
import contextlib
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog
from isal import isal_zlib

from bot.intake.deliveries import Delivery, Entry, State

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may wait, and how long."""

    deliveries: int = 5_000
    """In memory before the door says 503; some 100 MB of usual bodies."""
    body_bytes: int = 128 * 1024 * 1024
    """DESIGN §3."""
    commit_seconds: float = 8.0
    """GitHub gives a delivery 10 s; what is not committed by then counts as failed there."""
    busy_seconds: float = 5.0
    """How long SQLite waits for a lock; less than `commit_seconds`."""


KEEP_ROWS = timedelta(days=30)
"""A GUID is known this long; GitHub can redeliver for 3 days, Enterprise Server for 7."""

KEEP_DEAD_BODIES = timedelta(hours=72)
"""As long as github.com itself keeps the delivery."""

BATCH = 500
"""Rows in one transaction: enough that the fsync is nothing, few enough that it stays short."""


LARGE = 1024 * 1024
"""Bytes of a body above which signing and packing take over a millisecond each, and go to a thread.
Smaller ones are packed where they arrive: handing them to a thread costs more than packing them."""


class Arrival(NamedTuple):
    """A delivery, ready to be stored."""

    id: str
    source: str
    event: str
    received_at: datetime
    packed: bytes
    """The body, as zlib's format has it."""


class _Waiting(NamedTuple):
    arrival: Arrival
    size: int
    committed: asyncio.Future[None]


class InboxRefused(Exception):
    """The delivery was not kept; GitHub must be told so (503)."""


class InboxFull(InboxRefused):
    """More waits than memory may hold."""


class InboxUnavailable(InboxRefused):
    """The store did not commit in time, or at all."""


class Inbox(ABC):
    """Open before use; `put` returns when the row is on disk."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._waiting: list[_Waiting] = []
        self._waiting_bytes = 0
        self._work = asyncio.Event()
        self._arrived = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._writer: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Connect and start the writer."""
        await self._connect()
        self._writer = asyncio.create_task(self._write_groups())

    async def close(self) -> None:
        """Commit what waits, then let go."""
        if self._writer is not None:
            await self._idle.wait()
            self._writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._writer
            self._writer = None
        await self._disconnect()

    async def put(self, delivery: Delivery) -> None:
        """Keep a delivery. A second arrival adds nothing, unless its job failed for good.

        Raises `InboxFull` or `InboxUnavailable`.
        """
        size = len(delivery.body)
        too_much = self._waiting_bytes + size > self._limits.body_bytes
        if len(self._waiting) >= self._limits.deliveries or too_much:
            raise InboxFull
        self._waiting_bytes += size
        try:
            packed = await _pack(delivery.body)
        except BaseException:
            self._waiting_bytes -= size
            raise
        arrival = Arrival(
            delivery.id, delivery.source, delivery.event, delivery.received_at, packed
        )
        loop = asyncio.get_running_loop()
        committed: asyncio.Future[None] = loop.create_future()
        self._waiting.append(_Waiting(arrival, size, committed))
        self._idle.clear()
        self._work.set()
        # A tenth of the cost of `asyncio.timeout`, on the busiest path of all.
        alarm = loop.call_later(self._limits.commit_seconds, _too_late, committed)
        try:
            await committed
        finally:
            alarm.cancel()

    async def wait_for_arrival(self, seconds: float) -> None:
        """Return when something arrived in this process, or after `seconds`."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._arrived.wait()
        self._arrived.clear()

    async def _write_groups(self) -> None:
        while True:
            await self._work.wait()
            self._work.clear()
            while self._waiting:
                group, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
                self._waiting_bytes -= sum(one.size for one in group)
                await self._write(group)
            self._idle.set()

    async def _write(self, group: Sequence[_Waiting]) -> None:
        try:
            await self._store([one.arrival for one in group])
        except Exception as error:
            log.exception("deliveries_not_committed", count=len(group))
            for one in group:
                if not one.committed.done():
                    one.committed.set_exception(InboxUnavailable(type(error).__name__))
            return
        for one in group:
            if not one.committed.done():
                one.committed.set_result(None)
        self._arrived.set()

    @abstractmethod
    async def create(self) -> None:
        """Make the table, where it is missing."""

    @abstractmethod
    async def _connect(self) -> None: ...

    @abstractmethod
    async def _disconnect(self) -> None: ...

    @abstractmethod
    async def _store(self, arrivals: Sequence[Arrival]) -> None:
        """Commit all of them in one transaction."""

    @abstractmethod
    async def waiting(self, limit: int) -> Sequence[Entry]:
        """Entries nobody handed over yet, oldest first, with their bodies."""

    @abstractmethod
    async def mark(
        self, ids: Sequence[tuple[str, int]], state: State, now: datetime, reason: str = ""
    ) -> None:
        """Set the state of (id, attempt) pairs; a body goes when its work is over."""

    @abstractmethod
    async def read(self, delivery_id: str) -> Entry | None:
        """One entry."""

    @abstractmethod
    async def settled(self, ids: Sequence[str]) -> set[str]:
        """Those of the ids that are known and need no redelivery."""

    @abstractmethod
    async def dead(self) -> Sequence[Entry]:
        """Entries whose job failed for good, with the bodies that are still kept."""

    @abstractmethod
    async def counts(self) -> Mapping[State, int]:
        """How many entries are in each state."""

    @abstractmethod
    async def oldest_waiting_at(self) -> datetime | None:
        """When the oldest waiting entry came."""

    @abstractmethod
    async def forget(self, now: datetime) -> int:
        """Drop bodies and rows whose time is over; how many rows."""


async def _pack(body: bytes) -> bytes:
    if len(body) > LARGE:
        return await asyncio.to_thread(isal_zlib.compress, body, 0)
    return isal_zlib.compress(body, 0)


def _too_late(committed: asyncio.Future[None]) -> None:
    if not committed.done():
        committed.set_exception(InboxUnavailable("the store did not commit in time"))
