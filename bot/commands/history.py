"""`linchpin backfill` and `linchpin watch`: repositories' past, and those without the App."""

import json
import logging
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Column, Table

from bot import app
from bot.app.reading import NotToBeRead, read_past, watch_add, watch_list, watch_remove
from bot.commands.running import given_settings, run
from bot.github.redaction import shown
from bot.settings import Settings
from bot.vocabulary.backfill import Reading
from bot.work.backfill import DAYS


class RepositoryName(click.ParamType[str]):
    """OWNER/REPO."""

    name = "OWNER/REPO"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name, or a usage error."""
        name = value.removeprefix("https://github.com/").strip("/")
        if name.count("/") != 1 or not all(name.split("/")):
            self.fail(f'{value!r} is no repository; give it as "owner/name"', param, ctx)
        return name


REPOSITORY = RepositoryName()


@click.command()
@click.argument("repository", type=REPOSITORY)
@click.option(
    "--days",
    default=DAYS,
    show_default=True,
    type=click.IntRange(1, DAYS),
    help="How far back, 400 days at most; what is open is always read.",
)
@click.option("--again", is_flag=True, help="Read it anew, though it was read before.")
@click.option("--json", "as_json", is_flag=True, help="The sum as one JSON object on stdout.")
def backfill(repository: str, days: int, again: bool, as_json: bool) -> None:
    """Read a repository's past into the store.

    With the App's credentials where it is installed, else with GITHUB_TOKEN. Stopped on the way, it
    goes on where it stopped. Half of GitHub's hourly limit is left for live work: where that is
    used up, it waits. A worker that runs reads new repositories by itself.
    """
    settings = _reads_github()
    done: list[Reading] = []

    async def work() -> None:
        async with app.open_parts(settings) as parts:
            with _Bars(as_json=as_json) as bars:
                _home, readings = await read_past(
                    parts, repository, days=days, again=again, show=bars.show
                )
            done.extend(readings)

    _run(work)
    total = _sum(repository, done)
    if as_json:
        click.echo(json.dumps(total))
        return
    click.echo(
        f"{repository}: {total['threads']} threads with {total['activities']} activities read "
        f"since {total['since'][:10]}, in {total['requests']} requests and {total['points']} "
        "points of GitHub's limit."
    )


def _sum(repository: str, readings: Sequence[Reading]) -> dict[str, Any]:
    return {
        "repository": repository,
        "since": min(r.since for r in readings).isoformat(),
        "threads": sum(r.threads for r in readings),
        "activities": sum(r.activities for r in readings),
        "requests": sum(r.requests for r in readings),
        "points": sum(r.points for r in readings),
        "done": all(r.done_at is not None for r in readings),
    }


class _Bars:
    """A bar for each chain on a terminal; a line now and then elsewhere."""

    def __init__(self, *, as_json: bool) -> None:
        console = Console(stderr=True)
        self._on_terminal = console.is_terminal
        self._quiet = as_json and not self._on_terminal
        self._progress = Progress(
            TextColumn("{task.description:<8}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[told]}"),
            console=console,
            disable=not self._on_terminal,
        )
        self._tasks: dict[str, TaskID] = {}
        self._said: tuple[int, bool] | None = None

    def __enter__(self) -> "_Bars":
        self._progress.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._progress.stop()

    def show(self, readings: Sequence[Reading], waits: str) -> None:
        """How far it is."""
        for reading in readings:
            if reading.chain not in self._tasks:
                self._tasks[reading.chain] = self._progress.add_task(
                    reading.chain, total=1.0, told=""
                )
            told = f"{reading.threads or reading.activities} read, {reading.points} points"
            self._progress.update(
                self._tasks[reading.chain],
                completed=reading.share,
                told=f"{told}; {waits}" if waits else told,
            )
        share = int(sum(r.share for r in readings) / max(1, len(readings)) * 10)
        now = (share, bool(waits))
        if not self._on_terminal and not self._quiet and now != self._said:
            self._said = now
            threads = sum(r.threads for r in readings)
            click.echo(f"{share * 10} %: {threads} threads {waits}".rstrip(), err=True)


@click.group()
def watch() -> None:
    """Repositories without the App, read with GITHUB_TOKEN. Nothing is ever written there."""


@watch.command("add")
@click.argument("repositories", nargs=-1, required=True, type=REPOSITORY)
def watch_add_command(repositories: tuple[str, ...]) -> None:
    """Watch them from now on; a running worker looks every five minutes, and reads their past."""
    settings = _reads_github()

    async def work() -> None:
        async with app.open_parts(settings) as parts:
            async for added in watch_add(parts, repositories):
                click.echo(f"watching {added.full_name}, as long as linchpin serve runs")

    _run(work)


@watch.command("remove")
@click.argument("repositories", nargs=-1, required=True, type=REPOSITORY)
def watch_remove_command(repositories: tuple[str, ...]) -> None:
    """Watch them no more; what is known of them is forgotten after 30 days."""
    settings = given_settings()
    removed: list[str] = []

    async def work() -> None:
        async with app.open_parts(settings) as parts:
            removed.extend(await watch_remove(parts, repositories))

    run(work)
    for name in removed:
        click.echo(f"not watching {name} any more")
    known = {name.lower() for name in removed}
    for name in repositories:
        if name.lower() not in known:
            click.echo(f"{name} was not watched; see linchpin watch list", err=True)
            sys.exit(1)


@watch.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def watch_list_command(as_json: bool) -> None:
    """List them: how long ago each was looked at, and what went wrong."""
    settings = given_settings()
    rows: list[dict[str, object]] = []

    async def work() -> None:
        async with app.open_parts(settings) as parts:
            now = parts.clock.now()
            rows.extend(
                {
                    "repository": one.repository.full_name,
                    "lag_seconds": round((now - (one.polled_at or one.added_at)).total_seconds()),
                    "looked_at": _text(one.polled_at),
                    "requests": one.requests,
                    "problem": one.problem,
                }
                for one in await watch_list(parts)
            )

    run(work)
    if as_json:
        click.echo(json.dumps(rows))
    elif not rows:
        click.echo("nothing is watched; linchpin watch add OWNER/REPO begins")
    else:
        columns = Column("repository", overflow="fold"), "lag", "requests", "problem"
        table = Table(*columns)
        for row in rows:
            lag = f"{row['lag_seconds']} s" if row["looked_at"] else "not looked at yet"
            table.add_row(
                str(row["repository"]), lag, str(row["requests"]), shown(str(row["problem"]))
            )
        Console().print(table)


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _reads_github() -> Settings:
    settings = given_settings()
    if not settings.has_app and settings.github_token is None:
        raise click.ClickException(
            "GitHub is read with credentials: set GITHUB_TOKEN, or "
            f"{', '.join(settings.missing)} of the App"
        )
    app.configure_logging(settings.log_format, least=logging.WARNING)
    return settings


def _run(work: Callable[[], Awaitable[None]]) -> None:
    async def guarded() -> None:
        try:
            await work()
        except ExceptionGroup as group:
            raise group.exceptions[0] from None
        except NotToBeRead as error:
            raise click.ClickException(str(error)) from None

    run(guarded)
