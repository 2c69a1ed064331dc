import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.learning.odds import (
    BRIEFED_AT,
    SHOWN_AT,
    UNCORRECTED,
    Correction,
    corrected,
    probabilities,
)
from bot.learning.views import EVIDENCE

cases = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=40)


def chance(information: float = 20.0, **evidence: float) -> float:
    row = np.array([[evidence.get(name, 0.0) for name in EVIDENCE]])
    return float(probabilities(row, np.array([information]))[0])


def after(correction: Correction, chance: float) -> float:
    logit = correction.constant + correction.slope * math.log(chance / (1 - chance))
    return 1 / (1 + math.exp(-logit))


def test_nothing_in_common_is_nothing_likely() -> None:
    assert chance() < 0.002


def test_a_copy_may_be_shown_and_a_half_copy_not() -> None:
    copy = dict.fromkeys(("all", "title_told", "title_tells", "code"), 1.0) | {"apart": 5.0}
    half = dict.fromkeys(("all", "title_told", "title_tells", "code"), 0.5) | {"apart": 1.0}

    assert chance(**copy) > SHOWN_AT
    assert chance(**half) < BRIEFED_AT


def test_two_that_say_the_same_little_are_not_shown() -> None:
    copy = dict.fromkeys(("all", "title_told", "title_tells", "code"), 1.0) | {"apart": 9.0}

    assert chance(information=2.0, **copy) < SHOWN_AT < chance(information=20.0, **copy)


def test_a_changed_word_in_the_title_counts_against() -> None:
    assert chance(all=0.9, title_told=0.9, title_tells=0.9, differs=1.0) < chance(
        all=0.9, title_told=0.9, title_tells=0.9
    )


def test_without_cases_nothing_is_corrected() -> None:
    assert corrected([]) == UNCORRECTED


def test_many_cases_win_over_the_model() -> None:
    too_sure = [(0.8, n % 10 == 0) for n in range(400)] + [(0.1, n % 50 == 0) for n in range(400)]

    found = corrected(too_sure)

    said = [after(found, 0.8), after(found, 0.1)]
    assert abs(said[0] - 0.1) < 0.03
    assert abs(said[1] - 0.02) < 0.02


@settings(deadline=None)
@given(cases)
def test_a_correction_never_turns_the_order_round(some: list[tuple[float, bool]]) -> None:
    found = corrected(some)

    said = [after(found, chance) for chance in (0.01, 0.5, 0.99)]

    assert all(0 <= chance <= 1 for chance in said)
    assert said == sorted(said)
