"""Keeps what was told of threads. Telling twice, late or out of order changes nothing."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import accounts, consents, known, opt_outs, reports
from bot.store.history_tables import activity, item
from bot.store.portions import portions
from bot.vocabulary.history import Activity, Kind, Role, Source, Told


async def tell(
    connection: AsyncConnection, told: Sequence[Told], source: Source, now: datetime
) -> int:
    """Keep it; how many activities there were. Call within a write.

    Who opted out stays nameless. The past (`Source.HISTORY`) is the truth about what has no id at
    GitHub: up to `known_until` it takes the place of what single events told, and late ones of
    before add nothing.
    """
    if not told:
        return 0
    hidden = await opt_outs.hidden(connection, (who for one in told for who in one.accounts))
    if any(row.kind is Kind.COMMITTED for one in told for row in one.rows):
        told = _without_commits(told, await consents.those(connection, consents.COMMITS))
    if source is not Source.HISTORY:
        told = await known.without_known(connection, told)
    await accounts.keep(connection, told, hidden)
    await known.take_back(connection, told)
    told = await known.with_vanished(connection, told)
    rows = {
        (t.repository_id, t.number, row.kind, row.key): _row(t, row, source)
        for t in told
        for row in _nameless(t.rows, hidden)
    }
    if rows:
        statement = _insert(connection.dialect.name, source is Source.HISTORY)
        await connection.execute(statement, [rows[key] for key in sorted(rows)])
    await reports.keep(connection, told, hidden, now)
    items = {(t.repository_id, t.number): t.known_until for t in told}
    await connection.execute(
        _touch(connection.dialect.name),
        [
            {"repository_id": of, "number": number, "known_until": items[of, number], "version": 1}
            for of, number in sorted(items)
        ],
    )
    return len(rows)


async def of_threads(
    connection: AsyncConnection, repository_id: int, numbers: Sequence[int]
) -> dict[int, list[Activity]]:
    """Number -> all activity of the thread, in no order."""
    found: dict[int, list[Activity]] = {number: [] for number in numbers}
    for some in portions(numbers):
        rows = await connection.execute(
            select(activity.c.number, *_VALUES).where(
                activity.c.repository_id == repository_id, activity.c.number.in_(some)
            )
        )
        for number, *values in rows:
            found[number].append(_activity(*values))
    return found


async def statements(connection: AsyncConnection, repository_id: int) -> dict[int, list[Activity]]:
    """Number -> what was said in the thread of which issues are one matter, in no order.

    With the versions of its texts; threads in which nothing was said are left out.
    """
    here = activity.c.repository_id == repository_id
    said = select(activity.c.number).where(here, activity.c.kind.in_((Kind.SAME, Kind.DISTINCT)))
    kinds = (Kind.SAME, Kind.DISTINCT, Kind.SAID, Kind.UNCOMMENTED)
    found: dict[int, list[Activity]] = {}
    for number, *values in await connection.execute(
        select(activity.c.number, *_VALUES).where(
            here, activity.c.kind.in_(kinds), activity.c.number.in_(said)
        )
    ):
        found.setdefault(number, []).append(_activity(*values))
    return found


def _activity(kind: str, key: str, at: datetime, actor: str, role: str, *others: Any) -> Activity:
    return Activity(_KINDS[kind], key, at, actor, _ROLES[role], *others)


_VALUES = [activity.c[name] for name in Activity.__slots__]
_KINDS = {kind.value: kind for kind in Kind}
_ROLES = {role.value: role for role in Role}


def _without_commits(told: Sequence[Told], agreed: Collection[str]) -> list[Told]:
    """With the commits only of those who agreed."""
    return [
        replace(
            one,
            rows=tuple(r for r in one.rows if r.kind is not Kind.COMMITTED or r.actor in agreed),
        )
        for one in told
    ]


def _nameless(rows: Iterable[Activity], hidden: Collection[str]) -> Iterable[Activity]:
    """What may be kept of each row."""
    for row in rows:
        if row.subject is not None and row.subject in hidden:
            continue
        if row.actor is not None and row.actor in hidden:
            if row.kind is Kind.REACTED:
                continue
            yield replace(row, actor=None)
        else:
            yield row


def _row(told: Told, row: Activity, source: Source) -> dict[str, Any]:
    return {
        "repository_id": told.repository_id,
        "number": told.number,
        "kind": row.kind,
        "key": row.key,
        "at": row.at,
        "actor": row.actor,
        "role": row.role,
        "subject": row.subject,
        "detail": row.detail,
        "association": row.association,
        "told_by": source,
    }


@cache
def _insert(dialect: str, past: bool) -> Any:
    """The past corrects who acted: an account may have been deleted since."""
    insert: Any = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = insert(activity)
    keys = [column.name for column in activity.primary_key]
    if not past:
        return statement.on_conflict_do_nothing(index_elements=keys)
    corrected = ("actor", "role", "association", "told_by")
    return statement.on_conflict_do_update(
        index_elements=keys, set_={name: statement.excluded[name] for name in corrected}
    )


@cache
def _touch(dialect: str) -> Any:
    insert: Any = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = insert(item)
    until = func.coalesce(statement.excluded.known_until, item.c.known_until)
    return statement.on_conflict_do_update(
        index_elements=["repository_id", "number"],
        set_={"version": item.c.version + 1, "known_until": until},
    )
