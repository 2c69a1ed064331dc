"""A whole Linchpin against a GitHub of the rig, in one process: real HTTP, real stores."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from bot import app
from bot.sandbox.emulator import EmulatorProcess
from bot.sandbox.sandbox import Sandbox
from bot.settings import Settings, read
from bot.vocabulary.time import Clock
from bot.work.worker import Worker
from tests.rig.contract import Contract
from tests.rig.fake import FakeGitHub
from tests.rig.github import GitHubRig

OFFICE = "example-org/office"
REPOSITORY = "example-ai/engine"
OWNERS = "example-ai/.github"
REPORTER, MAINTAINER = "a-reporter", "a-maintainer"
INSTALLATION, OFFICE_INSTALLATION = 77, 78

FORM = """
name: Bug
description: Something is wrong
title: "[Bug]: "
labels: ["bug"]
body:
  - type: textarea
    id: what
    attributes: {label: "What happened?"}
    validations: {required: true}
  - type: textarea
    id: version
    attributes: {label: Version, placeholder: "engine --version"}
    validations: {required: true}
  - type: textarea
    id: logs
    attributes: {label: Relevant log output, render: shell}
    validations: {required: true}
"""

CONFIG = """
ask-for-missing-information:
  mode: act
"""

INCOMPLETE = (
    "### What happened?\n\nThe server stops answering after the second request.\n\n"
    "### Version\n\n_No response_\n\n### Relevant log output\n\n_No response_\n"
)
COMPLETE = (
    "### What happened?\n\nThe server stops answering after the second request.\n\n"
    "### Version\n\n1.4.2\n\n### Relevant log output\n\n```\nRuntimeError: queue is full\n```\n"
)


@dataclass
class World:
    """GitHub, and the Linchpin that tends it."""

    github: GitHubRig
    settings: Settings
    url: str
    parts: app.Parts
    worker: Worker

    async def quiet(self, seconds: float = 60) -> None:
        """Wait until every delivery was sent and every job is done, timers due later aside."""
        async with asyncio.timeout(seconds):
            while True:
                await self.github.settle()
                inbox = await self.parts.inbox.counts()
                jobs = await self.worker.counts()
                waiting = sum(n for s, n in inbox.items() if s in ("waiting", "handed_over"))
                if not waiting and not jobs["waiting"] and not jobs["running"]:
                    return
                await asyncio.sleep(0.05)

    async def until(self, holds: Callable[[], Awaitable[bool]], seconds: float = 60) -> None:
        """Wait until something holds."""
        async with asyncio.timeout(seconds):
            while not await holds():  # noqa: ASYNC110 # what we wait for is another's state
                await asyncio.sleep(0.05)


def populate(
    github: FakeGitHub | Sandbox,
    config: str | None = CONFIG,
    labels: Sequence[str] = (),
    owners_config: str | None = None,
) -> None:
    """An AI project with a form, and the organisation's office."""
    configs = {} if config is None else {".github/linchpin.yml": config}
    github.add_installation(INSTALLATION, "example-ai")
    github.add_installation(OFFICE_INSTALLATION, "example-org")
    github.add_repository(
        REPOSITORY,
        INSTALLATION,
        labels=["bug", "needs-info", *labels],
        maintainers={MAINTAINER},
        files={".github/ISSUE_TEMPLATE/bug.yml": FORM, **configs},
    )
    if owners_config is not None:
        files = {".github/linchpin.yml": owners_config}
        github.add_repository(OWNERS, INSTALLATION, files=files)
    organisation = "name: Example Systems\nprivacy-url: https://example.com/privacy\n"
    github.add_repository(
        OFFICE, OFFICE_INSTALLATION, private=True, files={"organisation.yml": organisation}
    )


def environment(github: GitHubRig, home: Path, database_url: str) -> dict[str, str]:
    """The settings of a Linchpin of this world."""
    return {
        "LINCHPIN_HOME": str(home),
        "DATABASE_URL": database_url,
        "GITHUB_API_URL": github.api_url,
        "GITHUB_APP_ID": github.app_id,
        "GITHUB_PRIVATE_KEY": github.private_key,
        "GITHUB_WEBHOOK_SECRET": github.webhook_secret,
        "LINCHPIN_OFFICE": OFFICE,
        "LINCHPIN_GRACE_SECONDS": "0",
        "LINCHPIN_POLL_SECONDS": "0.2",
        "HOST": "127.0.0.1",
        "PORT": "0",
    }


@asynccontextmanager
async def world(
    home: Path,
    database_url: str,
    clock: Clock,
    contract: Contract,
    *,
    config: str | None = CONFIG,
    labels: Sequence[str] = (),
    owners_config: str | None = None,
    overrides: Mapping[str, str] | None = None,
    prepare: Callable[[GitHubRig], Awaitable[None]] | None = None,
    emulator: EmulatorProcess | None = None,
) -> AsyncIterator[World]:
    """Everything started; stopped at the end, with every request in order.

    With an `emulator` GitHub is the sandbox, else the fake.
    """
    async with AsyncExitStack() as stack:
        github = (
            FakeGitHub(clock, contract)
            if emulator is None
            else Sandbox(emulator, clock.now, check=contract)
        )
        populate(github, config, labels, owners_config)
        await github.start()
        stack.push_async_callback(github.stop)
        if prepare is not None:
            await prepare(github)
        given = environment(github, home, database_url) | dict(overrides or {})
        settings = read(given)
        await app.upgrade(settings)
        parts = await stack.enter_async_context(app.open_parts(settings, clock))
        # The door opens first: the worker begins by asking for what was missed while it was shut.
        runner = web.AppRunner(app.make_web(parts), access_log=None)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        await github.send_webhooks_to(f"{url}/webhook")
        worker = await stack.enter_async_context(app.run_worker(parts, idle_poll_seconds=0.1))
        yield World(github, settings, url, parts, worker)
        await github.settle()
        assert github.violations == []
