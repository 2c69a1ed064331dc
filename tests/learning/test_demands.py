from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.demands import EXPIRES, demands
from bot.learning.folding import Folded, Unfolded, fold
from bot.learning.items import item
from bot.vocabulary.history import Activity, Demand, Ending, Kind, Role
from tests.learning.rows import (
    ANN,
    AUTHOR,
    BEN,
    LOGINS,
    MACHINES,
    PERSONS,
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

CEM = "cem"
NOW = at(1_000)
PULL = opened(what="pull")
DAYS = 24


def of(*rows: Activity, now: datetime = NOW) -> tuple[Demand, ...]:
    return demands(rows, MACHINES, PERSONS, now)


def asked(hours: float, *causes: str, person: str | None = ANN, **changes: Any) -> Demand:
    """A demand that the author put to Ann."""
    told: dict[str, Any] = {"team": "", "cycle": 1, "asked_by": AUTHOR} | changes
    return Demand(person, asked_at=at(hours), causes=causes, **told)


def ended(hours: float, ending: Ending, by: str | None, demand: Demand) -> Demand:
    return replace(demand, in_court=False, ended_at=at(hours), ending=ending, ended_by=by)


def requested(hours: float, whom: str = ANN, by: str = AUTHOR) -> Activity:
    return did(Kind.REVIEW_REQUESTED, hours, by, subject=whom)


def unrequested(hours: float, whom: str = ANN, by: str = AUTHOR) -> Activity:
    return did(Kind.REVIEW_UNREQUESTED, hours, by, subject=whom)


def assigned(hours: float, whom: str = ANN, by: str = AUTHOR) -> Activity:
    return did(Kind.ASSIGNED, hours, by, subject=whom)


def unassigned(hours: float, whom: str = ANN, by: str = AUTHOR) -> Activity:
    return did(Kind.UNASSIGNED, hours, by, subject=whom)


def team_requested(hours: float, team: str = "core", by: str = AUTHOR) -> Activity:
    return did(Kind.REVIEW_REQUESTED, hours, by, detail=team)


def team_unrequested(hours: float, team: str = "core", by: str = AUTHOR) -> Activity:
    return did(Kind.REVIEW_UNREQUESTED, hours, by, detail=team)


def addressed(
    hours: float, whom: str = ANN, by: str | None = AUTHOR, key: str = "1"
) -> tuple[Activity, Activity]:
    """Somebody's comment mentions somebody."""
    return said(hours, by, key), mentioned(hours, whom, f"c{key}", by)


# What a demand is


def test_nobody_is_asked_for_nothing() -> None:
    assert of() == of(PULL) == of(PULL, said(1), reviewed(2)) == ()


@pytest.mark.parametrize(
    ("rows", "cause"),
    [
        ([requested(1)], "review"),
        ([assigned(1)], "assignment"),
        ([*addressed(1)], "mention"),
    ],
)
def test_reviews_assignments_and_mentions_are_demands(rows: list[Activity], cause: str) -> None:
    assert of(PULL, *rows) == (asked(1, cause),)


def test_a_mention_in_the_opening_is_a_demand() -> None:
    assert of(PULL, mentioned(0, ANN, "body")) == (asked(0, "mention"),)


def test_further_reasons_are_one_demand_since_the_first() -> None:
    rows = [PULL, *addressed(1), assigned(2), requested(3), *addressed(4, key="2")]

    assert of(*rows) == (asked(1, "assignment", "mention", "review"),)


def test_each_person_is_asked_apart() -> None:
    assert of(PULL, requested(1), requested(1, BEN)) == (
        asked(1, "review"),
        asked(1, "review", person=BEN),
    )


def test_who_assigns_themselves_asks_themselves() -> None:
    assert of(PULL, assigned(1, by=ANN)) == (asked(1, "assignment", asked_by=ANN),)


def test_a_machine_may_ask_for_a_review() -> None:
    assert of(PULL, requested(1, by=ROBOT)) == (asked(1, "review", asked_by=ROBOT),)


@pytest.mark.parametrize(
    "rows",
    [
        [requested(1, ROBOT)],
        [assigned(1, ROBOT)],
        [*addressed(1, ROBOT)],
    ],
)
def test_machines_are_asked_for_nothing(rows: list[Activity]) -> None:
    assert of(PULL, *rows) == ()


@pytest.mark.parametrize("by", [ROBOT, None, ANN])
def test_mentions_by_machines_deleted_accounts_and_oneself_ask_nothing(by: str | None) -> None:
    assert of(PULL, *addressed(1, by=by)) == ()


def test_the_author_mentioned_on_their_own_thread_is_in_conversation() -> None:
    assert of(PULL, *addressed(1, AUTHOR, ANN), *addressed(2, AUTHOR, BEN, "2")) == ()


def test_an_author_may_be_assigned_to_their_own_thread() -> None:
    assert of(PULL, assigned(1, AUTHOR)) == (asked(1, "assignment", person=AUTHOR),)


def test_a_mention_of_somebody_nobody_knows_is_of_nobody() -> None:
    assert of(PULL, *addressed(1, "stranger")) == ()


def test_a_mention_whose_text_nobody_told_of_is_no_demand() -> None:
    assert of(PULL, mentioned(1, ANN, "c1")) == ()


def test_a_thread_whose_opening_is_not_known_has_demands() -> None:
    assert of(requested(1)) == (asked(1, "review"),)


# How it ends


@pytest.mark.parametrize(
    "row",
    [
        said(5),
        reviewed(5),
        reviewed(5, state="approved"),
        reviewed(5, state="changes_requested"),
        did(Kind.CLOSED, 5),
        did(Kind.MERGED, 5),
    ],
)
@pytest.mark.parametrize("ask", [requested(1), assigned(1)])
def test_it_ends_as_answered_when_who_was_asked_acts(ask: Activity, row: Activity) -> None:
    (demand,) = of(PULL, ask)

    assert of(PULL, ask, row) == (ended(5, Ending.ANSWERED, ANN, demand),)


@pytest.mark.parametrize(
    "rows",
    [
        [said(5, BEN)],
        [reviewed(5, BEN, "approved")],
        [reviewed(5, BEN, "approved", association="OWNER")],
        [said(5, AUTHOR)],
        [said(5, ROBOT)],
        [said(5, None)],
        [said(5, BEN), commanded(5, "c1", BEN)],
        [said(5), deleted(6)],
        [did(Kind.LABELED, 5, detail="bug")],
        [did(Kind.COMMITTED, 5)],
        [did(Kind.REOPENED, 5, AUTHOR)],
    ],
)
def test_a_request_for_review_outlives_what_others_and_commands_say(rows: list[Activity]) -> None:
    assert of(PULL, requested(1), *rows) == (asked(1, "review"),)


def test_a_command_of_who_was_asked_is_an_act() -> None:
    answered = ended(5, Ending.ANSWERED, ANN, asked(1, "review"))

    assert of(PULL, requested(1), said(5), commanded(5, "c1")) == (answered,)


def test_closing_with_a_comment_leaves_nothing_to_ask_of_who_is_mentioned_in_it() -> None:
    rows = (said(5, BEN), mentioned(5, ANN, "c1", BEN), did(Kind.CLOSED, 5, BEN))

    relieved = ended(5, Ending.RELIEVED, BEN, asked(5, "mention", asked_by=BEN))
    assert of(PULL, *rows) == (relieved,)


@pytest.mark.parametrize("kind", [Kind.CLOSED, Kind.MERGED])
@pytest.mark.parametrize("by", [BEN, ROBOT, None])
def test_a_closing_by_others_relieves(kind: Kind, by: str | None) -> None:
    relieved = ended(5, Ending.RELIEVED, by, asked(1, "review"))

    assert of(PULL, requested(1), did(kind, 5, by)) == (relieved,)


def test_a_closing_by_the_author_withdraws_and_a_merge_by_them_relieves() -> None:
    demand = asked(1, "review")
    withdrawn = ended(5, Ending.WITHDRAWN, AUTHOR, demand)
    relieved = ended(5, Ending.RELIEVED, AUTHOR, demand)

    assert of(PULL, requested(1), did(Kind.CLOSED, 5, AUTHOR)) == (withdrawn,)
    assert of(PULL, requested(1), did(Kind.MERGED, 5, AUTHOR)) == (relieved,)


def test_a_merge_by_a_machine_after_the_review_leaves_it_answered() -> None:
    rows = [PULL, requested(1), reviewed(3, state="approved"), did(Kind.MERGED, 5, ROBOT)]

    assert of(*rows) == (ended(3, Ending.ANSWERED, ANN, asked(1, "review")),)


@pytest.mark.parametrize(
    ("ask", "back", "cause"),
    [
        (requested(1), unrequested(5, by=BEN), "review"),
        (assigned(1), unassigned(5, by=BEN), "assignment"),
    ],
)
def test_what_was_taken_back_is_withdrawn(ask: Activity, back: Activity, cause: str) -> None:
    assert of(PULL, ask, back) == (ended(5, Ending.WITHDRAWN, BEN, asked(1, cause)),)


def test_taking_back_what_nobody_asked_is_nothing() -> None:
    assert of(PULL, unrequested(1), unassigned(2), team_unrequested(3)) == ()
    assert of(PULL, requested(1), unassigned(2)) == (asked(1, "review"),)


def test_with_one_reason_left_the_demand_goes_on() -> None:
    rows = [PULL, requested(1), assigned(2), unrequested(3)]
    demand = asked(1, "assignment", "review")

    assert of(*rows) == (demand,)
    assert of(*rows, unassigned(4)) == (ended(4, Ending.WITHDRAWN, AUTHOR, demand),)


def test_a_mention_that_is_edited_away_is_withdrawn() -> None:
    rows = [PULL, *addressed(1), edited(3, "c1")]

    assert of(*rows) == (ended(3, Ending.WITHDRAWN, AUTHOR, asked(1, "mention")),)


def test_a_mention_that_went_away_and_came_back_stands() -> None:
    rows = [PULL, *addressed(1), edited(3, "c1"), edited(4, "c1"), mentioned(4, ANN, "c1")]

    assert of(*rows) == (asked(1, "mention"),)


def test_a_mention_in_a_deleted_comment_is_withdrawn() -> None:
    rows = [PULL, *addressed(1), deleted(3)]

    assert of(*rows) == (ended(3, Ending.WITHDRAWN, AUTHOR, asked(1, "mention")),)


def test_one_of_two_mentions_edited_away_leaves_the_other() -> None:
    rows = [PULL, *addressed(1), *addressed(2, key="2"), edited(3, "c1")]

    assert of(*rows) == (asked(1, "mention"),)


def test_a_thread_that_is_gone_asks_nothing_more() -> None:
    gone = did(Kind.GONE, 5, key="", detail="deleted")

    assert of(PULL, requested(1), gone) == (ended(5, Ending.WITHDRAWN, None, asked(1, "review")),)


def test_a_mention_is_relieved_when_another_insider_responds() -> None:
    rows = [PULL, *addressed(1)]
    demand = asked(1, "mention")

    assert of(*rows, said(5, BEN, "2", association="MEMBER")) == (
        ended(5, Ending.RELIEVED, BEN, demand),
    )
    assert of(*rows, said(5, BEN, "2")) == (demand,)
    assert of(*rows, said(5, AUTHOR, "2", association="MEMBER")) == (demand,)
    assert of(*rows, said(5, ROBOT, "2", association="MEMBER")) == (demand,)


def test_who_mentioned_somebody_does_not_relieve_them() -> None:
    rows = [PULL, *addressed(1, by=BEN), said(5, BEN, "2", association="OWNER")]

    assert of(*rows) == (asked(1, "mention", asked_by=BEN),)


def test_a_mention_beside_an_assignment_is_not_relieved_by_a_comment() -> None:
    rows = [PULL, *addressed(1), assigned(2), said(5, BEN, "2", association="OWNER")]

    assert of(*rows) == (asked(1, "assignment", "mention"),)


# Sixty days


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        (at(1) + EXPIRES - timedelta(seconds=1), True),
        (at(1) + EXPIRES, False),
        (at(1) + EXPIRES + timedelta(days=400), False),
    ],
)
def test_after_sixty_days_nobody_expects_an_answer(now: datetime, is_open: bool) -> None:
    demand = asked(1, "review")
    expired = ended(1 + 60 * DAYS, Ending.EXPIRED, None, demand)

    assert of(PULL, requested(1), now=now) == (demand if is_open else expired,)


