from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.clocks import ScaledClock
from tests.rig.contract import Contract
from tests.scenarios.conftest import Ground
from tests.scenarios.world import INCOMPLETE, MAINTAINER, REPORTER, REPOSITORY, World, world


@pytest.fixture
async def here(tmp_path: Path, ground: Ground, contract: Contract) -> AsyncIterator[World]:
    clock = ScaledClock(20)
    async with world(
        tmp_path, ground.database_url, clock, contract, emulator=ground.emulator
    ) as made:
        yield made


async def test_whoever_takes_the_label_off_ends_the_asking(here: World) -> None:
    number = await here.github.open_issue(REPOSITORY, REPORTER, "[Bug]: it stops", INCOMPLETE)
    await here.quiet()

    await here.github.remove_label(REPOSITORY, number, MAINTAINER, "needs-info")
    await here.quiet()
    assert await here.github.comments(REPOSITORY, number) == []
    await here.github.edit_issue(
        REPOSITORY, number, REPORTER, body=INCOMPLETE.replace("second", "third")
    )
    await here.quiet()

    assert await here.github.comments(REPOSITORY, number) == []
    assert await here.github.labels(REPOSITORY, number) == frozenset()
