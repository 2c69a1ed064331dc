from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select

from bot.store.database import Database, store_url
from bot.store.tables import timer


async def test_a_time_comes_back_as_it_was_in_utc(database: Database) -> None:
    at = datetime(2026, 3, 2, 10, 0, 0, 5, tzinfo=timezone(timedelta(hours=1)))

    async with database.write() as connection:
        await connection.execute(
            timer.insert().values(id="a", due_at=at, kind="look", lane="1/2", subject="1/2")
        )

    async with database.read() as connection:
        row = (await connection.execute(select(timer))).one()
    assert (row.due_at, row.subject) == (at.astimezone(UTC), "1/2")


async def test_a_failed_write_leaves_nothing(database: Database) -> None:
    row = {
        "id": "a",
        "due_at": datetime(2026, 3, 2, tzinfo=UTC),
        "kind": "k",
        "lane": "1/2",
        "subject": "",
    }

    async def write_and_fail() -> None:
        async with database.write() as connection:
            await connection.execute(timer.insert().values(row))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await write_and_fail()

    async with database.read() as connection:
        assert (await connection.execute(select(timer))).all() == []


def test_a_database_of_another_make_is_refused_with_the_remedy() -> None:
    with pytest.raises(ValueError, match="neither sqlite nor postgresql"):
        store_url("mysql://localhost/x")
