"""Bars that keep a precision."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.sureness import bar, calibration_error, next_is_right_from, sharpen


def test_few_guesses_carry_no_bar_however_right() -> None:
    sure, right = np.linspace(0.5, 1, 10), np.ones(10, dtype=np.bool_)

    found = bar(sure, right, 0.9)

    assert found is None


def test_a_bar_stands_above_where_errors_begin() -> None:
    sure = np.linspace(0, 1, 200)
    right = sure > 0.5

    found = bar(sure, right, 0.9)

    assert found is not None
    assert 0.4 < found < 0.5


@given(
    st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=80),
    st.floats(0.5, 0.99),
)
def test_what_passes_a_bar_was_right_as_often_as_asked(
    guesses: list[tuple[float, bool]], precision: float
) -> None:
    sure = np.array([s for s, _ in guesses])
    right = np.array([r for _, r in guesses], dtype=np.bool_)

    found = [bar(sure, right, precision), next_is_right_from(sure, right, precision)]

    for one in found:
        assert one is None or right[sure >= one].mean() >= precision


def test_where_all_were_right_a_sure_guess_passes_that_is_less_sure_than_any_before() -> None:
    sure, right = np.full(50, 0.99), np.ones(50, dtype=np.bool_)

    found = bar(sure, right, 0.9)

    assert found == 0.9


def test_guesses_as_sure_as_each_other_pass_together_or_not_at_all() -> None:
    sure, right = np.full(42, 0.9), np.arange(42) < 30

    found = [bar(sure, right, 0.8), next_is_right_from(sure, right, 0.8)]

    assert found == [None, None]


def test_scores_twice_too_sharp_are_halved() -> None:
    chance = np.random.default_rng(0)
    truths = chance.integers(0, 2, 4000)
    honest = np.where(truths[:, None] == np.arange(2), 0.5, -0.5) + chance.normal(0, 1, (4000, 2))

    found = sharpen(honest * 10, truths)

    likely = found.probabilities(honest * 10)
    best = likely.argmax(axis=1)
    assert found.factor < 0.5
    assert calibration_error(likely.max(axis=1), best == truths) < 0.03
