"""A page of the past: what it tells, and that one strange thread spoils no other."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.intake.backfill import Page, Unread, told_by_page
from bot.vocabulary.backfill import Chain, Reading, Stage
from bot.vocabulary.threads import Repository
from tests.learning.rows import NAMES

REPOSITORY = Repository(1, "example-ai", "engine", installation_id=None)
DAY = datetime(2026, 3, 2, tzinfo=UTC)
READING = Reading(1, Chain.ISSUES, Stage.RECENT, "", DAY, DAY, None, 100)


def thread(number: Any, *items: Any, more: bool = False) -> dict[str, Any]:
    return {
        "__typename": "Issue",
        "number": number,
        "createdAt": "2026-03-01T00:00:00Z",
        "updatedAt": "2026-03-02T00:00:00Z",
        "body": "",
        "author": {"__typename": "User", "login": "ann", "databaseId": 2},
        "timelineItems": {
            "nodes": list(items),
            "pageInfo": {"hasNextPage": more, "endCursor": "next"},
        },
    }


CLOSED = {"__typename": "ClosedEvent", "createdAt": "2026-03-02T00:00:00Z", "actor": None}


def test_each_thread_is_told_and_those_that_go_on_are_remembered() -> None:
    page = Page([thread(1, CLOSED), thread(2, CLOSED, more=True)], "", None, None)

    told, long, strange = told_by_page(REPOSITORY, page, READING, NAMES)

    assert [(one.number, len(one.rows), one.known_until) for one in told] == [
        (1, 2, DAY),
        (2, 2, None),
    ]
    assert long == (Unread(2, "next"),)
    assert strange == ()


@pytest.mark.parametrize(
    "odd",
    [
        thread("seven"),
        thread(7, {"__typename": "IssueComment", "createdAt": None, "fullDatabaseId": "1"}),
        thread(7, {"__typename": "PullRequestCommit", "commit": None}),
        thread(
            7,
            {
                "__typename": "LabeledEvent",
                "createdAt": "0001-01-01T00:00:00+14:00",
                "label": {"name": "bug"},
            },
        ),
        {"number": 7},
    ],
)
def test_a_thread_of_a_shape_nobody_thought_of_is_left_out_alone(odd: dict[str, Any]) -> None:
    page = Page([thread(1), odd, thread(2)], "", None, None)

    told, _long, strange = told_by_page(REPOSITORY, page, READING, NAMES)

    assert [one.number for one in told] == [1, 2]
    assert len(strange) <= 1
    assert all(line.startswith(("7: ", "seven: ")) for line in strange)
