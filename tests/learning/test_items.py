from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.items import in_order, item
from bot.vocabulary.history import Activity, Item, Kind, Role
from tests.learning.rows import (
    ANN,
    AUTHOR,
    BEN,
    MACHINES,
    ROBOT,
    ROBOTS,
    START,
    at,
    commanded,
    deleted,
    did,
    edited,
    mentioned,
    opened,
    pasts,
    reviewed,
    said,
)

HOUR = 3600.0


def test_nothing_known_is_an_empty_item() -> None:
    assert item([], MACHINES) == Item()


def test_an_issue_nobody_answered_waits_since_it_was_opened() -> None:
    assert item([opened()], MACHINES) == Item(
        author=AUTHOR, opened_at=START, waiting_since=START, last_at=START
    )


def test_the_first_comment_of_another_person_ends_the_wait() -> None:
    assert item([opened(), said(2), said(5, BEN, "2")], MACHINES) == Item(
        author=AUTHOR,
        opened_at=START,
        answered_at=at(2),
        answered_by=ANN,
        waited_seconds=2 * HOUR,
        last_at=at(5),
    )


@pytest.mark.parametrize(
    "row",
    [
        said(2),
        reviewed(2),
        reviewed(2, state="approved"),
        did(Kind.CLOSED, 2),
        did(Kind.MERGED, 2),
    ],
)
def test_comments_reviews_and_closings_by_others_are_responses(row: Activity) -> None:
    now = item([opened(what="pull"), row], MACHINES)

    assert (now.answered_at, now.answered_by) == (at(2), ANN)
    assert (now.waited_seconds, now.waiting_since) == (2 * HOUR, None)


@pytest.mark.parametrize(
    "rows",
    [
        [said(2, AUTHOR)],
        [reviewed(2, AUTHOR)],
        [said(2, ROBOT)],
        [said(2, ROBOT, role=Role.OTHER)],
        [reviewed(2, ROBOT, role=Role.OTHER)],
        [said(2, None)],
        [said(2), commanded(2, "c1")],
        [said(2), edited(3, "c1", ANN), commanded(3, "c1")],
        [said(2), deleted(3)],
        [did(Kind.LABELED, 2, detail="bug")],
        [did(Kind.ASSIGNED, 2, subject=ANN)],
        [did(Kind.REVIEW_REQUESTED, 2, subject=ANN)],
        [did(Kind.CODE_COMMENTED, 2, key="1")],
        [did(Kind.DISMISSED, 2, key="1")],
        [did(Kind.REACTED, 2)],
        [mentioned(2, BEN, "c1", ANN)],
    ],
)
def test_the_author_machines_ghosts_commands_and_deleted_comments_answer_nothing(
    rows: list[Activity],
) -> None:
    now = item([opened(what="pull"), *rows], MACHINES)

    assert (now.answered_at, now.answered_by, now.waiting_since) == (None, None, START)


def test_after_a_deleted_comment_the_next_one_answers() -> None:
    now = item([opened(), said(1), deleted(2), said(3, BEN, "2")], MACHINES)

    assert (now.answered_by, now.waited_seconds) == (BEN, 3 * HOUR)


def test_a_command_that_was_edited_into_words_answers_from_its_writing() -> None:
    rows = [opened(), said(1), commanded(1, "c1"), edited(4, "c1", ANN)]

    assert item(rows, MACHINES).answered_at == at(1)


def test_twenty_comments_of_machines_do_not_hide_the_answer() -> None:
    rows = [opened(), *(said(n / 10, ROBOT, str(n)) for n in range(1, 30)), said(9, key="99")]

    assert item(rows, MACHINES).answered_at == at(9)


def test_what_happened_before_the_opening_is_known_answers_nothing() -> None:
    now = item([said(2)], MACHINES)

    assert now == Item(last_at=at(2))


