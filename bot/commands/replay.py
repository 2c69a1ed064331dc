"""`linchpin replay`: one recorded payload through the pipeline."""

import json
from pathlib import Path
from typing import Any

import click
import orjson
from rich.console import Console
from rich.table import Table

from bot import app
from bot.commands.common import given_settings, run
from bot.intake import events
from bot.vocabulary.events import Dropped


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--event", required=True, help='GitHub\'s event name, e.g. "issues".')
@click.option("--dry-run", is_flag=True, help="Decide and print; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def replay(file: Path, event: str, dry_run: bool, as_json: bool) -> None:
    """Carry one recorded payload through the pipeline and print what it comes to.

    Proposals with evidence, the guard's verdicts with reasons, and the effects.
    """
    settings = given_settings()
    try:
        payload = orjson.loads(file.read_bytes())
    except orjson.JSONDecodeError as error:
        raise click.ClickException(f"{file} is not JSON: {error}") from error
    if not isinstance(payload, dict):
        raise click.ClickException(f"{file} is not a recorded payload: not a JSON object")
    understood = events.parse(event, payload)
    if isinstance(understood, Dropped):
        raise click.ClickException(f"dropped: {understood.reason}; is --event {event} right?")
    if not settings.has_app:
        raise click.ClickException(
            "replay reads the thread at GitHub: set GITHUB_APP_ID, GITHUB_PRIVATE_KEY and "
            "GITHUB_WEBHOOK_SECRET"
        )
    app.configure_logging(settings.log_format)

    async def work() -> None:
        async with app.open_parts(settings) as parts:
            report = await app.replay(parts, understood, file.name, dry_run=dry_run)
        if as_json:
            click.echo(json.dumps(report))
        else:
            _print_report(report)

    run(work)


def _print_report(report: dict[str, Any]) -> None:
    console = Console()
    console.print(f"{report['event']}: {report['outcome']}")
    table = Table("action", "capability", "why", "verdict")
    for row in report["proposals"]:
        verdict = "allowed" if row["allowed"] else f"refused: {row['reason_text']}"
        table.add_row(f"{row['kind']} {row['target']}", row["capability"], row["why"], verdict)
    console.print(table)
    for effect in report["effects"]:
        console.print(f"done: {effect}")
