"""GitHub's example payloads against values a person read out of them."""

from datetime import UTC, datetime

import pytest

from bot.intake import events
from bot.vocabulary.events import (
    CommentCreated,
    CommentDeleted,
    CommentEdited,
    Dropped,
    Event,
    ReviewRequested,
    ReviewRequestRemoved,
    ThreadAssigned,
    ThreadClosed,
    ThreadDeleted,
    ThreadEdited,
    ThreadLabeled,
    ThreadLocked,
    ThreadOpened,
    ThreadReopened,
    ThreadTouched,
    ThreadTransferred,
    ThreadUnassigned,
    ThreadUnlabeled,
    ThreadUnlocked,
)
from bot.vocabulary.people import Person
from bot.vocabulary.threads import Repository, Thread
from tests.payloads import examples

CAT = Person(21031067, "Codertocat", "User")
OCTO = Person(5346, "octocat", "User")


def hello(installation: int | None) -> Repository:
    return Repository(186853002, "Codertocat", "Hello-World", installation, is_private=False)


def at(clock: str, day: str = "2019-05-15") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=UTC)


# The first issue and the second, a pull request; through no installation, and through number 1.
ONE, TWO = Thread(hello(None), 1), Thread(hello(None), 2)
ONE_1, TWO_1 = Thread(hello(1), 1), Thread(hello(1), 2)
ELSEWHERE = Thread(Repository(17273051, "octo-org", "octo-repo", None, is_private=True), 1)

RIGHT_AWAY = "You are totally right! I'll get this fixed right away."
TODAY = "You are totally right! I'll get this fixed today."

ISSUES: list[Event] = [
    ThreadEdited(ONE, CAT, at("15:20:18"), False, title_before=None, body_before=None),
    ThreadAssigned(ONE, CAT, at("15:20:18"), False, assignee=CAT),
    ThreadAssigned(ONE_1, CAT, at("15:20:18"), False, assignee=CAT),
    ThreadAssigned(ONE, CAT, at("15:20:18"), False, assignee=CAT),
    ThreadDeleted(ONE_1, CAT, at("16:40:56", "2021-10-11"), False),
    ThreadTouched(TWO, CAT, at("15:20:35"), True, what="issues.demilestoned"),
    ThreadTouched(TWO, CAT, at("15:20:35"), True, what="issues.demilestoned"),
    ThreadEdited(ONE, CAT, at("15:20:18"), False, title_before=None, body_before=None),
    ThreadEdited(ONE, CAT, at("15:20:18"), False, title_before=None, body_before=None),
    ThreadLabeled(ONE, CAT, at("15:20:18"), False, label="bug"),
    ThreadLabeled(ONE, CAT, at("15:20:18"), False, label="bug"),
    ThreadLocked(ONE, CAT, at("15:20:27"), False),
    ThreadLocked(ONE, CAT, at("15:20:27"), False),
    ThreadTouched(TWO, CAT, at("15:20:35"), True, what="issues.milestoned"),
    ThreadTouched(TWO, CAT, at("15:20:35"), True, what="issues.milestoned"),
    ThreadOpened(ONE, CAT, at("15:20:18"), False),
    ThreadOpened(ONE, CAT, at("15:20:18"), False),
    ThreadOpened(ONE, CAT, at("15:20:18"), False),
    ThreadOpened(ONE, CAT, at("15:20:18"), False),
    ThreadTouched(ONE_1, CAT, at("15:20:18"), False, what="issues.pinned"),
    ThreadReopened(ONE_1, CAT, at("16:40:56", "2021-10-11"), False),
    ThreadTransferred(ELSEWHERE, CAT, at("22:46:30", "2019-10-25"), False, to=ONE),
    ThreadUnassigned(ONE, CAT, at("15:20:25"), False, assignee=CAT),
    ThreadUnassigned(ONE, CAT, at("15:20:25"), False, assignee=CAT),
    ThreadUnlabeled(ONE, CAT, at("15:20:26"), False, label="bug"),
    ThreadUnlabeled(ONE, CAT, at("15:20:26"), False, label="bug"),
    ThreadUnlocked(ONE, CAT, at("15:20:28"), False),
    ThreadUnlocked(ONE, CAT, at("15:20:28"), False),
    ThreadTouched(ONE_1, CAT, at("15:20:18"), False, what="issues.unpinned"),
]

