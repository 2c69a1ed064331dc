"""Who is asked about which comments, what becomes of the answers, and what an outage costs."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.intake.deliveries import POLL
from bot.intake.inbox import Inbox
from bot.store import installations, threads
from bot.store.database import Database
from bot.vocabulary.events import InstallationChanged
from bot.vocabulary.people import Person
from bot.vocabulary.threads import Repository, Thread
from bot.work.polls import AT_A_TIME, Polls
from tests.clocks import FixedClock
from tests.github.server import client
from tests.rig.contract import Contract
from tests.rig.fake import FakeGitHub, new_key

NAMES = {77: "example-ai/engine", 88: "example-robots/arm"}
"""Two installations with a repository each."""

MAINTAINER = "a-maintainer"


@dataclass
class Desk:
    """Two installations, an issue with a comment of ours in each, and what polls them."""

    rig: FakeGitHub
    database: Database
    inbox: Inbox
    clock: FixedClock
    polls: Polls
    comments: dict[int, int] = field(default_factory=dict)
    """Installation -> our comment there."""

    def repository(self, installation_id: int) -> Repository:
        found = self.rig.state.repositories[NAMES[installation_id]]
        return Repository(found.id, found.owner, found.name, installation_id)

    async def commented(self, installation_id: int) -> None:
        """We have asked there, just now."""
        name = NAMES[installation_id]
        number = await self.rig.open_issue(name, "a-reporter", "It stops", "It stops.")
        where = self.rig.state.repositories[name]
        made = self.rig.add_comment(where, where.issues[number], self.rig.state.bot, "☐ Version")
        self.comments[installation_id] = made.id
        now = self.clock.now()
        async with self.database.write() as connection:
            await installations.seen(connection, self.repository(installation_id), now)
            await threads.change(
                connection,
                Thread(self.repository(installation_id), number),
                comment_id=made.id,
                comment_node_id=made.node_id,
                comment_opened_at=now,
                next_poll_at=now,
            )

    async def arrived(self) -> list[str]:
        """The deliveries that wait, by what they are."""
        return [
            e.delivery.event for e in await self.inbox.waiting(100) if e.delivery.source == POLL
        ]

    async def due(self) -> int:
        async with self.database.read() as connection:
            return len(await threads.due_for_polling(connection, self.clock.now(), 1_000))

    async def say(self, installation_id: int, change: str) -> None:
        """An installation event was noted."""
        account = Person(9, NAMES[installation_id].partition("/")[0], "Organization")
        event = InstallationChanged(installation_id, change, account, (), self.clock.now())
        async with self.database.write() as connection:
            await installations.changed(connection, event, self.clock.now())


@pytest.fixture
async def desk(
    database: Database, inbox: Inbox, clock: FixedClock, contract: Contract
) -> AsyncIterator[Desk]:
    key = new_key()
    rig = FakeGitHub(clock, contract, key=key)
    for installation_id, name in NAMES.items():
        rig.add_installation(installation_id, name.partition("/")[0])
        rig.add_repository(name, installation_id, maintainers={MAINTAINER})
    await rig.start()
    async with client(rig.api_url, clock, key) as github:
        made = Desk(rig, database, inbox, clock, Polls(database, inbox, github, clock))
        for installation_id in NAMES:
            await made.commented(installation_id)
        yield made
    await rig.stop()
    assert rig.violations == []


async def test_a_reaction_is_found_once_and_asked_for_again_in_a_quarter_of_an_hour(
    desk: Desk,
) -> None:
    await desk.rig.react(NAMES[77], desk.comments[77], MAINTAINER, "-1")

    asked = [await desk.polls.reactions(), await desk.polls.reactions()]
    desk.clock.advance(timedelta(minutes=15))
    asked.append(await desk.polls.reactions())

    assert asked == [2, 0, 2]
    assert await desk.arrived() == ["CommentReacted"]


async def test_where_one_installation_cannot_be_read_the_others_are_and_it_is_tried_again_later(
    desk: Desk,
) -> None:
    for installation_id in NAMES:
        name, comment = NAMES[installation_id], desk.comments[installation_id]
        await desk.rig.react(name, comment, MAINTAINER, "-1")
    desk.rig.state.installations[77].suspended = True

    with capture_logs() as logged:
        await desk.polls.reactions()
    found = len(await desk.arrived())
    desk.rig.state.installations[77].suspended = False
    desk.clock.advance(timedelta(minutes=15))
    await desk.polls.reactions()

    assert [(x["event"], x["installation"]) for x in logged] == [("reactions_unread", 77)]
    assert (found, len(await desk.arrived())) == (1, 2)


@pytest.mark.parametrize("change", ["suspend", "deleted"])
async def test_what_is_out_of_reach_is_not_asked_for_and_keeps_nobody_waiting(
    desk: Desk, change: str
) -> None:
    await desk.rig.react(NAMES[88], desk.comments[88], MAINTAINER, "-1")
    await desk.say(77, change)
    async with desk.database.write() as connection:
        for number in range(1_000, 1_000 + AT_A_TIME):  # older than what can be reached
            await threads.change(
                connection,
                Thread(desk.repository(77), number),
                comment_node_id=f"IC_{number}",
                next_poll_at=desk.clock.now() - timedelta(hours=1),
            )

    asked = await desk.polls.reactions()

    assert asked == 1
    assert await desk.arrived() == ["CommentReacted"]
    assert await desk.due() == 0


async def test_an_installation_that_is_taken_up_again_is_asked_for_again(desk: Desk) -> None:
    await desk.say(77, "suspend")
    await desk.polls.reactions()
    await desk.say(77, "unsuspend")

    assert await desk.polls.reactions() == 1


async def test_a_query_is_for_a_hundred_comments_and_the_rest_comes_next(desk: Desk) -> None:
    where = desk.rig.state.repositories[NAMES[77]]
    issue = next(iter(where.issues.values()))
    async with desk.database.write() as connection:
        for number in range(2_000, 2_000 + AT_A_TIME):
            made = desk.rig.add_comment(where, issue, desk.rig.state.bot, "☐ Version")
            await threads.change(
                connection,
                Thread(desk.repository(77), number),
                comment_node_id=made.node_id,
                comment_opened_at=desk.clock.now(),
                next_poll_at=desk.clock.now(),
            )

    asked = [await desk.polls.reactions() for _ in range(3)]

    assert asked == [AT_A_TIME, 2, 0]
