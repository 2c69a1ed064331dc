"""Brings the store's tables to this version of the code, or says that they are not.

SQLite migrates at start under its write lock; PostgreSQL only by `linchpin db upgrade`.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.schema import CreateSchema

from bot.store.database import Database
from bot.store.tables import SCHEMA


class SchemaOutdated(Exception):
    """The database has another schema than this code; the message names the command."""


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def newest() -> str:
    """The revision this code was written for."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise SchemaOutdated("no migrations are installed; reinstall linchpin-bot")
    return head


async def current(database: Database) -> str | None:
    """The revision the database has; None for an empty one."""
    schema = None if database.is_sqlite else SCHEMA

    def look(connection: Connection) -> str | None:
        options = {"version_table": "migration", "version_table_schema": schema}
        return MigrationContext.configure(connection, opts=options).get_current_revision()

    async with database.read() as connection:
        return await connection.run_sync(look)


async def upgrade(database: Database) -> None:
    """Bring the store to the newest revision, in one transaction."""
    async with database.write() as connection:
        if not database.is_sqlite:
            await connection.execute(CreateSchema(SCHEMA, if_not_exists=True))
        await connection.run_sync(lambda sync: command.upgrade(_config(sync), "head"))


async def require_newest(database: Database) -> None:
    """Raise `SchemaOutdated`, with the command, unless the store fits this code."""
    found, wanted = await current(database), newest()
    if found != wanted:
        raise SchemaOutdated(
            f"the database has schema {found or 'none'}, this version needs {wanted}: "
            "run `linchpin db upgrade`"
        )
