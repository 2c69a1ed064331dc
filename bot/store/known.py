"""What the past, once it is known whole, says to what single events told before and tell after."""

from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.history_tables import activity, item
from bot.store.portions import portions
from bot.vocabulary.history import BY_TIME, Activity, Kind, Role, Source, Told

_HEARD = (
    select(activity.c.number)
    .where(
        activity.c.repository_id == bindparam("of"),
        activity.c.number.in_(bindparam("these", expanding=True)),
        activity.c.told_by != Source.HISTORY,
    )
    .distinct()
)
_REPLACED = delete(activity).where(
    activity.c.repository_id == bindparam("of"),
    activity.c.number == bindparam("this"),
    or_(*(activity.c.kind == kind for kind in sorted(BY_TIME))),  # no IN in a statement for many
    activity.c.told_by != Source.HISTORY,
    activity.c.at <= bindparam("until"),
)


async def take_back(connection: AsyncConnection, told: Sequence[Told]) -> None:
    """Delete what single events told of the time that is now known whole."""
    until = {(t.repository_id, t.number): t.known_until for t in told if t.known_until is not None}
    for of in {repository_id for repository_id, _number in until}:
        for some in portions([number for repository_id, number in until if repository_id == of]):
            # Mostly there are none, and looking is much cheaper than deleting one by one.
            found = await connection.execute(_HEARD, {"of": of, "these": some})
            heard = [
                {"of": of, "this": number, "until": until[of, number]} for number in found.scalars()
            ]
            if heard:
                await connection.execute(_REPLACED, heard)


_COMMENTS = select(activity.c.number, activity.c.kind, activity.c.key, activity.c.at).where(
    activity.c.repository_id == bindparam("of"),
    activity.c.number.in_(bindparam("these", expanding=True)),
    activity.c.kind.in_((Kind.COMMENTED, Kind.UNCOMMENTED)),
)


async def with_vanished(connection: AsyncConnection, told: Sequence[Told]) -> list[Told]:
    """With the deletion of comments that were known and are not there any more."""
    there = {
        (t.repository_id, t.number): {r.key for r in t.rows if r.kind is Kind.COMMENTED}
        for t in told
        if t.entire
    }
    before: dict[tuple[int, int], list[Any]] = {}
    for of in {repository_id for repository_id, _number in there}:
        for some in portions([number for repository_id, number in there if repository_id == of]):
            for row in await connection.execute(_COMMENTS, {"of": of, "these": some}):
                before.setdefault((of, row.number), []).append(row)
    found = []
    for one in told:
        thread = (one.repository_id, one.number)
        known = before.get(thread, [])
        deleted = {row.key for row in known if row.kind == Kind.UNCOMMENTED} | there.get(
            thread, set()
        )
        gone = tuple(
            Activity(Kind.UNCOMMENTED, r.key, until, None, Role.GHOST, detail=f"c{r.key}")
            for r in known
            if (until := one.known_until) is not None and r.key not in deleted and r.at <= until
        )
        found.append(replace(one, rows=(*one.rows, *gone)) if gone else one)
    return found


async def without_known(connection: AsyncConnection, told: Sequence[Told]) -> list[Told]:
    """Without what the past told already, and comments that were gone when it was read."""
    until: dict[tuple[int, int], datetime] = {}
    for of in {t.repository_id for t in told}:
        numbers = sorted({t.number for t in told if t.repository_id == of})
        for some in portions(numbers):
            rows = await connection.execute(
                select(item.c.number, item.c.known_until).where(
                    and_(
                        item.c.repository_id == of,
                        item.c.number.in_(some),
                        item.c.known_until.is_not(None),
                    )
                )
            )
            until |= {(of, r.number): r.known_until for r in rows}
    written = await _comments_of(connection, [t for t in told if _thread(t) in until])
    return [
        replace(one, rows=_new(one.rows, until[thread], written.get(thread, set())))
        if (thread := _thread(one)) in until
        else one
        for one in told
    ]


def _new(rows: Sequence[Activity], end: datetime, written: Set[str]) -> tuple[Activity, ...]:
    """Without what has no id, and without comments that were gone by then."""
    gone = {
        f"c{row.key}"
        for row in rows
        if row.kind is Kind.COMMENTED and row.at <= end and row.key not in written
    }
    return tuple(
        row
        for row in rows
        if (row.kind not in BY_TIME or row.at > end)
        and row.detail not in gone
        and not (row.kind is Kind.COMMENTED and f"c{row.key}" in gone)
    )


async def _comments_of(
    connection: AsyncConnection, told: Sequence[Told]
) -> dict[tuple[int, int], set[str]]:
    """Thread -> the comments that are known of it, for threads of which comments are told."""
    numbers: dict[int, list[int]] = {}
    for one in told:
        if any(row.kind is Kind.COMMENTED for row in one.rows):
            numbers.setdefault(one.repository_id, []).append(one.number)
    found: dict[tuple[int, int], set[str]] = {}
    for of, these in numbers.items():
        for some in portions(these):
            for row in await connection.execute(_COMMENTS, {"of": of, "these": some}):
                if row.kind == Kind.COMMENTED:
                    found.setdefault((of, row.number), set()).add(row.key)
    return found


def _thread(told: Told) -> tuple[int, int]:
    return told.repository_id, told.number
