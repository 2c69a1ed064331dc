"""Maintainers tell it what to do, on both GitHubs and stores: commands, ticks, reactions."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.parsing.markers import marker
from bot.store import installations, modes, threads
from bot.store.tables import opt_out
from bot.vocabulary.actions import Mode
from bot.vocabulary.threads import Thread
from tests.clocks import LeapingClock
from tests.rig.contract import Contract
from tests.rig.github import CommentSeen
from tests.scenarios.conftest import Ground
from tests.scenarios.world import (
    COMPLETE,
    CONFIG,
    INCOMPLETE,
    MAINTAINER,
    REPORTER,
    REPOSITORY,
    World,
    world,
)

STRANGER = "a-stranger"
VULNERABLE = """An unauthenticated attacker can get remote code execution: the `/load` endpoint
unpickles whatever is posted to it.
"""


@pytest.fixture
def clock() -> LeapingClock:
    return LeapingClock(20)


@pytest.fixture
async def here(
    tmp_path: Path, ground: Ground, contract: Contract, clock: LeapingClock
) -> AsyncIterator[World]:
    async with world(
        tmp_path, ground.database_url, clock, contract, config=CONFIG, emulator=ground.emulator
    ) as made:
        yield made


async def asked(here: World) -> int:
    """An issue with our one comment and our label."""
    number = await here.github.open_issue(REPOSITORY, REPORTER, "[Bug]: it stops", INCOMPLETE)
    await here.quiet()
    (comment,) = await here.github.comments(REPOSITORY, number)
    assert "Version" in comment.body
    assert await here.github.labels(REPOSITORY, number) == {"needs-info"}
    return number


async def say(here: World, number: int, author: str, body: str) -> int:
    comment_id = await here.github.comment(REPOSITORY, number, author, body)
    await here.quiet()
    return comment_id


async def ours(here: World, number: int) -> list[CommentSeen]:
    found = await here.github.comments(REPOSITORY, number)
    return [comment for comment in found if comment.author.endswith("[bot]")]


async def reactions(here: World, number: int, comment_id: int) -> list[str]:
    found = await here.github.comments(REPOSITORY, number)
    (one,) = [comment for comment in found if comment.id == comment_id]
    return list(one.reactions)


async def test_undo_takes_comment_and_label_back_and_they_do_not_return(here: World) -> None:
    number = await asked(here)

    order = await say(here, number, MAINTAINER, "/linchpin undo")

    assert await here.github.labels(REPOSITORY, number) == frozenset()
    assert all(comment.minimized for comment in await ours(here, number))
    assert await reactions(here, number, order) == ["+1"]
    body = INCOMPLETE.replace("second", "third")
    await here.github.edit_issue(REPOSITORY, number, REPORTER, body=body)
    await here.quiet()
    assert await here.github.labels(REPOSITORY, number) == frozenset()
    assert all(comment.minimized for comment in await ours(here, number))


async def test_a_stranger_decides_nothing_and_is_told_so_by_a_reaction_alone(here: World) -> None:
    number = await asked(here)
    (before,) = await ours(here, number)

    order = await say(here, number, STRANGER, "/linchpin undo")

    assert await ours(here, number) == [before]
    assert await here.github.labels(REPOSITORY, number) == {"needs-info"}
    assert await reactions(here, number, order) == ["confused"]


async def test_commands_in_code_and_quotes_are_none(here: World) -> None:
    number = await asked(here)
    body = "Try\n\n```\n/linchpin undo\n```\n\n> /linchpin undo\n\nor `/linchpin undo`."

    order = await say(here, number, MAINTAINER, body)

    assert await here.github.labels(REPOSITORY, number) == {"needs-info"}
    assert await reactions(here, number, order) == []


async def test_of_an_edited_comment_only_what_is_new_runs(here: World) -> None:
    number = await asked(here)
    first = await say(here, number, MAINTAINER, "/linchpin label bug")
    assert await here.github.labels(REPOSITORY, number) == {"needs-info", "bug"}
    await here.github.remove_label(REPOSITORY, number, MAINTAINER, "bug")
    await here.quiet()

    body = "/linchpin label bug\n/linchpin mute"
    await here.github.edit_comment(REPOSITORY, first, MAINTAINER, body)
    await here.quiet()

    assert await here.github.labels(REPOSITORY, number) == {"needs-info"}
    await here.github.edit_issue(REPOSITORY, number, REPORTER, body=COMPLETE)
    await here.quiet()
    # Muted: it may take its own back, and says nothing more.
    assert not any("Version" in c.body and not c.minimized for c in await ours(here, number))


async def test_a_muted_thread_is_left_alone_until_it_is_unmuted(here: World) -> None:
    number = await here.github.open_issue(REPOSITORY, REPORTER, "[Bug]: it stops", COMPLETE)
    await here.quiet()
    await say(here, number, MAINTAINER, "/linchpin mute")
    await here.github.edit_issue(REPOSITORY, number, REPORTER, body=INCOMPLETE)
    await here.quiet()
    assert await ours(here, number) == []

    await say(here, number, MAINTAINER, "/linchpin unmute")
    body = INCOMPLETE.replace("second", "third")
    await here.github.edit_issue(REPOSITORY, number, REPORTER, body=body)
    await here.quiet()

    assert await here.github.labels(REPOSITORY, number) == {"needs-info"}


async def test_a_forged_marker_of_a_stranger_is_nobodys_comment(here: World) -> None:
    number = await asked(here)
    forged = f"- [x] Take all of this back <!-- linchpin:tick undo -->\n{marker(['related'])}"

    comment_id = await say(here, number, STRANGER, forged.replace("[x]", "[ ]"))
    await here.github.edit_comment(REPOSITORY, comment_id, STRANGER, forged)
    await here.quiet()

    assert await here.github.labels(REPOSITORY, number) == {"needs-info"}
    assert len(await ours(here, number)) == 1


async def test_a_tick_says_the_same_as_the_command(here: World) -> None:
    number = await asked(here)
    (comment,) = await ours(here, number)
    body = comment.body.replace("- [ ] Take all", "- [x] Take all")
    assert body != comment.body

    await here.github.edit_comment(REPOSITORY, comment.id, MAINTAINER, body)
    await here.quiet()

    assert await here.github.labels(REPOSITORY, number) == frozenset()
    assert await here.github.comments(REPOSITORY, number) == []


async def test_a_tick_by_somebody_who_may_not_decide_changes_nothing(here: World) -> None:
    number = await asked(here)
    (comment,) = await ours(here, number)
    body = comment.body.replace("- [ ] Take all", "- [x] Take all")

    await here.github.edit_comment(REPOSITORY, comment.id, STRANGER, body)
    await here.quiet()

    assert await here.github.labels(REPOSITORY, number) == {"needs-info"}


async def test_a_tick_while_the_bot_writes_is_not_lost(here: World) -> None:
    number = await asked(here)
    (comment,) = await ours(here, number)
    body = comment.body.replace("- [ ] Take all", "- [x] Take all")

    await here.github.edit_issue(
        REPOSITORY, number, REPORTER, body=INCOMPLETE.replace("_No response_", "1.4.2", 1)
    )
    await here.github.edit_comment(REPOSITORY, comment.id, MAINTAINER, body)
    await here.quiet()

    assert await here.github.labels(REPOSITORY, number) == frozenset()
    assert await here.github.comments(REPOSITORY, number) == []


@pytest.mark.parametrize("way", ["reaction", "tick"])
async def test_a_maintainer_accepts_what_is_suggested_and_nothing_else_changes(
    here: World, clock: LeapingClock, way: str
) -> None:
    config = f"{CONFIG}flag-regressions: {{mode: suggest, label: bug}}\n"
    await here.github.put_file(REPOSITORY, ".github/linchpin.yml", config)
    body = INCOMPLETE.replace("request.", "request. It worked in engine 2.3 and fails in 2.4.")
    number = await here.github.open_issue(REPOSITORY, REPORTER, "[Bug]: it stops", body)
    await here.quiet()
    (comment,) = await ours(here, number)
    assert "Suggested to the maintainers" in comment.body
    assert await here.github.labels(REPOSITORY, number) == {"needs-info"}

    if way == "reaction":
        await here.github.react(REPOSITORY, comment.id, MAINTAINER, "+1")
        clock.leap(timedelta(minutes=15))
    else:
        ticked = comment.body.replace("- [ ] Put the", "- [x] Put the")
        assert ticked != comment.body
        await here.github.edit_comment(REPOSITORY, comment.id, MAINTAINER, ticked)

    async def accepted() -> bool:
        return await here.github.labels(REPOSITORY, number) == {"needs-info", "bug"}

    await here.until(accepted)
    await here.quiet()
    (after,) = await ours(here, number)
    assert "Suggested" not in after.body
    assert "**Version**" in after.body


async def test_two_maintainers_at_once_come_to_one_end(here: World) -> None:
    number = await asked(here)

    await here.github.comment(REPOSITORY, number, MAINTAINER, "/linchpin undo")
    await here.github.comment(REPOSITORY, number, MAINTAINER, "/linchpin undo")
    await here.quiet()

    assert await here.github.labels(REPOSITORY, number) == frozenset()
    assert all(c.minimized or "Nothing of mine" in c.body for c in await ours(here, number))


async def test_a_label_removed_by_hand_comes_back_only_when_it_is_asked_for(here: World) -> None:
    number = await asked(here)
    await here.github.remove_label(REPOSITORY, number, MAINTAINER, "needs-info")
    await here.quiet()
    body = INCOMPLETE.replace("second", "third")
    await here.github.edit_issue(REPOSITORY, number, REPORTER, body=body)
    await here.quiet()
    assert await here.github.labels(REPOSITORY, number) == frozenset()

    await say(here, number, MAINTAINER, "/linchpin label needs-info")

    assert await here.github.labels(REPOSITORY, number) == {"needs-info"}


async def test_a_reaction_after_47_hours_is_heard(here: World, clock: LeapingClock) -> None:
    number = await asked(here)
    (comment,) = await ours(here, number)
    clock.leap(timedelta(hours=47))

    await here.github.react(REPOSITORY, comment.id, MAINTAINER, "-1")

    async def gone() -> bool:
        return not await here.github.labels(REPOSITORY, number)

    await here.until(gone)


async def test_who_lost_the_permission_decides_nothing_any_more(here: World) -> None:
    number = await asked(here)
    await here.github.demote(REPOSITORY, MAINTAINER)

    await say(here, number, MAINTAINER, "/linchpin undo")

    assert await here.github.labels(REPOSITORY, number) == {"needs-info"}


async def test_enough_waives_an_item_and_the_rest_stays(here: World) -> None:
    number = await asked(here)

    await say(here, number, MAINTAINER, "/linchpin enough")

    async def gone() -> bool:
        return not await here.github.labels(REPOSITORY, number)

    await here.until(gone)
    await here.quiet()
    assert all(comment.minimized for comment in await ours(here, number))


async def test_help_and_why_are_answered_in_the_one_comment(here: World) -> None:
    number = await asked(here)

    await say(here, number, MAINTAINER, "/linchpin why")
    (why,) = await ours(here, number)
    await say(here, number, MAINTAINER, "/linchpin help")
    (helped,) = await ours(here, number)

    assert "the report leaves out what its form asks for" in why.body
    assert "/linchpin undo" in helped.body
    assert "@linchpin" not in helped.body.replace("@linchpin-", "")
    assert "the report leaves out what its form asks for" not in helped.body


async def test_who_opts_out_is_left_alone_until_opting_in(here: World) -> None:
    number = await asked(here)
    await say(here, number, REPORTER, "/linchpin opt out")

    second = await here.github.open_issue(REPOSITORY, REPORTER, "[Bug]: it stops", INCOMPLETE)
    await here.quiet()

    assert await ours(here, second) == []
    reporter = (await here.github.comments(REPOSITORY, number))[1]
    assert reporter.author == REPORTER
    await say(here, second, REPORTER, "/linchpin opt in")
    third = await here.github.open_issue(REPOSITORY, REPORTER, "[Bug]: it stops", INCOMPLETE)
    await here.quiet()
    assert len(await ours(here, third)) == 1


async def test_people_are_heard_on_a_thread_that_nothing_is_said_of(here: World) -> None:
    number = await here.github.open_issue(
        REPOSITORY, REPORTER, "Remote code execution through /load", VULNERABLE
    )
    await here.quiet()

    await say(here, number, REPORTER, "/linchpin opt out")
    await say(here, number, MAINTAINER, "/linchpin mute")

    async with here.parts.database.read() as connection:
        found = await installations.by_name(connection, *REPOSITORY.split("/"))
        assert found is not None
        state = await threads.load(connection, Thread(found, number))
        left_alone = (await connection.execute(select(opt_out.c.person))).all()
    assert state.sensitive_at is not None
    assert state.muted_at is not None
    assert len(left_alone) == 1
    assert await ours(here, number) == []


async def test_a_capability_that_is_switched_off_stays_off(here: World) -> None:
    number = await asked(here)
    await say(here, number, MAINTAINER, "/linchpin off flag-regressions")

    async with here.parts.database.read() as connection:
        found = await installations.by_name(connection, *REPOSITORY.split("/"))
        assert found is not None
        assert (await modes.of_repository(connection, found.id))["flag-regressions"] is Mode.OFF
