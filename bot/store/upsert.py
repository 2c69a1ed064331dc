"""Insert or update in one statement, in the words of either database."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


async def upsert(
    connection: AsyncConnection,
    table: Table,
    row: Mapping[str, Any],
    *,
    keep: Sequence[str] = (),
) -> None:
    """Write `row`; where its primary key stands already, update all but the columns in `keep`."""
    statement = _statement(connection.dialect.name, table, tuple(row), tuple(keep))
    await connection.execute(statement, dict(row))


@cache
def _statement(dialect: str, table: Table, names: tuple[str, ...], keep: tuple[str, ...]) -> Any:
    """Made once for each set of columns: making it takes longer than running it."""
    insert: Any = sqlite.insert if dialect == "sqlite" else postgresql.insert
    keys = [column.name for column in table.primary_key]
    statement = insert(table)
    changes = {name: statement.excluded[name] for name in names if name not in (*keys, *keep)}
    if changes:
        return statement.on_conflict_do_update(index_elements=keys, set_=changes)
    return statement.on_conflict_do_nothing(index_elements=keys)
