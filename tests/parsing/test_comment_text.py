import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.parsing.comment_text import inert

HOSTILE = [
    "@somebody",
    "a #12 b",
    "GH-12",
    "owner/repo#1",
    "https://github.com/a/b/issues/1",
    "www.example.com",
    "_www.example.com",
    "(WWW.example.com)",
    "me@example.com",
    "`code` **bold** _it_ [l](u) ![i](u)",
    "<b onclick=x>&amp;",
    "a | b",
    "\u202eright to left\u202c",
    "line\nbreak\r\n# x",
    "バージョン（必須）",
    "环境信息",
    "🐛 Describe",
    "\x00\x01",
    "$\\infty$",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_somebodys_words_become_plain_text_that_links_nobody(text: str) -> None:
    shown = inert(text, 80)
    rendered = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(f"☐ **{shown}**: h")

    assert "\n" not in shown
    assert not re.search(r"@\w|#\d|GH-\d|://|(?i:www)\.\w", shown.replace("\\", ""))
    assert not re.search(r"<(?!/?(p|strong)>)", rendered), rendered


@given(st.text())
def test_no_text_makes_our_line_anything_else(text: str) -> None:
    shown = inert(text, 80)

    assert not re.search(r"(?<!\\)[`*_\[\]]|@\w|[\n\r]", shown.replace("\\\\", ""))
