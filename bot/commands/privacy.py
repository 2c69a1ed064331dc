"""`linchpin privacy`: what is kept, what is kept of one person, and forgetting it."""

import json
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import click
from rich.console import Console
from rich.table import Column, Table

from bot import app
from bot.app import kept
from bot.app.privacy import NotOnePerson, erase, export, find_person
from bot.commands.running import given_settings, run


@click.group()
def privacy() -> None:
    """People's data: what is kept and how long, all of one person, and forgetting it.

    ID is the number of the account, which GitHub shows at https://api.github.com/users/LOGIN; a
    login will do where exactly one person is known under it.
    """


@privacy.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def privacy_list(as_json: bool) -> None:
    """List everything that is kept, how long, and how it forgets."""
    rows = [
        {"what": one.name, "keeps": one.keeps, "forgets": one.forgets} for one in kept.everything()
    ]
    if as_json:
        click.echo(json.dumps(rows))
        return
    table = Table(Column("what", no_wrap=True), "is kept", "is forgotten by")
    for row in rows:
        table.add_row(row["what"], row["keeps"], row["forgets"])
    Console().print(table)


@privacy.command("export")
@click.argument("person", metavar="ID")
def privacy_export(person: str) -> None:
    """Print all that is kept of one person, as JSON."""

    async def work(parts: app.Parts) -> Any:
        return await export(parts, await find_person(parts, person))

    click.echo(json.dumps(_with_parts(work), indent=2, ensure_ascii=False))


@privacy.command("erase")
@click.argument("person", metavar="ID")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="What was changed, as JSON.")
def privacy_erase(person: str, yes: bool, as_json: bool) -> None:
    """Forget one person for good: threads stay, without the name.

    The person counts as opted out from then on, so that nothing comes back when repositories are
    read again. Backups are yours to rotate.
    """
    if not yes and not click.confirm(f"Forget {person} for good?"):
        sys.exit(1)

    async def work(parts: app.Parts) -> Any:
        return await erase(parts, await find_person(parts, person))

    done: dict[str, int] = _with_parts(work)
    if as_json:
        click.echo(json.dumps(done))
        return
    told = ", ".join(f"{count} in {table}" for table, count in done.items())
    click.echo(f"forgotten: {told or 'nothing was kept'}; nothing of this person is kept any more")


def _with_parts(work: Callable[[app.Parts], Awaitable[Any]]) -> Any:
    settings = given_settings()
    found: list[Any] = []

    async def with_parts() -> None:
        async with app.open_parts(settings) as parts:
            try:
                found.append(await work(parts))
            except NotOnePerson as error:
                raise click.ClickException(str(error)) from None

    run(with_parts)
    return found[0]
