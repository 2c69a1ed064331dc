from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parsing.command_table import CommandRow
from bot.parsing.commands import COMMANDS, IN_QUOTE, MOST, read_commands
from bot.vocabulary.commands import Command, Misunderstood, Undo
from tests.adversarial import CASES
from tests.capabilities.awkward import TEXTS

SLUG = "acme-hands"


def commands(body: str) -> tuple[Command | Misunderstood, ...]:
    return read_commands(body, SLUG)


@pytest.mark.parametrize(
    "body",
    [
        "/linchpin@other undo",
        "/linchpin @other undo",
        "/linchpin@acme undo",
        "/linchpin@acme-hands-2 undo",
        "@acme undo",
        "@acme-hands-2 undo",
        "@acme-hands/team undo",
        "@linchpin undo",
        "@acme\u200b-hands-2 undo",
        "@\u200bacme-hands undo",
        "/linchpin-two undo",
        "/linchpin.yml undo",
        "/linchpin/undo",
        "//linchpin undo",
        "/lin chpin undo",
        "linchpin undo",
        "please /linchpin undo",
        "see @acme-hands undo",
        "me@acme-hands undo",
        "**/linchpin undo**",
        "\\/linchpin undo",
    ],
)
def test_what_is_not_said_to_us_is_left_alone(body: str) -> None:
    assert commands(body) == ()


def test_without_a_name_only_the_slash_is_ours() -> None:
    assert read_commands("/linchpin undo\n@ mute\n@acme-hands mute", "") == (Undo(),)


@pytest.mark.parametrize(
    "body",
    [
        "`/linchpin undo`",
        "``x\n/linchpin undo\n``",
        "```\n/linchpin undo\n```",
        "~~~sh\n/linchpin undo\n~~~",
        "```\n/linchpin undo",
        "    /linchpin undo",
        "\t/linchpin undo",
        "words\n\n    /linchpin undo",
        "- one\n\n  ```\n  /linchpin undo\n  ```\n",
        "> /linchpin undo",
        "  > /linchpin undo",
        "> ```\n> /linchpin undo\n> ```",
        "> > /linchpin undo",
        "<!-- /linchpin undo -->",
        "<!--\n/linchpin undo\n-->",
        "<!--\n\n/linchpin undo\n\n-->",
        "<!--\n/linchpin undo",
        "words <!--\n/linchpin undo\n-->",
        "<div>\n/linchpin undo\n</div>",
        "<div>\n\n/linchpin undo\n\n</div>",
        "<blockquote>\n\n/linchpin undo\n\n</blockquote>",
        "words <b>\n/linchpin undo</b>",
        "<pre>\n/linchpin undo",
        "<pre>\n\n/linchpin undo\n\n</pre>",
        "<img>\n<pre>\n/linchpin undo",
        "<img>\n<!--\n/linchpin undo",
        "<script>\n/linchpin undo\n</script>",
        "<?php\n/linchpin undo\n?>",
        "<![CDATA[\n/linchpin undo\n]]>",
        '<a title="\n/linchpin undo\n">x</a>',
        'words <a title="\n/linchpin undo\n">',
        "[/linchpin undo](https://a.example)",
        "[words\n/linchpin undo](https://a.example)",
        "[words](\n/linchpin 'undo')",
        '[words](https://a.example "\n/linchpin undo")',
        "[words]:\n/linchpin 'undo'",
        "![words\n/linchpin undo](https://a.example)",
        "# /linchpin undo",
        "- /linchpin undo",
        "1. /linchpin undo",
        "- one\n\n  /linchpin undo",
        "- one\n  /linchpin undo",
        "| a |\n|---|\n| /linchpin undo |",
        "a | b\n--|--\n/linchpin undo | x",
        "words\n     /linchpin undo",
    ],
)  # fmt: skip
def test_code_quotes_html_links_lists_and_tables_command_nothing(body: str) -> None:
    assert commands(body) == ()
    assert commands(body.replace("\n", "\r\n")) == ()


