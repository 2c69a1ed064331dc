"""A config that breaks and is mended, on the default branch and in a pull request."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.store import config_tables
from bot.vocabulary.config import CONFIG_PATH
from tests.clocks import ScaledClock
from tests.rig.contract import Contract
from tests.rig.github import Answer, IssueSeen
from tests.scenarios.conftest import Ground
from tests.scenarios.world import CONFIG, INCOMPLETE, MAINTAINER, REPORTER, REPOSITORY, World, world

BROKEN = "ask-for-missing-information:\n  mode: loud\n"
WORSE = BROKEN + "bugdet: {}\n"


def plain(issue: IssueSeen) -> str:
    """Its body as people read it."""
    return issue.body.replace("\\", "")


@pytest.fixture
async def here(tmp_path: Path, ground: Ground, contract: Contract) -> AsyncIterator[World]:
    clock, url = ScaledClock(20), ground.database_url
    async with world(tmp_path, url, clock, contract, emulator=ground.emulator) as made:
        yield made


async def test_a_broken_config_changes_nothing_and_is_told_in_one_issue_until_it_is_mended(
    here: World,
) -> None:
    await here.github.open_issue(REPOSITORY, REPORTER, "[Bug]: it stops", INCOMPLETE)
    await here.quiet()

    await here.github.put_file(REPOSITORY, CONFIG_PATH, BROKEN)
    await here.quiet()
    _report, told = await here.github.issues(REPOSITORY)
    again = await here.github.open_issue(REPOSITORY, REPORTER, "[Bug]: it halts", INCOMPLETE)
    await here.quiet()
    assert told.is_open
    assert told.author == f"{here.github.slug}[bot]"
    assert "- line 2, column 3: ask-for-missing-information.mode: 'loud' is no mode" in plain(told)
    assert "what held before goes on to hold" in told.body
    assert len(await here.github.comments(REPOSITORY, again)) == 1  # as the last good one says

    await here.github.put_file(REPOSITORY, CONFIG_PATH, WORSE)
    await here.quiet()
    edited = (await here.github.issues(REPOSITORY))[1]
    assert "has 2 mistakes" in edited.body
    assert "- line 3, column 1: unknown key" in plain(edited)

    await here.github.put_file(REPOSITORY, CONFIG_PATH, CONFIG)
    await here.quiet()
    mended = (await here.github.issues(REPOSITORY))[1]
    assert (mended.number, mended.is_open) == (told.number, False)
    assert "reads well now" in mended.body

    await here.github.put_file(REPOSITORY, CONFIG_PATH, BROKEN)
    await here.quiet()
    issues = await here.github.issues(REPOSITORY)
    assert [i.number for i in issues if i.author.endswith("[bot]")] == [told.number]
    assert issues[1].is_open
    assert await here.github.comments(REPOSITORY, told.number) == []


async def test_who_closes_the_issue_by_hand_is_left_alone_until_the_file_breaks_anew(
    here: World,
) -> None:
    await here.github.put_file(REPOSITORY, CONFIG_PATH, BROKEN)
    await here.quiet()
    (told,) = await here.github.issues(REPOSITORY)

    await here.github.close_issue(REPOSITORY, told.number, MAINTAINER)
    await here.github.put_file(REPOSITORY, CONFIG_PATH, WORSE)
    await here.quiet()
    (still,) = await here.github.issues(REPOSITORY)
    await here.github.delete_file(REPOSITORY, CONFIG_PATH)
    await here.quiet()
    await here.github.put_file(REPOSITORY, CONFIG_PATH, BROKEN)
    await here.quiet()

    assert "has 2 mistakes" in still.body
    assert not still.is_open
    (again,) = await here.github.issues(REPOSITORY)
    assert again.is_open


async def test_a_pull_request_that_touches_the_config_is_checked_at_line_and_column(
    here: World,
) -> None:
    text = WORSE + "flag-regressions:\n  label: regresion\n"

    number = await here.github.open_pull_request(
        REPOSITORY, REPORTER, "Turn it on", "", files={CONFIG_PATH: text}
    )
    await here.github.open_pull_request(
        REPOSITORY, REPORTER, "Something else", "", files={"README.md": "Words."}
    )
    await here.quiet()
    (failed,) = await here.github.check_runs(REPOSITORY)
    good = CONFIG + "flag-regressions: {label: bug}\n"
    await here.github.push_commit(REPOSITORY, number, REPORTER, {CONFIG_PATH: good})
    await here.quiet()
    await here.github.close_issue(REPOSITORY, number, MAINTAINER)
    await here.github.reopen_issue(REPOSITORY, number, MAINTAINER)
    await here.quiet()

    assert (failed.name, failed.conclusion) == ("Linchpin config", "failure")
    assert [place[:3] for place in failed.annotations] == [
        (2, 3, "failure"),
        (3, 1, "failure"),
        (5, 3, "warning"),
    ]
    (_first, passed) = await here.github.check_runs(REPOSITORY)
    assert (passed.conclusion, passed.annotations) == ("success", ())
    assert await here.github.comments(REPOSITORY, number) == []


async def test_a_pull_request_may_take_the_config_away(here: World) -> None:
    await here.github.open_pull_request(
        REPOSITORY, REPORTER, "Take it away", "", files={CONFIG_PATH: None}
    )
    await here.quiet()

    (passed,) = await here.github.check_runs(REPOSITORY)
    assert passed.conclusion == "success"


async def test_an_issue_whose_opening_was_cut_off_is_found_again_and_not_doubled(
    here: World,
) -> None:
    here.github.faults.answers += [Answer("POST /repos/example-ai/engine/issues", cut="after")]

    await here.github.put_file(REPOSITORY, CONFIG_PATH, BROKEN)

    async def told() -> bool:
        async with here.parts.database.read() as connection:
            return any(
                row.issue_number for row in await connection.execute(select(config_tables.config))
            )

    await here.until(told)
    await here.quiet()
    assert here.github.faults.answers == []
    assert len(await here.github.issues(REPOSITORY)) == 1


async def test_the_owners_config_holds_until_the_repository_has_its_own(
    tmp_path: Path, ground: Ground, contract: Contract
) -> None:
    clock, url = ScaledClock(20), ground.database_url
    async with world(
        tmp_path,
        url,
        clock,
        contract,
        config=None,
        owners_config=CONFIG,
        emulator=ground.emulator,
    ) as here:
        first = await here.github.open_issue(REPOSITORY, REPORTER, "[Bug]: it stops", INCOMPLETE)
        await here.quiet()
        await here.github.put_file(REPOSITORY, CONFIG_PATH, "")
        second = await here.github.open_issue(REPOSITORY, REPORTER, "[Bug]: it halts", INCOMPLETE)
        await here.quiet()

        assert len(await here.github.comments(REPOSITORY, first)) == 1
        assert await here.github.comments(REPOSITORY, second) == []