@pytest.mark.parametrize(
    ("hours", "ending"), [(60 * DAYS + 1, Ending.EXPIRED), (60 * DAYS + 0.9, Ending.ANSWERED)]
)
def test_an_answer_in_the_second_of_the_expiry_is_too_late(hours: float, ending: Ending) -> None:
    (demand,) = of(PULL, requested(1), said(hours), now=at(10_000))

    assert demand.ending is ending


def test_who_is_asked_again_after_sixty_days_has_a_new_demand() -> None:
    first = ended(1 + 60 * DAYS, Ending.EXPIRED, None, asked(1, "review"))
    again = 90 * DAYS

    assert of(PULL, requested(1), requested(again), now=at(again + 1)) == (
        first,
        asked(again, "review", cycle=2),
    )


# Cycles, and one second


def test_each_asking_after_an_answer_is_a_cycle() -> None:
    rows = [PULL, requested(1), reviewed(2), requested(3), reviewed(4), requested(5)]

    assert of(*rows) == (
        ended(2, Ending.ANSWERED, ANN, asked(1, "review")),
        ended(4, Ending.ANSWERED, ANN, asked(3, "review", cycle=2)),
        asked(5, "review", cycle=3),
    )


def test_asked_twice_without_an_answer_is_one_cycle() -> None:
    assert of(PULL, requested(1), requested(3)) == (asked(1, "review"),)


