import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from bot.learning.beta import cumulative, quantile

counts = st.integers(1, 5_000)


@given(st.floats(0.001, 0.999), counts, counts)
def test_the_chance_is_scipys(x: float, a: int, b: int) -> None:
    assert cumulative(x, a, b) == pytest.approx(stats.beta.cdf(x, a, b), abs=1e-9)


@given(st.sampled_from((0.025, 0.1, 0.5, 0.9, 0.975)), counts, counts)
def test_the_quantile_is_scipys(chance: float, a: int, b: int) -> None:
    assert quantile(chance, a, b) == pytest.approx(stats.beta.ppf(chance, a, b), abs=1e-9)


def test_nothing_lies_outside_of_0_and_1() -> None:
    assert (cumulative(-1.0, 2, 3), cumulative(0.0, 2, 3)) == (0.0, 0.0)
    assert (cumulative(1.0, 2, 3), cumulative(7.0, 2, 3)) == (1.0, 1.0)
