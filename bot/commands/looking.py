"""The commands that write nothing anywhere: check-config, capabilities."""

import json
import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Column, Table

from bot import capabilities, config, schema
from bot.github.redaction import shown


@click.command("check-config")
@click.argument(
    "files", nargs=-1, type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
)
@click.option("--json", "as_json", is_flag=True, help="The mistakes as JSON.")
@click.option(
    "--schema", "as_schema", is_flag=True, help="Print the file's JSON schema, for editors."
)
def check_config(files: tuple[Path, ...], as_json: bool, as_schema: bool) -> None:
    """Check `.github/linchpin.yml` files (- is standard input).

    Every mistake with line, column and remedy; exit code 1 if any. The office's organisation.yml is
    checked by the running Linchpin: /readyz says what is wrong with it.
    """
    if as_schema:
        click.echo(json.dumps(schema.schema(), indent=2, ensure_ascii=False))
        return
    if not files:
        raise click.UsageError("name the files to check, e.g. .github/linchpin.yml")
    mistakes: list[dict[str, Any]] = []
    for file in files:
        given = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        found = config.read(given)
        problems = () if isinstance(found, config.Config) else found
        if not as_json:
            click.echo(shown("\n".join(f"{file}:{p}" for p in problems) or f"{file}: ok"))
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


@click.command("capabilities")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--markdown", is_flag=True, help="As the table in the README.")
def list_capabilities(as_json: bool, markdown: bool) -> None:
    """List what Linchpin can do, with which permissions; the events stand in --json."""
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
    table = Table(Column("capability", no_wrap=True), "does", "at first", "permissions")
    for row in rows:
        wants = ", ".join(f"{name}: {level}" for name, level in row["permissions"].items())
        table.add_row(row["name"], row["does"], row["default"], wants)
    Console().print(table)
