"""What a maintainer does on a thread is what the capability is judged by."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.learning.trust import Outcome
from bot.store import judgements, modes
from bot.vocabulary.actions import Mode
from bot.work.trust import Trusting
from tests.clocks import ScaledClock
from tests.rig.contract import Contract
from tests.scenarios.conftest import Ground
from tests.scenarios.world import INCOMPLETE, MAINTAINER, REPORTER, REPOSITORY, World, world

ASK = "ask-for-missing-information"


@pytest.fixture
async def here(tmp_path: Path, ground: Ground, contract: Contract) -> AsyncIterator[World]:
    async with world(
        tmp_path, ground.database_url, ScaledClock(20), contract, emulator=ground.emulator
    ) as made:
        yield made


async def test_a_label_that_a_maintainer_takes_off_counts_against_the_asking(here: World) -> None:
    number = await here.github.open_issue(REPOSITORY, REPORTER, "[Bug]: it stops", INCOMPLETE)
    await here.quiet()
    await here.github.remove_label(REPOSITORY, number, MAINTAINER, "needs-info")
    await here.quiet()

    await Trusting(here.parts.database, here.parts.clock).turn()

    async with here.parts.database.read() as connection:
        (place,) = await judgements.open_threads(connection)
        found = await judgements.outcomes(connection, place.repository_id)
        written = await modes.written(connection, place.repository_id)
    assert {of: [one for _at, one in told] for of, told in found.items()} == {
        ASK: [Outcome.DISAGREED]
    }
    assert written == {ASK: Mode.ACT}
