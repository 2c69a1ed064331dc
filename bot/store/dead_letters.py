"""Jobs that failed for good, until somebody has them tried again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import dead_letter
from bot.store.upsert import upsert


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One of them."""

    job_id: str
    kind: str
    lane: str
    subject: str
    error: str
    """Type and place of the failure, never a payload."""
    attempts: int
    at: datetime


async def add(connection: AsyncConnection, letter: DeadLetter) -> None:
    """Keep it."""
    await upsert(
        connection,
        dead_letter,
        {
            "job_id": letter.job_id,
            "kind": letter.kind,
            "lane": letter.lane,
            "subject": letter.subject,
            "error": letter.error[:2000],
            "attempts": letter.attempts,
            "at": letter.at,
        },
    )


async def listed(connection: AsyncConnection, limit: int = 1000) -> Sequence[DeadLetter]:
    """The newest first."""
    rows = await connection.execute(
        select(dead_letter).order_by(dead_letter.c.at.desc()).limit(limit)
    )
    return [
        DeadLetter(r.job_id, r.kind, r.lane, r.subject, r.error, r.attempts, r.at) for r in rows
    ]


async def find(connection: AsyncConnection, job_id: str) -> DeadLetter | None:
    """The one of that id."""
    row = (
        await connection.execute(select(dead_letter).where(dead_letter.c.job_id == job_id))
    ).one_or_none()
    if row is None:
        return None
    return DeadLetter(row.job_id, row.kind, row.lane, row.subject, row.error, row.attempts, row.at)


async def remove(connection: AsyncConnection, job_id: str) -> None:
    """It is tried again."""
    await connection.execute(delete(dead_letter).where(dead_letter.c.job_id == job_id))


async def settle(connection: AsyncConnection, subjects: Sequence[str]) -> None:
    """What these letters were about was done after all, under another id."""
    await connection.execute(delete(dead_letter).where(dead_letter.c.subject.in_(subjects)))


async def count(connection: AsyncConnection) -> int:
    """How many there are."""
    return int(
        (await connection.execute(select(func.count()).select_from(dead_letter))).scalar_one()
    )
