"""Which index serves which question of the past, in a store whose rows nobody counted yet.

PostgreSQL then takes every index that could serve for equally good, SQLite the one that saves it
the sorting: either may read a whole repository for one thread.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.learning.folding import Folded
from bot.store import items, migrate, standing
from bot.store.database import Database
from bot.vocabulary.history import Item

Question = Callable[[AsyncConnection], Awaitable[object]]

PERSON = "a" * 32


@pytest.fixture
async def fresh(database_url: str) -> AsyncIterator[Database]:
    """A store as `linchpin db upgrade` leaves it, its indexes made in that order."""
    opened = Database(database_url)
    await migrate.upgrade(opened)
    yield opened
    await opened.close()


async def plans(database: Database, ask: Question) -> str:
    """How the database carries out what the question executes."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, text: str, values: Any, _how: Any, many: bool) -> None:
        asked.append((text, values[0] if many else values))

    async with database.write() as connection:
        event.listen(database.engine.sync_engine, "before_cursor_execute", note)
        await ask(connection)
        event.remove(database.engine.sync_engine, "before_cursor_execute", note)
        explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
        found = []
        for text, values in asked:
            plan = await connection.exec_driver_sql(f"{explain} {text}", values)
            found += [str(row) for row in plan]
    return "\n".join(found)


async def test_a_folded_thread_is_found_by_its_number_alone(fresh: Database) -> None:
    def keep(connection: AsyncConnection) -> Awaitable[None]:
        return items.keep(connection, [Folded(1, 7, 3, Item(), ())])

    found = await plans(fresh, keep)

    primary = "sqlite_autoindex_item_1" if fresh.is_sqlite else "item_pkey"
    assert primary in found
    assert "demand_by_thread" in found
    assert "item_by" not in found


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (lambda c: standing.open_demands(c, 1, 7), "demand_by_thread"),
        (lambda c: standing.demands_on(c, PERSON), "demand_open_by_person"),
        (lambda c: standing.backlog(c, 1, is_pull_request=True), "item_open"),
        (lambda c: standing.author_history(c, 1, PERSON, but=7), "item_by_author"),
    ],
    ids=["a thread's demands", "a person's demands", "the backlog", "an author's history"],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_question_reads_what_it_asks_for(
    ask: Question, index: str, fresh: Database
) -> None:
    """On SQLite, which never counts by itself; PostgreSQL decides anew when it has counted."""
    assert index in await plans(fresh, ask)
