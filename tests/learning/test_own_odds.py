import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.learning.odds import SHOWN_AT, UNCORRECTED
from bot.learning.own_odds import FEWEST, Case, Own, own

cases = st.lists(
    st.builds(Case, st.floats(0.2, 0.999), st.sampled_from([True, False, None])), max_size=40
)


def chance(made: Own, pooled: float) -> float:
    logit = math.log(pooled / (1 - pooled))
    corrected = made.correction.constant + made.correction.slope * logit
    return 1 / (1 + math.exp(-min(logit, corrected)))


def of(same: int, denied: int = 0, unmarked: int = 0, at: float = 0.85) -> list[Case]:
    kinds = [(True, same), (False, denied), (None, unmarked)]
    return [Case(at, is_same) for is_same, count in kinds for _ in range(count)]


def test_where_nobody_says_anything_the_pooled_odds_serve_as_they_are() -> None:
    assert own([], people_mark=False) == own(of(0, unmarked=90), people_mark=False) == Own()


def test_of_marked_ones_alone_nothing_follows_where_people_hardly_mark() -> None:
    assert own(of(20), people_mark=False) == Own(UNCORRECTED, 0.0)


def test_a_few_denials_are_enough_not_to_tell_such_in_public() -> None:
    made = own(of(0, denied=5), people_mark=False)

    assert chance(made, 0.85) < SHOWN_AT


def test_who_marks_most_of_what_was_likely_is_told_no_less() -> None:
    made = own(of(16, denied=1, unmarked=4), people_mark=True)

    assert abs(chance(made, 0.85) - 0.85) < 1e-9, "and no more: marks make odds look too good"
    assert made.public_from is not None
    assert made.public_from <= chance(made, 0.85)


def test_who_marks_as_many_as_the_pooled_tracker_did_is_told_as_the_pool_promises() -> None:
    made = own(of(13, unmarked=87), people_mark=True)

    assert abs(chance(made, 0.85) - 0.85) < 0.02


def test_who_marks_duplicates_but_not_these_is_not_told() -> None:
    assert chance(own(of(0, unmarked=5), people_mark=True), 0.85) > SHOWN_AT
    assert chance(own(of(0, unmarked=60), people_mark=True), 0.85) < SHOWN_AT


def test_enough_wrong_ones_among_the_surest_close_the_public_door() -> None:
    made = own([*of(30, at=0.99), *of(0, denied=12, at=0.99)], people_mark=False)

    assert chance(made, 0.99) >= SHOWN_AT, "the odds alone would let them through"
    assert made.public_from is None


def test_too_few_surest_ones_close_nothing() -> None:
    made = own([*of(FEWEST - 2, at=0.99), *of(0, denied=1, at=0.99)], people_mark=False)

    assert made.public_from == 0.0


@pytest.mark.parametrize(("same", "is_told"), [(FEWEST, True), (FEWEST - 1, False)])
def test_so_many_right_ones_without_a_wrong_one_are_the_fewest(same: int, is_told: bool) -> None:
    made = own([*of(same, at=0.99), *of(0, denied=1, at=0.21)], people_mark=False)

    assert (made.public_from not in (0.0, None)) == is_told


@settings(deadline=None)
@given(cases, st.booleans())
def test_whatever_people_say_the_order_stays(some: list[Case], people_mark: bool) -> None:
    made = own(some, people_mark=people_mark)

    pooled = (0.2, 0.65, 0.99)
    said = [chance(made, at) for at in pooled]
    assert said == sorted(said)
    assert all(one <= at + 1e-9 for one, at in zip(said, pooled, strict=True))
    assert made.public_from is None or 0 <= made.public_from <= 1
