"""Who of several processes does what only one should do: a lease that ends by itself."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import progress
from bot.store.upsert import upsert


async def take(
    connection: AsyncConnection, name: str, owner: str, until: datetime, now: datetime
) -> bool:
    """Take or keep the lease; False while it is another's. Call within a write."""
    row = {"name": f"lease:{name}", "value": {}, "at": now}
    # A row that is not there cannot be locked: of two who ask first, both would get it.
    await upsert(connection, progress, row, keep=("value", "at"))
    of_this = select(progress.c.value).where(progress.c.name == row["name"]).with_for_update()
    held: dict[str, str] = (await connection.execute(of_this)).scalar_one()
    if held.get("owner", owner) != owner and datetime.fromisoformat(held["until"]) > now:
        return False
    value = {"owner": owner, "until": until.isoformat()}
    await upsert(connection, progress, {**row, "value": value})
    return True


async def give_back(connection: AsyncConnection, name: str, owner: str) -> None:
    """End the lease before its time; another's stays."""
    is_this = progress.c.name == f"lease:{name}"
    held = (
        await connection.execute(select(progress.c.value).where(is_this).with_for_update())
    ).scalar_one_or_none()
    if held is not None and held.get("owner") == owner:
        await connection.execute(delete(progress).where(is_this))


async def note(connection: AsyncConnection, name: str, value: object, now: datetime) -> None:
    """Remember how far a task got."""
    await upsert(connection, progress, {"name": name, "value": value, "at": now})


async def noted(connection: AsyncConnection, name: str) -> object:
    """How far a task got; None for the first time."""
    return (
        await connection.execute(select(progress.c.value).where(progress.c.name == name))
    ).scalar_one_or_none()
