"""Finds deliveries that never reached the inbox, and asks GitHub to send them again.

GitHub's own recipe: group the delivery log by GUID, redeliver one id for each GUID that has no
success, remember the time of the run.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Protocol

import structlog

log = structlog.get_logger()

OVERLAP = timedelta(minutes=30)
"""Attempts may be written to the log late; GitHub itself says minutes."""

RETENTION = timedelta(days=3)
"""How far back github.com remembers."""

MOST = 500
"""Redeliveries asked in one run; the next run goes on, so that a long outage does not flood us."""


class Logged(Protocol):
    """One attempt in GitHub's log."""

    @property
    def id(self) -> int:
        """Of the attempt."""
        ...

    @property
    def guid(self) -> str:
        """Of the delivery."""
        ...

    @property
    def delivered_at(self) -> datetime:
        """When GitHub tried."""
        ...

    @property
    def succeeded(self) -> bool:
        """Whether we answered well."""
        ...


class Log(Protocol):
    """GitHub's delivery log."""

    def since(self, at: datetime) -> AsyncIterator[Logged]:
        """Every attempt after `at`."""
        ...

    async def redeliver(self, delivery_id: int) -> None:
        """Ask for one again."""
        ...


def missed(attempts: Sequence[Logged], known: Collection[str]) -> list[Logged]:
    """The newest attempt of each GUID that never succeeded and is not `known`, oldest first."""
    by_guid: dict[str, list[Logged]] = {}
    for attempt in attempts:
        by_guid.setdefault(attempt.guid, []).append(attempt)
    newest = (
        max(group, key=lambda a: (a.delivered_at, a.id))
        for guid, group in by_guid.items()
        if guid not in known and not any(a.succeeded for a in group)
    )
    return sorted(newest, key=lambda a: (a.delivered_at, a.id))


async def catch_up(
    deliveries: Log,
    settled: Callable[[Sequence[str]], Awaitable[Collection[str]]],
    last_run_at: datetime | None,
    now: datetime,
) -> datetime:
    """Ask for what was missed since the last run; the time to remember for the next one."""
    since = max(now - RETENTION, (last_run_at or now - RETENTION) - OVERLAP)
    attempts = [attempt async for attempt in deliveries.since(since)]
    known = await settled(sorted({a.guid for a in attempts}))
    again = missed(attempts, known)
    for attempt in again[:MOST]:
        await deliveries.redeliver(attempt.id)
    if again:
        log.warning("deliveries_missed", count=len(again), asked=min(len(again), MOST))
    return again[MOST].delivered_at if len(again) > MOST else now
