"""Whole weeks of each repository, kept for good: they name nobody."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.learning.flow import WEEK, WINDOW, Flow, monday, week_begins
from bot.store.history_tables import backfill, item, week
from bot.store.items import item_of
from bot.store.tables import repository
from bot.store.upsert import upsert
from bot.vocabulary.history import Item
from bot.vocabulary.waits import Quantile, Waits

KNOWN = timedelta(days=400)
"""So long closed threads stay: of weeks before that only what is still open would be counted."""


@dataclass(frozen=True, slots=True)
class Week:
    """A whole week as it was kept."""

    flow: Flow
    is_pull_request: bool
    waits: Waits
    """For a first response to what people opened in the four weeks up to its end."""
    mode: str
    """webhook or watch: what the figures rest on."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A week that is over and not kept yet."""

    repository_id: int
    week_on: date
    mode: str


async def missing(connection: AsyncConnection, now: datetime, most: int) -> list[Missing]:
    """Weeks to keep, the oldest first; only of repositories whose past was read whole."""
    unread = select(backfill.c.repository_id).where(backfill.c.done_at.is_(None))
    unfolded = select(item.c.repository_id).where(item.c.version != item.c.folded)
    readings = await connection.execute(
        select(
            backfill.c.repository_id,
            func.min(backfill.c.since).label("since"),
            repository.c.installation_id,
        )
        .join(repository, repository.c.id == backfill.c.repository_id)
        .where(
            ~repository.c.gone,
            backfill.c.repository_id.not_in(unread),
            backfill.c.repository_id.not_in(unfolded),
        )
        .group_by(backfill.c.repository_id, repository.c.installation_id)
    )
    found: list[Missing] = []
    for r in readings.all():
        mode = "watch" if r.installation_id is None else "webhook"
        newest = (
            await connection.execute(
                select(func.max(week.c.week_on)).where(week.c.repository_id == r.repository_id)
            )
        ).scalar_one_or_none()
        # The week in which the reading began is not whole.
        week_on = (newest or monday(max(r.since, now - KNOWN))) + WEEK
        while week_on < monday(now) and len(found) < most:
            found.append(Missing(r.repository_id, week_on, mode))
            week_on += WEEK
    return found


async def flow_of(
    connection: AsyncConnection, repository_id: int, week_on: date, *, is_pull_request: bool
) -> Flow:
    """What came and went in a week."""
    begins, ends = week_begins(week_on), week_begins(week_on + WEEK)
    here = (
        (item.c.repository_id == repository_id)
        & (item.c.is_pull_request == is_pull_request)
        & ~item.c.gone
    )

    async def count(*conditions: Any) -> int:
        found = select(func.count()).select_from(item).where(here, *conditions)
        return int((await connection.execute(found)).scalar_one())

    still_open = item.c.closed_at.is_(None) | (item.c.closed_at >= ends)
    return Flow(
        week_on,
        await count(item.c.opened_at >= begins, item.c.opened_at < ends),
        await count(item.c.closed_at >= begins, item.c.closed_at < ends),
        await count(item.c.opened_at < ends, still_open),
    )


async def opened_before(
    connection: AsyncConnection, repository_id: int, until: datetime, *, is_pull_request: bool
) -> Sequence[Item]:
    """What was opened in the four weeks up to then."""
    rows = await connection.execute(
        select(item).where(
            item.c.repository_id == repository_id,
            item.c.is_pull_request == is_pull_request,
            item.c.opened_at > until - WINDOW,
            item.c.opened_at <= until,
        )
    )
    return [item_of(row) for row in rows]


async def keep(connection: AsyncConnection, repository_id: int, one: Week) -> None:
    """Keep a week."""
    row = {
        "repository_id": repository_id,
        "week_on": one.flow.week_on,
        "is_pull_request": one.is_pull_request,
        "opened": one.flow.opened,
        "closed": one.flow.closed,
        "open_at_end": one.flow.open_at_end,
        "waits": asdict(one.waits),
        "mode": one.mode,
    }
    await upsert(connection, week, row)


async def last(
    connection: AsyncConnection, repository_id: int, *, is_pull_request: bool, weeks: int
) -> list[Week]:
    """The last weeks kept, oldest first."""
    rows = await connection.execute(
        select(week)
        .where(week.c.repository_id == repository_id, week.c.is_pull_request == is_pull_request)
        .order_by(week.c.week_on.desc())
        .limit(weeks)
    )
    return [_week(row) for row in rows][::-1]


def _week(row: Any) -> Week:
    flow = Flow(row.week_on, row.opened, row.closed, row.open_at_end)
    return Week(flow, row.is_pull_request, _waits(row.waits), row.mode)


def _waits(kept: Mapping[str, Any]) -> Waits:
    quantiles = tuple(Quantile(**one) for one in kept["quantiles"])
    return Waits(kept["n"], kept["censored"], quantiles)
