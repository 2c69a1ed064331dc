"""Every proposal with its verdict: what a decision page shows, and what budgets count."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import decision, thread
from bot.store.upsert import upsert
from bot.vocabulary.actions import Verdict


async def record(
    connection: AsyncConnection,
    decision_id: str,
    delivery: str,
    verdict: Verdict,
    shape: tuple[str, str, dict[str, Any]],
    now: datetime,
) -> None:
    """Keep one verdict. `shape` is the action as (kind, target, values)."""
    proposal = verdict.proposal
    kind, target, payload = shape
    await upsert(
        connection,
        decision,
        {
            "id": decision_id,
            "delivery": delivery,
            "repository_id": proposal.action.thread.repository.id,
            "number": proposal.action.thread.number,
            "capability": proposal.capability,
            "kind": kind,
            "target": target,
            "payload": payload,
            "why": proposal.why,
            "evidence": list(proposal.evidence),
            "confidence": proposal.confidence,
            "mode": verdict.mode.value,
            "allowed": verdict.allowed,
            "reason": verdict.reason,
            "at": now,
        },
    )


async def threads_opened(connection: AsyncConnection, repository_id: int, since: datetime) -> int:
    """How many new threads the repository had."""
    count = select(func.count()).where(
        thread.c.repository_id == repository_id, thread.c.opened_at >= since
    )
    return int((await connection.execute(count)).scalar_one())


async def comments_opened(connection: AsyncConnection, repository_id: int, since: datetime) -> int:
    """How many threads of the repository got a comment of ours."""
    count = select(func.count()).where(
        thread.c.repository_id == repository_id, thread.c.comment_opened_at >= since
    )
    return int((await connection.execute(count)).scalar_one())


async def comments_to(connection: AsyncConnection, author: str, since: datetime) -> int:
    """How many threads of this author (a keyed hash) got a comment of ours."""
    count = select(func.count()).where(
        thread.c.author == author, thread.c.comment_opened_at >= since
    )
    return int((await connection.execute(count)).scalar_one())
