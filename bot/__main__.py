"""The command line: `linchpin`, the same as `python -m bot`."""

import gc

gc.disable()  # nothing that loading makes can be thrown away, and looking for it is a tenth of it

import asyncio
import json
import signal
import sqlite3
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import asyncpg
import click
import orjson
from rich.console import Console
from rich.table import Table
from sqlalchemy.exc import ArgumentError, DBAPIError

from bot import app, capabilities, config, schema
from bot.github.errors import GitHubFailed
from bot.intake import events
from bot.settings import Settings, SettingsInvalid
from bot.settings import read as read_settings
from bot.store import dead_letters, migrate
from bot.store.database import Database, store_url
from bot.vocabulary.events import Dropped

gc.enable()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="linchpin-bot")
def main() -> None:
    """Linchpin brings an organisation's own people to the maintainers it stands on."""


def _settings(**given: Any) -> Settings:
    try:
        settings = read_settings()
    except SettingsInvalid as error:
        raise click.ClickException(f"the environment has mistakes:\n{error}") from error
    try:
        store_url(settings.store_url)
    except (ValueError, ArgumentError) as error:
        told = "not a URL" if isinstance(error, ArgumentError) else str(error)
        raise click.ClickException(
            f"DATABASE_URL: {told.removeprefix('DATABASE_URL: ')}; "
            "give sqlite:///FILE or postgresql://USER@HOST/NAME"
        ) from None
    return settings.model_copy(update={k: v for k, v in given.items() if v is not None})


def _run(work: Callable[[], Awaitable[None]]) -> None:
    try:
        import uvloop
    except ImportError:
        asyncio.run(_as_coroutine(work))
    else:
        uvloop.run(_as_coroutine(work))


async def _as_coroutine(work: Callable[[], Awaitable[None]]) -> None:
    try:
        await work()
    except migrate.SchemaOutdated as error:
        raise click.ClickException(str(error)) from error
    except GitHubFailed as error:
        raise click.ClickException(f"GitHub: {error}") from error
    except (DBAPIError, asyncpg.PostgresError, sqlite3.Error, ConnectionError) as error:
        told = str(getattr(error, "orig", None) or error).strip()
        raise click.ClickException(
            f"the database cannot be used: {told}; check DATABASE_URL and that it runs"
        ) from error
    except OSError as error:
        raise click.ClickException(
            f"{error}; check LINCHPIN_HOME, DATABASE_URL, HOST and PORT"
        ) from error


def _stopped() -> asyncio.Event:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


@main.command()
@click.option("--host", help="Address to listen on; HOST, by default 127.0.0.1.")
@click.option("--port", type=int, help="Port to listen on; PORT, by default 8080.")
@click.option(
    "--with-worker/--no-worker",
    default=None,
    help="Do the work in this process too; by default on SQLite only.",
)
def serve(host: str | None, port: int | None, with_worker: bool | None) -> None:
    """Take webhooks in, and on SQLite do the work too."""
    settings = _settings(host=host, port=port)
    app.configure_logging(settings.log_format)
    on_sqlite = settings.store_url.startswith("sqlite")
    works = on_sqlite if with_worker is None else with_worker

    async def work() -> None:
        async with app.open_parts(settings) as parts:
            await app.serve(parts, works=works, stop=_stopped(), say=click.echo)

    _run(work)


@main.command()
def worker() -> None:
    """Do the work, without taking webhooks in."""
    settings = _settings()
    app.configure_logging(settings.log_format)

    async def work() -> None:
        async with app.open_parts(settings) as parts:
            await app.work(parts, stop=_stopped())

    _run(work)


@main.command("demo")
@click.option("--port", type=int, help="Port of the local GitHub; PORT, by default 8080.")
@click.option("--once", is_flag=True, help="Tell the story and exit; exit code 1 if it went wrong.")
def show_demo(port: int | None, once: bool) -> None:
    """Show the whole story in a browser, on a GitHub on this machine; no account needed."""
    try:
        from bot import demo
    except ModuleNotFoundError as missing:
        raise click.ClickException(
            f"the demo needs more packages ({missing.name}): pip install 'linchpin-bot[demo]'"
        ) from missing
    settings = _settings(port=port)
    node_directory = settings.linchpin_home.resolve() / "emulator"
    with tempfile.TemporaryDirectory(prefix="linchpin-demo-") as name:
        home = Path(name)
        log = home / "linchpin.log"
        with log.open("w", encoding="utf-8", buffering=1) as lines:
            app.configure_logging("json", lines)

            async def work() -> None:
                await demo.run(
                    home, node_directory, settings.port, once=once, say=_say, stop=_stopped()
                )

            try:
                _run(work)
            except demo.DemoFailed as failed:
                last = "".join(log.read_text(encoding="utf-8").splitlines(keepends=True)[-10:])
                raise click.ClickException(f"{failed}\n{last}".rstrip()) from failed


