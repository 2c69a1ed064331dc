"""Who of several processes does what only one should do: a lease that ends by itself."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import progress
from bot.store.upsert import upsert


async def take(
    connection: AsyncConnection, name: str, owner: str, until: datetime, now: datetime
) -> bool:
    """Take or keep the lease; False while it is another's. Call within a write."""
    row = (
        await connection.execute(
            select(progress).where(progress.c.name == f"lease:{name}").with_for_update()
        )
    ).one_or_none()
    held: dict[str, str] = row.value if row is not None else {}
    if held.get("owner", owner) != owner and datetime.fromisoformat(held["until"]) > now:
        return False
    value = {"owner": owner, "until": until.isoformat()}
    await upsert(connection, progress, {"name": f"lease:{name}", "value": value, "at": now})
    return True


async def note(connection: AsyncConnection, name: str, value: object, now: datetime) -> None:
    """Remember how far a task got."""
    await upsert(connection, progress, {"name": name, "value": value, "at": now})


async def noted(connection: AsyncConnection, name: str) -> object:
    """How far a task got; None for the first time."""
    return (
        await connection.execute(select(progress.c.value).where(progress.c.name == name))
    ).scalar_one_or_none()
