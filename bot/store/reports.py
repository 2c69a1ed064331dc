"""What issues say, one row each: to learn from, and to find likenesses in.

The newest version wins, in whatever order they come. Who opted out leaves none.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import and_, case, delete, exists, func, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.history_tables import activity, item
from bot.store.learning_tables import report
from bot.store.portions import portions
from bot.store.tables import repository
from bot.vocabulary.history import Kind, Role, Told


@dataclass(frozen=True, slots=True)
class Report:
    """One issue's words, and what became of it."""

    number: int
    title: str
    packed: bytes
    opened_at: datetime
    closed_at: datetime | None
    labels: tuple[str, ...]
    kept_at: datetime
    """When this version was written down here."""


async def keep(
    connection: AsyncConnection, told: Sequence[Told], hidden: Collection[str], now: datetime
) -> None:
    """Keep what was told of issues' words. Call within a write, after its activity is kept."""
    gone = await _gone(connection, told)
    gone |= {
        (one.repository_id, one.number)
        for one in told
        if one.wording is not None and one.wording.author in hidden
    }
    rows = [
        {
            "repository_id": one.repository_id,
            "number": one.number,
            "title": one.wording.title,
            "packed": one.wording.packed,
            "author": one.wording.author,
            "opened_at": one.wording.opened_at,
            "at": one.wording.at,
            "kept_at": now,
        }
        for one in told
        if one.wording is not None and (one.repository_id, one.number) not in gone
    ]
    if rows:
        rows.sort(key=lambda row: (row["repository_id"], row["number"]))
        await connection.execute(_insert(connection.dialect.name), rows)
    for some in portions(sorted(gone)):
        key = tuple_(report.c.repository_id, report.c.number)
        await connection.execute(delete(report).where(key.in_(list(some))))


async def _gone(connection: AsyncConnection, told: Sequence[Told]) -> set[tuple[int, int]]:
    """Threads among them that were deleted or moved, now or before."""
    found: set[tuple[int, int]] = set()
    key = tuple_(activity.c.repository_id, activity.c.number)
    for some in portions([(one.repository_id, one.number) for one in told]):
        rows = await connection.execute(
            select(activity.c.repository_id, activity.c.number).where(
                key.in_(list(some)), activity.c.kind == Kind.GONE
            )
        )
        found |= {(of, number) for of, number in rows}
    return found


async def changed(
    connection: AsyncConnection,
    repository_id: int,
    since: datetime | None,
    after: int,
    limit: int,
) -> Sequence[Report]:
    """Reports written down since then, by number, those with a number above `after`."""
    wanted = [report.c.repository_id == repository_id, report.c.number > after]
    if since is not None:
        wanted.append(report.c.kept_at >= since)
    return await _read(connection, wanted, limit)


async def counts(connection: AsyncConnection) -> dict[int, int]:
    """Repository -> how many of its issues are kept; those that are gone left out."""
    rows = await connection.execute(
        select(report.c.repository_id, func.count())
        .join(repository, repository.c.id == report.c.repository_id)
        .where(~repository.c.gone)
        .group_by(report.c.repository_id)
    )
    return {of: int(count) for of, count in rows}


async def labels(connection: AsyncConnection, repository_id: int) -> dict[int, tuple[str, ...]]:
    """Number -> labels, of the kept reports that have any."""
    here = and_(report.c.repository_id == item.c.repository_id, report.c.number == item.c.number)
    rows = await connection.execute(
        select(report.c.number, item.c.labels)
        .select_from(report.join(item, here))
        .where(report.c.repository_id == repository_id, ~item.c.gone)
    )
    return {number: tuple(names) for number, names in rows if names}


async def labelled_by_machines(
    connection: AsyncConnection, repository_id: int
) -> set[tuple[int, str]]:
    """(number, label) of all that bots put on, ourselves among them: no people's word."""
    rows = await connection.execute(
        select(activity.c.number, activity.c.detail).where(
            activity.c.repository_id == repository_id,
            activity.c.kind == Kind.LABELED,
            activity.c.role == Role.BOT,
        )
    )
    return {(number, label) for number, label in rows}


async def publics(connection: AsyncConnection) -> dict[int, str]:
    """Repository -> its name, of those with reports that anybody may read."""
    rows = await connection.execute(
        select(repository.c.id, repository.c.owner, repository.c.name).where(
            ~repository.c.gone,
            ~repository.c.is_private,
            exists().where(report.c.repository_id == repository.c.id),
        )
    )
    return {of: f"{owner}/{name}" for of, owner, name in rows}


async def standing(
    connection: AsyncConnection, repository_id: int, numbers: Collection[int]
) -> dict[int, Report]:
    """Number -> the report, of those that are still there."""
    found: dict[int, Report] = {}
    for some in portions(sorted(numbers)):
        wanted = [report.c.repository_id == repository_id, report.c.number.in_(some)]
        found |= {one.number: one for one in await _read(connection, wanted, len(some))}
    return found


async def _read(connection: AsyncConnection, wanted: list[Any], limit: int) -> Sequence[Report]:
    here = and_(report.c.repository_id == item.c.repository_id, report.c.number == item.c.number)
    rows = await connection.execute(
        select(
            report.c.number,
            report.c.title,
            report.c.packed,
            report.c.opened_at,
            item.c.closed_at,
            item.c.labels,
            report.c.kept_at,
        )
        .select_from(report.join(item, here))
        .where(*wanted, ~item.c.gone)
        .order_by(report.c.number)
        .limit(limit)
    )
    return [
        Report(
            r.number, r.title, r.packed, r.opened_at, r.closed_at, tuple(r.labels or ()), r.kept_at
        )
        for r in rows
    ]


@cache
def _insert(dialect: str) -> Any:
    insert: Any = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = insert(report)
    new = statement.excluded
    is_same = and_(new["title"] == report.c["title"], new["packed"] == report.c["packed"])
    values = {name: new[name] for name in ("title", "packed", "author", "at")}
    # Read again, but not changed: the index, which takes in what was kept since, has it already.
    values["kept_at"] = case((is_same, report.c["kept_at"]), else_=new["kept_at"])
    return statement.on_conflict_do_update(
        index_elements=["repository_id", "number"],
        set_=values,
        where=new["at"] >= report.c["at"],
    )
