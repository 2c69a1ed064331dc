from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.clocks import ScaledClock
from tests.rig.contract import Contract
from tests.scenarios.conftest import Ground
from tests.scenarios.world import COMPLETE, INCOMPLETE, REPORTER, REPOSITORY, World, world


@pytest.fixture
async def here(tmp_path: Path, ground: Ground, contract: Contract) -> AsyncIterator[World]:
    clock, url = ScaledClock(20), ground.database_url
    async with world(tmp_path, url, clock, contract, emulator=ground.emulator) as made:
        yield made


async def test_an_incomplete_report_is_asked_once_and_the_list_ticks_itself(here: World) -> None:
    github = here.github

    number = await github.open_issue(REPOSITORY, REPORTER, "[Bug]: it stops", INCOMPLETE)
    await here.quiet()

    (comment,) = await github.comments(REPOSITORY, number)
    assert comment.author == "linchpin-rig[bot]"
    assert "☐ **Version**" in comment.body
    assert "☐ **Relevant log output**" in comment.body
    assert "Example Systems" in comment.body
    assert await github.labels(REPOSITORY, number) == {"needs-info"}

    half = INCOMPLETE.replace("### Version\n\n_No response_", "### Version\n\n1.4.2")
    await github.edit_issue(REPOSITORY, number, REPORTER, body=half)
    await here.quiet()

    (comment,) = await github.comments(REPOSITORY, number)
    assert "☑ **Version**" in comment.body
    assert "☐ **Relevant log output**" in comment.body

    await github.edit_issue(REPOSITORY, number, REPORTER, body=COMPLETE)
    await here.quiet()

    assert await github.comments(REPOSITORY, number) == []
    assert await github.labels(REPOSITORY, number) == frozenset()


async def test_a_complete_report_gets_nothing(here: World) -> None:
    number = await here.github.open_issue(REPOSITORY, REPORTER, "[Bug]: it stops", COMPLETE)
    await here.quiet()

    assert await here.github.comments(REPOSITORY, number) == []
    assert [s for s in here.github.seen if s.kind == "write"] == []
