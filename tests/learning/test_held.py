"""What the child process holds may go between two calls: then nothing is known; nothing fails."""

from datetime import UTC, datetime

from bot.learning import guessing, placing, shelf
from bot.vocabulary.kinds import AreaGuesses, KindGuess

AT = datetime(2026, 3, 2, tzinfo=UTC)
NOBODY = 999_999_999


def test_a_kind_by_a_model_that_went_is_no_guess() -> None:
    assert guessing.kind_of(NOBODY, AT, "it stops", "It stops.") == KindGuess()


def test_areas_by_a_model_that_went_are_none() -> None:
    assert placing.areas_of(NOBODY, AT, "it stops", "It stops.", frozenset()) == AreaGuesses()


def test_an_index_that_went_takes_nothing_and_finds_nothing() -> None:
    assert shelf.take(NOBODY, [], AT) is None
    assert shelf.related(NOBODY, 5, AT, "it stops", "It stops.", None) is None
