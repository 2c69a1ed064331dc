"""How far the past of each repository was read."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.history_tables import backfill, unread_thread, watch
from bot.store.installations import repository_of
from bot.store.tables import installation, repository
from bot.store.upsert import upsert
from bot.vocabulary.backfill import Chain, Reading, Stage
from bot.vocabulary.threads import Repository

_NAMES = tuple(field.name for field in fields(Reading))


async def begin(
    connection: AsyncConnection, repository_id: int, since: datetime, page_size: int, now: datetime
) -> list[Reading]:
    """Have everything that changed since then read, from the beginning."""
    await connection.execute(
        delete(unread_thread).where(unread_thread.c.repository_id == repository_id)
    )
    await connection.execute(delete(backfill).where(backfill.c.repository_id == repository_id))
    readings = [
        Reading(repository_id, chain, Stage.RECENT, "", since, now, None, page_size)
        for chain in Chain
    ]
    await connection.execute(insert(backfill), [_row(reading) for reading in readings])
    return readings


async def load(connection: AsyncConnection, repository_id: int) -> list[Reading]:
    """The chains of a repository; empty where its past was never asked for."""
    rows = await connection.execute(
        select(backfill).where(backfill.c.repository_id == repository_id).order_by(backfill.c.chain)
    )
    return [_reading(row) for row in rows]


async def find(connection: AsyncConnection, repository_id: int, chain: Chain) -> Reading | None:
    """One chain of a repository."""
    return next((r for r in await load(connection, repository_id) if r.chain is chain), None)


async def keep(connection: AsyncConnection, reading: Reading) -> None:
    """Put down how far it got."""
    await upsert(connection, backfill, _row(reading))


async def put_unread(
    connection: AsyncConnection, repository_id: int, number: int, cursor: str
) -> None:
    """Remember where a long timeline goes on."""
    row = {"repository_id": repository_id, "number": number, "cursor": cursor}
    await upsert(connection, unread_thread, row)


async def next_unread(connection: AsyncConnection, repository_id: int) -> tuple[int, str] | None:
    """A thread whose timeline goes on, and from where."""
    row = (
        await connection.execute(
            select(unread_thread.c.number, unread_thread.c.cursor)
            .where(unread_thread.c.repository_id == repository_id)
            .order_by(unread_thread.c.number)
            .limit(1)
        )
    ).one_or_none()
    return None if row is None else (row.number, row.cursor)


async def read_whole(connection: AsyncConnection, repository_id: int, number: int) -> None:
    """The thread's timeline was read to its end."""
    await connection.execute(
        delete(unread_thread).where(
            unread_thread.c.repository_id == repository_id, unread_thread.c.number == number
        )
    )


async def never_read(connection: AsyncConnection, *, watching: bool) -> Sequence[Repository]:
    """Repositories within reach whose past nobody asked for yet."""
    installed = exists().where(
        installation.c.id == repository.c.installation_id, installation.c.state == "active"
    )
    watched = exists().where(watch.c.repository_id == repository.c.id)
    within_reach = or_(installed, watched) if watching else installed
    asked = exists().where(backfill.c.repository_id == repository.c.id)
    rows = await connection.execute(
        select(repository).where(~repository.c.gone, within_reach, ~asked).order_by(repository.c.id)
    )
    return [repository_of(row) for row in rows]


async def unfinished(connection: AsyncConnection) -> list[Reading]:
    """Chains that are not read to their end."""
    rows = await connection.execute(select(backfill).where(backfill.c.done_at.is_(None)))
    return [_reading(row) for row in rows]


def _row(reading: Reading) -> dict[str, Any]:
    return {name: getattr(reading, name) for name in _NAMES}


def _reading(row: Any) -> Reading:
    given = {name: getattr(row, name) for name in _NAMES}
    return Reading(**given | {"chain": Chain(row.chain), "stage": Stage(row.stage)})