def test_the_clock_stands_still_while_a_pull_request_is_a_draft() -> None:
    rows = [
        opened(what="draft"),
        did(Kind.READIED, 10, AUTHOR),
        did(Kind.DRAFTED, 11, AUTHOR),
        did(Kind.READIED, 20, AUTHOR),
    ]

    assert item(rows[:1], MACHINES).waiting_since is None
    assert item(rows, MACHINES).waiting_since == at(20)
    assert item(rows, MACHINES).waited_seconds == HOUR
    assert item([*rows, said(22)], MACHINES).waited_seconds == 3 * HOUR


def test_an_answer_to_a_draft_is_an_answer_after_no_wait() -> None:
    now = item([opened(what="draft"), said(5), did(Kind.READIED, 6, AUTHOR)], MACHINES)

    assert (now.answered_at, now.waited_seconds, now.waiting_since) == (at(5), 0.0, None)


@pytest.mark.parametrize("actor", [AUTHOR, ROBOT, None])
def test_a_closing_without_response_by_others_stops_the_clock_unanswered(
    actor: str | None,
) -> None:
    now = item([opened(), did(Kind.CLOSED, 4, actor)], MACHINES)

    assert (now.answered_at, now.waited_seconds, now.waiting_since) == (None, 4 * HOUR, None)
    assert (now.closed_at, now.first_closed_at) == (at(4), at(4))


def test_a_merge_by_a_machine_is_no_answer() -> None:
    now = item([opened(what="pull"), did(Kind.MERGED, 4, ROBOT)], MACHINES)

    assert (now.answered_at, now.merged_at, now.closed_at) == (None, at(4), at(4))
    assert now.waited_seconds == 4 * HOUR


def test_after_a_reopening_the_wait_goes_on() -> None:
    rows = [opened(), did(Kind.CLOSED, 4, ROBOT), did(Kind.REOPENED, 10, AUTHOR)]

    assert item(rows, MACHINES).waiting_since == at(10)
    assert item([*rows, said(13)], MACHINES).waited_seconds == 7 * HOUR


def test_first_and_last_closing_are_both_known() -> None:
    rows = [
        opened(),
        did(Kind.CLOSED, 4),
        did(Kind.REOPENED, 5),
        did(Kind.CLOSED, 6),
    ]

    assert (item(rows, MACHINES).first_closed_at, item(rows, MACHINES).closed_at) == (at(4), at(6))
    assert item(rows[:3], MACHINES).closed_at is None


def test_a_comment_after_a_silent_closing_answers_but_was_not_waited_for() -> None:
    now = item([opened(), did(Kind.CLOSED, 4, ROBOT), said(100)], MACHINES)

    assert (now.answered_at, now.waited_seconds) == (at(100), 4 * HOUR)


def test_a_closed_draft_that_is_reopened_waits_only_when_it_is_ready() -> None:
    rows = [
        opened(what="draft"),
        did(Kind.CLOSED, 1, ROBOT),
        did(Kind.READIED, 2, AUTHOR),
        did(Kind.REOPENED, 3, AUTHOR),
    ]

    assert item(rows[:3], MACHINES).waiting_since is None
    assert item(rows, MACHINES).waiting_since == at(3)


def test_a_thread_that_is_gone_waits_no_more() -> None:
    now = item([opened(), did(Kind.GONE, 4, key="", detail="deleted")], MACHINES)

    assert (now.gone, now.waiting_since, now.waited_seconds) == (True, None, 4 * HOUR)


def test_nobody_waits_again_on_a_thread_that_is_gone() -> None:
    gone = did(Kind.GONE, 4, key="", detail="transferred")
    rows = [opened(), did(Kind.CLOSED, 3, ROBOT), gone, did(Kind.REOPENED, 5, AUTHOR)]

    assert item(rows, MACHINES).waiting_since is None


