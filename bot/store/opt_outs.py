"""People who want none of this, by keyed hash: of the id, and of every login they are seen with.

On PostgreSQL whoever opts out waits for those who are just writing about people, and they for him,
so that nobody writes a name down of whom it was not known yet. SQLite has one writer anyway.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, exists, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.history_tables import account, activity, item
from bot.store.tables import opt_out
from bot.store.upsert import upsert
from bot.vocabulary.history import Account, Kind


async def add(connection: AsyncConnection, person: str, now: datetime) -> None:
    """Opt out."""
    await _lock(connection, "EXCLUSIVE")
    await upsert(connection, opt_out, {"person": person, "at": now})


async def remove(connection: AsyncConnection, person: str) -> None:
    """Opt in again; the person's logins follow when the person is seen with them."""
    await connection.execute(delete(opt_out).where(opt_out.c.person == person))


async def holds(connection: AsyncConnection, person: str) -> bool:
    """Whether the person opted out. Call within the write that would name the person."""
    await _lock(connection, "ROW SHARE")
    found = select(exists().where(opt_out.c.person == person))
    return bool((await connection.execute(found)).scalar_one())


async def hidden(connection: AsyncConnection, seen: Iterable[Account]) -> frozenset[str]:
    """All that must not be written down. Call within the write that would name people.

    A login that somebody hidden is `seen` with is hidden from now on, with the mentions that were
    kept of it; one that somebody else is seen with is nobody's secret any more.
    """
    await _lock(connection, "ROW SHARE")
    known = {row.person: row.at for row in await connection.execute(select(opt_out))}
    if not known:
        return frozenset()
    accounts = tuple(seen)
    others = {who.login_key for who in accounts if who.person not in known}
    new = {who.login_key: known[who.person] for who in accounts if who.person in known}
    new = {login: at for login, at in new.items() if login not in known and login not in others}
    if new:
        borne = select(account.c.login_key).where(account.c.login_key.in_(sorted(new)))
        for login in (await connection.execute(borne)).scalars().all():
            new.pop(login, None)
    for login, at in sorted(new.items()):
        await upsert(connection, opt_out, {"person": login, "at": at})
        await _forget_mentions(connection, login)
    shown = known.keys() & others
    if shown:
        await connection.execute(delete(opt_out).where(opt_out.c.person.in_(sorted(shown))))
    return frozenset(known.keys() - shown | new.keys())


async def _forget_mentions(connection: AsyncConnection, login_key: str) -> None:
    of_them = (activity.c.kind == Kind.MENTIONED) & (activity.c.subject == login_key)
    mentioning = exists().where(
        of_them,
        activity.c.repository_id == item.c.repository_id,
        activity.c.number == item.c.number,
    )
    await connection.execute(update(item).where(mentioning).values(version=item.c.version + 1))
    await connection.execute(delete(activity).where(of_them))


async def _lock(connection: AsyncConnection, mode: str) -> None:
    if connection.dialect.name != "sqlite":
        await connection.execute(text(f"LOCK TABLE store.opt_out IN {mode} MODE"))
