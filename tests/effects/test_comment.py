import html
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.effects.comment import (
    BOXES,
    MAX_BODY,
    MOST_VISIBLE,
    Organisation,
    footer,
    render,
    render_resolved,
)
from bot.parsing.comment_text import visible_length
from bot.parsing.markers import marked_sections, marker

ORGANISATION = Organisation("Example Systems", "https://example.com/privacy")
GITHUBS_LIMIT = 65_536
NOTIFIES = re.compile(r"(?<![\w`])@\w")
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("strikethrough").enable("table")
NASTY = st.lists(
    st.sampled_from(
        ["@a-maintainer", "@org/team", "```", "~~~~", "`", "<!--", "-->", "<details>", "</details>",
         "<script>", "<b>", "\n", "\n\n", " ", "word", "#12", "![x](y)", "*", "☐", "a@b.c", "\\"]
    ),
    max_size=30,
).map("".join) | st.text(max_size=200)  # fmt: skip


def visible(text: str) -> str:
    """What a reader sees of a line."""
    plain = re.sub(r"<[^>]*>", "", MARKDOWN.renderInline(text))
    return html.unescape(plain).replace("\u200b", "").strip()


def shown(body: str) -> str:
    """The HTML of a comment, without code, in which GitHub looks for mentions."""
    page = MARKDOWN.render(body)
    page = re.sub(r"<(pre|code)\b.*?</\1>", "", page, flags=re.DOTALL)
    return html.unescape(page)


def test_the_footer_says_who_why_how_to_stop_and_where_to_read_more() -> None:
    line = footer(ORGANISATION)

    assert visible(line) == (
        "A bot run by Example Systems to help the maintainers. "
        "A maintainer's 👎 sends it away. Privacy"
    )
    assert "[Privacy](https://example.com/privacy)" in line


@given(
    st.text(min_size=1, max_size=200) | st.sampled_from(["W" * 200, "@everybody " * 9, "*" * 90])
)
def test_the_footer_keeps_to_120_characters_on_one_line_whatever_the_name(name: str) -> None:
    organisation = Organisation(name, "https://example.com/privacy")
    line = max(footer(organisation), footer(organisation, is_further=True), key=len)

    assert len(visible(line)) <= 120
    assert len(line.splitlines()) == 1


@pytest.mark.parametrize(
    "name",
    [
        "@a-maintainer",
        "AI @example/team",
        "</sub><script>alert(1)</script>",
        "![x](https://tracker.example/p.png)",
        "[free](https://spam.example)",
        "*bold* _it_ `code` ~~gone~~",
        "<!-- linchpin:1 x -->",
        "&#64;a-maintainer &lt;b&gt;",
        "Example #12",
        "a\n\n# Title",
    ],
)
def test_the_organisations_name_is_text_and_nothing_else(name: str) -> None:
    page = MARKDOWN.render(footer(Organisation(name, "https://example.com/privacy")))
    text = html.unescape(re.sub(r"<[^>]*>", "", page))

    assert re.findall(r"<(\w+)", page) == ["p", "sub", "a"]
    assert not NOTIFIES.search(text)
    assert not re.search(r"#\d", text)
    assert marked_sections(footer(Organisation(name, ""))) is None


@given(st.dictionaries(st.sampled_from(["missing-information", "a", "b"]), NASTY, min_size=1))
@example({"a": "@a-maintainer<details>\\</details>"})
@example({"a": "<details>`</details>`"})
@example({"a": "</details> <details>"})
def test_no_text_of_a_section_reaches_beyond_it(sections: dict[str, str]) -> None:
    body = render(sections, ORGANISATION)
    page = MARKDOWN.render(body)

    assert body.endswith("-->")
    assert marked_sections(body) == frozenset(sections)
    assert "Privacy</a></sub>" in page, "the footer is shown, not swallowed by a fence or a comment"
    before = page[: page.index("<sub>A bot run by")]
    assert before.count("<details>") == before.count("</details>")
    assert page.count("<!--") == 1 + len(BOXES)
    assert f"</sub></p>\n{marker(sections)}" in page or f"</sub>\n{marker(sections)}</p>" in page


@given(NASTY)
def test_no_text_of_a_section_notifies_anybody(text: str) -> None:
    page = shown(render({"a": text}, ORGANISATION))

    assert not NOTIFIES.search(page)


def test_code_is_left_as_it_is() -> None:
    text = "Use it:\n\n```python\n@decorator\ndef f(a: '<T>'): ...\n```\n\nhi @you"

    assert render({"a": text}, ORGANISATION).startswith(text.replace("hi @", "hi @\u200b"))


@pytest.mark.parametrize("piece", ["😀", "@a ", "@", "<!--", "```\n", "`@a` ", "<details>", "&"])
def test_a_comment_stays_within_githubs_limit(piece: str) -> None:
    body = render({"a": (piece * GITHUBS_LIMIT)[:GITHUBS_LIMIT], "b": "end"}, ORGANISATION)

    assert MAX_BODY // 3 < len(body) <= GITHUBS_LIMIT
    assert marked_sections(body) == frozenset({"a", "b"})
    assert footer(ORGANISATION) in body


def test_no_section_is_no_comment_and_a_resolved_one_says_so() -> None:
    assert render({}, ORGANISATION) == ""
    resolved = render_resolved(ORGANISATION)
    assert footer(ORGANISATION) in resolved
    assert marked_sections(resolved) == frozenset()


def test_sections_that_do_not_fit_behind_the_first_are_left_out() -> None:
    sections = {
        "missing-information": "a" * 900,
        "related": "b" * 400,
        "upstream": "[c](https://example.com/" + "d" * 300 + ")",
    }

    body = render(sections, ORGANISATION)

    assert "a" * 900 in body
    assert "[c](https://example.com/" in body
    assert "b" * 400 not in body


def test_what_the_reporter_must_do_is_never_cut() -> None:
    assert "a" * MOST_VISIBLE * 2 in render(
        {"missing-information": "a" * MOST_VISIBLE * 2}, ORGANISATION
    )


def test_markup_and_addresses_of_links_are_not_visible() -> None:
    assert visible_length("**[a b](https://example.com)** <!-- x --> `c`  ") == len("a b  c")