def test_a_review_and_a_new_request_in_one_second_are_answer_and_new_cycle() -> None:
    rows = [PULL, requested(1), reviewed(5), requested(5)]

    assert of(*rows) == of(*rows[::-1])
    assert of(*rows) == (
        ended(5, Ending.ANSWERED, ANN, asked(1, "review")),
        asked(5, "review", cycle=2),
    )


def test_taken_back_and_asked_anew_in_one_second_are_two_cycles() -> None:
    rows = [PULL, requested(1), unrequested(5), requested(5)]

    assert of(*rows) == of(*rows[::-1])
    assert of(*rows) == (
        ended(5, Ending.WITHDRAWN, AUTHOR, asked(1, "review")),
        asked(5, "review", cycle=2),
    )


def test_requests_with_the_opening_are_demands_of_its_second() -> None:
    rows = [requested(0), assigned(0), mentioned(0, ANN, "body"), PULL]

    assert of(*rows) == (asked(0, "assignment", "mention", "review"),)


# Teams


def test_a_team_is_asked_as_one() -> None:
    assert of(PULL, team_requested(1)) == (asked(1, "review", person=None, team="core"),)


def test_any_persons_review_ends_what_a_team_was_asked() -> None:
    demand = asked(1, "review", person=None, team="core")

    assert of(PULL, team_requested(1), reviewed(5)) == (ended(5, Ending.ANSWERED, ANN, demand),)


