"""`linchpin dead`: jobs that failed for good."""

import json
import sys
from typing import Any

import click
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from bot import app
from bot.commands.running import given_settings, run
from bot.github.redaction import shown
from bot.store import dead_letters


@click.group()
def dead() -> None:
    """Jobs that failed for good."""


@dead.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def dead_list(as_json: bool) -> None:
    """List them, the newest first."""
    settings = given_settings()
    rows: list[dict[str, Any]] = []

    async def work() -> None:
        async with app.open_parts(settings) as parts, parts.database.read() as connection:
            rows.extend(
                {
                    "job": letter.job_id,
                    "kind": letter.kind,
                    "error": letter.error,
                    "attempts": letter.attempts,
                    "at": letter.at.isoformat(),
                }
                for letter in await dead_letters.listed(connection)
            )

    run(work)
    if as_json:
        click.echo(json.dumps(rows))
    elif not rows:
        click.echo("no dead letters")
    else:
        table = Table(Column("job", overflow="fold"), "kind", "attempts", "error", "at")
        for row in rows:
            cells = (row["job"], row["kind"], str(row["attempts"]), row["error"], row["at"])
            table.add_row(*(Text(shown(cell)) for cell in cells))
        Console().print(table)


@dead.command("requeue")
@click.argument("jobs", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All of them.")
def dead_requeue(jobs: tuple[str, ...], everything: bool) -> None:
    """Have jobs tried again, by the ids `dead list` shows. The running worker takes them up."""
    if not jobs and not everything:
        raise click.UsageError("name jobs, or say --all")
    settings = given_settings()
    done: list[str] = []

    async def work() -> None:
        async with app.open_parts(settings) as parts:
            done.extend(await app.requeue(parts, jobs, everything=everything))

    run(work)
    for job in jobs:
        if job not in done:
            click.echo(f"{job}: no such dead letter", err=True)
    click.echo(f"requeued {len(done)}")
    if jobs and len(done) < len(jobs):
        sys.exit(1)
