"""Queries about configs: what held last, what the present file is, where our issue stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.config_tables import config
from bot.store.upsert import upsert


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a repository's config."""

    held: str | None = None
    """The last text that read well, "" where defaults held; None where there never was one."""
    own: str = ""
    """Digest of the repository's own file, "" where it has none."""
    mistakes: int = 0
    """Of the file that counts now."""
    is_owners: bool = False
    """Whether that file stands in the owner's repository."""
    issue_number: int | None = None
    issue_open: bool = False
    """Whether the file was broken when the issue was last written."""
    told: str = ""
    """Digest of what the issue says."""
    asked_at: datetime | None = None
    """When the issue was last seen to."""


_CONFIG = select(config).where(config.c.repository_id == bindparam("repository_id"))


async def load(connection: AsyncConnection, repository_id: int) -> Kept | None:
    """What is kept; None where the repository's config was never looked at."""
    row = (await connection.execute(_CONFIG, {"repository_id": repository_id})).one_or_none()
    if row is None:
        return None
    return Kept(
        row.held,
        row.own,
        row.mistakes,
        row.is_owners,
        row.issue_number,
        row.issue_open,
        row.told,
        row.asked_at,
    )


async def looked(
    connection: AsyncConnection,
    repository_id: int,
    *,
    held: str | None,
    own: str,
    mistakes: int,
    is_owners: bool,
) -> None:
    """Keep what a look found; `held` is None where the file is broken, and the last one stays."""
    found: dict[str, Any] = {"own": own, "mistakes": mistakes, "is_owners": is_owners}
    row = {"repository_id": repository_id, "held": held, **found}
    await upsert(connection, config, row, keep=("held",) if held is None else ())


async def asked(connection: AsyncConnection, repository_id: int, now: datetime) -> None:
    """Note that the issue is seen to; call after `looked`."""
    await connection.execute(
        config.update().where(config.c.repository_id == repository_id).values(asked_at=now)
    )


async def told(
    connection: AsyncConnection,
    repository_id: int,
    *,
    number: int | None,
    is_open: bool,
    digest: str,
) -> None:
    """Keep where the issue stands; call after `looked`."""
    values = {"issue_number": number, "issue_open": is_open, "told": digest}
    await connection.execute(
        config.update().where(config.c.repository_id == repository_id).values(**values)
    )


async def broken_at_owners(connection: AsyncConnection) -> int:
    """In how many repositories the owner's file counts and is broken."""
    is_so = config.c.is_owners & (config.c.mistakes > 0)
    counted = select(func.count()).select_from(config).where(is_so)
    return int((await connection.execute(counted)).scalar_one())
