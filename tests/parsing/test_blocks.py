from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.parsing.blocks import Piece, pieces
from tests.capabilities.awkward import TEXTS

PARSER = MarkdownIt("commonmark", {"html": True}).enable("table").disable("inline")
PIECES = [
    "x", "words", ">", "> ", "> x", "- ", "-", "- x", "  ", "    ", "\t", " ", "1. x", "2. x",
    "```", "~~~", "````", "  ```", "# h", "---", "===", "***", "|-|-|", "a|b", "<div>", "</div>",
    "<b>", "<!--", "-->", "<pre>", "</pre>", "> - x", "- > x", "> ```", "- ```", "<!-- a -->",
]  # fmt: skip
lines = st.lists(
    st.one_of(
        st.sampled_from(["words", " words", "words | words", ""]),
        st.lists(st.sampled_from(PIECES), max_size=3).map("".join),
    ),
    max_size=7,
)


def read(text: str) -> tuple[Piece, ...]:
    return tuple(pieces(text.split("\n")))


def prose(given: list[str]) -> set[int]:
    """Lines of paragraphs outside quotations and lists, by us."""
    return {
        number
        for piece in pieces(given)
        for number in range(piece.first, piece.first + piece.text.count("\n") + 1)
        if not (piece.in_list or piece.in_quote or piece.is_html)
    }


def prose_by_markdown_it(given: list[str]) -> set[int]:
    """The same, by a full parser."""
    tokens = PARSER.parse("\n".join(given))
    return {
        number
        for opening, token in pairwise(tokens)
        if token.type == "inline" and token.level == 1 and token.map
        if opening.type == "paragraph_open" or opening.markup in ("-", "=")
        for number in range(*token.map)
    }


@given(lines)
def test_a_line_begins_in_prose_where_a_full_parser_says_so(given: list[str]) -> None:
    spoken = {n for n, line in enumerate(given) if line.lstrip(" ").startswith("words")}

    assert prose(given) & spoken <= prose_by_markdown_it(given) & spoken


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("a\nb", Piece(0, "a\nb", False, False, False)),
        ("\n\na\n", Piece(2, "a", False, False, False)),
        ("- a\nb", Piece(0, "- a\nb", True, False, False)),
        ("- a\n\n  b", Piece(0, "- a", True, False, False)),
        ("> a\nb", Piece(0, "> a\nb", False, True, False)),
        ("- > a\nb", Piece(0, "- > a\nb", True, True, False)),
        ("a\n---", Piece(0, "a", False, False, False)),
        ("a\nb|c\n-|-\nd|e", Piece(0, "a", False, False, False)),
        ("a\nb\n-|-", Piece(0, "a\nb\n-|-", False, False, False)),
        ("<div>\na\n\nb", Piece(0, "<div>\na", False, False, True)),
        ("<!-- a\n\nb -->\nc", Piece(0, "<!-- a\n\nb -->", False, False, True)),
        ("```\na\n```\nb", Piece(3, "b", False, False, False)),
        ("- ```\n  a\nb", Piece(2, "b", False, False, False)),
        ("    a\n\tb\nc", Piece(2, "c", False, False, False)),
        ("-\n\n  a", Piece(2, "  a", False, False, False)),
    ],
)
def test_the_first_block_is_read_with_what_it_stands_in(text: str, piece: Piece) -> None:
    assert read(text)[0] == piece


@pytest.mark.parametrize("text", ["", "# a", "***", "```\na", "~~~\na\n~~~", "    a", "-", ">"])
def test_what_holds_no_words_is_left_out(text: str) -> None:
    assert read(text) == ()


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_an_awkward_text_ends(text: str) -> None:
    assert all(piece.text for piece in read(text))
