"""What a report answers to the short questions of a form."""

from hypothesis import given
from hypothesis import strategies as st

from bot.parsing.form_answers import MOST_ANSWERS, Answer, answers
from tests import builders


def parts(body: str) -> set[str]:
    return {answer.said for answer in answers(body) if answer.names_a_part}


def test_what_was_chosen_stands_below_its_question() -> None:
    body = builders.written({"Affected component": "Paged cache", "Version": "1.4", "OS": "Linux"})

    assert answers(body) == (
        Answer("affected component", "paged cache"),
        Answer("version", "1 4"),
        Answer("os", "linux"),
    )
    assert parts(body) == {"paged cache"}


def test_several_may_be_chosen() -> None:
    body = builders.written({"Which modules are affected?": "router, cache (paged)"})

    assert parts(body) >= {"router", "cache paged", "cache"}


def test_of_boxes_the_ticked_ones_count() -> None:
    body = "### Package\n\n- [x] engine-core\n- [ ] engine-web\n- [X] engine-cli\n"

    assert parts(body) == {"engine core", "engine cli"}


def test_an_answer_may_stand_beside_a_question_in_bold() -> None:
    assert parts("**Component**: router\n\nIt stops.") == set()
    assert parts("**Component**: router\n\n**What happened?**\n\nIt stops.") == {"router"}


def test_prose_code_and_nothing_are_no_answers() -> None:
    for said in ("It is the\nrouter.", "```\nrouter\n```", "_No response_", "x" * 101, ""):
        assert parts(builders.written({"Component": said})) == set()


def test_the_version_of_a_component_is_no_component() -> None:
    assert parts(builders.written({"Component version": "router"})) == set()


@given(st.text(max_size=300) | st.text(alphabet="#*-[] x,:\n(", max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    assert len(answers(text)) <= MOST_ANSWERS


def test_long_texts_are_read_to_an_end() -> None:
    for text in ("### a\n\nb\n" * 100_000, "#" * 1_000_000, "- [x] a\n" * 100_000, "(" * 1_000_000):
        assert len(answers(text)) <= MOST_ANSWERS
