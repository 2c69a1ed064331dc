"""How often reactions are asked for, and what is made of the answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.github.errors import Forbidden, NotFound
from bot.intake import events
from bot.intake.deliveries import Entry, State
from bot.intake.reactions import next_poll_at, poll
from bot.store.threads import DueComment
from bot.vocabulary.events import CommentReacted
from bot.vocabulary.people import Person
from bot.vocabulary.threads import Repository, Thread

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HERE = Repository(7, "example-ai", "engine", 77)


@pytest.mark.parametrize(
    ("age", "wait"),
    [
        (timedelta(0), timedelta(minutes=15)),
        (timedelta(hours=47), timedelta(minutes=15)),
        (timedelta(hours=49), timedelta(hours=6)),
        (timedelta(days=13), timedelta(hours=6)),
        (timedelta(days=15), None),
    ],
)
def test_a_young_comment_is_asked_about_often_an_old_one_never(
    age: timedelta, wait: timedelta | None
) -> None:
    assert next_poll_at(NOW - age, NOW) == (None if wait is None else NOW + wait)


@dataclass
class Answers:
    """What GitHub says."""

    nodes: list[Any]
    roles: Mapping[str, str]
    asked: list[str] = field(default_factory=list)
    unreadable: frozenset[str] = frozenset()

    async def query(self, document: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"nodes": self.nodes}

    async def get(self, path: str, **query: Any) -> Any:
        self.asked.append(path)
        login = path.split("/")[-2]
        if login in self.unreadable:
            raise Forbidden(403, "Resource not accessible", path)
        if login not in self.roles:
            raise NotFound(404, "Not Found", path)
        return {"role_name": self.roles[login]}


def reaction(number: int, login: str | None, content: str = "THUMBS_DOWN") -> dict[str, Any]:
    user = None if login is None else {"login": login, "databaseId": 500 + number}
    at = "2026-03-02T09:00:00Z"
    return {"id": f"REA_{number}", "content": content, "createdAt": at, "user": user}


async def test_a_reaction_becomes_an_event_that_says_whether_its_author_may_triage() -> None:
    nodes = [
        {
            "id": "IC_1",
            "fullDatabaseId": "1",
            "reactions": {
                "nodes": [
                    reaction(1, "a-maintainer"),
                    reaction(2, "a-stranger", "ROCKET"),
                    reaction(3, None),
                    reaction(4, "a-maintainer", "HEART"),
                ]
            },
        },
        None,  # a comment that is gone
    ]
    github = Answers(nodes, {"a-maintainer": "triage"})
    watched = [DueComment(HERE, 5, "IC_1", NOW), DueComment(HERE, 6, "IC_2", NOW)]

    deliveries = [delivery async for delivery in poll(github, watched, NOW)]

    found = [events.understand(Entry(d, 1, State.WAITING, "")) for d in deliveries]
    thread = Thread(HERE, 5)
    assert [d.id for d in deliveries] == ["reaction:REA_1", "reaction:REA_2", "reaction:REA_4"]
    assert found == [
        CommentReacted(thread, Person(501, "a-maintainer"), NOW, False, 1, "-1", True),
        CommentReacted(thread, Person(502, "a-stranger"), NOW, False, 1, "rocket", False),
        CommentReacted(thread, Person(504, "a-maintainer"), NOW, False, 1, "heart", False),
    ]
    assert len(github.asked) == 1  # once for each person


async def test_a_person_whose_role_cannot_be_read_hides_nobody_elses_reaction() -> None:
    reactions = {"nodes": [reaction(1, "somebody"), reaction(2, "a-maintainer")]}
    github = Answers(
        [{"id": "IC_1", "fullDatabaseId": "1", "reactions": reactions}],
        {"a-maintainer": "triage"},
        unreadable=frozenset({"somebody"}),
    )

    found = [
        delivery.id async for delivery in poll(github, [DueComment(HERE, 5, "IC_1", NOW)], NOW)
    ]

    assert found == ["reaction:REA_2"]
