"""Whether it is heard live or read afterwards, the past is the same but for what GitHub forgets.

What it forgets is written in `bot.learning.texts.forgotten`. Three stores see the same history: one
hears every webhook, some twice and in any order; one reads it all at the end; one misses webhooks,
reads the past half-way, and hears the rest late, twice, and in any order.
"""

from pathlib import Path
from random import Random
from typing import Any

import orjson
import pytest

from bot.vocabulary.history import Kind
from bot.vocabulary.threads import Repository
from tests.clocks import FixedClock
from tests.history.acts import MAINTAINERS, Acts
from tests.history.past import Story, store
from tests.rig.contract import Contract
from tests.rig.fake import FakeGitHub

NAME = "example-ai/engine"

SEEDS = range(12)


class Told:
    """Webhooks that were sent, in order."""

    def __init__(self, github: FakeGitHub) -> None:
        self.deliveries: list[tuple[str, Any]] = []
        github.sender.send = self._take  # type: ignore[method-assign] # nobody listens on a port

    def _take(self, event: str, payload: dict[str, Any]) -> None:
        self.deliveries.append((event, orjson.loads(orjson.dumps(payload))))

    def mixed_up(self, chance: Random) -> list[tuple[str, Any]]:
        """Some twice, all in another order."""
        mixed = self.deliveries + chance.choices(self.deliveries, k=len(self.deliveries) // 3)
        chance.shuffle(mixed)
        return mixed


@pytest.mark.parametrize("seed", SEEDS)
async def test_heard_live_and_read_afterwards_are_the_same_past(
    seed: int, tmp_path: Path, contract: Contract
) -> None:
    chance, clock = Random(seed), FixedClock()
    github = FakeGitHub(clock, contract)
    github.plain_token = "ghp_a-token-of-the-rig"
    github.add_installation(77, "example-ai")
    github.add_repository(NAME, 77, labels=["bug", "docs"], maintainers=set(MAINTAINERS))
    told = Told(github)
    acts = Acts(github, NAME, clock, chance)
    await github.start()
    repository = Repository(github.state.repositories[NAME].id, "example-ai", "engine", None)
    url = f"sqlite:///{tmp_path}"
    async with (
        store(f"{url}/live.db", clock, github) as live,
        store(f"{url}/read.db", clock, github) as read,
        store(f"{url}/both.db", clock, github) as both,
    ):
        for _ in range(40):
            await acts.act()
        heard_before = len(told.deliveries)
        await both.hear(told.deliveries[: heard_before // 2])
        await both.read(repository)
        for _ in range(30):
            await acts.act()
        await live.hear(told.mixed_up(chance))
        await read.read(repository)
        await both.hear(told.mixed_up(chance))

        heard, was_read = await live.everything(repository.id), await read.everything(repository.id)
        mixed = await both.everything(repository.id)
        names = await live.accounts(), await read.accounts()
    await github.stop()

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


def forgotten_words(story: Story) -> bool:
    """Whether GitHub forgot that somebody was mentioned or answered."""
    kinds = {row.kind for row in story.rows - story.told_by_github}
    return bool(kinds & {Kind.MENTIONED, Kind.COMMENTED, Kind.COMMANDED})
