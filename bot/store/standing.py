"""Where a repository and its people stand: the questions that are asked of the past at every turn.

Each is one statement over an index, so that it stays quick with a million activities.
"""

from collections.abc import Sequence

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.history_tables import backfill, demand, item
from bot.store.items import demand_of
from bot.store.tables import repository
from bot.vocabulary.history import AuthorHistory, Backlog, Demand


async def author_history(
    connection: AsyncConnection, repository_id: int, person: str, *, but: int
) -> AuthorHistory:
    """What a person (keyed hash) opened in the repository, the thread `but` left out."""
    row = (
        await connection.execute(
            select(
                func.count(),
                func.count(item.c.merged_at),
                func.count(item.c.answered_at),
                func.min(item.c.opened_at),
            ).where(
                item.c.repository_id == repository_id,
                item.c.author == person,
                item.c.number != but,
                ~item.c.gone,
            )
        )
    ).one()
    return AuthorHistory(*row)


async def backlog(
    connection: AsyncConnection, repository_id: int, *, is_pull_request: bool
) -> Backlog:
    """What is open in the repository."""
    waits = item.c.waiting_since.is_not(None) & ~item.c.by_bot
    row = (
        await connection.execute(
            select(
                func.count(),
                func.count(case((item.c.is_draft, 1))),
                func.count(case((waits, 1))),
                func.min(case((waits, item.c.waiting_since))),
            ).where(
                item.c.repository_id == repository_id,
                item.c.closed_at.is_(None),
                item.c.opened_at.is_not(None),
                item.c.is_pull_request == is_pull_request,
                ~item.c.gone,
            )
        )
    ).one()
    home = (
        await connection.execute(
            select(
                repository.c.installation_id,
                select(func.max(backfill.c.since))
                .where(backfill.c.repository_id == repository.c.id, backfill.c.done_at.is_not(None))
                .scalar_subquery(),
            ).where(repository.c.id == repository_id)
        )
    ).one_or_none()
    mode = "watch" if home is not None and home[0] is None else "webhook"
    known_since = home[1] if home is not None else None
    return Backlog(row[0], row[1], row[2], row[3], mode=mode, known_since=known_since)


async def open_demands(
    connection: AsyncConnection, repository_id: int, number: int
) -> Sequence[Demand]:
    """What is asked of people on a thread and not done, oldest first."""
    rows = await connection.execute(
        select(demand)
        .where(
            demand.c.repository_id == repository_id,
            demand.c.number == number,
            demand.c.ended_at.is_(None),
        )
        .order_by(demand.c.asked_at, demand.c.person, demand.c.team)
    )
    return [demand_of(row) for row in rows]


async def demands_on(connection: AsyncConnection, person: str) -> Sequence[Demand]:
    """What is asked of one person (keyed hash) everywhere and not done, oldest first."""
    rows = await connection.execute(
        select(demand)
        .where(demand.c.person == person, demand.c.ended_at.is_(None))
        .order_by(demand.c.asked_at, demand.c.repository_id, demand.c.number)
    )
    return [demand_of(row) for row in rows]
