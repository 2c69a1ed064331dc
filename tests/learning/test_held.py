"""What the child process holds may go between two calls: then nothing is known; nothing fails."""

from datetime import UTC, datetime, timedelta

from bot.learning import guessing, placing, shelf
from bot.learning.held import MOST, Held, Sure
from bot.vocabulary.kinds import AreaGuesses, KindGuess

AT = datetime(2026, 3, 2, tzinfo=UTC)
NOBODY = 999_999_999


def test_a_kind_by_a_model_that_went_is_no_guess() -> None:
    assert guessing.kind_of(NOBODY, AT, "it stops", "It stops.") == KindGuess()


def test_areas_by_a_model_that_went_are_none() -> None:
    found = placing.areas_of(NOBODY, AT, "it stops", "It stops.", frozenset(), {})

    assert found == AreaGuesses()


def test_an_index_that_went_takes_nothing_and_finds_nothing() -> None:
    assert shelf.take(NOBODY, [], AT, None) is None
    assert shelf.related(NOBODY, 5, AT, "it stops", "It stops.", None) is None


def test_a_model_made_anew_takes_the_place_of_the_one_before() -> None:
    held: Held[str] = Held()
    later = AT + timedelta(days=7)

    held.put(1, AT, Sure("first", ()))
    held.put(1, later, Sure("second", ()))

    assert held.get(1, AT) is None
    assert held.get(1, later) == Sure("second", ())


def test_of_many_the_one_asked_longest_ago_goes_first() -> None:
    held: Held[int] = Held()
    for number in range(MOST):
        held.put(number, AT, Sure(number, ()))
    held.get(0, AT)

    held.put(MOST, AT, Sure(MOST, ()))

    assert held.get(0, AT) is not None
    assert held.get(1, AT) is None


def test_a_guess_is_as_sure_as_the_highest_level_whose_bar_it_passes() -> None:
    model = Sure.of("model", {0.5: 0.4, 0.8: 0.7, 0.9: 0.95}.get)

    assert [model.precision(at) for at in (0.3, 0.4, 0.8, 0.96)] == [0.0, 0.5, 0.8, 0.9]
