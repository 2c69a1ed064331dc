"""The one issue about a broken config, where something stands in its way."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

import pytest

from bot.config_upkeep.in_force import ConfigReader
from bot.config_upkeep.issue import ConfigIssue
from bot.config_upkeep.writing import Place
from bot.effects import Hands, Organisation
from bot.facts.config_file import OwnersConfigs
from bot.github.client import GitHub
from bot.store.database import Database
from bot.store.pseudonyms import Pseudonyms
from bot.vocabulary.config import CONFIG_PATH, ISSUE_MARK
from bot.vocabulary.threads import Repository
from tests.clocks import FixedClock
from tests.github.server import client
from tests.rig.contract import Contract
from tests.rig.fake import FakeGitHub, new_key

NAME, BROKEN = "example-ai/engine", "bugdet: {}\n"
GRANTED = {"issues": "write"}
ORGANISATION = Organisation("Example Systems", "https://example.com/privacy")


@dataclass
class Desk:
    rig: FakeGitHub
    github: GitHub
    keeper: ConfigIssue
    hands: Hands

    async def keep(
        self,
        organisation: Organisation | None = ORGANISATION,
        permissions: Mapping[str, str] = GRANTED,
    ) -> str:
        found = self.rig.state.repositories[NAME]
        where = Repository(found.id, "example-ai", "engine", 77)
        place = Place(self.hands, organisation, permissions, "a delivery")
        return await self.keeper.keep(self.github.installation(77), where, place, self.rig.slug)

    async def bots(self) -> list[tuple[int, bool]]:
        issues = await self.rig.issues(NAME)
        return [(i.number, i.is_open) for i in issues if i.author.endswith("[bot]")]


@pytest.fixture(scope="module")
def key() -> str:
    return new_key()


@pytest.fixture
async def desk(
    database: Database, clock: FixedClock, contract: Contract, key: str
) -> AsyncIterator[Desk]:
    rig = FakeGitHub(clock, contract, key=key)
    rig.add_installation(77, "example-ai")
    rig.add_repository(NAME, 77, files={CONFIG_PATH: BROKEN})
    await rig.start()
    async with client(rig.api_url, clock, key) as github:
        owners = OwnersConfigs(lambda _where: github.installation(77), clock.now)
        reader = ConfigReader(database, owners, clock)

        async def ours() -> bool:
            return True

        names = Pseudonyms(b"a key of the tests")
        hands = Hands(github.installation(77), database, names, clock, "one", ours)
        yield Desk(rig, github, ConfigIssue(reader), hands)
    await rig.stop()
    assert rig.violations == []


async def test_nothing_is_written_without_a_name_or_the_permission_and_all_is_once_there(
    desk: Desk,
) -> None:
    unnamed = await desk.keep(organisation=None)
    forbidden = await desk.keep(permissions={"issues": "read"})
    before = await desk.bots()

    done = [await desk.keep(), await desk.keep()]

    assert (unnamed, forbidden) == (
        "config issue: no_organisation",
        "config issue: missing_permission",
    )
    assert before == []
    assert done == ["config issue: done", "the config is broken as before"]
    assert await desk.bots() == [(1, True)]


async def test_an_archived_repository_is_left_alone(desk: Desk) -> None:
    desk.rig.state.repositories[NAME].archived = True

    assert await desk.keep() == "config issue: archived"
    assert await desk.bots() == []


async def test_a_strangers_issue_with_our_mark_is_not_taken_for_ours(desk: Desk) -> None:
    await desk.rig.open_issue(NAME, "a-stranger", "Mine", ISSUE_MARK)

    await desk.keep()

    assert await desk.bots() == [(2, True)]


async def test_a_deleted_issue_comes_again_only_when_the_file_breaks_anew(desk: Desk) -> None:
    await desk.keep()
    await desk.rig.delete_issue(NAME, 1, "a-maintainer")

    await desk.rig.put_file(NAME, CONFIG_PATH, BROKEN + "x: 1\n")
    edited = await desk.keep()
    still = await desk.bots()
    await desk.rig.put_file(NAME, CONFIG_PATH, "")
    mended = await desk.keep()
    await desk.rig.put_file(NAME, CONFIG_PATH, BROKEN)
    await desk.keep()

    assert (edited, mended) == ("config issue: refused", "config issue closed: refused")
    assert still == []
    assert await desk.bots() == [(2, True)]


async def test_a_repository_that_is_gone_is_left_alone(desk: Desk) -> None:
    desk.rig.state.repositories[NAME].installation_id = None

    assert await desk.keep() == "the repository is gone"
