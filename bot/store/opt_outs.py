"""People who want none of this, by keyed hash."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import opt_out
from bot.store.upsert import upsert


async def add(connection: AsyncConnection, person: str, now: datetime) -> None:
    """Opt out."""
    await upsert(connection, opt_out, {"person": person, "at": now})


async def remove(connection: AsyncConnection, person: str) -> None:
    """Opt in again."""
    await connection.execute(delete(opt_out).where(opt_out.c.person == person))
