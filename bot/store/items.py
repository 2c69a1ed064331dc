"""Threads as they stand, and the demands on them: what follows from the activity that was kept."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, delete, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.learning.demands import EXPIRES
from bot.learning.folding import Folded, Unfolded
from bot.store import activity
from bot.store.history_tables import account, demand, item
from bot.store.history_tables import activity as activity_table
from bot.store.portions import portions
from bot.vocabulary.history import Activity, Demand, Ending, Item, Kind

ROWS = 2_000
"""Activities in one round: folding them takes some 30 ms."""


async def unfolded(
    connection: AsyncConnection, limit: int, listed: Collection[str] = ()
) -> list[Unfolded]:
    """At most `limit` threads about which something new was told, with all their activity.

    `listed`: keyed logins that the organisation says no person acts with.
    """
    found = (
        await connection.execute(
            select(item.c.repository_id, item.c.number, item.c.version)
            .where(item.c.version != item.c.folded)
            .order_by(item.c.repository_id)
            .limit(limit)
        )
    ).all()
    if not found:
        return []
    named = frozenset((await persons_of(connection, listed)).values())
    threads: list[Unfolded] = []
    read = 0
    for of, group in groupby(found, key=lambda r: r.repository_id):
        versions = {r.number: r.version for r in group}
        rows = await activity.of_threads(connection, of, sorted(versions))
        said = [row for some in rows.values() for row in some]
        persons = await persons_of(connection, _mentioned(said))
        machines = await machines_among(connection, _named(said) | set(persons.values())) | named
        for number, version in versions.items():
            threads.append(Unfolded(of, number, version, tuple(rows[number]), persons, machines))
            read += len(rows[number])
            if read > ROWS:
                return threads
    return threads


async def fold_again(connection: AsyncConnection, login_keys: Collection[str]) -> None:
    """Have all threads folded again on which somebody acted under these keyed logins."""
    persons = sorted((await persons_of(connection, login_keys)).values())
    acted = exists().where(
        activity_table.c.repository_id == item.c.repository_id,
        activity_table.c.number == item.c.number,
        activity_table.c.actor.in_(persons),
    )
    if persons:
        await connection.execute(update(item).where(acted).values(version=item.c.version + 1))


async def keep(connection: AsyncConnection, folded: Sequence[Folded]) -> None:
    """Put down where the threads stand. Call within a write."""
    if not folded:
        return
    folded = sorted(
        folded, key=_place
    )  # as `activity.tell` locks them: PostgreSQL sees no deadlock
    await connection.execute(_UPDATE, [_item(one) for one in folded])
    for of, group in groupby(folded, key=lambda one: one.repository_id):
        numbers = [one.number for one in group]
        for some in portions(numbers):
            await connection.execute(_NO_DEMANDS, {"of": of, "these": some})
    rows = [_demand(one, asked) for one in folded for asked in one.demands]
    if rows:
        await connection.execute(insert(demand), rows)


async def expire(connection: AsyncConnection, now: datetime) -> int:
    """End demands that nobody answered in time, where nothing else happened; how many."""
    late = (
        await connection.execute(
            select(demand.c.id, demand.c.asked_at).where(
                demand.c.ended_at.is_(None), demand.c.asked_at <= now - EXPIRES
            )
        )
    ).all()
    if late:
        await connection.execute(
            update(demand)
            .where(demand.c.id == bindparam("this"))
            .values(ended_at=bindparam("at"), ending=Ending.EXPIRED, in_court=False),
            [{"this": r.id, "at": r.asked_at + EXPIRES} for r in late],
        )
    return len(late)


async def load(connection: AsyncConnection, repository_id: int, number: int) -> Item | None:
    """The thread as it was last folded."""
    row = (
        await connection.execute(
            select(item).where(item.c.repository_id == repository_id, item.c.number == number)
        )
    ).one_or_none()
    return None if row is None else item_of(row)


def item_of(row: Any) -> Item:
    """The item of a row."""
    return Item(
        is_pull_request=row.is_pull_request,
        author=row.author,
        by_bot=row.by_bot,
        opened_at=row.opened_at,
        is_draft=row.is_draft,
        closed_at=row.closed_at,
        first_closed_at=row.first_closed_at,
        merged_at=row.merged_at,
        answered_at=row.answered_at,
        answered_by=row.answered_by,
        waited_seconds=row.waited_seconds,
        waiting_since=row.waiting_since,
        last_at=row.last_at,
        labels=tuple(row.labels or ()),
        gone=row.gone,
    )


def demand_of(row: Any) -> Demand:
    """The demand of a row."""
    return Demand(
        person=row.person,
        team=row.team,
        cycle=row.cycle,
        asked_at=row.asked_at,
        asked_by=row.asked_by,
        causes=tuple(row.causes.split(",")) if row.causes else (),
        in_court=row.in_court,
        ended_at=row.ended_at,
        ending=Ending(row.ending) if row.ending else None,
        ended_by=row.ended_by,
    )


async def persons_of(connection: AsyncConnection, login_keys: Collection[str]) -> dict[str, str]:
    """Keyed login -> keyed person: who bore the name last."""
    found: dict[str, str] = {}
    for some in portions(sorted(login_keys)):
        rows = await connection.execute(
            select(account.c.login_key, account.c.person)
            .where(account.c.login_key.in_(some))
            .order_by(account.c.seen_at, account.c.person)
        )
        found |= {r.login_key: r.person for r in rows}
    return found


async def machines_among(connection: AsyncConnection, persons: Collection[str]) -> frozenset[str]:
    """Those of the persons that no person acts with."""
    found: set[str] = set()
    for some in portions(sorted(persons)):
        rows = await connection.execute(
            select(account.c.person).where(account.c.person.in_(some), account.c.is_machine)
        )
        found.update(rows.scalars())
    return frozenset(found)


def _named(rows: Iterable[Activity]) -> set[str]:
    return {who for row in rows for who in (row.actor, row.subject) if who is not None}


def _mentioned(rows: Iterable[Activity]) -> set[str]:
    return {row.subject for row in rows if row.kind is Kind.MENTIONED and row.subject is not None}


_VALUES = tuple(Item.__slots__)
_UPDATE = (
    update(item)
    .where(item.c.repository_id == bindparam("of"), item.c.number == bindparam("this"))
    .values({name: bindparam(name) for name in (*_VALUES, "folded")})
)
_NO_DEMANDS = delete(demand).where(
    demand.c.repository_id == bindparam("of"),
    demand.c.number.in_(bindparam("these", expanding=True)),
)
"""Many threads at once: one after the other each may read the whole repository's, as above."""


def _place(one: Folded) -> tuple[int, int]:
    return one.repository_id, one.number


def _item(one: Folded) -> dict[str, Any]:
    values = {name: getattr(one.item, name) for name in _VALUES}
    values |= {"labels": list(one.item.labels), "folded": one.version}
    return values | {"of": one.repository_id, "this": one.number}


def _demand(one: Folded, asked: Demand) -> dict[str, Any]:
    values = {name: getattr(asked, name) for name in Demand.__slots__}
    values |= {"causes": ",".join(asked.causes)}
    return values | {"repository_id": one.repository_id, "number": one.number}
