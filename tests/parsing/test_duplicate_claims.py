import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parsing.duplicate_claims import MOST_CLAIMS, Claim, claims
from tests.capabilities.awkward import TEXTS

HERE = "example-ai/engine"


def same(text: str) -> list[int]:
    return [claim.number for claim in claims(text, HERE) if claim.is_same]


def other(text: str) -> list[int]:
    return [claim.number for claim in claims(text, HERE) if not claim.is_same]


@pytest.mark.parametrize(
    "text",
    [
        "Duplicate of #45",
        "duplicates #45",
        "This is a dup of #45, closing.",
        "Closing as duplicate: #45",
        "Closing this as a duplicate of issue #45.",
        "Could not reproduce it at first, but it is a duplicate of #45",
        "Not a bug of ours, duplicate of #45",
        "Looks like a duplicate of example-ai/engine#45",
        "dupe of https://github.com/example-ai/engine/issues/45#issuecomment-7",
        "Duplicate of [#45](https://github.com/example-ai/engine/issues/45)",
        "> Is this one known?\n\nYes: duplicate of #45",
    ],
)
def test_what_is_called_a_duplicate_plainly_is_the_same(text: str) -> None:
    assert claims(text, HERE) == (Claim(45, is_same=True),)


def test_several_may_be_named_at_once() -> None:
    assert same("Duplicate of #4, #5 and example-ai/engine#6.") == [4, 5, 6]


@pytest.mark.parametrize(
    "text",
    [
        "This is not a duplicate of #45.",
        "I don't think this is a duplicate of #45",
        "It's no duplicate of #45",
        "Unrelated to #45.",
        "This is a different problem from #45",
        "Not the same issue as #45: there the cache is full.",
        "This isn't related to #45",
    ],
)
def test_what_is_called_another_matter_is_another(text: str) -> None:
    assert claims(text, HERE) == (Claim(45, is_same=False),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "#45",
        "Might be a duplicate of #45",
        "Duplicate of #45?",
        "I am not sure whether it is a duplicate of #45",
        "Is this a duplicate of #45 or do I see ghosts?",
        "Please check the duplicates: #45",
        "Duplicate of other-org/engine#45",
        "Duplicate of https://github.com/other-org/engine/issues/45",
        "> Duplicate of #45",
        "```\nDuplicate of #45\n```",
        "<!-- Duplicate of #45 -->",
        "The key is duplicated in line #45a",
        "Duplicate rows in the table",
        "I can't say that it is unrelated to #45",
    ],
)
def test_guesses_questions_and_others_words_claim_nothing(text: str) -> None:
    assert claims(text, HERE) == ()


def test_the_last_word_counts() -> None:
    text = "Duplicate of #45.\n\nNo, wait, I looked again: not a duplicate of #45."

    assert (same(text), other(text)) == ([], [45])


def test_nobody_claims_more_than_a_few() -> None:
    assert len(same("\n".join(f"duplicate of #{n}" for n in range(1, 99)))) == MOST_CLAIMS


@pytest.mark.parametrize("text", TEXTS)
def test_awkward_texts_claim_nothing(text: str) -> None:
    assert claims(text, HERE) == ()


LINKS = ("#45", "example-ai/engine#7", "https://github.com/example-ai/engine/issues/8", " #")
WORDS = ("duplicate of ", "not ", "might be ", "and ", "different from ", "dup")
PIECES = st.sampled_from((*LINKS, *WORDS, "\n", "`", "?", ", ", "[", "]("))


@given(st.lists(PIECES, max_size=30).map("".join))
def test_whatever_is_said_only_numbers_that_stand_there_are_claimed(text: str) -> None:
    assert all(str(claim.number) in text for claim in claims(text, HERE))
