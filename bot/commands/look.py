"""`linchpin look`: one page about a repository, with nothing but a token."""

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from bot import app
from bot.app.look import Kindred, NoSuchRepository, Report
from bot.app.look import look as look_at
from bot.commands.history import REPOSITORY
from bot.commands.running import given_settings, run
from bot.github.redaction import shown
from bot.vocabulary.waits import Quantile, Waits

PAGE = "look.html"
BARS = "▁▂▃▄▅▆▇█"


@click.command()
@click.argument("repository", type=REPOSITORY)
@click.option(
    "--html",
    "file",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Also write the page to this file.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def look(repository: str, file: Path | None, as_json: bool) -> None:
    """Look at a repository with GITHUB_TOKEN alone: backlog, waits, and its last ten issues.

    Takes at most three minutes. Nothing is written anywhere, but the page you ask for with --html.
    """
    settings = given_settings()
    if settings.github_token is None:
        raise click.ClickException(
            "set GITHUB_TOKEN: a token without any permission reads public repositories"
        )
    if file is not None and not file.parent.is_dir():
        raise click.BadParameter(f"{file.parent} is no directory", param_hint="--html")
    app.configure_logging(settings.log_format, least=logging.WARNING)
    console = Console(stderr=True)
    reports: list[Report] = []

    async def work() -> None:
        with console.status("") as status:
            try:
                reports.append(await look_at(settings, repository, status.update))
            except NoSuchRepository:
                raise click.ClickException(
                    f"GitHub shows no repository {repository} to this token"
                ) from None

    run(work)
    (report,) = reports
    if file is not None:
        try:
            file.write_text(page(report), encoding="utf-8")
        except OSError as error:
            raise click.ClickException(
                f"{file} cannot be written ({error.strerror}); give --html another path"
            ) from None
        click.echo(f"written: {file}", err=True)
    if as_json:
        click.echo(json.dumps(asdict(report), default=_plain))
    else:
        _print(report)


def page(report: Report) -> str:
    """The report as one HTML page that needs nothing else."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"span": span, "bars": bars, "within": within}
    kinds = (("Issues", report.issues), ("Pull requests", report.pulls))
    return environment.get_template(PAGE).render(report=report, kinds=kinds)


def _print(report: Report) -> None:
    console = Console()
    console.print(Text(f"{report.repository}, {report.at:%Y-%m-%d %H:%M} UTC", style="bold"))
    table = Table(Column(""), Column("Issues"), Column("Pull requests"))
    both = (report.issues, report.pulls)
    table.add_row("open", *(str(one.open) for one in both))
    table.add_row(
        "opened since then and unanswered",
        *(f"{one.unanswered} (since {one.since:%Y-%m-%d})" for one in both),
    )
    table.add_row("opened a week", *(_weeks(one, "opened") for one in both))
    table.add_row("closed a week", *(_weeks(one, "closed") for one in both))
    table.add_row("open at the week's end", *(_weeks(one, "open_at_end") for one in both))
    for place, share in enumerate(("half", "three quarters", "nine in ten")):
        told = (within(one.waits, place) for one in both)
        table.add_row(f"{share} answered within", *told)
    counted = (f"{one.waits.n}, {one.waits.censored} still waiting or closed" for one in both)
    table.add_row("waits counted", *counted)
    console.print(table)
    for note in report.notes:
        console.print(Text(note, style="dim"))
    console.print()
    console.print(Text("The last issues, and what Linchpin would have said", style="bold"))
    for one in report.recent:
        console.print(Text(shown(f"#{one.number} {one.title}")))
        for said in one.said or ("nothing",):
            for line in said.splitlines():
                console.print(Text(shown(f"    {line}"), style="dim"))
    if not report.recent:
        console.print(Text("No issue by a person was found.", style="dim"))
    took = f"{report.seconds:.0f} s, {report.requests} requests"
    console.print(Text(f"{took}. Nothing was written at GitHub.", style="dim"))


def _weeks(one: Kindred, what: str) -> str:
    values = [getattr(week, what) for week in one.flow]
    return f"{bars(values)} {values[-1]}" if values else "not read"


def bars(values: Sequence[int]) -> str:
    """A small chart of the values, oldest first: ▂▃▅▇."""
    most = max(values, default=0)
    if most == 0:
        return BARS[0] * len(values)
    return "".join(BARS[round(max(0, value) / most * (len(BARS) - 1))] for value in values)


def within(waits: Waits, place: int) -> str:
    """A quantile of the waits, where there are any."""
    return quantile(waits.quantiles[place]) if waits.n else "nothing to answer"


def quantile(one: Quantile) -> str:
    """A quantile with its interval, e.g. "6 h (4 h to 9 h)"."""
    if one.seconds is None:
        return "not yet: too many still wait"
    low = span(one.low) if one.low is not None else "?"
    high = span(one.high) if one.high is not None else "?"
    return f"{span(one.seconds)} ({low} to {high})"


def span(seconds: float) -> str:
    """A length of time in the unit people would use."""
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= size:
            number = seconds / size
            return f"{number:.0f} {unit}" if number >= 10 else f"{number:.1f} {unit}"
    return f"{seconds:.0f} s"


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
