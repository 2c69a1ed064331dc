"""`linchpin trust`: how far each capability is trusted in a repository."""

import json
from collections.abc import Sequence
from typing import Any

import click
from rich.console import Console
from rich.table import Column, Table

from bot import app
from bot.app.trust import NotKnown, Trusted, trusted
from bot.commands.history import REPOSITORY
from bot.commands.running import given_settings, run
from bot.learning.trust import Share


@click.command()
@click.argument("repository", type=REPOSITORY)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def trust(repository: str, as_json: bool) -> None:
    """Show how often people agreed with each capability, its mode, and what would change it.

    A running worker judges decisions once an hour. It lowers a mode by itself where people disagree
    too often, unless the config says it; it only ever proposes a higher one. Shares are of the
    cases that tell, with the 80 % interval whose lower end the rules go by.
    """
    settings = given_settings()
    found: list[Trusted] = []

    async def work() -> None:
        async with app.open_parts(settings) as parts:
            try:
                found.extend(await trusted(parts, repository))
            except NotKnown as error:
                raise click.ClickException(str(error)) from None

    run(work)
    if as_json:
        click.echo(json.dumps([_plain(one) for one in found], ensure_ascii=False))
        return
    Console().print(_table(found))


def _plain(one: Trusted) -> dict[str, Any]:
    whole, recent = one.trust.whole, one.trust.recent
    return {
        "capability": one.capability,
        "mode": one.mode.value,
        "from": one.origin.value,
        "since": None if one.since is None else one.since.isoformat(),
        "cases": whole.cases,
        "agreed": whole.agreed,
        "disagreed": whole.disagreed,
        "unknown": one.trust.unknown,
        "pending": one.trust.pending,
        "share": round(whole.mean, 4) if whole.cases else None,
        "low": round(whole.bound, 4),
        "high": round(whole.upper, 4),
        "recent": {
            "cases": recent.cases,
            "disagreed": recent.disagreed,
            "low": round(recent.bound, 4),
        },
        "proposed": None if one.proposed is None else one.proposed.value,
        "would_change_it": one.change,
    }


def _table(found: Sequence[Trusted]) -> Table:
    table = Table(
        Column("capability", no_wrap=True), "mode", "people", "share", "what would change the mode"
    )
    for one in found:
        counts = {
            "agreed": one.trust.whole.agreed,
            "disagreed": one.trust.whole.disagreed,
            "unknown": one.trust.unknown,
            "pending": one.trust.pending,
        }
        told = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
        mode = f"{one.mode.value} ({one.origin.value})"
        table.add_row(one.capability, mode, told or "no case", _share(one.trust.whole), one.change)
    return table


def _share(whole: Share) -> str:
    if not whole.cases:
        return "too little data"
    return f"{whole.mean:.0%} ({whole.bound:.0%}..{whole.upper:.0%})"
