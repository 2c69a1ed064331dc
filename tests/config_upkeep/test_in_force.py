"""What holds: the repository's file, its owner's, the defaults, or what held before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from bot import config
from bot.config import Config
from bot.config_upkeep.in_force import CARE, ConfigReader
from bot.facts.config_file import OwnersConfigs
from bot.github.errors import Forbidden, NotFound
from bot.store import configs, timers
from bot.store.database import Database
from bot.vocabulary.actions import Mode
from bot.vocabulary.threads import Repository
from tests.clocks import FixedClock

HERE = Repository(7, "example-ai", "engine", 77)
ASKS, ACTS = "ask-for-missing-information", "ask-for-missing-information: {mode: act}\n"
OFF, BROKEN = "ask-for-missing-information: {mode: off}\n", "ask-for-missing-information: loud\n"


@dataclass
class Owners:
    """Answers for the owner's `.github` repository."""

    text: str | None = None
    is_private: bool = False
    fails: Exception | None = None
    asked: list[Mapping[str, Any]] = field(default_factory=list)

    async def query(self, document: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        self.asked.append(variables)
        if self.fails is not None:
            raise self.fails
        blob = None if self.text is None else {"oid": "o", "text": self.text, "isTruncated": False}
        return {
            "repository": {
                "name": ".github",
                "isPrivate": self.is_private,
                "isArchived": False,
                "owner": {"login": "example-ai"},
                "object": blob,
            }
        }


@dataclass
class Desk:
    reader: ConfigReader
    owners: Owners
    database: Database
    clock: FixedClock

    async def mode(self, own: str | None, where: Repository = HERE, **how: bool) -> Mode | None:
        return (await self.reader.of(where, own, **how)).modes.get(ASKS)

    async def cares(self) -> int:
        """How often the issue was asked to be seen to and was not yet."""
        async with self.database.read() as connection:
            due = await timers.due(connection, self.clock.now(), 10)
        return sum(timer.kind == CARE for timer in due)

    async def care_is_taken(self) -> None:
        async with self.database.write() as connection:
            await timers.remove(connection, await timers.due(connection, self.clock.now(), 10))


@pytest.fixture
def desk(database: Database, clock: FixedClock) -> Desk:
    owners = Owners()
    return Desk(
        ConfigReader(database, OwnersConfigs(lambda _where: owners, clock.now), clock),
        owners,
        database,
        clock,
    )


async def test_where_nothing_ever_read_well_everything_is_in_shadow(desk: Desk) -> None:
    found = await desk.reader.of(HERE, BROKEN)

    assert found == config.everything_in_shadow()
    assert set(found.modes.values()) == {Mode.SHADOW}


async def test_a_broken_file_leaves_what_held_before(desk: Desk) -> None:
    before = await desk.mode(ACTS)

    after = [await desk.mode(BROKEN), await desk.mode(BROKEN + "x: 1\n")]
    mended = await desk.mode(OFF)
    broken_anew = await desk.mode(BROKEN)

    assert before is Mode.ACT
    assert after == [Mode.ACT, Mode.ACT]
    assert (mended, broken_anew) == (Mode.OFF, Mode.OFF)


async def test_what_held_may_have_been_the_owners_file_or_the_defaults(desk: Desk) -> None:
    defaults = await desk.reader.of(HERE, None)
    after_defaults = await desk.reader.of(HERE, BROKEN)
    desk.owners.text = ACTS
    desk.clock.advance(timedelta(minutes=11))
    owners = await desk.mode(None)
    after_owners = await desk.mode(BROKEN)

    assert defaults == after_defaults == Config()
    assert (owners, after_owners) == (Mode.ACT, Mode.ACT)


async def test_the_repositorys_file_wins_as_a_whole_even_an_empty_one(desk: Desk) -> None:
    desk.owners.text = ACTS + "budget: {comments-a-day: 1}\n"

    own = await desk.reader.of(HERE, "budget: {edits-a-thread: 2}\n")
    empty = await desk.reader.of(HERE, "")

    assert (own.modes, own.budget.comments_a_day) == ({}, 10)
    assert empty == Config()
    assert desk.owners.asked == []


async def test_an_owners_file_is_read_once_in_ten_minutes(desk: Desk) -> None:
    desk.owners.text = ACTS
    other = Repository(8, "Example-AI", "kernels", 77)

    first = [await desk.mode(None), await desk.mode(None, other)]
    desk.owners.text = OFF
    desk.clock.advance(timedelta(minutes=9))
    soon = await desk.mode(None)
    desk.clock.advance(timedelta(minutes=2))
    late = await desk.mode(None)

    assert (first, soon, late) == ([Mode.ACT, Mode.ACT], Mode.ACT, Mode.OFF)
    assert desk.owners.asked == [{"owner": "example-ai", "name": ".github"}] * 2


async def test_another_installation_reads_for_itself(desk: Desk) -> None:
    await desk.mode(None)
    await desk.mode(None, Repository(9, "example-ai", "watched", None))

    assert len(desk.owners.asked) == 2


@pytest.mark.parametrize(
    "fails", [NotFound(404, "Not Found", "query"), Forbidden(403, "Forbidden", "query")]
)
async def test_an_owners_repository_out_of_reach_leaves_the_defaults(
    desk: Desk, fails: Exception
) -> None:
    desk.owners.fails = fails

    assert await desk.reader.of(HERE, None) == Config()


async def test_a_private_owners_file_holds_for_private_repositories_alone(desk: Desk) -> None:
    desk.owners.text, desk.owners.is_private = ACTS, True
    private = Repository(8, "example-ai", "secret", 77, is_private=True)

    assert await desk.mode(None) is None
    assert await desk.mode(None, private) is Mode.ACT


async def test_the_owners_own_repository_has_no_fallback(desk: Desk) -> None:
    await desk.mode(None, Repository(8, "example-ai", ".github", 77))

    assert desk.owners.asked == []


async def test_a_broken_owners_file_is_counted_and_told_nobody(desk: Desk) -> None:
    desk.owners.text = BROKEN

    mode = await desk.mode(None)

    async with desk.database.read() as connection:
        counted = await configs.broken_at_owners(connection)
    assert (mode, counted, await desk.cares()) == (Mode.SHADOW, 1, 0)


async def test_a_file_that_broke_has_the_issue_seen_to_once_an_hour_or_when_it_changes(
    desk: Desk,
) -> None:
    asked = []
    for text, minutes in ((ACTS, 0), (BROKEN, 0), (BROKEN, 30), (BROKEN + "#\n", 1), (BROKEN, 1)):
        desk.clock.advance(timedelta(minutes=minutes))
        await desk.mode(text)
        asked.append(await desk.cares())
        await desk.care_is_taken()
    desk.clock.advance(timedelta(minutes=61))
    await desk.mode(BROKEN)
    asked.append(await desk.cares())

    assert asked == [0, 1, 0, 1, 1, 1]


async def test_a_mended_file_has_the_issue_seen_to_only_where_one_stands(desk: Desk) -> None:
    await desk.mode(BROKEN)
    await desk.care_is_taken()
    async with desk.database.write() as connection:
        await configs.told(connection, HERE.id, number=5, is_open=True, digest="d")

    await desk.mode(ACTS)

    assert await desk.cares() == 1


async def test_a_dry_run_and_a_watched_repository_have_nothing_seen_to(desk: Desk) -> None:
    await desk.mode(BROKEN, dry_run=True)
    async with desk.database.read() as connection:
        kept = await configs.load(connection, HERE.id)
    await desk.mode(BROKEN, Repository(8, "example-ai", "watched", None))

    assert kept is None
    assert await desk.cares() == 0
