from collections.abc import AsyncIterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.schema import CreateSchema

from bot.store import migrate
from bot.store.database import Database
from bot.store.tables import SCHEMA, metadata


@pytest.fixture
async def empty(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    yield opened
    await opened.close()


async def test_migrations_build_exactly_the_tables_of_the_code(empty: Database) -> None:
    await migrate.upgrade(empty)

    def differences(connection: Connection) -> list[object]:
        options = {
            "include_schemas": not empty.is_sqlite,
            "version_table": "migration",
            "version_table_schema": None if empty.is_sqlite else SCHEMA,
            "include_name": lambda name, kind, _parents: kind != "schema" or name in (None, SCHEMA),
        }
        context = MigrationContext.configure(connection, opts=options)
        target = metadata
        if empty.is_sqlite:
            target = type(metadata)()
            for table in metadata.tables.values():
                table.to_metadata(target, schema=None)  # type: ignore[arg-type] # documented
        return list(compare_metadata(context, target))

    async with empty.read() as connection:
        assert await connection.run_sync(differences) == []
    assert await migrate.current(empty) == migrate.newest()


async def test_upgrading_twice_changes_nothing(empty: Database) -> None:
    await migrate.upgrade(empty)

    await migrate.upgrade(empty)

    await migrate.require_newest(empty)


async def test_an_older_schema_is_refused_with_the_command_to_run(empty: Database) -> None:
    async with empty.write() as connection:
        if not empty.is_sqlite:
            await connection.execute(CreateSchema(SCHEMA))

    with pytest.raises(migrate.SchemaOutdated, match="linchpin db upgrade"):
        await migrate.require_newest(empty)