def _say(line: str) -> None:
    click.echo(line)
    sys.stdout.flush()


@main.command("check-config")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The mistakes as JSON.")
@click.option(
    "--schema", "as_schema", is_flag=True, help="Print the file's JSON schema, for editors."
)
def check_config(files: tuple[Path, ...], as_json: bool, as_schema: bool) -> None:
    """Check config files; every mistake with line, column and remedy. Exit code 1 if any."""
    if as_schema:
        click.echo(json.dumps(schema.schema(), indent=2, ensure_ascii=False))
        return
    if not files:
        raise click.UsageError("name the files to check, e.g. .github/linchpin.yml")
    mistakes: list[dict[str, Any]] = []
    for file in files:
        found = config.read(file.read_bytes())
        problems = () if isinstance(found, config.Config) else found
        if not as_json:
            click.echo("\n".join(f"{file}:{p}" for p in problems) or f"{file}: ok")
        mistakes += (
            {
                "file": str(file),
                "line": p.position.line,
                "column": p.position.column,
                "message": p.message,
            }
            for p in problems
        )
    if as_json:
        click.echo(json.dumps(mistakes, ensure_ascii=False))
    if mistakes:
        sys.exit(1)


@main.command("capabilities")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--markdown", is_flag=True, help="As the table in the README.")
def list_capabilities(as_json: bool, markdown: bool) -> None:
    """List what Linchpin can do, on which events, with which permissions."""
    rows: list[dict[str, Any]] = [
        {
            "name": capabilities.name(c),
            "does": capabilities.summary(c),
            "default": capabilities.default_mode(c).value,
            "events": [e.__name__ for e in capabilities.reacts_to(c)],
            "permissions": dict(c.PERMISSIONS),
        }
        for c in capabilities.ALL
    ]
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    if markdown:
        click.echo(capabilities.markdown_table())
        return
    table = Table("capability", "does", "default", "events", "permissions")
    for row in rows:
        wants = ", ".join(f"{name}: {level}" for name, level in row["permissions"].items())
        table.add_row(row["name"], row["does"], row["default"], ", ".join(row["events"]), wants)
    Console().print(table)


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--event", required=True, help='GitHub\'s event name, e.g. "issues".')
@click.option("--dry-run", is_flag=True, help="Decide and print; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def replay(file: Path, event: str, dry_run: bool, as_json: bool) -> None:
    """Carry one recorded payload through the pipeline and print what it comes to.

    Proposals with evidence, the guard's verdicts with reasons, and the effects.
    """
    settings = _settings()
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

    _run(work)


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


@main.group()
def db() -> None:
    """Migrations."""


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring store, inbox and engine to this version."""
    settings = _settings()
    _run(lambda: app.upgrade(settings))
    click.echo("up to date")


@db.command("status")
def db_status() -> None:
    """Say which schema the database has and which this version needs; exit 1 if they differ."""
    settings = _settings()
    found: list[str | None] = []

    async def work() -> None:
        database = Database(settings.store_url)
        found.append(await migrate.current(database))
        await database.close()

    _run(work)
    click.echo(f"has {found[0] or 'none'}, needs {migrate.newest()}")
    if found[0] != migrate.newest():
        sys.exit(1)


@main.group()
def dead() -> None:
    """Jobs that failed for good."""


@dead.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def dead_list(as_json: bool) -> None:
    """List them, the newest first."""
    settings = _settings()
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

    _run(work)
    if as_json:
        click.echo(json.dumps(rows))
    elif not rows:
        click.echo("no dead letters")
    else:
        table = Table("job", "kind", "attempts", "error", "at")
        for row in rows:
            table.add_row(row["job"], row["kind"], str(row["attempts"]), row["error"], row["at"])
        Console().print(table)


@dead.command("requeue")
@click.argument("jobs", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All of them.")
def dead_requeue(jobs: tuple[str, ...], everything: bool) -> None:
    """Have jobs tried again, by the ids `dead list` shows. The running worker takes them up."""
    if not jobs and not everything:
        raise click.UsageError("name jobs, or say --all")
    settings = _settings()
    done: list[str] = []

    async def work() -> None:
        async with app.open_parts(settings) as parts:
            done.extend(await app.requeue(parts, jobs, everything=everything))

    _run(work)
    for job in jobs:
        if job not in done:
            click.echo(f"{job}: no such dead letter", err=True)
    click.echo(f"requeued {len(done)}")
    if jobs and len(done) < len(jobs):
        sys.exit(1)


if __name__ == "__main__":
    main()