@pytest.mark.parametrize(
    "body",
    [
        "/linchpin undo",
        "   /linchpin undo  ",
        "words\n/linchpin undo\nwords",
        "words\r\n/linchpin undo\r\nwords",
        "words\r/linchpin undo",
        "/LinchPin UNDO",
        "\ufeff/linchpin undo",
        "\u200b/linchpin\u200b un\u200bdo",
        "/lin\u2060chpin undo",
        "／linchpin　ｕｎｄｏ",
        "/linchpin\u00a0undo",
        "/linchpin: undo",
        "/linchpin undo <!-- no longer -->",
        "/linchpin <!-- all --> undo",
        "> quoted\n\n/linchpin undo",
        "```\ncode\n```\n/linchpin undo",
        "a ` tick\n/linchpin undo",
        "`code`\n/linchpin undo\n`code`",
        "1 < 2\n/linchpin undo\n2 > 1",
        "[a] and (b\n/linchpin undo\n)",
        "- one\n- two\n/linchpin undo",
        "/linchpin undo\n---",
        "/linchpin undo\n-- \nwritten on the way",
        '<img src="a.png">\n/linchpin undo',
        "<details>\n<summary>logs</summary>\n\nlogs\n\n</details>\n/linchpin undo",
        "# heading\n/linchpin undo",
        "| a |\n|---|\n| b |\n\n/linchpin undo",
        "<b> is never closed\n/linchpin undo",
    ],
)  # fmt: skip
def test_a_line_of_prose_commands(body: str) -> None:
    assert commands(body) == (Undo(),)


def test_a_line_that_slips_into_a_quotation_is_not_done_but_said() -> None:
    (found,) = commands("> did it help?\n/linchpin undo")

    assert found == Misunderstood("undo", IN_QUOTE)
    assert commands("> as I said\n@acme-hands is a fine name") == ()


@given(st.text(max_size=200), st.sampled_from(COMMANDS))
def test_a_command_in_code_or_a_quotation_never_runs(text: str, order: CommandRow) -> None:
    plain = text.replace("`", "").replace("\r", "\n")
    block = f"{plain}\n/linchpin {order.sample}\n{plain}"
    quoted = "\n".join(f"> {line}" for line in block.split("\n"))
    indented = "\n".join(f"    {line}" for line in block.split("\n"))

    assert commands(f"```\n{block}\n```") == ()
    assert commands(quoted) == ()
    assert commands(indented) == ()


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_an_awkward_text_hides_no_command_above_it(text: str) -> None:
    assert commands(f"/linchpin undo\n\n{text}") == (Undo(),)
    assert all(isinstance(one, Undo) for one in commands(f"{text}\n\n/linchpin undo"))


def test_of_the_hostile_threads_only_those_that_command_in_plain_sight_are_heard() -> None:
    heard = {
        case.name
        for case in CASES
        for text in (case.body, *case.comments)
        if any(not isinstance(one, Misunderstood) for one in commands(text))
    }

    assert heard == {
        "a command in the body",
        "a command that is split by invisible spaces",
        "full-width letters",
    }


@dataclass(frozen=True, slots=True)
class Huge:
    name: str
    piece: str


HUGE = (
    Huge("commands", "/linchpin undo\n"),
    Huge("other's commands", "/linchpin@other undo\n"),
    Huge("commands behind comments", "<!-- a -->\n/linchpin@other b\n"),
    Huge("comments in a paragraph", "a <!-- a --> b\n/linchpin@other b\n"),
    Huge("open comments", "a <!--\n/linchpin@other b\n"),
    Huge("open tags", '<a b="<a b=\n/linchpin@other b\n'),
    Huge("open brackets", "[[[(\n/linchpin@other b\n"),
    Huge("backticks", "` `` ``` a\n/linchpin@other b\n"),
    Huge("elements", "a <b>\n/linchpin@other b\n\n</b>\n"),
    Huge("closing", "</b></a>\n/linchpin@other b\n"),
    Huge("quotes", "> > >\n/linchpin@other b\n"),
    Huge("lists", "- - - 1. a\n/linchpin@other b\n"),
    Huge("tables", "|a|\n|-|\n/linchpin@other b\n"),
    Huge("marks", "a\u0301\u0316"),
    Huge("one line", "/linchpin "),
    Huge("addresses", "@acme-hands "),
)


@pytest.mark.parametrize("huge", HUGE, ids=lambda huge: huge.name)
def test_a_megabyte_is_read_without_trouble(huge: Huge) -> None:
    body = huge.piece * (1_000_000 // len(huge.piece))

    assert len(commands(f"/linchpin mute\n\n{body}")) <= MOST + 1
