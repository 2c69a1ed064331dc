from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.fields import Malformed
from bot.intake.history import (
    MERGING,
    is_whole,
    item_events,
    opening_events,
    review_comment_events,
    thread_events,
)
from bot.intake.timeline import READERS, actor, instant, kind_of
from bot.vocabulary import events
from bot.vocabulary.events import ThreadEvent
from bot.vocabulary.people import Person
from bot.vocabulary.threads import Repository, Thread
from tests.capabilities.awkward import TEXTS

REPOSITORY = Repository(1, "example-ai", "engine", installation_id=None)
THREAD = Thread(REPOSITORY, 5)
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
AUTHOR, ANN, ROBOT = Person(11, "author"), Person(12, "ann"), Person(14, "robot", "Bot")


def text_of(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def at(minutes: float) -> str:
    return text_of(AT + timedelta(minutes=minutes))


def account(person: Person) -> dict[str, Any]:
    return {"__typename": person.kind, "databaseId": person.id, "login": person.login}


def node(*items: Any, kind: str = "Issue", **changes: Any) -> dict[str, Any]:
    """A thread as GraphQL tells it."""
    told: dict[str, Any] = {
        "__typename": kind,
        "number": 5,
        "createdAt": at(0),
        "updatedAt": at(0),
        "lastEditedAt": None,
        "title": "It stops",
        "body": "please help",
        "authorAssociation": "NONE",
        "author": account(AUTHOR),
        "timelineItems": {"pageInfo": {"hasNextPage": False, "endCursor": None}, "nodes": items},
    }
    if kind == "PullRequest":
        told |= {"isDraft": False, "mergedAt": None}
    return told | changes


def entry(kind: str, minutes: float = 1, by: Person | None = ANN, **told: Any) -> dict[str, Any]:
    """An entry of a timeline."""
    who = account(by) if by else None
    return {"__typename": kind, "createdAt": at(minutes), "actor": who, **told}


def comment(minutes: float = 1, by: Person | None = ANN, **told: Any) -> dict[str, Any]:
    given = {
        "fullDatabaseId": "9000000001",
        "lastEditedAt": None,
        "body": "hello",
        "authorAssociation": "MEMBER",
        "author": account(by) if by else None,
    }
    return entry("IssueComment", minutes, **given | told)


def review(minutes: float | None = 1, state: str = "APPROVED", **told: Any) -> dict[str, Any]:
    given = {
        "__typename": "PullRequestReview",
        "fullDatabaseId": "77",
        "submittedAt": None if minutes is None else at(minutes),
        "lastEditedAt": None,
        "state": state,
        "body": "looks good",
        "authorAssociation": "MEMBER",
        "author": account(ANN),
    }
    return given | told


def base(minutes: float = 1, by: Person | None = ANN, *, pull: bool = False) -> dict[str, Any]:
    """What every event of the thread has."""
    when = AT + timedelta(minutes=minutes)
    return {
        "thread": THREAD,
        "by": by,
        "at": when,
        "is_pull_request": pull,
        "opener": AUTHOR,
    }


def drafts(value: list[ThreadEvent]) -> list[bool]:
    return [event.is_draft for event in value if isinstance(event, events.ThreadOpened)]


# The opening


def test_a_thread_tells_its_opening() -> None:
    assert thread_events(REPOSITORY, node()) == [
        events.ThreadOpened(**base(0, AUTHOR), title="It stops", body="please help")
    ]


def test_an_edited_opening_tells_its_text_with_the_edit() -> None:
    """What was first written is not told: GitHub's past keeps the newest words alone."""
    found = opening_events(REPOSITORY, node(lastEditedAt=at(7)))

    edited = (
        base(7, None)
        | {"title_before": None, "body_before": "", "body": "please help"}
        | {"title": "It stops"}
    )
    assert found == [
        events.ThreadOpened(**base(0, AUTHOR)),
        events.ThreadEdited(**edited, opened_at=AT),
    ]


def test_a_thread_of_a_deleted_account_names_nobody() -> None:
    (opening,) = opening_events(REPOSITORY, node(author=None, body=None))

    assert (opening.by, opening.opener) == (None, None)


@pytest.mark.parametrize(
    ("items", "is_draft_now", "was_draft"),
    [
        ((), False, False),
        ((), True, True),
        (("ReadyForReviewEvent",), False, True),
        (("ConvertToDraftEvent",), True, False),
        (("ConvertToDraftEvent", "ReadyForReviewEvent"), False, False),
        (("ReadyForReviewEvent", "ConvertToDraftEvent"), True, True),
    ],
)
def test_whether_it_was_opened_as_a_draft_follows_from_its_first_change(
    items: tuple[str, ...], is_draft_now: bool, was_draft: bool
) -> None:
    given = node(comment(), None, *map(entry, items), kind="PullRequest", isDraft=is_draft_now)

    assert drafts(thread_events(REPOSITORY, given)) == [was_draft]


def test_an_issue_is_no_draft() -> None:
    assert drafts(opening_events(REPOSITORY, node())) == [False]


# The timeline


@pytest.mark.parametrize(
    ("given", "event"),
    [
        (
            entry("LabeledEvent", label={"name": "bug"}),
            events.ThreadLabeled(**base(), label="bug"),
        ),
        (
            entry("UnlabeledEvent", label={"name": "bug"}),
            events.ThreadUnlabeled(**base(), label="bug"),
        ),
        (
            entry("AssignedEvent", assignee=account(AUTHOR)),
            events.ThreadAssigned(**base(), assignee=AUTHOR),
        ),
        (
            entry("UnassignedEvent", assignee=None),
            events.ThreadUnassigned(**base(), assignee=None),
        ),
        (entry("ClosedEvent"), events.ThreadClosed(**base(), merged=False)),
        (entry("ClosedEvent", by=None), events.ThreadClosed(**base(by=None), merged=False)),
        (entry("ReopenedEvent", by=ROBOT), events.ThreadReopened(**base(by=ROBOT))),
        (
            entry("MarkedAsDuplicateEvent", duplicate={"number": 5}, canonical={"number": 3}),
            events.DuplicateMarked(**base(), other=3, is_same=True),
        ),
        (
            entry("UnmarkedAsDuplicateEvent", duplicate={"number": 8}, canonical={"number": 5}),
            events.DuplicateMarked(**base(), other=8, is_same=False),
        ),
        (
            comment(),
            events.CommentCreated(
                **base(),
                comment_id=9000000001,
                author=ANN,
                association="MEMBER",
                written_at=AT + timedelta(minutes=1),
                body="hello",
            ),
        ),
        (
            comment(lastEditedAt=at(4)),
            events.CommentEdited(
                **base(4),
                comment_id=9000000001,
                author=ANN,
                association="MEMBER",
                written_at=AT + timedelta(minutes=1),
                body="hello",
                body_before=None,
            ),
        ),
        (
            comment(by=None, body=None, authorAssociation=None),
            events.CommentCreated(
                **base(by=None),
                comment_id=9000000001,
                author=None,
                association="NONE",
                written_at=AT + timedelta(minutes=1),
                body="",
            ),
        ),
    ],
)
def test_each_entry_tells_what_its_webhook_told(given: dict[str, Any], event: ThreadEvent) -> None:
    assert item_events(REPOSITORY, node(given)) == [event]


@pytest.mark.parametrize(
    ("given", "event"),
    [
        (
            entry("ReadyForReviewEvent"),
            events.DraftChanged(**base(pull=True), is_draft=False),
        ),
        (
            entry("ConvertToDraftEvent"),
            events.DraftChanged(**base(pull=True), is_draft=True),
        ),
        (
            entry("ReviewRequestedEvent", requestedReviewer=account(AUTHOR)),
            events.ReviewRequested(**base(pull=True), reviewer=AUTHOR, team=None),
        ),
        (
            entry("ReviewRequestedEvent", requestedReviewer={"__typename": "Team", "slug": "core"}),
            events.ReviewRequested(**base(pull=True), reviewer=None, team="core"),
        ),
        (
            entry("ReviewRequestedEvent", requestedReviewer=None),
            events.ReviewRequested(**base(pull=True), reviewer=None, team=None),
        ),
        (
            entry("ReviewRequestRemovedEvent", requestedReviewer=account(ROBOT)),
            events.ReviewRequestRemoved(**base(pull=True), reviewer=ROBOT, team=None),
        ),
        (
            review(),
            events.ReviewSubmitted(
                **base(pull=True),
                review_id=77,
                state="approved",
                body="looks good",
                association="MEMBER",
            ),
        ),
        (
            entry(
                "ReviewDismissedEvent",
                review={"fullDatabaseId": "77"},
                previousReviewState="APPROVED",
            ),
            events.ReviewDismissed(**base(pull=True), review_id=77),
        ),
        (
            {
                "__typename": "PullRequestCommit",
                "commit": {
                    "oid": "abc",
                    "authoredDate": at(1),
                    "author": {"user": account(ANN)},
                },
            },
            events.CommitAuthored(**base(pull=True), oid="abc"),
        ),
    ],
)
def test_each_entry_of_a_pull_request_tells_what_its_webhook_told(
    given: dict[str, Any], event: ThreadEvent
) -> None:
    assert item_events(REPOSITORY, node(given, kind="PullRequest")) == [event]


@pytest.mark.parametrize(
    "told",
    [
        {"duplicate": {"number": 5}, "canonical": {}},  # a pull request
        {"duplicate": {"number": 5}, "canonical": None},
        {"duplicate": {"number": 5}, "canonical": {"number": 3}, "isCrossRepository": True},
    ],
)
def test_a_mark_that_leads_to_no_issue_of_the_repository_tells_nothing(told: Any) -> None:
    assert item_events(REPOSITORY, node(entry("MarkedAsDuplicateEvent", **told))) == []


def test_an_edited_review_tells_its_words_with_the_edit() -> None:
    given = node(review(lastEditedAt=at(8)), kind="PullRequest")

    submitted = base(pull=True) | {"review_id": 77, "state": "approved", "association": "MEMBER"}
    edited = base(8, pull=True) | {"review_id": 77, "body": "looks good"}
    assert item_events(REPOSITORY, given) == [
        events.ReviewSubmitted(**submitted),
        events.ReviewEdited(**edited, submitted_at=AT + timedelta(minutes=1)),
    ]


@pytest.mark.parametrize(
    "given",
    [
        None,
        {},
        {"__typename": "PinnedEvent"},
        entry("LabeledEvent", label=None),
        entry("UnlabeledEvent", label=None),
        entry("ReviewDismissedEvent", review=None),
        review(None, "PENDING"),
        {"__typename": "PullRequestCommit", "commit": {"oid": "a", "author": None}},
        {"__typename": "PullRequestCommit", "commit": {"oid": "a", "author": {"user": None}}},
    ],
)
def test_what_tells_nothing_is_left_out(given: Any) -> None:
    assert item_events(REPOSITORY, node(given, kind="PullRequest")) == []


@pytest.mark.parametrize("previous", ["CHANGES_REQUESTED", "APPROVED", "COMMENTED"])
def test_a_dismissed_review_is_told_as_it_was_given(previous: str) -> None:
    dismissal = entry(
        "ReviewDismissedEvent", 9, review={"fullDatabaseId": "77"}, previousReviewState=previous
    )
    given = node(review(state="DISMISSED"), dismissal, kind="PullRequest")

    states = [
        event.state
        for event in item_events(REPOSITORY, given)
        if isinstance(event, events.ReviewSubmitted)
    ]
    assert states == [previous.lower()]


def test_a_dismissed_review_nobody_tells_of_stays_dismissed() -> None:
    (given,) = item_events(REPOSITORY, node(review(state="DISMISSED"), kind="PullRequest"))

    assert isinstance(given, events.ReviewSubmitted)
    assert given.state == "dismissed"


@pytest.mark.parametrize("seconds", [-MERGING.total_seconds(), -1, 0, 1, 3_600])
def test_a_merge_is_told_once_though_github_tells_that_it_closed_too(seconds: float) -> None:
    closed = entry("ClosedEvent", 10 + seconds / 60)
    given = node(entry("MergedEvent", 10), closed, kind="PullRequest", mergedAt=at(10))

    assert item_events(REPOSITORY, given) == [
        events.ThreadClosed(**base(10, pull=True), merged=True)
    ]


def test_a_closing_before_the_merge_is_told_apart() -> None:
    items = entry("ClosedEvent", 2), entry("ReopenedEvent", 3), entry("MergedEvent", 10)
    given = node(*items, entry("ClosedEvent", 10), kind="PullRequest", mergedAt=at(10))

    assert item_events(REPOSITORY, given) == [
        events.ThreadClosed(**base(2, pull=True), merged=False),
        events.ThreadReopened(**base(3, pull=True)),
        events.ThreadClosed(**base(10, pull=True), merged=True),
    ]


@pytest.mark.parametrize("goes_on", [True, False])
def test_a_timeline_is_whole_when_nothing_follows(goes_on: bool) -> None:
    items = {"pageInfo": {"hasNextPage": goes_on, "endCursor": "x"}, "nodes": []}

    assert is_whole(node(timelineItems=items)) is not goes_on


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_awkward_texts_are_told_as_they_stand(text: str) -> None:
    given = node(comment(body=text), body=text)

    bodies = [getattr(event, "body", None) for event in thread_events(REPOSITORY, given)]
    assert bodies == [text, text]


def any_entry(kind: str, minutes: float) -> dict[str, Any]:
    if kind == "IssueComment":
        return comment(minutes)
    if kind == "PullRequestReview":
        return review(minutes)
    commit = {"oid": "a", "authoredDate": at(minutes), "author": {"user": account(ANN)}}
    dismissed: dict[str, Any] = {
        "review": {"fullDatabaseId": "1"},
        "previousReviewState": "APPROVED",
    }
    same = {"duplicate": {"number": 5}, "canonical": {"number": 3}}
    told = dismissed | same | {"label": {"name": "x"}, "assignee": None, "commit": commit}
    return entry(kind, minutes, **told)


@given(st.lists(st.sampled_from(sorted(READERS)), max_size=6))
def test_events_stand_in_the_order_of_the_timeline(kinds: list[str]) -> None:
    items = [any_entry(kind, place) for place, kind in enumerate(kinds)]

    times = [event.at for event in item_events(REPOSITORY, node(*items, kind="PullRequest"))]
    assert times == [AT + timedelta(minutes=place) for place in range(len(kinds))]


# Comments on lines, as REST lists them


def rest(**changes: Any) -> dict[str, Any]:
    user = {"id": 12, "login": "ann", "type": "User"}
    told = {"id": 31, "created_at": at(1), "updated_at": at(1), "body": "why?", "user": user}
    return told | {"author_association": "MEMBER"} | changes


def on_line(minutes: float = 1, by: Person | None = ANN) -> dict[str, Any]:
    return base(minutes, by, pull=True) | {
        "opener": None,
        "comment_id": 31,
        "author": by,
        "association": "MEMBER",
        "written_at": AT + timedelta(minutes=1),
        "body": "why?",
    }


def test_a_comment_on_a_line_is_created_or_edited() -> None:
    assert review_comment_events(REPOSITORY, 5, rest()) == [
        events.ReviewCommentCreated(**on_line())
    ]
    assert review_comment_events(REPOSITORY, 5, rest(updated_at=at(6))) == [
        events.ReviewCommentEdited(**on_line(6))
    ]


def test_a_comment_on_a_line_by_a_deleted_account_or_a_machine_says_so() -> None:
    robot = {"id": 14, "login": "robot[bot]", "type": "Bot"}

    (ghosts,) = review_comment_events(REPOSITORY, 5, rest(user=None))
    (robots,) = review_comment_events(REPOSITORY, 5, rest(user=robot))

    assert ghosts == events.ReviewCommentCreated(**on_line(by=None))
    assert robots.by == Person(14, "robot[bot]", "Bot")


# Times and accounts


def test_times_are_utc_whatever_their_offset() -> None:
    assert instant("2026-03-02T09:00:00Z") == AT
    assert instant("2026-03-02T10:00:00+01:00") == AT
    assert instant("2026-03-02T10:00:00+01:00").tzinfo is UTC


@given(st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1)), st.integers(-12, 14))  # noqa: DTZ001 # hypothesis wants naive bounds
def test_any_time_reads_back(when: datetime, offset: int) -> None:
    aware = when.replace(tzinfo=timezone(timedelta(hours=offset)))

    assert instant(aware.isoformat()) == aware


@pytest.mark.parametrize(
    "text", [None, "", "yesterday", "2026-13-01T00:00:00Z", 5, "0001-01-01T00:00:00+14:00"]
)
def test_what_is_no_time_is_malformed(text: Any) -> None:
    with pytest.raises(Malformed):
        instant(text)


@pytest.mark.parametrize(
    "given", [None, {}, {"__typename": "Team", "slug": "core"}, {"databaseId": None, "login": "x"}]
)
def test_who_has_no_id_is_nobody(given: Any) -> None:
    assert actor(given) is None


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Bot", "Bot"),
        ("Organization", "Organization"),
        ("Mannequin", "Mannequin"),
        ("SomethingNew", "User"),
        (None, "User"),
    ],
)
def test_an_account_of_an_unknown_kind_is_a_users(word: Any, kind: str) -> None:
    assert kind_of(word) == kind