@pytest.mark.parametrize("row", [said(5), reviewed(5, AUTHOR), reviewed(5, ROBOT)])
def test_comments_the_author_and_machines_do_not_review_for_a_team(row: Activity) -> None:
    assert of(PULL, team_requested(1), row) == (asked(1, "review", person=None, team="core"),)


def test_a_teams_request_is_taken_back_by_its_own_name() -> None:
    demand = asked(1, "review", person=None, team="core")

    assert of(PULL, team_requested(1), team_unrequested(3, "docs")) == (demand,)
    assert of(PULL, team_requested(1), team_unrequested(3)) == (
        ended(3, Ending.WITHDRAWN, AUTHOR, demand),
    )


# Whose move it is


def test_a_draft_waits_for_nobodys_review() -> None:
    draft = opened(what="draft")
    readied = did(Kind.READIED, 2, AUTHOR)

    assert court(draft, requested(1)) == [False]
    assert court(draft, requested(1), readied) == [True]
    assert court(PULL, requested(1), did(Kind.DRAFTED, 2, AUTHOR)) == [False]


def test_changes_that_were_asked_for_are_the_authors_move() -> None:
    rows = [PULL, requested(1), requested(1, BEN), reviewed(2, BEN, "changes_requested")]

    assert court(*rows) == [False]


@pytest.mark.parametrize(
    "row",
    [
        said(3, AUTHOR, "9"),
        reviewed(3, AUTHOR),
        requested(3, BEN),
        did(Kind.READIED, 3, AUTHOR),
    ],
)
def test_the_author_gives_the_move_back(row: Activity) -> None:
    rows = [PULL, requested(1), reviewed(2, BEN, "changes_requested"), row]

    assert set(court(*rows)) == {True}


