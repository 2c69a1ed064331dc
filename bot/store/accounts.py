"""The one table that knows logins: who acted, and under which names."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from sqlalchemy import bindparam, case, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.parsing.machines import is_machine
from bot.store.history_tables import account, activity, item
from bot.store.portions import portions
from bot.vocabulary.history import Kind, Told

_Key = tuple[str, str]
"""(keyed person, keyed login): the table's key."""


async def keep(connection: AsyncConnection, told: Sequence[Told], hidden: Collection[str]) -> None:
    """Keep everybody who is named, but those who are hidden. Call within a write."""
    found = _named(told, hidden)
    if not found:
        return
    known = await _known(connection, sorted({person for person, _login in found}))
    await connection.execute(
        _insert(connection.dialect.name), [found[key] for key in sorted(found)]
    )
    new = sorted({login_key for key in found if key not in known for login_key in key[1:]})
    await _fold_again(connection, new)


def _named(told: Sequence[Told], hidden: Collection[str]) -> dict[_Key, dict[str, Any]]:
    """The rows to keep, each as it was seen last."""
    found: dict[_Key, dict[str, Any]] = {}
    for one in told:
        seen_at = max((row.at for row in one.rows), default=None)
        for who in one.accounts:
            if seen_at is None or who.person in hidden:
                continue
            key = (who.person, who.login_key)
            if key in found and found[key]["seen_at"] >= seen_at:
                continue
            found[key] = {
                "person": who.person,
                "login_key": who.login_key,
                "login": who.login,
                "kind": who.kind,
                "is_machine": is_machine(who.login, who.kind),
                "seen_at": seen_at,
            }
    return found


async def _known(connection: AsyncConnection, persons: Sequence[str]) -> set[_Key]:
    known: set[_Key] = set()
    for some in portions(persons):
        rows = await connection.execute(
            select(account.c.person, account.c.login_key).where(account.c.person.in_(some))
        )
        known.update((r.person, r.login_key) for r in rows)
    return known


async def _fold_again(connection: AsyncConnection, login_keys: Sequence[str]) -> None:
    """Mentions of somebody unknown become demands when that person is known."""
    for some in portions(login_keys):
        threads = await connection.execute(
            select(activity.c.repository_id, activity.c.number)
            .where(activity.c.kind == Kind.MENTIONED, activity.c.subject.in_(some))
            .distinct()
        )
        if mentioned := [{"of": r.repository_id, "this": r.number} for r in threads]:
            await connection.execute(_AGAIN, mentioned)


_AGAIN = (
    update(item)
    .where(item.c.repository_id == bindparam("of"), item.c.number == bindparam("this"))
    .values(version=item.c.version + 1)
)
_CHANGES = ("login", "kind", "is_machine", "seen_at")


@cache
def _insert(dialect: str) -> Any:
    insert: Any = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = insert(account)
    new = statement.excluded
    later = new.seen_at > account.c.seen_at
    return statement.on_conflict_do_update(
        index_elements=["person", "login_key"],
        set_={name: case((later, new[name]), else_=account.c[name]) for name in _CHANGES},
    )
