"""People who want none of this, by keyed hash."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import opt_out
from bot.store.upsert import upsert

_HAS = select(opt_out.c.person).where(opt_out.c.person == bindparam("who"))


async def has(connection: AsyncConnection, person: str) -> bool:
    """Whether this person opted out."""
    return (await connection.execute(_HAS, {"who": person})).first() is not None


async def add(connection: AsyncConnection, person: str, now: datetime) -> None:
    """Opt out."""
    await upsert(connection, opt_out, {"person": person, "at": now})


async def remove(connection: AsyncConnection, person: str) -> None:
    """Opt in again."""
    await connection.execute(delete(opt_out).where(opt_out.c.person == person))