@pytest.mark.parametrize(
    "row",
    [
        reviewed(2, BEN, "commented"),
        reviewed(2, BEN, "approved"),
        reviewed(2, ROBOT, "changes_requested"),
        reviewed(2, ROBOT, "changes_requested", role=Role.OTHER),
    ],
)
def test_only_a_persons_request_for_changes_passes_the_move(row: Activity) -> None:
    assert court(PULL, requested(1), row) == [True]


def test_mentions_and_assignments_do_not_wait_for_the_author() -> None:
    rows = [PULL, assigned(1), *addressed(1, BEN), reviewed(2, CEM, "changes_requested")]

    assert court(*rows) == [True, True]


def test_who_asked_for_changes_gives_the_move_back_by_approving() -> None:
    refused = reviewed(2, BEN, "changes_requested")
    rows = [PULL, requested(1), refused]

    assert court(*rows, reviewed(3, BEN, "approved")) == [True]
    assert court(*rows, reviewed(3, CEM, "approved")) == [False]
    assert court(*rows, reviewed(3, BEN, "commented")) == [False]
    also = reviewed(3, CEM, "changes_requested")
    assert court(*rows, also, reviewed(4, BEN, "approved")) == [False]


def test_dismissing_the_review_that_asked_for_changes_gives_the_move_back() -> None:
    refused = reviewed(2, BEN, "changes_requested")
    rows = [PULL, requested(1), refused]

    assert court(*rows, did(Kind.DISMISSED, 3, CEM, key=refused.key)) == [True]
    assert court(*rows, did(Kind.DISMISSED, 3, CEM, key="another")) == [False]


def test_a_request_that_was_taken_back_no_longer_waits_for_the_author() -> None:
    rows = [PULL, requested(1), *addressed(1), reviewed(2, CEM, "changes_requested")]

    assert court(*rows) == [False]
    assert court(*rows, unrequested(3)) == [True]


def court(*rows: Activity) -> list[bool]:
    """Whether the move is theirs, for each demand that is open."""
    return [demand.in_court for demand in of(*rows) if demand.ended_at is None]


# Whatever happens


@given(pasts, st.randoms(use_true_random=False))
def test_any_order_of_rows_and_any_told_twice_give_the_same_demands(
    rows: tuple[Activity, ...], chance: Random
) -> None:
    mixed = [*rows, *chance.sample(rows, k=len(rows) // 2)]
    chance.shuffle(mixed)

    assert demands(mixed, ROBOTS, LOGINS, NOW) == demands(rows, ROBOTS, LOGINS, NOW)


@given(pasts, st.integers(0, 200))
def test_one_demand_at_a_time_for_each_person_and_thread(
    rows: tuple[Activity, ...], days: int
) -> None:
    now = max(row.at for row in rows) + timedelta(days=days)
    found = demands(rows, ROBOTS, LOGINS, now)

    for target in {(one.person, one.team) for one in found}:
        mine = [one for one in found if (one.person, one.team) == target]
        assert [one.cycle for one in mine] == list(range(1, len(mine) + 1))
        for before, after in pairwise(mine):
            assert before.ended_at is not None
            assert before.ended_at <= after.asked_at


@given(pasts, st.integers(0, 200))
def test_a_demand_lasts_from_nothing_to_sixty_days(rows: tuple[Activity, ...], days: int) -> None:
    now = max(row.at for row in rows) + timedelta(days=days)

    for one in demands(rows, ROBOTS, LOGINS, now):
        assert START <= one.asked_at <= (one.ended_at or now) <= now
        assert (one.ended_at or now) - one.asked_at <= EXPIRES
        assert (one.ended_at is None) == (one.ending is None)
        assert not (one.in_court and one.ended_at)
        assert (one.person is None) == bool(one.team)
        assert one.person not in ROBOTS
        assert one.causes == tuple(sorted(set(one.causes)))
        assert one.causes
        assert one.ending is not Ending.ANSWERED or one.person in (one.ended_by, None)


@given(pasts)
def test_a_thread_is_folded_into_its_item_and_its_demands(rows: tuple[Activity, ...]) -> None:
    given_thread = Unfolded(1, 5, 3, rows, LOGINS, ROBOTS)

    assert (
        fold([given_thread, given_thread], NOW)
        == [Folded(1, 5, 3, item(rows, ROBOTS), demands(rows, ROBOTS, LOGINS, NOW))] * 2
    )
