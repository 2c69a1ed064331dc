import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parsing.regressions import Regression, regression
from tests.parsing.regression_texts import NOT_TOLD, TOLD, Told

WORDS = [word for told in TOLD for word in told.text.split()]


@pytest.mark.parametrize("told", TOLD, ids=[told.text[:40] for told in TOLD])
def test_both_versions_are_found(told: Told) -> None:
    assert regression(told.text) == Regression(told.good, told.bad, told.of)


@pytest.mark.parametrize("text", NOT_TOLD, ids=[text[:40] for text in NOT_TOLD])
def test_what_only_seems_to_tell_of_a_regression_is_left_alone(text: str) -> None:
    assert regression(text) is None


def test_the_title_counts() -> None:
    found = regression(
        "See the log.", title="[Bug]: Crash since upgrading vllm from 0.5.3 to 0.5.4"
    )

    assert found == Regression("0.5.3", "0.5.4", "vllm")


def test_the_version_that_runs_stands_for_the_one_that_fails() -> None:
    text = "It used to work in 0.4.2."

    assert regression(text) is None
    assert regression(text, current="0.5.0") == Regression("0.4.2", "0.5.0", None)
    assert regression(text, current="0.4.2") is None
    assert regression(text, current="0.4.0") is None


def test_a_megabyte_is_read_without_harm() -> None:
    assert (
        regression("It worked in 2.3, fails in 2.4. " + "2.3 2.4 works fails " * 50_000) is not None
    )
    assert regression("a " * 500_000) is None
    assert regression("1." * 500_000) is None


@given(st.text(max_size=600), st.text(max_size=80))
def test_no_text_harms(body: str, title: str) -> None:
    found = regression(body, title=title)

    assert found is None or found.good != found.bad


@given(st.lists(st.sampled_from(WORDS), max_size=60))
def test_words_of_reports_in_any_order_do_no_harm(words: list[str]) -> None:
    found = regression(" ".join(words))

    assert found is None or found.good != found.bad
