"""GitHub fails in the middle of what was decided: it is finished later, and never doubled."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.clocks import ScaledClock
from tests.rig.contract import Contract
from tests.rig.github import Answer
from tests.scenarios.conftest import Ground
from tests.scenarios.world import INCOMPLETE, MAINTAINER, REPORTER, REPOSITORY, World, world

RETRIES = 12
"""More failures in a row than one run bears."""


@pytest.fixture
async def here(tmp_path: Path, ground: Ground, contract: Contract) -> AsyncIterator[World]:
    clock, url = ScaledClock(60), ground.database_url
    async with world(tmp_path, url, clock, contract, emulator=ground.emulator) as made:
        yield made


async def test_a_thumbs_down_is_obeyed_to_the_end_though_github_fails_half_way(
    here: World,
) -> None:
    number = await here.github.open_issue(REPOSITORY, REPORTER, "[Bug]: it stops", INCOMPLETE)
    await here.quiet()
    (comment,) = await here.github.comments(REPOSITORY, number)
    here.github.faults.answers += [Answer("DELETE ", status=502)] * RETRIES

    await here.github.react(REPOSITORY, comment.id, MAINTAINER, "-1")
    await here.github.comment(REPOSITORY, number, MAINTAINER, "We can see it already.")

    async def obeyed() -> bool:
        ours, _theirs = await here.github.comments(REPOSITORY, number)
        return ours.minimized and not await here.github.labels(REPOSITORY, number)

    await here.until(obeyed)
    assert here.github.faults.answers == []


async def test_a_comment_whose_creation_failed_is_made_once(here: World) -> None:
    here.github.faults.answers += [
        Answer("/comments", status=502),
        Answer("/comments", cut="after"),
    ]

    number = await here.github.open_issue(REPOSITORY, REPORTER, "[Bug]: it stops", INCOMPLETE)

    async def made() -> bool:
        return bool(await here.github.comments(REPOSITORY, number))

    await here.until(made)
    await here.quiet()
    assert here.github.faults.answers == []
    assert len(await here.github.comments(REPOSITORY, number)) == 1
    assert await here.github.labels(REPOSITORY, number) == {"needs-info"}
