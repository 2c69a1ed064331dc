"""Which worker processes live: one row each, beaten while it does. No row means: fenced."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import executor
from bot.store.upsert import upsert


async def started(connection: AsyncConnection, executor_id: str, now: datetime) -> None:
    """A process begins."""
    await upsert(connection, executor, {"id": executor_id, "started_at": now, "beat_at": now})


async def beat(connection: AsyncConnection, executor_id: str, now: datetime) -> bool:
    """Say that it lives; False when it was declared dead meanwhile and must stop."""
    done = await connection.execute(
        update(executor).where(executor.c.id == executor_id).values(beat_at=now)
    )
    return done.rowcount == 1


async def lives(connection: AsyncConnection, executor_id: str) -> bool:
    """Whether nobody declared it dead."""
    found = await connection.execute(select(executor.c.id).where(executor.c.id == executor_id))
    return found.first() is not None


async def silent(connection: AsyncConnection, since: datetime) -> list[str]:
    """Executors without a beat since then."""
    rows = await connection.execute(select(executor.c.id).where(executor.c.beat_at < since))
    return [row.id for row in rows]


async def declare_dead(connection: AsyncConnection, executor_id: str, since: datetime) -> bool:
    """Fence it off, unless it has beaten again; whether it is dead now."""
    done = await connection.execute(
        delete(executor).where(executor.c.id == executor_id, executor.c.beat_at < since)
    )
    return done.rowcount == 1


async def ended(connection: AsyncConnection, executor_id: str) -> None:
    """A process stops in good order."""
    await connection.execute(delete(executor).where(executor.c.id == executor_id))


async def everybody_else(connection: AsyncConnection, executor_id: str) -> list[str]:
    """All other executors that have a row."""
    rows = await connection.execute(select(executor.c.id).where(executor.c.id != executor_id))
    return [row.id for row in rows]
