"""Brings the store's tables to this version of the code, or says that they are not.

SQLite migrates at start under its write lock; PostgreSQL only by `linchpin db upgrade`.
"""

from pathlib import Path

from sqlalchemy import Connection, String, column, inspect, select, table
from sqlalchemy.schema import CreateSchema

from bot.store.database import Database
from bot.store.tables import SCHEMA

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "migration"


class SchemaOutdated(Exception):
    """The database has another schema than this code; the message names the command."""


def newest() -> str:
    """The revision this code was written for: the last file's number."""
    found = sorted(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))
    if not found:
        raise SchemaOutdated("no migrations are installed; reinstall linchpin-bot")
    return found[-1].partition("_")[0]


async def current(database: Database) -> str | None:
    """The revision the database has; None for an empty one."""
    schema = None if database.is_sqlite else SCHEMA
    versions = table(VERSION_TABLE, column("version_num", String), schema=schema)

    def look(connection: Connection) -> str | None:
        if not inspect(connection).has_table(VERSION_TABLE, schema):
            return None
        revision = connection.execute(select(versions)).scalar()
        return None if revision is None else str(revision)

    async with database.read() as connection:
        return await connection.run_sync(look)


async def upgrade(database: Database) -> None:
    """Bring the store to the newest revision, in one transaction."""
    if await current(database) == newest():
        return
    async with database.write() as connection:
        if not database.is_sqlite:
            await connection.execute(CreateSchema(SCHEMA, if_not_exists=True))
        await connection.run_sync(_migrate)


def _migrate(connection: Connection) -> None:
    # Only a database that has to change pays for loading this: a tenth of a start.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


async def require_newest(database: Database) -> None:
    """Raise `SchemaOutdated`, with the command, unless the store fits this code."""
    found, wanted = await current(database), newest()
    if found != wanted:
        raise SchemaOutdated(
            f"the database has schema {found or 'none'}, this version needs {wanted}: "
            "run `linchpin db upgrade`"
        )
