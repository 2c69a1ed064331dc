"""Whether it is heard live or read afterwards, the past is the same but for what GitHub forgets.

What it forgets is written in `bot.learning.texts.forgotten`. Three stores see the same history: one
hears every webhook, some twice and in any order; one reads it all at the end; one misses webhooks,
reads the past half-way, and hears the rest late, twice, and in any order.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest
from aiohttp import web

from bot.sandbox.emulator import EmulatorProcess
from bot.sandbox.sandbox import Sandbox
from bot.vocabulary.history import Kind
from bot.vocabulary.threads import Repository
from tests.clocks import FixedClock
from tests.history.acts import MAINTAINERS, PEOPLE, Acts
from tests.history.past import Story, store
from tests.rig.contract import Contract
from tests.rig.fake import FakeGitHub
from tests.rig.github import GitHubRig

NAME = "example-ai/engine"
OWNER_AND_NAME = ("example-ai", "engine")
LABELS = ("bug", "docs")
FAKE_SEEDS, SANDBOX_SEEDS = range(10), range(2)


class Told:
    """Webhooks as they arrive."""

    def __init__(self) -> None:
        self.deliveries: list[tuple[str, Any]] = []

    async def take(self, request: web.Request) -> web.Response:
        self.deliveries.append((request.headers["X-GitHub-Event"], await request.json()))
        return web.Response(status=202)

    def mixed_up(self, chance: Random) -> list[tuple[str, Any]]:
        """Some twice, all in another order."""
        mixed = self.deliveries + chance.choices(self.deliveries, k=len(self.deliveries) // 3)
        chance.shuffle(mixed)
        return mixed


@asynccontextmanager
async def listening(told: Told) -> AsyncIterator[str]:
    """The address of a receiver of webhooks."""
    application = web.Application(client_max_size=30 * 1024 * 1024)
    application.router.add_post("/webhook", told.take)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/webhook"
    await runner.cleanup()


@pytest.mark.parametrize("seed", FAKE_SEEDS)
async def test_heard_live_and_read_afterwards_are_the_same_past(
    seed: int, tmp_path: Path, clock: FixedClock, contract: Contract
) -> None:
    github = FakeGitHub(clock, contract)
    github.plain_token = "ghp_a-token-of-the-rig"
    github.add_installation(77, "example-ai")
    github.add_repository(NAME, 77, labels=LABELS, maintainers=set(MAINTAINERS))
    await github.start()
    acts = Acts(github, NAME, clock, Random(seed))

    await compare(seed, tmp_path, clock, github, github.plain_token, acts, most=40)

    await github.stop()


@pytest.mark.parametrize("seed", SANDBOX_SEEDS)
async def test_on_the_sandbox_as_well(
    seed: int, tmp_path: Path, clock: FixedClock, contract: Contract, emulator: EmulatorProcess
) -> None:
    github = Sandbox(emulator, clock.now, check=contract)
    github.add_installation(77, "example-ai")
    github.add_repository(NAME, labels=LABELS, maintainers={*PEOPLE, "helper-bot"})
    await github.start()
    # The sandbox has no bots but the App: a machine user has to do.
    acts = Acts(github, NAME, clock, Random(seed), bot="helper-bot")

    await compare(seed, tmp_path, clock, github, await github.token_of("reader"), acts, most=25)

    await github.stop()


async def compare(
    seed: int,
    folder: Path,
    clock: FixedClock,
    github: GitHubRig,
    token: str,
    acts: Acts,
    *,
    most: int,
) -> None:
    chance, told, url = Random(seed), Told(), f"sqlite:///{folder}"
    async with (
        listening(told) as address,
        store(f"{url}/live.db", clock, github, token) as live,
        store(f"{url}/read.db", clock, github, token) as read,
        store(f"{url}/both.db", clock, github, token) as both,
    ):
        await github.send_webhooks_to(address)
        shown = await live.github.watching().get(f"/repos/{NAME}")
        repository = Repository(int(shown["id"]), *OWNER_AND_NAME, None)
        for _ in range(most):
            await acts.act()
        await github.settle()
        before = list(told.deliveries)
        kept = [one for one in before if chance.random() < 0.7]
        await both.hear(kept[: len(kept) // 2])
        await both.read(repository)
        for _ in range(most * 3 // 4):
            await acts.act()
        await github.settle()
        late = kept[len(kept) // 3 :] + told.deliveries[len(before) :] * 2
        chance.shuffle(late)
        await live.hear(told.mixed_up(chance))
        await read.read(repository)
        await both.hear(late)

        heard, was_read = await live.everything(repository.id), await read.everything(repository.id)
        mixed = await both.everything(repository.id)
        names = await live.accounts(), await read.accounts()
        words = [await one.words(repository.id) for one in (live, read, both)]

    assert github.violations == []
    assert set(heard) == set(was_read) == set(mixed) == {t.number for t in acts.threads}
    for number, story in was_read.items():
        assert story.told_by_github == story.rows, number
        assert heard[number].told_by_github == story.rows, number
        assert mixed[number].told_by_github == story.rows, number
        assert heard[number].item == story.item == mixed[number].item, number
        for other in (heard[number], mixed[number]):
            extra = set(other.demands) ^ set(story.demands)
            assert not extra or forgotten_words(other), number
    assert names[1] <= names[0]
    assert words[0] == words[1] == words[2]
    assert words[1]


def forgotten_words(story: Story) -> bool:
    """Whether GitHub forgot that somebody was mentioned or answered."""
    kinds = {row.kind for row in story.rows - story.told_by_github}
    return bool(kinds & {Kind.MENTIONED, Kind.COMMENTED, Kind.COMMANDED})
