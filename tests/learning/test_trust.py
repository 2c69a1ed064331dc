import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from bot.learning.trust import (
    Demote,
    Outcome,
    Propose,
    Share,
    Stay,
    Trust,
    missing,
    trust,
    verdict,
)
from bot.vocabulary.actions import Mode
from tests.benchmarks.trust import figures

YES, NO = Outcome.AGREED, Outcome.DISAGREED
outcomes = st.lists(st.sampled_from(Outcome), max_size=120)


def test_what_tells_nothing_is_counted_and_changes_nothing() -> None:
    given = [YES, Outcome.UNKNOWN, NO, Outcome.PENDING, YES]

    found = trust(given)

    assert found == Trust(Share(2, 1), Share(2, 1), unknown=1, pending=1)
    assert found.whole.mean == pytest.approx(3 / 5)
    assert found.whole.bound == pytest.approx(stats.beta.ppf(0.1, 3, 2))


def test_only_the_last_forty_cases_are_recent() -> None:
    given = [NO] * 10 + [Outcome.UNKNOWN, YES] * 39 + [NO]

    assert trust(given).recent == Share(39, 1)
    assert trust(given).whole == Share(39, 11)


@pytest.mark.parametrize("mode", [Mode.SHADOW, Mode.SUGGEST])
@pytest.mark.parametrize(
    ("agreed", "disagreed", "enough"),
    [(20, 0, False), (21, 0, True), (35, 1, False), (36, 1, True), (94, 6, False), (95, 5, True)],
)
def test_acting_is_proposed_from_the_bound_on(
    mode: Mode, agreed: int, disagreed: int, enough: bool
) -> None:
    given = [NO] * disagreed + [YES] * agreed

    assert verdict(mode, given) == (Propose(Mode.ACT) if enough else Stay())


@pytest.mark.parametrize(("mode", "below"), [(Mode.ACT, Mode.SUGGEST), (Mode.SUGGEST, Mode.SHADOW)])
def test_seven_disagreements_in_forty_cost_a_step(mode: Mode, below: Mode) -> None:
    past = [YES] * 300

    assert not isinstance(verdict(mode, [*past, *[NO] * 6]), Demote)
    assert verdict(mode, [*past, *[NO] * 7]) == Demote(below, "people disagreed with 7 of 40")


def test_a_mode_without_cases_stands_until_the_third_disagreement() -> None:
    assert verdict(Mode.ACT, []) == Stay()
    assert verdict(Mode.ACT, [NO, NO]) == Stay()
    assert verdict(Mode.ACT, [NO, NO, NO]) == Demote(Mode.SUGGEST, "people disagreed with 3 of 3")


def test_what_would_be_demoted_is_not_proposed() -> None:
    assert verdict(Mode.SHADOW, [YES] * 600 + [NO] * 7) == Stay()


@given(outcomes)
def test_neither_off_nor_shadow_falls_and_nothing_beyond_act_is_proposed(
    given: list[Outcome],
) -> None:
    assert verdict(Mode.OFF, given) == Stay()
    assert not isinstance(verdict(Mode.SHADOW, given), Demote)
    assert not isinstance(verdict(Mode.ACT, given), Propose)


@given(st.integers(0, 60), st.integers(0, 8))
def test_as_many_as_are_missing_are_enough_and_one_less_is_not(agreed: int, disagreed: int) -> None:
    more = missing(Share(agreed, disagreed))

    assert more is not None
    assert Share(agreed + more, disagreed).bound >= 0.9 - 1e-9
    assert more == 0 or Share(agreed + more - 1, disagreed).bound < 0.9


def test_where_thousands_are_missing_no_number_is_told() -> None:
    assert missing(Share(0, 500)) is None


def test_in_simulated_repositories_the_rule_does_what_it_is_to_do() -> None:
    found = {name: one["share"] for name, one in figures(8).items()}

    assert found["proposed"] >= 0.7
    assert found["never_proposed"] >= 0.7
    assert min(found["kept"], found["kept_without_a_past"]) >= 0.7
    assert min(found["caught"], found["caught_after_200"], found["caught_without_a_past"]) >= 0.7
