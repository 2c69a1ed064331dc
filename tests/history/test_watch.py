"""What watching costs, how far it is behind, and what it does when something is in its way."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

import pytest

from bot.app import make_inbox
from bot.intake import events
from bot.intake.inbox import Inbox
from bot.store import installations, watches
from bot.store.watches import Watch
from bot.vocabulary.events import (
    CommentEdited,
    Dropped,
    Event,
    ReviewCommentCreated,
    ThreadOpened,
)
from bot.work.watching import Watching
from tests.clocks import FixedClock
from tests.history.acts import Acts
from tests.history.past import Store, store
from tests.rig.contract import Contract
from tests.rig.fake import FakeGitHub
from tests.rig.github import Answer

NAME = "example-ai/engine"
MINUTE = timedelta(minutes=1)


@dataclass
class Bench:
    github: FakeGitHub
    clock: FixedClock
    store: Store
    inbox: Inbox
    watching: Watching

    async def watch(self, *names: str) -> None:
        for name in names:
            self.github.add_repository(name, None, labels=["bug", "docs"], maintainers={"cleo"})
            await self.watching.add(name)

    async def minutes(self, minutes: int) -> timedelta:
        """Let time pass, looking every 30 seconds; the furthest that any look was behind."""
        worst = timedelta(0)
        for _ in range(minutes * 2):
            self.clock.advance(MINUTE / 2)
            while await self.watching.look_in_turn(None):
                pass
            for one in await self.watched():
                behind = self.clock.now() - (one.polled_at or one.added_at)
                worst = max(worst, behind)
        return worst

    async def watched(self) -> list[Watch]:
        async with self.store.database.read() as connection:
            return list(await watches.listed(connection))

    async def heard(self) -> list[Event]:
        found = []
        for entry in await self.inbox.waiting(10_000):
            event = events.understand(entry)
            assert not isinstance(event, Dropped)
            found.append(event)
        return found


@pytest.fixture
async def bench(sqlite_url: str, clock: FixedClock, contract: Contract) -> AsyncIterator[Bench]:
    github = FakeGitHub(clock, contract)
    github.plain_token = "ghp_a-token-of-the-rig"
    await github.start()
    inbox = make_inbox(sqlite_url)
    await inbox.create()
    await inbox.open()
    async with store(sqlite_url, clock, github) as opened:
        watching = Watching(opened.database, inbox, opened.github, clock)
        yield Bench(github, clock, opened, inbox, watching)
    await inbox.close()
    await github.stop()
    assert github.violations == []
    assert {seen.kind for seen in github.seen} <= {"read", "graphql", "query"}


async def test_a_quiet_repository_costs_twelve_requests_an_hour_that_are_free(
    bench: Bench,
) -> None:
    await bench.watch(NAME)
    await bench.minutes(10)
    before = len(bench.github.seen)

    await bench.minutes(60)

    asked = bench.github.seen[before:]
    assert len(asked) == 12
    assert Counter(seen.status for seen in asked) == {304: 12}
    assert bench.github.points == 0


async def test_thirty_busy_repositories_fit_one_token_and_are_never_ten_minutes_behind(
    bench: Bench,
) -> None:
    names = [f"example-{n}/engine" for n in range(30)]
    await bench.watch(*names)
    acts = [Acts(bench.github, name, FixedClock(), Random(n)) for n, name in enumerate(names)]
    before, happened, worst = len(bench.github.seen), 0, timedelta(0)
    for _ in range(12):
        # vLLM sees some 3,000 events a day (58,000 threads in 3.5 years): ten in five minutes.
        for one in acts:
            for _ in range(10):
                await one.act()
                happened += 1
        worst = max(worst, await bench.minutes(5))

    asked = bench.github.seen[before:]
    paid = sum(seen.status == 200 and seen.path != "/graphql" for seen in asked)
    assert worst <= timedelta(minutes=10)
    assert paid < 2_500, "of 5,000 an hour"
    assert bench.github.points < 2_500
    assert len(asked) / len(names) <= 66, "five a look, and one look more while things settle"
    assert len(await bench.heard()) >= happened * 0.9


async def test_an_edited_comment_is_heard(bench: Bench) -> None:
    await bench.watch(NAME)
    number = await bench.github.open_issue(NAME, "ann", "It stops", "")
    comment = await bench.github.comment(NAME, number, "ben", "Me too.")
    await bench.minutes(6)
    await bench.github.edit_comment(NAME, comment, "ben", "Me too, @cleo.")
    await bench.minutes(6)

    (edited,) = [e for e in await bench.heard() if isinstance(e, CommentEdited)]
    assert (edited.body, edited.comment_id) == ("Me too, @cleo.", comment)
    assert edited.opener is not None
    assert edited.opener.login == "ann"


async def test_what_happened_twice_in_one_second_is_heard_twice_and_not_again(
    bench: Bench,
) -> None:
    await bench.watch(NAME)
    bench.clock.advance(timedelta(minutes=5))
    await bench.github.open_issue(NAME, "ann", "One", "")
    while await bench.watching.look_in_turn(None):
        pass
    await bench.github.open_issue(NAME, "ann", "Two", "")

    await bench.minutes(20)

    opened = [e.thread.number for e in await bench.heard() if isinstance(e, ThreadOpened)]
    assert sorted(opened) == [1, 2]


async def test_a_repository_that_went_is_told_and_the_others_go_on(bench: Bench) -> None:
    await bench.watch(NAME, "example-lab/tools")
    del bench.github.state.repositories[NAME]
    await bench.github.open_issue("example-lab/tools", "ann", "It stops", "")

    await bench.minutes(6)

    problems = {one.repository.full_name: one.problem for one in await bench.watched()}
    assert "404" in problems[NAME]
    assert problems["example-lab/tools"] == ""
    assert len(await bench.heard()) == 1


async def test_where_the_limit_is_used_up_it_waits_until_it_is_renewed(bench: Bench) -> None:
    await bench.watch(NAME)
    bench.github.limits.graphql = 5
    for _ in range(3):
        await bench.github.open_issue(NAME, "ann", "It stops", "")
        await bench.minutes(6)
    (paused,) = await bench.watched()

    await bench.minutes(70)

    assert "wait until" in paused.problem
    assert paused.next_poll_at > paused.added_at + timedelta(minutes=30)
    assert len({e.thread.number for e in await bench.heard() if isinstance(e, ThreadOpened)}) == 3


async def test_a_wanted_repository_that_is_not_there_stops_no_other(bench: Bench) -> None:
    await bench.watch(NAME)
    wanted = ("nobody/nothing", NAME)

    assert await bench.watching.look_in_turn(wanted) == 1
    asked = sum(seen.path == "/repos/nobody/nothing" for seen in bench.github.seen)
    assert await bench.watching.look_in_turn(wanted) == 0
    assert sum(seen.path == "/repos/nobody/nothing" for seen in bench.github.seen) == asked

    bench.github.add_repository("nobody/nothing", None)
    bench.clock.advance(31 * MINUTE)
    await bench.watching.look_in_turn(wanted)
    names = {one.repository.full_name for one in await bench.watched()}
    assert names == {"nobody/nothing", NAME}


async def test_an_answer_nobody_understands_stops_no_other_repository(bench: Bench) -> None:
    await bench.watch(NAME, "example-ai/other")
    body = '[{"number": 1}]'
    bench.github.faults.answers.append(Answer(to=f"/repos/{NAME}/issues", status=200, body=body))

    assert await bench.watching.look_in_turn(None) == 2

    problems = {one.repository.full_name: one.problem for one in await bench.watched()}
    assert problems == {
        NAME: "GitHub's answer was not understood (KeyError)",
        "example-ai/other": "",
    }
    assert await bench.watching.look_in_turn(None) == 0


async def test_more_comments_on_code_than_one_page_holds_are_all_heard(bench: Bench) -> None:
    await bench.watch(NAME)
    number = await bench.github.open_pull_request(NAME, "ann", "Mend it", "")
    await bench.minutes(6)
    for _ in range(130):
        await bench.github.comment_on_code(NAME, number, "cleo", "Why?")
    await bench.minutes(6)

    heard = {e.comment_id for e in await bench.heard() if isinstance(e, ReviewCommentCreated)}
    pull = bench.github.state.repositories[NAME].issues[number]
    assert heard == {comment.id for comment in pull.review_comments}
    assert len(heard) == 130


async def test_a_watched_repository_that_the_app_left_is_watched_again(bench: Bench) -> None:
    await bench.watch(NAME)
    (one,) = await bench.watched()
    async with bench.store.database.write() as connection:
        installed = replace(one.repository, installation_id=7)
        await installations.seen(connection, installed, bench.clock.now())
    await bench.minutes(6)
    assert not [seen for seen in bench.github.seen if seen.path.endswith("/issues")]

    async with bench.store.database.write() as connection:
        await installations.gone(connection, [installed.id], bench.clock.now())
    await bench.github.open_issue(NAME, "ann", "It stops", "")
    await bench.minutes(11)

    assert [type(event) for event in await bench.heard()] == [ThreadOpened]
    (after,) = await bench.watched()
    assert after.repository.installation_id is None
    assert not after.app_left
