import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.markdown import render

ALLOWED = re.compile(
    r"</?(?:p|a|b|br|sub|sup|kbd|details|summary|ul|ol|li|pre|code|em|strong|s|hr|h[1-6]|blockquote"
    r'|table|thead|tbody|tr|th|td)(?: (?:href|rel|class|style|title|start)="[^"<>]*")*(?: /)?>'
)
PIECES = (
    "<", ">", '"', "'", "<script>", "</script>", "<img src=x onerror=alert(1)>", "<!--", "-->", "`",
    "```\n", "[x](", "![x](", ")", "javascript:alert(1)", "data:text/html,x", "<sub>", "</sub>",
    "<details>", "\n", "\n\n", "    ", "&lt;", "&#60;", "|", "- [ ] ", "> ", "http://a.b/", " ",
    "<http://a.b/\">", "<a href='x' onclick='y'>", "[a]: http://x.y 'z'\n", "[a]", "a",
)  # fmt: skip


def test_a_footer_in_small_letters_shows_and_the_hidden_line_does_not() -> None:
    text = "<sub>A bot run by us. [Privacy](https://example.com/p)</sub>\n<!-- linchpin:1 a -->"

    assert render(text) == (
        '<p><sub>A bot run by us. <a href="https://example.com/p" rel="noopener nofollow">'
        "Privacy</a></sub></p>\n"
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<!-- several\n\nparagraphs <b> -->\nhello", "<p>hello</p>\n"),
        ("before <!-- in\nbetween --> after", "<p>before  after</p>\n"),
        ("text\n<!-- a line -->\nmore", "<p>text</p>\n<p>more</p>\n"),
        ("<!-- never closed\n\ntext", ""),
        ("`<!-- code -->`", "<p><code>&lt;!-- code --&gt;</code></p>\n"),
    ],
)
def test_hidden_comments_show_as_nothing_except_in_code(text: str, shown: str) -> None:
    assert render(text) == shown


def test_a_task_list_shows_boxes() -> None:
    assert "<li>☐ one</li>\n<li>☑ two</li>" in render("- [ ] one\n- [x] two")


def test_a_picture_becomes_a_link_so_that_nothing_is_loaded() -> None:
    shown = render("![a plot](https://example.com/plot.png)")

    assert "<img" not in shown
    assert 'href="https://example.com/plot.png"' in shown


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_whatever_is_written_only_harmless_tags_come_out(text: str) -> None:
    shown = render(text)

    assert "<" not in ALLOWED.sub("", shown)
    assert not re.search(r'href="\s*(?:javascript|data|vbscript):', shown, re.IGNORECASE)
