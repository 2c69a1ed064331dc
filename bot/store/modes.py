"""How far each capability may go in a repository, where it is not the default."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import mode
from bot.store.upsert import upsert
from bot.vocabulary.actions import Mode

_OF_REPOSITORY = select(mode).where(mode.c.repository_id == bindparam("repository_id"))


async def of_repository(connection: AsyncConnection, repository_id: int) -> Mapping[str, Mode]:
    """Capability -> mode, of those that were set."""
    rows = await connection.execute(_OF_REPOSITORY, {"repository_id": repository_id})
    return {row.capability: Mode(row.mode) for row in rows}


async def put(
    connection: AsyncConnection,
    repository_id: int,
    capability: str,
    value: Mode,
    why: str,
    now: datetime,
) -> None:
    """Set a mode, with the reason that its history shows."""
    row = {
        "repository_id": repository_id,
        "capability": capability,
        "mode": value.value,
        "why": why,
        "set_at": now,
    }
    await upsert(connection, mode, row)
