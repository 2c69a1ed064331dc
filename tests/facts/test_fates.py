from collections.abc import AsyncIterator

import pytest

from bot.facts.fates import Fate, fates
from tests.clocks import FixedClock
from tests.facts.test_gather import REPOSITORY, Desk, desk, key
from tests.rig.contract import Contract

__all__ = ["key"]


@pytest.fixture
async def here(clock: FixedClock, contract: Contract, key: str) -> AsyncIterator[Desk]:
    async with desk(clock, contract, key) as made:
        yield made


async def test_what_became_of_issues_is_one_read(here: Desk) -> None:
    rig = here.rig
    fixed = await rig.open_issue(REPOSITORY, "a-reporter", "One", "")
    closed = await rig.open_issue(REPOSITORY, "a-reporter", "Two", "")
    gone = await rig.open_issue(REPOSITORY, "a-reporter", "Three", "")
    pull = await rig.open_pull_request(REPOSITORY, "a-reporter", "Mend it", f"Fixes #{fixed}")
    await rig.merge(REPOSITORY, pull, "a-maintainer")
    await rig.close_issue(REPOSITORY, closed, "a-maintainer")
    await rig.delete_issue(REPOSITORY, gone, "a-maintainer")
    reader, repository = here.github.installation(77), here.thread.repository
    here.reads()

    numbers = (here.number, fixed, closed, gone, pull)
    found = await fates(reader, repository, numbers)

    assert here.reads() == 1
    assert found == {
        here.number: Fate(True, None, False),
        fixed: Fate(False, here.clock.now(), True, f"#{pull}"),
        closed: Fate(False, here.clock.now(), True),
    }


async def test_nothing_asked_is_nothing_read(here: Desk) -> None:
    here.reads()

    assert await fates(here.github.installation(77), here.thread.repository, ()) == {}
    assert here.reads() == 0
