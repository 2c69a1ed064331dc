"""GitHub's example payloads against values a person read out of them."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.intake import events
from bot.vocabulary.events import (
    CommentCreated,
    CommentDeleted,
    CommentEdited,
    DraftChanged,
    Dropped,
    Event,
    ReviewRequested,
    ReviewRequestRemoved,
    ReviewSubmitted,
    ThreadAssigned,
    ThreadClosed,
    ThreadDeleted,
    ThreadEdited,
    ThreadEvent,
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
    DraftChanged(TWO, CAT, at("15:21:18"), True, is_draft=True),
    DraftChanged(TWO_1, CAT, at("15:21:18"), True, is_draft=True),
    DraftChanged(TWO, CAT, at("15:21:18"), True, is_draft=True),
    ThreadLabeled(TWO_1, CAT, at("15:20:35"), True, label="bug"),
    ThreadLabeled(TWO_1, CAT, at("15:20:35"), True, label="bug"),
    ThreadLocked(TWO_1, CAT, at("15:20:36"), True),
    ThreadLocked(TWO_1, CAT, at("15:20:36"), True),
    ThreadOpened(TWO_1, CAT, at("15:20:33"), True),
    ThreadOpened(TWO_1, CAT, at("15:20:33"), True),
    ThreadOpened(TWO_1, CAT, at("15:20:33"), True),
    DraftChanged(TWO, CAT, at("15:21:18"), True, is_draft=False),
    DraftChanged(TWO_1, CAT, at("15:21:18"), True, is_draft=False),
    DraftChanged(TWO, CAT, at("15:21:18"), True, is_draft=False),
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
        assert isinstance(is_found, ThreadEvent)
        assert is_found.opener is not None, f"{event} {place}"
        assert told_by_action(is_found) == should_be, f"{event} {place}"


def told_by_action(event: ThreadEvent) -> ThreadEvent:
    """The event without what every payload tells of its thread and texts."""
    plain: dict[str, Any] = {"opener": None, "head_oid": ""}
    if isinstance(event, ThreadOpened | ThreadEdited):
        plain |= {"title": "", "body": ""}
    if isinstance(event, ThreadEdited):
        plain["opened_at"] = None
    if isinstance(event, CommentCreated | CommentEdited | CommentDeleted):
        plain |= {"association": "NONE", "written_at": None}
    return replace(event, **plain)


def test_an_opened_thread_tells_its_words_and_whether_it_is_a_draft() -> None:
    payload = next(p for name, _n, p in examples() if (name, p.get("action")) == PULL_OPENED)
    draft = payload | {"pull_request": payload["pull_request"] | {"draft": True}}

    found, drafted = events.parse("pull_request", payload), events.parse("pull_request", draft)

    words = "This is a pretty simple change that we need to pull into master."
    assert isinstance(found, ThreadOpened)
    assert isinstance(drafted, ThreadOpened)
    assert (found.body, found.is_draft, drafted.is_draft) == (words, False, True)


def test_a_review_is_its_reviewers_and_a_dismissal_is_told_apart() -> None:
    reviews = [events.parse(n, p) for n, _n, p in examples() if n == "pull_request_review"]

    assert {type(event).__name__ for event in reviews} == {
        "ReviewSubmitted",
        "ReviewDismissed",
    }
    given = next(event for event in reviews if isinstance(event, ReviewSubmitted))
    assert (given.by, given.review_id, given.state) == (CAT, 237895671, "commented")
    assert (given.at, given.association) == (at("15:20:38"), "OWNER")


PULL_OPENED = ("pull_request", "opened")


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

    other_pushes = {"a push to another branch", "a push that leaves the config alone"}
    assert [one for one in dropped if one[2] not in other_pushes] == []
