"""How far each capability may go in a repository, where it is not the default."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import mode
from bot.store.trust_tables import written_modes
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


_WRITTEN = select(written_modes.c.modes).where(
    written_modes.c.repository_id == bindparam("repository_id")
)


async def written(connection: AsyncConnection, repository_id: int) -> Mapping[str, Mode]:
    """Capability -> mode, as the maintainers' config said when it was last read."""
    found = await connection.execute(_WRITTEN, {"repository_id": repository_id})
    return {name: Mode(mode) for name, mode in (found.scalar_one_or_none() or {}).items()}


async def write_down(
    connection: AsyncConnection, repository_id: int, says: Mapping[str, Mode], now: datetime
) -> None:
    """Keep what the config says."""
    row = {
        "repository_id": repository_id,
        "modes": {name: mode.value for name, mode in sorted(says.items())},
        "at": now,
    }
    await upsert(connection, written_modes, row)
