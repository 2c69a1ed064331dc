"""All that is kept of one person, to be shown or to be forgotten.

Every table says which of its columns name people (`people`: who did something; `about`: whom the
row is about), so that a new table needs nothing here.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from bot.learning.wordings import unpacked
from bot.store import opt_outs
from bot.store.history_tables import account, activity, item
from bot.store.tables import metadata
from bot.vocabulary.history import Kind


@dataclass(frozen=True, slots=True)
class Names:
    """All keyed hashes of one person: of the id, and of each login it ever had."""

    person: str
    logins: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Both kinds."""
        return (self.person, *self.logins)


async def names_of(connection: AsyncConnection, person: str) -> Names:
    """The person's hashes as far as they are known; a login that somebody has since is theirs."""
    since = aliased(account)
    passed_on = exists().where(
        since.c.login_key == account.c.login_key,
        since.c.person != person,
        since.c.seen_at > account.c.seen_at,
    )
    rows = await connection.execute(
        select(account.c.login_key)
        .where(account.c.person == person, ~passed_on)
        .order_by(account.c.login_key)
    )
    return Names(person, tuple(rows.scalars()))


async def persons_named(connection: AsyncConnection, login_key: str) -> Sequence[str]:
    """Everybody who is known under a login, or was."""
    rows = await connection.execute(
        select(account.c.person).where(account.c.login_key == login_key).order_by(account.c.person)
    )
    return list(rows.scalars())


async def export(connection: AsyncConnection, names: Names) -> dict[str, list[dict[str, Any]]]:
    """Table -> the rows that name the person, as plain values; tables without any are left out."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table in metadata.sorted_tables:
        columns = _columns(table, "people") + _columns(table, "about")
        if table.name == "opt_out":
            columns = ["person"]
        if not columns:
            continue
        rows = await connection.execute(select(table).where(_any(table, columns, names.all)))
        plain = [{k: _plain(v) for k, v in row._mapping.items()} for row in rows]
        if plain:
            found[table.name] = plain
    return found


async def erase(connection: AsyncConnection, names: Names, now: datetime) -> dict[str, int]:
    """Forget the person, and put the hashes where they keep the person from coming back.

    Table -> rows that were changed or deleted. Threads stay, without the name. Call within a write.
    """
    for one in names.all:
        await opt_outs.add(connection, one, now)
    threads = select(activity.c.repository_id, activity.c.number).where(
        or_(activity.c.actor.in_(names.all), activity.c.subject.in_(names.all))
    )
    touched = (await connection.execute(threads.distinct())).all()
    done: dict[str, int] = {}
    # The key of a reaction names who reacted.
    reacted = (activity.c.kind == Kind.REACTED) & activity.c.actor.in_(names.all)
    done["activity"] = (await connection.execute(delete(activity).where(reacted))).rowcount
    for table in metadata.sorted_tables:
        if about := _columns(table, "about"):
            gone = await connection.execute(delete(table).where(_any(table, about, names.all)))
            done[table.name] = done.get(table.name, 0) + gone.rowcount
        for column in _columns(table, "people"):
            nameless = await connection.execute(
                update(table).where(table.c[column].in_(names.all)).values({column: None})
            )
            done[table.name] = done.get(table.name, 0) + nameless.rowcount
    for row in touched:
        await connection.execute(
            update(item)
            .where(item.c.repository_id == row.repository_id, item.c.number == row.number)
            .values(version=item.c.version + 1)
        )
    return {name: count for name, count in done.items() if count}


def _columns(table: Table, what: str) -> list[str]:
    return list(table.info.get(what, ()))


def _any(table: Table, columns: Collection[str], names: Collection[str]) -> Any:
    return or_(*(table.c[column].in_(names) for column in columns))


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return unpacked(value)
    return value.isoformat() if isinstance(value, datetime) else value
