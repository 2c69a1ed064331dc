"""The demo: a GitHub on this machine, a Linchpin that tends it, and a story to watch in a browser.

People act in the story; what Linchpin does is its ordinary work, on SQLite in a directory that
goes with the demo.
"""

import asyncio
import contextlib
import errno
import os
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from aiohttp import web
from sqlalchemy import update

from bot import app
from bot.sandbox import node_parts, sample
from bot.sandbox.emulator import EmulatorProcess
from bot.sandbox.pages import Pages
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.story import PAUSE_SECONDS, Story, StoryFailed
from bot.sandbox.tracker import SandboxTracker
from bot.settings import Settings, read
from bot.store.tables import thread

GRACE_SECONDS = 1
"""The product waits three minutes for people to finish; a newcomer would not."""

POLL_SECONDS = 1

Say = Callable[[str], None]


class DemoFailed(Exception):
    """The demo cannot go on; the text says why and what to do."""


async def run(
    home: Path, node_directory: Path, port: int, *, once: bool, say: Say, stop: asyncio.Event
) -> None:
    """The whole demo, until `stop`; with `once` until the story is told. Raises `DemoFailed`."""
    say("A GitHub on this machine, and Linchpin tending it. Nothing leaves this machine.")

    async def show() -> None:
        async with running(home, node_directory, port, say) as story:
            say(f"In a browser: {story.url}\n")
            await story.tell(0 if once else PAUSE_SECONDS)
            if not once:
                await story.hand_over()
                await story.watch()

    showing, stopping = asyncio.create_task(show()), asyncio.create_task(stop.wait())
    await asyncio.wait((showing, stopping), return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not showing.done():
        say("\nStopping.")
        showing.cancel()
    try:
        with contextlib.suppress(asyncio.CancelledError):
            await showing
    except StoryFailed as failed:
        raise DemoFailed(str(failed)) from failed


@asynccontextmanager
async def running(home: Path, node_directory: Path, port: int, say: Say) -> AsyncIterator[Story]:
    """GitHub on `port` and Linchpin, until the block ends; `home` takes Linchpin's files.

    Costs a download of the emulator into `node_directory` the first time. Raises `DemoFailed`.
    """
    given_up = threading.Event()
    try:
        await asyncio.to_thread(node_parts.install, node_directory, say, given_up)
    except node_parts.NodeMissing as missing:
        raise DemoFailed(str(missing)) from missing
    finally:
        given_up.set()
    clock = app.WallClock()
    async with AsyncExitStack() as stack:
        process = stack.enter_context(EmulatorProcess(node_directory))
        notices: dict[int, str] = {}

        def add_pages(application: web.Application) -> None:
            application.add_routes(Pages(tracker, notices).routes())

        github = Sandbox(process, clock.now, slug="linchpin-demo", pages=add_pages)
        tracker = SandboxTracker(
            github, sample.PROJECT, sample.REPORTER, sample.MAINTAINER, sample.project_files()
        )
        _populate(github)
        stack.push_async_callback(github.stop)
        await _started(github, port)
        parts = await stack.enter_async_context(_linchpin(github, _settings(github, home)))

        async def hurry() -> None:
            # GitHub sends no event for a reaction, and Linchpin asks every quarter of an hour.
            async with parts.database.write() as connection:
                due = update(thread).where(thread.c.comment_node_id.is_not(None))
                await connection.execute(due.values(next_poll_at=clock.now()))

        tracker.on_reaction = hurry
        yield Story(tracker, f"{github.api_url}/{sample.PROJECT}/issues", notices, clock.now, say)


@asynccontextmanager
async def _linchpin(github: Sandbox, settings: Settings) -> AsyncIterator[app.Parts]:
    async with AsyncExitStack() as stack:
        parts = await stack.enter_async_context(app.open_parts(settings))
        await stack.enter_async_context(app.run_worker(parts))
        runner = web.AppRunner(app.make_web(parts), access_log=None)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        await github.send_webhooks_to(f"http://127.0.0.1:{runner.addresses[0][1]}/webhook")
        yield parts


def _populate(github: Sandbox) -> None:
    github.add_installation(1, sample.PROJECT.partition("/")[0])
    github.add_installation(2, sample.OFFICE.partition("/")[0])
    github.add_repository(
        sample.PROJECT,
        labels=sample.LABELS,
        files=sample.project_files(),
        maintainers=[sample.MAINTAINER],
    )
    github.add_repository(sample.OFFICE, private=True, files=sample.office_files())


async def _started(github: Sandbox, port: int) -> None:
    try:
        await github.start(port=port)
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        another = port + 1 if port > 1023 else 8081
        raise DemoFailed(
            f"Port {port} is not to be had: {os.strerror(error.errno).lower()}. "
            f"Choose another: --port {another}, or PORT={another} make run"
        ) from error


def _settings(github: Sandbox, home: Path) -> Settings:
    given = {
        "LINCHPIN_HOME": str(home),
        "GITHUB_API_URL": github.api_url,
        "GITHUB_APP_ID": github.app_id,
        "GITHUB_PRIVATE_KEY": github.private_key,
        "GITHUB_WEBHOOK_SECRET": github.webhook_secret,
        "LINCHPIN_OFFICE": sample.OFFICE,
        "LINCHPIN_GRACE_SECONDS": str(GRACE_SECONDS),
        "LINCHPIN_POLL_SECONDS": str(POLL_SECONDS),
    }
    return read(given)
