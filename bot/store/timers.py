"""Timers as rows: what is to happen when, whatever process is alive then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import timer
from bot.store.upsert import upsert
from bot.vocabulary.threads import Thread


@dataclass(frozen=True, slots=True)
class Timer:
    """Something due."""

    id: str
    """Permanent: putting it again moves it, and it comes due once."""
    due_at: datetime
    kind: str
    lane: str
    subject: str


def look(thread: Thread, at: datetime) -> Timer:
    """Look at the thread at that time; a thread has one such timer."""
    return Timer(f"look:{thread.lane}", at, "look", thread.lane, thread.lane)


async def put(connection: AsyncConnection, new: Timer) -> None:
    """Set a timer; one of the same id is moved."""
    await upsert(
        connection,
        timer,
        {
            "id": new.id,
            "due_at": new.due_at,
            "kind": new.kind,
            "lane": new.lane,
            "subject": new.subject,
        },
    )


async def due(connection: AsyncConnection, now: datetime, limit: int) -> Sequence[Timer]:
    """The timers whose time has come, oldest first."""
    rows = await connection.execute(
        select(timer).where(timer.c.due_at <= now).order_by(timer.c.due_at, timer.c.id).limit(limit)
    )
    return [Timer(r.id, r.due_at, r.kind, r.lane, r.subject) for r in rows]


async def remove(connection: AsyncConnection, due_timers: Sequence[Timer]) -> None:
    """Forget timers that were handed on; one that was moved meanwhile stays."""
    for one in due_timers:
        await connection.execute(
            delete(timer).where(timer.c.id == one.id, timer.c.due_at == one.due_at)
        )


async def next_due_at(connection: AsyncConnection) -> datetime | None:
    """When the next timer comes due."""
    return (
        await connection.execute(select(timer.c.due_at).order_by(timer.c.due_at).limit(1))
    ).scalar_one_or_none()


async def count(connection: AsyncConnection) -> int:
    """How many timers wait."""
    return int((await connection.execute(select(func.count()).select_from(timer))).scalar_one())