COMMENTS: list[Event] = [
    CommentCreated(ONE, CAT, at("15:20:21"), False, 492700400, CAT, RIGHT_AWAY),
    CommentCreated(ONE, CAT, at("15:20:21"), False, 492700400, CAT, RIGHT_AWAY),
    CommentCreated(ONE, CAT, at("15:20:21"), False, 492700400, CAT, RIGHT_AWAY),
    CommentCreated(ONE_1, CAT, at("15:20:21"), False, 492700400, CAT, RIGHT_AWAY),
    CommentCreated(ONE, CAT, at("15:20:21"), False, 492700400, CAT, RIGHT_AWAY),
    CommentDeleted(ONE, CAT, at("15:20:22"), False, 492700400, CAT),
    CommentDeleted(ONE, CAT, at("15:20:22"), False, 492700400, CAT),
    CommentEdited(ONE, CAT, at("15:20:22"), False, 492700400, CAT, TODAY, RIGHT_AWAY),
    CommentEdited(ONE, CAT, at("15:20:22"), False, 492700400, CAT, TODAY, RIGHT_AWAY),
]

PULL_REQUESTS: list[Event] = [
    ThreadOpened(TWO, CAT, at("15:20:33"), True),
    ThreadAssigned(TWO_1, CAT, at("15:20:33"), True, assignee=CAT),
    ThreadAssigned(TWO_1, CAT, at("15:20:33"), True, assignee=CAT),
    ThreadClosed(TWO_1, CAT, at("15:21:18"), True, merged=False),
    ThreadClosed(TWO_1, CAT, at("15:21:18"), True, merged=False),
    ThreadTouched(TWO, CAT, at("15:21:18"), True, what="pull_request.converted_to_draft"),
    ThreadTouched(TWO_1, CAT, at("15:21:18"), True, what="pull_request.converted_to_draft"),
    ThreadTouched(TWO, CAT, at("15:21:18"), True, what="pull_request.converted_to_draft"),
    ThreadLabeled(TWO_1, CAT, at("15:20:35"), True, label="bug"),
    ThreadLabeled(TWO_1, CAT, at("15:20:35"), True, label="bug"),
    ThreadLocked(TWO_1, CAT, at("15:20:36"), True),
    ThreadLocked(TWO_1, CAT, at("15:20:36"), True),
    ThreadOpened(TWO_1, CAT, at("15:20:33"), True),
    ThreadOpened(TWO_1, CAT, at("15:20:33"), True),
    ThreadOpened(TWO_1, CAT, at("15:20:33"), True),
    ThreadTouched(TWO, CAT, at("15:21:18"), True, what="pull_request.ready_for_review"),
    ThreadTouched(TWO_1, CAT, at("15:21:18"), True, what="pull_request.ready_for_review"),
    ThreadTouched(TWO, CAT, at("15:21:18"), True, what="pull_request.ready_for_review"),
    ThreadReopened(TWO_1, CAT, at("15:20:33"), True),
    ThreadReopened(TWO_1, CAT, at("15:20:33"), True),
    ReviewRequestRemoved(TWO_1, CAT, at("15:20:33"), True, reviewer=OCTO, team=None),
    ReviewRequested(TWO_1, CAT, at("15:20:33"), True, reviewer=OCTO, team=None),
    ThreadTouched(TWO_1, CAT, at("15:20:33"), True, what="pull_request.synchronize"),
    ThreadUnassigned(TWO_1, CAT, at("15:20:35"), True, assignee=CAT),
    ThreadUnassigned(TWO_1, CAT, at("15:20:35"), True, assignee=CAT),
    ThreadUnlabeled(TWO_1, CAT, at("15:20:36"), True, label="bug"),
    ThreadUnlabeled(TWO_1, CAT, at("15:20:36"), True, label="bug"),
    ThreadUnlocked(TWO_1, CAT, at("15:20:37"), True),
    ThreadUnlocked(TWO_1, CAT, at("15:20:37"), True),
]


@pytest.mark.parametrize(
    ("event", "expected"),
    [("issues", ISSUES), ("issue_comment", COMMENTS), ("pull_request", PULL_REQUESTS)],
)
def test_every_example_of_an_issue_comment_or_pull_request_is_understood(
    event: str, expected: list[Event]
) -> None:
    found = [events.parse(name, payload) for name, _n, payload in examples() if name == event]

    assert len(found) == len(expected)
    for place, (is_found, should_be) in enumerate(zip(found, expected, strict=True)):
        assert is_found == should_be, f"{event} {place}"


def test_the_examples_are_329_and_those_of_other_events_are_dropped_by_name() -> None:
    everything = [(name, events.parse(name, payload)) for name, _n, payload in examples()]
    foreign = {(n, found) for n, found in everything if n not in events.PARSERS}

    assert len(everything) == 329
    assert foreign == {(name, Dropped(f"nobody needs {name}")) for name, _found in foreign}
    assert len(foreign) == 58 - len(events.PARSERS)


def test_no_example_of_an_event_we_know_is_malformed() -> None:
    dropped = [
        (name, place, found.reason)
        for name, place, payload in examples()
        if name in events.PARSERS and isinstance(found := events.parse(name, payload), Dropped)
    ]

    assert dropped == []
