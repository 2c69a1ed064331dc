"""`linchpin db`: migrations."""

import sys

import click

from bot import app
from bot.commands.running import given_settings, run
from bot.store import migrate
from bot.store.database import Database


@click.group()
def db() -> None:
    """Migrations."""


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring store, inbox and engine to this version."""
    settings = given_settings()
    run(lambda: app.upgrade(settings))
    click.echo("up to date")


@db.command("status")
def db_status() -> None:
    """Say which schema the database has and which this version needs; exit 1 if they differ."""
    settings = given_settings()
    found: list[str | None] = []

    async def work() -> None:
        database = Database(settings.store_url)
        found.append(await migrate.current(database))
        await database.close()

    run(work)
    click.echo(f"has {found[0] or 'none'}, needs {migrate.newest()}")
    if found[0] != migrate.newest():
        click.echo("run `linchpin db upgrade`", err=True)
        sys.exit(1)
