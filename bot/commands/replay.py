"""`linchpin replay`: one recorded payload through the pipeline."""

import json
from pathlib import Path
from typing import Any

import click
import orjson

from bot import app
from bot.commands.running import given_settings, run
from bot.github.redaction import shown
from bot.intake import events
from bot.vocabulary.events import Dropped


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--event", required=True, help='GitHub\'s event name, e.g. "issues".')
@click.option("--dry-run", is_flag=True, help="Decide and print; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def replay(file: Path, event: str, dry_run: bool, as_json: bool) -> None:
    """Carry one recorded payload through the pipeline and print what it comes to.

    Proposals with evidence, the guard's verdicts with reasons, and the effects. The payload names
    the thread; how that is now, is read at GitHub with the App's credentials. GitHub shows recorded
    payloads among the App's settings, under "Recent deliveries".
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
            f"replay reads the thread at GitHub: set {', '.join(settings.missing)}"
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
    click.echo(f"{report['event']}: {report['outcome']}")
    if "grace period" in report["outcome"]:
        click.echo("Try again later, or set LINCHPIN_GRACE_SECONDS=0.")
    for row in report["proposals"]:
        verdict = "allowed" if row["allowed"] else f"refused: {row['reason_text']}"
        what = shown(f"{row['kind']} {row['target']}")
        click.echo(f"\n{what}  ({row['capability']}, mode {row['mode']})")
        click.echo(f"  {verdict}")
        click.echo(f"  why: {row['why']}")
        for line in row["evidence"]:
            click.echo(shown(f"  seen: {line}"))
        for line in str(row["values"].get("text", "")).splitlines():
            click.echo(shown(f"  | {line}".rstrip()))
    for effect in report["effects"]:
        click.echo(f"\ndone: {effect}")
