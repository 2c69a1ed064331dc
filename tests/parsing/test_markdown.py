import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parsing.markdown import Part, fenced, folded, lines, parts, without_comments

PIECES = ["a", " ", "\n", "```", "~~~", "<!--", "-->", "# x", "**b**", "> q", "`", "@you", "é"]
texts = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES)).map("".join))


def test_headings_of_all_kinds_cut() -> None:
    text = "intro\n# One #\n1\n**Two**:\n2\n### **Three**\n3\n__Four__\n4\n**no** heading"

    assert parts(text) == (
        Part("", "intro"),
        Part("One", "1"),
        Part("Two", "2"),
        Part("Three", "3"),
        Part("Four", "4\n**no** heading"),
    )


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a <!-- b --> c", "a  c"),
        ("a\n<!-- b\nc -->\nd", "a\nd"),
        ("a <!-- never closed\nb", "a <!-- never closed\nb"),
        ("```\n<!-- b -->\n```", "```\n<!-- b -->\n```"),
        ("<!-- ``` -->\na", "a"),
        ("<!-- a --><!-- b -->c", "c"),
    ],
)
def test_hidden_comments_say_nothing_outside_code(text: str, left: str) -> None:
    assert without_comments(text) == left


def test_a_fence_that_is_never_closed_is_a_word() -> None:
    assert fenced("```\nopen\n# Heading") == ()
    assert parts("```\nopen\n# Heading\nx")[-1] == Part("Heading", "x")
    assert [b.text for b in fenced("~~~py\na\n```\n~~~\n```\nb\n```")] == ["a\n```", "b"]


@given(texts)
def test_any_text_is_read_and_reading_twice_changes_nothing(text: str) -> None:
    once = without_comments(text)

    assert len(list(lines(text))) <= len(re.split(r"\r\n|\r|\n", text))
    assert folded(folded(once)) == folded(once)
    assert all(block.text in re.sub(r"\r\n?", "\n", text) for block in fenced(text))


@given(texts)
def test_a_text_without_comments_keeps_every_word_of_its_visible_lines(text: str) -> None:
    plain = text.replace("<!--", "").replace("-->", "")

    assert without_comments(plain) == re.sub(r"\r\n?", "\n", plain)
