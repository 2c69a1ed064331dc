from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.activity import (
    GHOST_ID,
    LONGEST,
    account,
    activity,
    people,
    told,
)
from bot.learning.said import MOST_MENTIONED
from bot.learning.wordings import wording
from bot.vocabulary import events
from bot.vocabulary.events import RepositoryChanged, ThreadEvent
from bot.vocabulary.history import BY_TIME, Account, Activity, Kind, Role, Told
from bot.vocabulary.people import Person
from tests.capabilities.awkward import TEXTS
from tests.learning.rows import NAMES, START, THREAD

OPENER, ANN = Person(1, "author"), Person(2, "Ann")
MACHINE, GHOST = Person(4, "robot[bot]", "Bot"), Person(GHOST_ID, "ghost")
SECOND = str(int(START.timestamp()))
LATER = START + timedelta(hours=1)
BASE: dict[str, Any] = {
    "thread": THREAD,
    "by": ANN,
    "at": START,
    "is_pull_request": True,
    "opener": OPENER,
}
COMMENT = BASE | {"comment_id": 9, "author": ANN, "association": "MEMBER"}
AUTHOR_DID = (START, "p1", Role.AUTHOR)
ANN_DID = (START, "p2", Role.OTHER)


def test_an_opening_tells_what_was_opened_and_whom_it_mentions() -> None:
    event = events.ThreadOpened(
        THREAD, OPENER, START, True, opener=OPENER, body="@Ben, @ann", is_draft=True
    )

    assert activity(event, NAMES) == (
        Activity(Kind.OPENED, "", *AUTHOR_DID, detail="draft"),
        Activity(Kind.MENTIONED, f"body@{SECOND}:@ann", *AUTHOR_DID, subject="@ann", detail="body"),
        Activity(Kind.MENTIONED, f"body@{SECOND}:@ben", *AUTHOR_DID, subject="@ben", detail="body"),
    )


@pytest.mark.parametrize(
    ("is_pull_request", "is_draft", "what"),
    [(False, False, "issue"), (True, False, "pull"), (True, True, "draft")],
)
def test_issues_pull_requests_and_drafts_are_told_apart(
    is_pull_request: bool, is_draft: bool, what: str
) -> None:
    event = events.ThreadOpened(
        THREAD, OPENER, START, is_pull_request, opener=OPENER, is_draft=is_draft
    )

    assert activity(event, NAMES) == (Activity(Kind.OPENED, "", *AUTHOR_DID, detail=what),)


@pytest.mark.parametrize("opener", [None, GHOST])
def test_a_thread_of_a_deleted_account_is_a_ghosts(opener: Person | None) -> None:
    event = events.ThreadOpened(THREAD, opener, START, False, opener=opener)

    assert activity(event, NAMES) == (
        Activity(Kind.OPENED, "", START, None, Role.GHOST, detail="issue"),
    )
    assert list(people(event)) == []


@pytest.mark.parametrize(
    ("by", "actor", "role"),
    [
        (OPENER, "p1", Role.AUTHOR),
        (ANN, "p2", Role.OTHER),
        (MACHINE, "p4", Role.BOT),
        (None, None, Role.GHOST),
        (GHOST, None, Role.GHOST),
    ],
)
def test_who_acted_is_seen_from_the_thread(
    by: Person | None, actor: str | None, role: Role
) -> None:
    event = events.ThreadReopened(THREAD, by, START, False, opener=OPENER)

    assert activity(event, NAMES) == (Activity(Kind.REOPENED, SECOND, START, actor, role),)


def test_a_bots_own_thread_is_a_bots() -> None:
    event = events.ThreadReopened(THREAD, MACHINE, START, False, opener=MACHINE)

    assert activity(event, NAMES) == (Activity(Kind.REOPENED, SECOND, START, "p4", Role.BOT),)


