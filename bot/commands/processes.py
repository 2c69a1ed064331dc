"""The commands that stay until they are stopped: serve, worker, demo."""

import sys
import tempfile
from pathlib import Path

import click

from bot import app
from bot.commands.running import given_settings, run, stopped

PORT = click.IntRange(0, 65_535)


@click.command()
@click.option("--host", help="Address to listen on; HOST, by default 127.0.0.1.")
@click.option("--port", type=PORT, help="Port to listen on; PORT, by default 8080.")
@click.option(
    "--with-worker/--no-worker",
    default=None,
    help="Do the work in this process too; by default on SQLite only.",
)
def serve(host: str | None, port: int | None, with_worker: bool | None) -> None:
    """Take webhooks in, and on SQLite do the work too."""
    settings = given_settings(host=host, port=port)
    app.configure_logging(settings.log_format)
    on_sqlite = settings.store_url.startswith("sqlite")
    works = on_sqlite if with_worker is None else with_worker

    async def work() -> None:
        async with app.open_parts(settings) as parts:
            await app.serve(parts, works=works, stop=stopped(), say=click.echo)

    run(work)


@click.command()
def worker() -> None:
    """Do the work, without taking webhooks in."""
    settings = given_settings()
    app.configure_logging(settings.log_format)

    async def work() -> None:
        async with app.open_parts(settings) as parts:
            await app.work(parts, stop=stopped())

    run(work)


@click.command("demo")
@click.option("--port", type=PORT, help="Port of the local GitHub; PORT, by default 8080.")
@click.option("--once", is_flag=True, help="Tell the story and exit; exit code 1 if it went wrong.")
def show_demo(port: int | None, once: bool) -> None:
    """Show the whole story in a browser, on a GitHub on this machine; no account needed."""
    try:
        from bot import demo
    except ModuleNotFoundError as missing:
        raise click.ClickException(
            f"the demo needs more packages ({missing.name}): pip install 'linchpin-bot[demo]'"
        ) from missing
    settings = given_settings(port=port)
    node_directory = settings.linchpin_home.resolve() / "emulator"
    with tempfile.TemporaryDirectory(prefix="linchpin-demo-") as name:
        home = Path(name)
        log = home / "linchpin.log"
        with log.open("w", encoding="utf-8", buffering=1) as lines:
            app.configure_logging("json", lines)

            async def work() -> None:
                await demo.run(
                    home, node_directory, settings.port, once=once, say=_say, stop=stopped()
                )

            try:
                run(work)
            except demo.DemoFailed as failed:
                last = "".join(log.read_text(encoding="utf-8").splitlines(keepends=True)[-10:])
                raise click.ClickException(f"{failed}\n{last}".rstrip()) from failed


def _say(line: str) -> None:
    click.echo(line)
    sys.stdout.flush()
