"""Who agreed to what, by keyed hash. Nothing of it is assumed."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.history_tables import opt_in
from bot.store.upsert import upsert

COMMITS = "commits"
"""The times of one's commits may be kept, for one's own view."""


async def give(connection: AsyncConnection, person: str, purpose: str, now: datetime) -> None:
    """Agree."""
    await upsert(connection, opt_in, {"person": person, "purpose": purpose, "at": now})


async def take_back(connection: AsyncConnection, person: str, purpose: str) -> None:
    """Agree no more."""
    await connection.execute(
        delete(opt_in).where(opt_in.c.person == person, opt_in.c.purpose == purpose)
    )


async def anybody(connection: AsyncConnection, purpose: str) -> bool:
    """Whether anybody agreed."""
    found = select(opt_in.c.person).where(opt_in.c.purpose == purpose).limit(1)
    return (await connection.execute(found)).first() is not None


async def those(connection: AsyncConnection, purpose: str) -> frozenset[str]:
    """Everybody who agreed."""
    found = select(opt_in.c.person).where(opt_in.c.purpose == purpose)
    return frozenset((await connection.execute(found)).scalars())
