"""Runs the migrations over the connection handed in by `bot.store.migrate`."""

from alembic import context

from bot.store.tables import SCHEMA, metadata

connection = context.config.attributes["connection"]
on_sqlite = connection.dialect.name == "sqlite"
context.configure(
    connection=connection,
    target_metadata=metadata,
    version_table="migration",
    version_table_schema=None if on_sqlite else SCHEMA,
    render_as_batch=on_sqlite,
    include_schemas=not on_sqlite,
)
with context.begin_transaction():
    context.run_migrations()
