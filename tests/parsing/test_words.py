import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parsing.words import is_command_only, mentioned
from tests.capabilities.awkward import TEXTS

LONGEST_LOGIN = "a" * 39
PIECES = ["@ann", "@Bob-2", "a", " ", "\n", "\r\n", "`", "``", "```", "> ", "<!--", "-->", "é", "/"]
texts = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES)).map("".join))
logins = st.from_regex(r"[a-zA-Z0-9](-?[a-zA-Z0-9]){0,19}", fullmatch=True)


@pytest.mark.parametrize(
    ("text", "logins"),
    [
        ("@ann", {"ann"}),
        ("thanks @Ann-B!", {"ann-b"}),
        ("@ann @ANN @bob", {"ann", "bob"}),
        ("(@ann)", {"ann"}),
        ("[@ann]", {"ann"}),
        ("@ann's patch", {"ann"}),
        ("@ann,@bob;@cem:@dee", {"ann", "bob", "cem", "dee"}),
        ("ask @ann.", {"ann"}),
        ("ask @ann...", {"ann"}),
        ("@ann?\r\n@bob!\r\n", {"ann", "bob"}),
        ("**@ann**", {"ann"}),
        ("\\@ann", {"ann"}),
        ("@ann-", {"ann"}),
        ("@7", {"7"}),
        ("感谢 @ann，@bob。", {"ann", "bob"}),
        ("👋@ann", {"ann"}),
        ("请@ann看一下", {"ann"}),
        ("_@ann_", {"ann"}),
        ("__thanks to @ann__", {"ann"}),
        ("a list:\n\n- one\n\n    for @ann", {"ann"}),
        ("a paragraph\n    goes on for @ann", {"ann"}),
        (f"@{LONGEST_LOGIN}", {LONGEST_LOGIN}),
        ("# for @ann", {"ann"}),
        ("- [ ] @ann", {"ann"}),
        ("@dependabot[bot] rebase", {"dependabot"}),
    ],
)
def test_a_text_mentions_logins_in_lower_case(text: str, logins: set[str]) -> None:
    assert mentioned(text) == logins


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@",
        "@ ann",
        "@-ann",
        "@@ann",
        "ann@example.com",
        "first.last+tag@example.com",
        "<ann@example.com>",
        f"@{LONGEST_LOGIN}a",
        "@ann_b",
        "the @torch.compile decorator",
        "@pytest.mark.parametrize",
        "git@github.com:org/name.git",
        "https://github.com/@ann",
        "https://user:secret@example.com/x",
        "https://example.com/?by=@ann",
        "[post](https://example.com/a~@ann)",
        "npm i @types/node",
        "@org/team-name",
    ],
)
def test_addresses_teams_and_broken_logins_mention_nobody(text: str) -> None:
    assert mentioned(text) == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "`@ann`",
        "``@ann ` @ann``",
        "`first\n@ann`",
        "```\n@ann\n```",
        "~~~py\n@ann\n~~~",
        "    @ann\n    def f(): ...",
        "# Code\n\n\t@ann",
        "- a list\n\nno list\n\n    @ann\n\n    @ann",
        "```\r\n@ann\r\n```\r\n",
        "> @ann wrote",
        "  > @ann wrote",
        "> > @ann wrote",
        "> ```\n> @ann\n> ```",
        "> <!-- hidden\n> so far --> @ann",
        "<!-- @ann -->",
        "<!--\n@ann\n-->",
        "<!-- tell us\r\n@ann\r\n-->",
    ],
)
def test_code_quotes_and_hidden_comments_mention_nobody(text: str) -> None:
    assert mentioned(text) == frozenset()
    assert mentioned(f"{text}\n\nsaid to @bob") == {"bob"}


@pytest.mark.parametrize(
    "text",
    [
        "a ` tick @ann",
        "`` @ann `",
        "`one\n\n@ann` is another paragraph",
        "```\n@ann, the fence is never closed",
        "<!-- @ann, the comment never ends",
        "`code` @ann `code`",
        "```\ncode\n```\n@ann",
        "> quoted\n\n@ann",
    ],
)
def test_what_only_looks_like_code_or_comment_is_said(text: str) -> None:
    assert mentioned(text) == {"ann"}


@given(texts)
def test_any_text_mentions_only_logins_that_stand_in_it(text: str) -> None:
    found = mentioned(text)

    assert all(f"@{login}" in text.lower() for login in found)
    assert all(0 < len(login) <= 39 and login == login.lower() for login in found)


@given(texts)
def test_a_quoted_or_fenced_text_mentions_nobody(text: str) -> None:
    plain = text.replace("`", "").replace("~", "")
    quoted = "\n".join(f"> {line}" for line in plain.replace("\r", "\n").splitlines())

    assert mentioned(f"```\n{plain}\n```") == frozenset()
    assert mentioned(quoted) == frozenset()


@given(st.lists(logins, max_size=5))
def test_every_login_that_is_addressed_is_found(addressed: list[str]) -> None:
    text = " ".join(f"@{login}" for login in addressed)

    assert mentioned(text) == {login.lower() for login in addressed}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_an_awkward_text_hides_no_mention_in_a_paragraph_of_its_own(text: str) -> None:
    found = mentioned(f"@ann\n\n{text}")

    assert found - {"somebody"} == {"ann"}


def test_texts_of_a_megabyte_are_read_to_their_end() -> None:
    for piece in ("@", "@a ", "`` ` ", "\n \t", "@a-", "> @b\n", "_", "https://", "<!-- ", "@bot-"):
        text = piece * (1_000_000 // len(piece))

        assert "ann" in mentioned(f"{text}\n\n@ann")
        assert not is_command_only(f"/{text}\n\nin words")
        assert not is_command_only(f"@{text}\n\nin words")


@pytest.mark.parametrize(
    "text",
    [
        "/assign",
        "/lgtm",
        "/cc @ann",
        "  /assign @ann  ",
        "/lgtm\n/approve\n",
        "/lgtm\r\n\r\n/approve\r\n",
        "\n\n/retest",
        "/remove-lifecycle stale",
        "@rustbot label +A-docs",
        "@rustbot: ready",
        "@RustBot claim",
        "@k8s-ci-robot retest",
        "@pytorchbot merge",
        "@dependabot rebase",
        "@somebody[bot] rebase",
        "/linchpin",
        "/linchpin@acme-hands: undo",
        "@linchpin-acme undo",
        "/assign <!-- me -->",
        "<!-- for the bot -->\n/assign",
        "> can somebody take it?\n\n/assign",
    ],
)
def test_commands_alone_are_said_to_machines(text: str) -> None:
    assert is_command_only(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "please /assign me",
        "/lgtm\nthanks!",
        "thanks!\n/lgtm",
        "/etc/hosts is broken",
        "/ is full",
        "//",
        "/1",
        "@ann please look",
        "@linchpin please look",
        "/linchpin.yml is broken",
        "@acme-hands undo",
        "@talbot please look",
        "@Abbot-x please look",
        "@rustbot's answer is wrong",
        "@bobottson please look",
        "> /lgtm",
        "```\n/lgtm\n```",
        "<!-- /lgtm -->",
        "/lgtm\n\n```\ncode\n```\nand words",
    ],
)
def test_words_to_people_are_no_command(text: str) -> None:
    assert not is_command_only(text)


@given(texts)
def test_a_command_with_a_word_to_people_below_is_none(text: str) -> None:
    plain = text.replace("<!--", "").replace("-->", "").replace("`", "").replace("~", "")

    assert not is_command_only(f"{plain}\n\nthank you")
