"""Every proposal with its verdict: what a decision page shows, and what budgets count."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import decision, opt_out, section, thread
from bot.store.upsert import upsert
from bot.vocabulary.actions import Verdict
from bot.vocabulary.redirect import SECTION as REDIRECT


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


class Lately(NamedTuple):
    """What budgets count, and whether the author wants none of it."""

    threads_opened_30_days: int
    comments_opened_30_days: int
    comments_opened_today: int
    comments_to_author_7_days: int
    redirects_90_days: int
    opted_out: bool


def _threads(*where: ColumnElement[bool]) -> Any:
    return select(func.count()).select_from(thread).where(*where).scalar_subquery()


_SAME = thread.c.repository_id == section.c.repository_id
_HERE = thread.c.repository_id == bindparam("repository_id")
_LATELY = select(
    _threads(_HERE, thread.c.opened_at >= bindparam("month")),
    _threads(_HERE, thread.c.comment_opened_at >= bindparam("month")),
    _threads(_HERE, thread.c.comment_opened_at >= bindparam("day")),
    _threads(
        thread.c.author == bindparam("author"), thread.c.comment_opened_at >= bindparam("week")
    ),
    select(func.count())
    .select_from(section.join(thread, (thread.c.number == section.c.number) & _SAME))
    .where(
        section.c.repository_id == bindparam("repository_id"),
        section.c.section == REDIRECT,
        section.c.updated_at >= bindparam("quarter"),
        thread.c.sensitive_at.is_(None),
    )
    .scalar_subquery(),
    exists().where(opt_out.c.person == bindparam("author")),
)
"""Built once: building a statement takes longer than SQLite takes to answer it."""


async def lately(
    connection: AsyncConnection, repository_id: int, author: str | None, now: datetime
) -> Lately:
    """The counts for a repository and an author (a keyed hash)."""
    spans = {"quarter": 90, "month": 30, "week": 7, "day": 1}
    since = {name: now - timedelta(days=days) for name, days in spans.items()}
    given = {"repository_id": repository_id, "author": author or "", **since}
    row = (await connection.execute(_LATELY, given)).one()
    opened, commented, today, to_author, redirected, opted_out = row
    return Lately(opened, commented, today, to_author, redirected, bool(opted_out))
