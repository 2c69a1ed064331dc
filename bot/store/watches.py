"""The repositories that are watched without the App."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.history_tables import watch
from bot.store.installations import repository_of
from bot.store.tables import repository
from bot.store.upsert import upsert
from bot.vocabulary.threads import Repository


@dataclass(frozen=True, slots=True)
class Watch:
    """One watched repository."""

    repository: Repository
    added_at: datetime
    seen_until: datetime
    """What changed up to here is in the inbox."""
    next_poll_at: datetime
    polled_at: datetime | None
    requests: int
    """So far, one by one."""
    problem: str
    """Why the last look failed; "" when it did not."""
    app_left: bool = False
    """The App was installed there and is not any more."""


async def add(
    connection: AsyncConnection, repository_id: int, seen_until: datetime, now: datetime
) -> None:
    """Watch a repository from `seen_until` on; one that is watched already goes on."""
    row = {
        "repository_id": repository_id,
        "added_at": now,
        "seen_until": seen_until,
        "next_poll_at": now,
        "requests": 0,
        "problem": "",
    }
    await upsert(connection, watch, row, keep=tuple(row))


async def remove(connection: AsyncConnection, repository_id: int) -> bool:
    """Watch it no more; whether it was watched."""
    done = await connection.execute(delete(watch).where(watch.c.repository_id == repository_id))
    return bool(done.rowcount)


async def polled(
    connection: AsyncConnection,
    repository_id: int,
    *,
    next_poll_at: datetime,
    seen_until: datetime | None,
    polled_at: datetime | None,
    requests: int,
    problem: str,
) -> None:
    """Put down what a look came to; times that are None stay."""
    values = {"next_poll_at": next_poll_at, "problem": problem}
    values |= {"requests": watch.c.requests + requests}
    if seen_until is not None:
        values["seen_until"] = seen_until
    if polled_at is not None:
        values["polled_at"] = polled_at
    await connection.execute(
        update(watch).where(watch.c.repository_id == repository_id).values(values)
    )


async def due(connection: AsyncConnection, now: datetime, limit: int) -> list[Watch]:
    """Those whose next look is due, the longest waiting first."""
    rows = await connection.execute(
        _ALL.where(watch.c.next_poll_at <= now).order_by(watch.c.next_poll_at).limit(limit)
    )
    return [_watch(row) for row in rows]


async def listed(connection: AsyncConnection) -> Sequence[Watch]:
    """All, by name."""
    rows = await connection.execute(_ALL.order_by(repository.c.owner, repository.c.name))
    return [_watch(row) for row in rows]


async def state(connection: AsyncConnection) -> tuple[int, datetime | None, int]:
    """How many are watched, since when the one looked at longest ago waits, how many fail."""
    since = func.coalesce(watch.c.polled_at, watch.c.added_at)
    count, oldest = (
        await connection.execute(select(func.count(), func.min(since)).select_from(watch))
    ).one()
    failing = await connection.execute(
        select(func.count()).select_from(watch).where(watch.c.problem != "")
    )
    return int(count), oldest, int(failing.scalar_one())


_ALL = select(watch, repository).join(repository, repository.c.id == watch.c.repository_id)


def _watch(row: Any) -> Watch:
    return Watch(
        repository_of(row),
        row.added_at,
        row.seen_until,
        row.next_poll_at,
        row.polled_at,
        row.requests,
        row.problem,
        row.gone,
    )
