"""Texts of a repository's config and forms, by git object id: read once, then known for good."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import blob, repository
from bot.store.upsert import upsert


async def known(
    connection: AsyncConnection, repository_id: int, oids: Iterable[str]
) -> dict[str, str]:
    """Object id -> text, of those we hold."""
    rows = await connection.execute(
        select(blob.c.oid, blob.c.text).where(
            blob.c.repository_id == repository_id, blob.c.oid.in_(list(oids))
        )
    )
    return {row.oid: row.text for row in rows}


async def keep(
    connection: AsyncConnection, repository_id: int, texts: Mapping[str, str], now: datetime
) -> None:
    """Hold texts just read."""
    for oid, text in texts.items():
        row = {"repository_id": repository_id, "oid": oid, "text": text, "read_at": now}
        await upsert(connection, blob, row)


async def place(connection: AsyncConnection, repository_id: int, places: Mapping[str, str]) -> None:
    """Note which text stands where: path -> object id, all of them."""
    await connection.execute(
        update(repository).where(repository.c.id == repository_id).values(guidance=dict(places))
    )


async def placed(connection: AsyncConnection, repository_id: int) -> dict[str, str]:
    """Path -> text, as when something new was last read; what was taken away since stands there."""
    found = await connection.execute(
        select(repository.c.guidance).where(repository.c.id == repository_id)
    )
    places: Mapping[str, str] = found.scalar_one_or_none() or {}
    texts = await known(connection, repository_id, places.values())
    return {path: texts[oid] for path, oid in places.items() if oid in texts}


async def used(
    connection: AsyncConnection, repository_id: int, oids: Iterable[str], now: datetime
) -> None:
    """Note that these texts are still in use, for retention."""
    await connection.execute(
        update(blob)
        .where(blob.c.repository_id == repository_id, blob.c.oid.in_(list(oids)))
        .values(read_at=now)
    )