@pytest.mark.parametrize(
    ("row", "by_bot"),
    [
        (opened(), False),
        (did(Kind.OPENED, 0, ROBOT, key="", detail="issue"), True),
        (did(Kind.OPENED, 0, ROBOT, key="", detail="issue", role=Role.AUTHOR), True),
        (did(Kind.OPENED, 0, None, key="", detail="issue"), False),
    ],
)
def test_a_thread_of_a_machine_is_told_apart(row: Activity, by_bot: bool) -> None:
    assert item([row], MACHINES).by_bot is by_bot


def test_labels_are_what_is_left_of_them() -> None:
    rows = [
        did(Kind.LABELED, 1, detail="z"),
        did(Kind.LABELED, 1, detail="a"),
        did(Kind.LABELED, 2, detail="b"),
        did(Kind.UNLABELED, 3, detail="b"),
        did(Kind.UNLABELED, 3, detail="never there"),
    ]

    assert item([opened(), *rows], MACHINES).labels == ("a", "z")


@pytest.mark.parametrize(
    "rows",
    [
        [said(5, key="2"), deleted(6, "2")],
        [edited(5, "body")],
        [mentioned(5, BEN, "body")],
        [did(Kind.REACTED, 5)],
        [did(Kind.COMMITTED, 5, AUTHOR)],
    ],
)
def test_edits_reactions_and_deleted_comments_are_no_new_activity(rows: list[Activity]) -> None:
    assert item([opened(), said(2), *rows], MACHINES).last_at == at(2)


def test_a_closing_and_a_reopening_in_one_second_leave_it_open() -> None:
    rows = [opened(), did(Kind.REOPENED, 4, AUTHOR), did(Kind.CLOSED, 4, AUTHOR)]

    assert item(rows, MACHINES) == item(rows[::-1], MACHINES)
    assert item(rows, MACHINES).closed_at is None


def test_an_answer_in_the_second_of_the_opening_took_no_time() -> None:
    now = item([said(0), opened()], MACHINES)

    assert (now.answered_at, now.waited_seconds) == (START, 0.0)


@pytest.mark.parametrize(
    ("hours", "seconds"), [(0, HOUR), (20, HOUR), (20.5, 1.5 * HOUR), (30, 11 * HOUR)]
)
def test_who_still_waits_has_waited_until_now(hours: float, seconds: float) -> None:
    now = Item(waited_seconds=HOUR, waiting_since=at(20))

    assert now.waited(at(hours)) == seconds


@given(pasts, st.randoms(use_true_random=False))
def test_any_order_of_rows_and_any_told_twice_give_the_same_item(
    rows: tuple[Activity, ...], chance: Random
) -> None:
    mixed = [*rows, *chance.sample(rows, k=len(rows) // 2)]
    chance.shuffle(mixed)

    assert item(mixed, ROBOTS) == item(rows, ROBOTS)


@given(pasts, st.timedeltas(timedelta(0), timedelta(days=900)))
def test_a_wait_is_never_negative_and_never_longer_than_since_the_opening(
    rows: tuple[Activity, ...], later: timedelta
) -> None:
    now = max(row.at for row in rows) + later
    folded = item(rows, ROBOTS)

    assert folded.opened_at == START
    assert 0 <= folded.waited_seconds <= folded.waited(now) <= (now - START).total_seconds()
    assert folded.waited(now) <= folded.waited(now + timedelta(hours=1))
    if folded.answered_at is not None:
        assert folded.waiting_since is None
        assert folded.waited_seconds <= (folded.answered_at - START).total_seconds()


@given(pasts)
def test_who_answered_is_a_person_and_not_the_author(rows: tuple[Activity, ...]) -> None:
    folded = item(rows, ROBOTS)

    assert (folded.answered_at is None) == (folded.answered_by is None)
    assert folded.answered_by is None or folded.answered_by not in {*ROBOTS, folded.author}
    assert folded.waiting_since is None or not (
        folded.is_draft or folded.closed_at or folded.gone or folded.answered_at
    )


@given(pasts)
def test_rows_stand_in_order_of_time(rows: tuple[Activity, ...]) -> None:
    times = [row.at for row in in_order(rows)]

    assert times == sorted(times)
