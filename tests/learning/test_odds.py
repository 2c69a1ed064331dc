import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.odds import (
    BRIEFED_AT,
    SHOWN_AT,
    UNCORRECTED,
    corrected,
    logits,
    probabilities,
)
from bot.learning.views import EVIDENCE

cases = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=40)


def chance(**evidence: float) -> float:
    row = np.array([[evidence.get(name, 0.0) for name in EVIDENCE]])
    return float(probabilities(logits(row))[0])


def test_nothing_in_common_is_nothing_likely() -> None:
    assert chance() < 0.001


def test_a_copy_may_be_shown_and_a_half_copy_not() -> None:
    copy = dict.fromkeys(("all", "title_told", "title_tells", "code"), 1.0) | {"information": 4.0}
    half = dict.fromkeys(("all", "title_told", "title_tells", "code"), 0.5) | {"information": 3.0}

    assert chance(**copy) > SHOWN_AT
    assert chance(**half) < BRIEFED_AT


def test_a_changed_word_in_the_title_counts_against() -> None:
    assert chance(all=0.9, title_told=0.9, title_tells=0.9, differs=1.0) < chance(
        all=0.9, title_told=0.9, title_tells=0.9
    )


def test_without_cases_nothing_is_corrected() -> None:
    assert corrected([]) == UNCORRECTED


def test_many_cases_win_over_the_model() -> None:
    too_sure = [(0.8, n % 10 == 0) for n in range(400)] + [(0.1, n % 50 == 0) for n in range(400)]

    found = corrected(too_sure)

    said = probabilities(np.log(np.array([0.8, 0.1]) / np.array([0.2, 0.9])), found)
    assert abs(said[0] - 0.1) < 0.03
    assert abs(said[1] - 0.02) < 0.02


@given(cases)
def test_a_correction_never_turns_the_order_round(some: list[tuple[float, bool]]) -> None:
    logit = np.array([-5.0, 0.0, 5.0])

    said = probabilities(logit, corrected(some))

    assert np.all(np.isfinite(said))
    assert said[0] <= said[1] <= said[2]