@pytest.mark.parametrize(
    ("event", "row"),
    [
        (events.ThreadClosed(**BASE, merged=False), Activity(Kind.CLOSED, SECOND, *ANN_DID)),
        (events.ThreadClosed(**BASE, merged=True), Activity(Kind.MERGED, SECOND, *ANN_DID)),
        (events.DraftChanged(**BASE, is_draft=True), Activity(Kind.DRAFTED, SECOND, *ANN_DID)),
        (events.DraftChanged(**BASE, is_draft=False), Activity(Kind.READIED, SECOND, *ANN_DID)),
        (
            events.ThreadLabeled(**BASE, label="bug"),
            Activity(Kind.LABELED, f"{SECOND}:bug", *ANN_DID, detail="bug"),
        ),
        (
            events.ThreadUnlabeled(**BASE, label="bug"),
            Activity(Kind.UNLABELED, f"{SECOND}:bug", *ANN_DID, detail="bug"),
        ),
        (
            events.ThreadAssigned(**BASE, assignee=OPENER),
            Activity(Kind.ASSIGNED, f"{SECOND}:p1", *ANN_DID, subject="p1"),
        ),
        (
            events.ThreadUnassigned(**BASE, assignee=OPENER),
            Activity(Kind.UNASSIGNED, f"{SECOND}:p1", *ANN_DID, subject="p1"),
        ),
        (
            events.ReviewRequested(**BASE, reviewer=OPENER, team=None),
            Activity(Kind.REVIEW_REQUESTED, f"{SECOND}:p1", *ANN_DID, subject="p1"),
        ),
        (
            events.ReviewRequested(**BASE, reviewer=None, team="core"),
            Activity(Kind.REVIEW_REQUESTED, f"{SECOND}:@core", *ANN_DID, detail="core"),
        ),
        (
            events.ReviewRequestRemoved(**BASE, reviewer=None, team="core"),
            Activity(Kind.REVIEW_UNREQUESTED, f"{SECOND}:@core", *ANN_DID, detail="core"),
        ),
        (
            events.ReviewSubmitted(**BASE, review_id=8, state="approved", association="OWNER"),
            Activity(Kind.REVIEWED, "8", *ANN_DID, detail="approved", association="OWNER"),
        ),
        (events.ReviewDismissed(**BASE, review_id=8), Activity(Kind.DISMISSED, "8", *ANN_DID)),
        (events.CommitAuthored(**BASE, oid="abc"), Activity(Kind.COMMITTED, "abc", *ANN_DID)),
        (
            events.CommentReacted(**BASE, comment_id=9, content="+1", by_maintainer=True),
            Activity(Kind.REACTED, "9:+1:p2", *ANN_DID, detail="+1"),
        ),
        (events.ThreadDeleted(**BASE), Activity(Kind.GONE, "", *ANN_DID, detail="deleted")),
        (
            events.ThreadTransferred(**BASE, to=None),
            Activity(Kind.GONE, "", *ANN_DID, detail="transferred"),
        ),
        (
            events.CommentCreated(**COMMENT, body="hello"),
            Activity(Kind.COMMENTED, "9", *ANN_DID, association="MEMBER"),
        ),
        (
            events.ReviewCommentCreated(**COMMENT, body="hello"),
            Activity(Kind.CODE_COMMENTED, "9", *ANN_DID, association="MEMBER"),
        ),
    ],
)
def test_each_event_tells_one_thing(event: ThreadEvent, row: Activity) -> None:
    assert activity(event, NAMES) == (row,)


@pytest.mark.parametrize(
    "event",
    [
        events.ThreadLocked(**BASE),
        events.ThreadUnlocked(**BASE),
        events.ThreadTouched(**BASE, what="issues.pinned"),
        events.ThreadEdited(**BASE, title_before="old", body_before=None, body="@ann"),
        events.ReviewSubmitted(**BASE, review_id=8, state="pending", body="@ann"),
        events.ThreadAssigned(**BASE, assignee=None),
        events.ThreadUnassigned(**BASE, assignee=None),
        events.ThreadAssigned(**BASE, assignee=GHOST),
        events.ReviewRequested(**BASE, reviewer=GHOST, team=None),
        events.ReviewRequested(**BASE, reviewer=None, team=None),
        events.ReviewRequestRemoved(**BASE, reviewer=None, team=None),
    ],
)
def test_what_nobody_needs_is_not_kept(event: ThreadEvent) -> None:
    assert activity(event, NAMES) == ()
    assert told([event], NAMES) == ()


