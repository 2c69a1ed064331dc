"""How long the oldest delivery waits that is not handled yet, seen from outside."""

import asyncio
import json
import sqlite3
from asyncio.subprocess import Process
from contextlib import suppress
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

import asyncpg
import sqlalchemy as sa

from bot.store.database import Database, sibling
from bot.store.tables import decision, thread
from bot.vocabulary.time import Clock

PATIENCE = 1_800.0
"""Seconds that a load may take to be handled."""

_OLDEST = "SELECT min(received_at) FROM {table} WHERE state IN ('waiting', 'handed_over')"


async def oldest_unhandled(database_url: str) -> datetime | None:
    """When it came; None where all are handled. Raises what the database does when it is busy."""
    if not database_url.startswith("sqlite"):
        connection = await asyncpg.connect(database_url)
        try:
            at: datetime | None = await connection.fetchval(_OLDEST.format(table="inbox.delivery"))
        finally:
            await connection.close()
        return at
    path = sibling(database_url, "inbox")
    file = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        (seconds,) = file.execute(_OLDEST.format(table="delivery")).fetchone()
    finally:
        file.close()
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


async def handled(
    sending: Process, database: Database, url: str, clock: Clock, repository_id: int
) -> dict[str, Any]:
    """Wait until a load is sent and handled; what its sender told, and what was seen meanwhile."""
    before = await _counts(database, repository_id)
    answered = asyncio.create_task(sending.communicate())
    begun, oldest, meanwhile = perf_counter(), 0.0, 0
    while True:
        await asyncio.sleep(0.2)
        was_answered, came = answered.done(), clock.now()
        with suppress(sqlite3.Error, asyncpg.PostgresError, OSError):
            at = await oldest_unhandled(url)
            oldest = max(oldest, (came - at).total_seconds() if at else 0.0)
            if was_answered and at is None:
                break
        if not was_answered:
            meanwhile = (await _counts(database, repository_id))[0] - before[0]
        if perf_counter() - begun > PATIENCE:
            raise SystemExit(f"not handled after {PATIENCE:.0f} s")
    if sending.returncode:
        raise SystemExit("the sender failed")
    after = await _counts(database, repository_id)
    told: dict[str, Any] = json.loads(answered.result()[0])
    return told | {
        "looked_at_meanwhile": meanwhile,
        "looked_at": after[0] - before[0],
        "decisions": after[1] - before[1],
        "oldest_unhandled_s": round(oldest, 1),
        "handled_after_s": round(perf_counter() - begun, 1),
    }


async def _counts(database: Database, repository_id: int) -> tuple[int, int]:
    """Threads that were looked at, and decisions that were taken."""
    seen = sa.select(sa.func.count()).where(
        thread.c.repository_id == repository_id, thread.c.looked_at.is_not(None)
    )
    decided = sa.select(sa.func.count()).where(decision.c.repository_id == repository_id)
    async with database.read() as connection:
        looked_at: int = (await connection.execute(seen)).scalar_one()
        decisions: int = (await connection.execute(decided)).scalar_one()
    return looked_at, decisions
