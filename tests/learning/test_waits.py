import math
import random
import statistics
import subprocess
import sys
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.waits import LEVELS, differ, waits
from bot.vocabulary.waits import Quantile, Wait, Waits

# Weeks in remission, 6-MP against placebo: Freireich et al. 1963 as given by Gehan 1965, the set
# of the textbooks. Their figures: medians 23 and 8, log-rank chi-square 16.79.
TREATED = [(t, True) for t in (6, 6, 6, 7, 10, 13, 16, 22, 23)] + [
    (t, False) for t in (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
]
PLACEBO = [
    (t, True) for t in (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)
]

FRACTIONS = ((1, 2), (3, 4), (9, 10))  # LEVELS, exactly

seconds = st.one_of(
    st.integers(0, 20).map(float),  # many ties and zeros
    st.floats(0, 1e9, allow_subnormal=False),
)
one_wait = st.builds(Wait, seconds, st.booleans())
some_waits = st.lists(one_wait, max_size=60)
answered_waits = st.lists(st.builds(Wait, seconds, st.just(True)), min_size=1, max_size=60)


def made(pairs: Sequence[tuple[float, bool]]) -> list[Wait]:
    return [Wait(float(t), answered) for t, answered in pairs]


def at(found: Waits, p: float) -> Quantile:
    return next(quantile for quantile in found.quantiles if quantile.p == p)


def or_never(value: float | None) -> float:
    return math.inf if value is None else value


def test_a_small_table_gives_what_it_gives_by_hand() -> None:
    # At 1, 5 of 6 go on waiting: 5/6. One leaves at 2. At 3, 3 of 4: 5/6 * 3/4 = 5/8. At 4, 2 of
    # 3, the one who leaves at 4 among them: 5/8 * 2/3 = 5/12. At 9, none of 1: 0.
    found = waits(
        made([(1, True), (2, False), (3, True), (4, True), (4, False), (9, True)]),
    )

    assert (found.n, found.censored) == (6, 2)
    assert [quantile.seconds for quantile in found.quantiles] == [4.0, 9.0, 9.0]


def test_the_textbook_set_gives_the_textbook_medians_and_intervals() -> None:
    treated, placebo = waits(made(TREATED)), waits(made(PLACEBO))

    assert (treated.n, treated.censored) == (21, 12)
    assert at(treated, 0.5) == Quantile(0.5, 23.0, 13.0, None)
    assert at(treated, 0.75).seconds is None
    assert at(placebo, 0.5) == Quantile(0.5, 8.0, 4.0, 11.0)


def test_the_textbook_set_differs_as_in_the_textbook() -> None:
    p = differ(made(TREATED), made(PLACEBO))

    assert p == pytest.approx(4.17e-5, abs=1e-7)


def test_nothing_observed_says_nothing() -> None:
    assert waits([]) == Waits(0, 0, tuple(Quantile(p, None, None, None) for p in LEVELS))


def test_where_nobody_was_answered_no_quantile_is_known() -> None:
    found = waits(made([(5, False), (0, False), (5, False)]))

    assert found == Waits(3, 3, tuple(Quantile(p, None, None, None) for p in LEVELS))


def test_one_answer_is_every_quantile_and_bounds_nothing() -> None:
    found = waits(made([(7, True)]))

    assert found == Waits(1, 0, tuple(Quantile(p, 7.0, None, None) for p in LEVELS))


def test_one_that_still_waits_is_no_quantile() -> None:
    assert waits(made([(7, False)])).quantiles[0] == Quantile(0.5, None, None, None)


def test_answers_at_once_count_as_zero() -> None:
    found = waits(made([(0, True), (0, True), (0, True), (8, False)]))

    assert [quantile.seconds for quantile in found.quantiles] == [0.0, 0.0, None]


def test_equal_waits_are_every_quantile() -> None:
    found = waits(made([(3, True)] * 50))

    assert [quantile.seconds for quantile in found.quantiles] == [3.0, 3.0, 3.0]


def test_a_share_that_is_reached_exactly_counts_as_reached() -> None:
    found = waits(made([(t, True) for t in range(1, 11)]))

    assert [quantile.seconds for quantile in found.quantiles] == [5.0, 8.0, 9.0]


def test_the_interval_holds_the_true_median_about_as_often_as_it_says() -> None:
    chance = random.Random(5)
    true_median, runs, held = math.log(2), 400, 0

    for _ in range(runs):
        pairs = [(chance.expovariate(1.0), chance.expovariate(0.5)) for _ in range(40)]
        found = at(waits(made([(min(t, left), t <= left) for t, left in pairs])), 0.5)
        held += (found.low or 0.0) <= true_median <= or_never(found.high)

    assert 0.92 <= held / runs <= 0.98  # 95 % and two standard errors, 0.022, and rounding


@given(answered_waits)
def test_without_censoring_quantiles_are_the_plain_ones(observed: list[Wait]) -> None:
    ordered = sorted(wait.seconds for wait in observed)
    n = len(ordered)

    found = [quantile.seconds for quantile in waits(observed).quantiles]

    # the smallest of them that at least p * n do not exceed, in whole numbers
    assert found == [ordered[(n * part + whole - 1) // whole - 1] for part, whole in FRACTIONS]


@given(some_waits)
def test_censoring_never_makes_the_median_smaller_than_the_naive_one(
    observed: list[Wait],
) -> None:
    answered = [wait.seconds for wait in observed if wait.answered]
    naive = statistics.median_low(answered) if answered else 0.0

    assert or_never(at(waits(observed), 0.5).seconds) >= naive


@given(some_waits, st.randoms(use_true_random=False))
def test_order_does_not_matter(observed: list[Wait], chance: random.Random) -> None:
    shuffled = observed.copy()
    chance.shuffle(shuffled)

    assert waits(shuffled) == waits(observed)


@given(some_waits)
def test_intervals_contain_the_estimate(observed: list[Wait]) -> None:
    for quantile in waits(observed).quantiles:
        assert (quantile.low or 0.0) <= or_never(quantile.seconds) <= or_never(quantile.high)


@given(some_waits)
def test_a_larger_share_never_takes_less_time(observed: list[Wait]) -> None:
    found = [or_never(quantile.seconds) for quantile in waits(observed).quantiles]

    assert found == sorted(found)


@given(some_waits)
def test_everything_is_counted_and_every_quantile_was_observed(observed: list[Wait]) -> None:
    found = waits(observed)

    assert found.n == len(observed)
    assert found.censored == sum(not wait.answered for wait in observed)
    answered = {wait.seconds for wait in observed if wait.answered}
    assert {quantile.seconds for quantile in found.quantiles} - {None} <= answered


def test_waits_that_are_alike_do_not_differ() -> None:
    same = made([(t, t % 3 > 0) for t in range(1, 40)])

    assert differ(same, same) == pytest.approx(1.0)


def test_waits_ten_times_as_long_differ() -> None:
    short = made([(t, True) for t in range(1, 30)])
    long = made([(10 * t, True) for t in range(1, 30)])

    assert differ(short, long) < 0.001


def test_nothing_differs_from_nothing_nor_where_nobody_was_answered() -> None:
    answered, waiting = made([(1, True), (2, True)]), made([(5, False), (9, False)])

    assert differ([], answered) == differ(answered, []) == 1.0
    assert differ(waiting, waiting) == 1.0


def test_one_that_was_left_before_anybody_was_answered_makes_no_difference() -> None:
    assert differ(made([(0, False)]), made([(1, True), (1, False)])) == 1.0


def test_that_nobody_answers_any_more_is_a_difference() -> None:
    before = made([(hours, True) for hours in range(1, 20)])
    after = made([(40, False)] * 15)

    assert differ(before, after) < 1e-6


def test_waits_all_answered_at_one_moment_do_not_differ() -> None:
    assert differ(made([(4, True)] * 3), made([(2, False), (4, True)])) == 1.0


@given(some_waits, some_waits)
def test_a_difference_is_a_share_and_has_no_direction(
    before: list[Wait], after: list[Wait]
) -> None:
    p = differ(before, after)

    assert 0.0 <= p <= 1.0
    assert differ(after, before) == pytest.approx(p)


def test_processes_that_serve_do_not_load_scipy() -> None:
    code = "import sys, bot.app, bot.commands; sys.exit('scipy' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
