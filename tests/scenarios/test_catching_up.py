"""What GitHub could not deliver is found in its log, and what it never sends is polled."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.intake.deliveries import Entry, State
from tests.clocks import LeapingClock, ScaledClock
from tests.rig.contract import Contract
from tests.rig.fake import FakeGitHub
from tests.rig.github import GitHubRig, Mishap
from tests.scenarios.world import INCOMPLETE, MAINTAINER, REPORTER, REPOSITORY, World, world

SELDOM = {"LINCHPIN_POLL_SECONDS": "120"}
"""At 600 times the wall's speed a poll of reactions is five times a second."""


async def until(is_so: Callable[[], Awaitable[object]]) -> None:
    async with asyncio.timeout(30):
        while not await is_so():  # noqa: ASYNC110 # another party brings it about
            await asyncio.sleep(0.05)


def _fake(github: GitHubRig) -> FakeGitHub:
    assert isinstance(github, FakeGitHub)
    return github


async def _lose_an_issue(github: GitHubRig) -> None:
    """Somebody opens an issue while nobody answers at our address."""
    await github.send_webhooks_to("http://127.0.0.1:9/webhook")
    github.faults.deliveries.append(Mishap("drop"))
    await github.open_issue(REPOSITORY, REPORTER, "[Bug]: it stops", INCOMPLETE)
    await github.settle()


async def _settled(here: World, guid: str) -> Entry | None:
    entry = await here.parts.inbox.read(guid)
    return entry if entry is not None and entry.state is not State.WAITING else None


async def test_what_was_missed_while_it_was_down_is_asked_for_at_start(
    tmp_path: Path, database_url: str, contract: Contract
) -> None:
    async with world(
        tmp_path, database_url, ScaledClock(20), contract, prepare=_lose_an_issue
    ) as here:

        async def asked() -> object:
            return await here.github.comments(REPOSITORY, 1)

        await until(asked)
        await here.quiet()

        attempts = [a for a in _fake(here.github).sender.log if a.event == "issues"]
        assert len(await here.github.comments(REPOSITORY, 1)) == 1
        assert (attempts[0].status, attempts[1].status) == (0, 202)
        assert attempts[0].guid == attempts[1].guid


async def test_what_is_lost_later_is_found_within_ten_minutes_and_asked_for_once(
    tmp_path: Path, sqlite_url: str, contract: Contract
) -> None:
    clock = ScaledClock(600)
    async with world(tmp_path, sqlite_url, clock, contract, overrides=SELDOM) as here:
        await here.quiet()
        here.github.faults.deliveries.append(Mishap("drop"))
        await here.github.open_issue(REPOSITORY, REPORTER, "[Bug]: it stops", INCOMPLETE)

        async def asked() -> object:
            return await here.github.comments(REPOSITORY, 1)

        await until(asked)
        asked_at = clock.now()

        async def another_run() -> object:
            return clock.now() - asked_at > timedelta(minutes=11)

        await until(another_run)
        await here.quiet()
        asks = [s for s in here.github.seen if s.path.endswith("/attempts")]
        assert len(await here.github.comments(REPOSITORY, 1)) == 1
        assert len(asks) == 1


async def test_after_a_long_outage_old_threads_are_read_and_not_commented_on(
    tmp_path: Path, sqlite_url: str, contract: Contract
) -> None:
    clock = LeapingClock(20)

    async def lose_it_two_days_ago(github: GitHubRig) -> None:
        await _lose_an_issue(github)
        clock.leap(timedelta(days=2))

    async with world(tmp_path, sqlite_url, clock, contract, prepare=lose_it_two_days_ago) as here:
        (lost,) = _fake(here.github).sender.log

        async def done() -> object:
            entry = await _settled(here, lost.guid)
            return entry is not None and entry.state is State.DONE

        await until(done)
        await here.quiet()

        kinds = [s.kind for s in here.github.seen if s.path == "/graphql"]
        writes = [s.path for s in here.github.seen if s.kind == "write"]
        assert kinds.count("read") >= 1
        assert [path for path in writes if not path.endswith("/attempts")] == []
        assert await here.github.comments(REPOSITORY, 1) == []


@pytest.mark.parametrize("who", [MAINTAINER, REPORTER])
async def test_a_thumb_down_is_polled_and_only_a_maintainers_takes_the_comment_back(
    tmp_path: Path, sqlite_url: str, contract: Contract, who: str
) -> None:
    async with world(tmp_path, sqlite_url, ScaledClock(600), contract, overrides=SELDOM) as here:
        number = await here.github.open_issue(REPOSITORY, REPORTER, "[Bug]: it stops", INCOMPLETE)
        await here.quiet()
        (comment,) = await here.github.comments(REPOSITORY, number)
        before = await here.parts.inbox.counts()

        await here.github.react(REPOSITORY, comment.id, who, "-1")

        async def heard() -> object:
            now = await here.parts.inbox.counts()
            return now.get(State.DONE, 0) > before.get(State.DONE, 0)

        await until(heard)
        await here.quiet()
        labels = await here.github.labels(REPOSITORY, number)
        assert labels == (frozenset() if who == MAINTAINER else {"needs-info"})