def test_an_edited_body_tells_the_new_version_in_the_openers_name() -> None:
    event = events.ThreadEdited(
        **BASE | {"at": LATER}, title_before=None, body_before="", body="@ben", opened_at=START
    )

    second = str(int(LATER.timestamp()))
    opener = (LATER, "p1", Role.AUTHOR)
    assert activity(event, NAMES) == (
        Activity(Kind.SAID, f"body@{second}", *opener, detail="body"),
        Activity(Kind.MENTIONED, f"body@{second}:@ben", *opener, subject="@ben", detail="body"),
    )


def test_an_edited_comment_tells_its_writing_too_whoever_edited_it() -> None:
    given = COMMENT | {"by": OPENER, "at": LATER, "written_at": START}
    event = events.CommentEdited(**given, body="/lgtm", body_before=None)

    second = str(int(LATER.timestamp()))
    assert activity(event, NAMES) == (
        Activity(Kind.COMMENTED, "9", *ANN_DID, association="MEMBER"),
        Activity(Kind.SAID, f"c9@{second}", LATER, "p2", Role.OTHER, detail="c9"),
        Activity(Kind.COMMANDED, f"c9@{second}", LATER, "p2", Role.OTHER, detail="c9"),
    )


def test_a_deleted_comment_tells_its_writing_and_who_deleted_it() -> None:
    event = events.CommentDeleted(**COMMENT | {"by": OPENER, "at": LATER, "written_at": START})

    assert activity(event, NAMES) == (
        Activity(Kind.COMMENTED, "9", *ANN_DID, association="MEMBER"),
        Activity(Kind.UNCOMMENTED, "9", LATER, "p1", Role.AUTHOR, detail="c9"),
    )
    assert list(people(event)) == [OPENER, ANN]


def test_a_command_that_mentions_somebody_is_both() -> None:
    event = events.CommentCreated(**COMMENT, body="/cc @ben")

    assert activity(event, NAMES)[1:] == (
        Activity(Kind.MENTIONED, f"c9@{SECOND}:@ben", *ANN_DID, subject="@ben", detail="c9"),
        Activity(Kind.COMMANDED, f"c9@{SECOND}", *ANN_DID, detail="c9"),
    )


def test_a_comment_on_code_does_not_tell_whose_thread_it_is() -> None:
    """REST's list of them names no opener, so the same comment must read the same from there."""
    alone = COMMENT | {"by": OPENER, "author": OPENER}
    heard = events.ReviewCommentCreated(**alone, body="@ann")
    listed = events.ReviewCommentCreated(**alone | {"opener": None}, body="@ann")

    assert activity(heard, NAMES) == activity(listed, NAMES)
    assert activity(heard, NAMES)[0].role is Role.OTHER


def test_a_review_and_its_edit_are_one_text() -> None:
    given = events.ReviewSubmitted(**BASE, review_id=8, state="commented", body="@ben")
    edit = events.ReviewEdited(**BASE | {"at": LATER}, review_id=8, body="@ben", submitted_at=START)

    sources = {r.detail for r in (*activity(given, NAMES), *activity(edit, NAMES))}
    assert sources == {"commented", "r8"}


@pytest.mark.parametrize(
    ("association", "kept"),
    [
        ("OWNER", "OWNER"),
        ("MEMBER", "MEMBER"),
        ("COLLABORATOR", "COLLABORATOR"),
        ("CONTRIBUTOR", ""),
        ("FIRST_TIMER", ""),
        ("NONE", ""),
    ],
)
def test_only_the_association_of_those_who_may_decide_is_kept(association: str, kept: str) -> None:
    event = events.CommentCreated(**COMMENT | {"association": association}, body="x")

    assert [row.association for row in activity(event, NAMES)] == [kept]


def test_long_labels_and_teams_are_cut() -> None:
    labeled = events.ThreadLabeled(**BASE, label="x" * 1_000)
    requested = events.ReviewRequested(**BASE, reviewer=None, team="x" * 1_000)

    assert [r.detail for r in activity(labeled, NAMES)] == ["x" * LONGEST]
    assert [r.detail for r in activity(requested, NAMES)] == ["x" * LONGEST]


def test_events_are_gathered_by_thread_with_everybody_they_name() -> None:
    other = replace(THREAD, number=6)
    opened = events.ThreadOpened(THREAD, OPENER, START, False, opener=OPENER)
    given: list[events.Event] = [
        opened,
        events.CommentCreated(**COMMENT | {"thread": other, "author": MACHINE}, body="x"),
        RepositoryChanged(THREAD.repository, "renamed"),
    ]

    author = Account("p1", "@author", "author", "User")
    ann = Account("p2", "@ann", "Ann", "User")
    robot = Account("p4", "@robot", "robot", "Bot")
    assert told(given, NAMES, {6: LATER}) == (
        Told(1, 5, activity(given[0], NAMES), (author,), wording=wording([opened], None, NAMES)),
        Told(1, 6, activity(given[1], NAMES), (author, ann, robot), LATER),
    )


def test_threads_of_two_repositories_stay_apart() -> None:
    elsewhere = replace(THREAD, repository=replace(THREAD.repository, id=2))
    given = [events.ThreadReopened(**BASE | {"thread": where}) for where in (THREAD, elsewhere)]

    assert [(t.repository_id, t.number) for t in told(given, NAMES)] == [(1, 5), (2, 5)]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_an_awkward_text_is_kept_as_what_it_says_to_whom_never_as_words(text: str) -> None:
    rows = activity(events.CommentCreated(**COMMENT, body=text), NAMES)

    assert {row.kind for row in rows} <= {Kind.COMMENTED, Kind.MENTIONED, Kind.COMMANDED}
    assert all(len(row.key) < 100 and len(row.detail) < 10 for row in rows)


@pytest.mark.parametrize(
    ("body", "kind"),
    [("Duplicate of #3.", Kind.SAME), ("This is not a duplicate of #3.", Kind.DISTINCT)],
)
def test_a_comment_tells_of_which_issue_it_says_that_it_is_the_same_or_not(
    body: str, kind: Kind
) -> None:
    about_issue = COMMENT | {"is_pull_request": False}

    (_, row) = activity(events.CommentCreated(**about_issue, body=body), NAMES)

    key = f"c9@{SECOND}:3"
    assert row == Activity(kind, key, *ANN_DID, detail="c9", association="MEMBER")
    assert len(activity(events.CommentCreated(**COMMENT, body=body), NAMES)) == 1, "a pull request"


def test_no_issue_is_its_own_copy() -> None:
    about_issue = COMMENT | {"is_pull_request": False}
    body = f"Duplicate of #{THREAD.number}"

    assert len(activity(events.CommentCreated(**about_issue, body=body), NAMES)) == 1


def test_a_mark_tells_of_the_other_issue() -> None:
    event = events.DuplicateMarked(**BASE | {"is_pull_request": False}, other=3, is_same=True)

    assert activity(event, NAMES) == (Activity(Kind.SAME, f"mark@{SECOND}:3", *ANN_DID),)


@given(st.timedeltas(timedelta(0), timedelta(days=9_000)))
def test_what_has_no_id_at_github_is_known_by_its_second(later: timedelta) -> None:
    event = events.ThreadClosed(**BASE | {"at": START + later}, merged=False)
    whole = events.ThreadClosed(
        **BASE | {"at": (START + later).replace(microsecond=0)}, merged=False
    )

    (row,), (same,) = activity(event, NAMES), activity(whole, NAMES)
    assert row.key == same.key
    assert row.kind in BY_TIME


def test_a_text_full_of_mentions_tells_of_as_many_as_github_does() -> None:
    body = " ".join(f"@u{n}" for n in range(13_000))
    event = events.ThreadOpened(THREAD, OPENER, START, False, opener=OPENER, body=body)

    rows = activity(event, NAMES)
    assert sum(row.kind is Kind.MENTIONED for row in rows) == MOST_MENTIONED


def test_names_are_kept_short_and_as_both_databases_take_them() -> None:
    (labeled,) = activity(events.ThreadLabeled(**BASE, label="a\0" + "b" * 10_000), NAMES)

    assert labeled.detail == "a" + "b" * (LONGEST - 1)
    assert account(Person(5, "c\0" * 200), NAMES).login == "c" * LONGEST
