from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parsing.command_arguments import labels_meant
from bot.parsing.command_table import CommandRow, may_give
from bot.parsing.commands import (
    COMMANDS,
    MOST,
    TOO_LONG,
    TOO_MANY,
    docs_markdown,
    help_markdown,
    read_commands,
)
from bot.parsing.words import is_command_only
from bot.vocabulary.commands import (
    Command,
    DuplicateOf,
    Enough,
    Help,
    HelpWanted,
    Label,
    May,
    Misunderstood,
    Mute,
    NotDuplicate,
    Off,
    OptIn,
    OptOut,
    Size,
    Undo,
    Unlabel,
    Unmute,
    Why,
)

SLUG = "acme-hands"
GOOD_FIRST_ISSUE = "good first issue"
PIECES = [
    "/linchpin", "/linchpin undo", "@acme-hands mute", "/linchpin@other undo", " ", "\n", "\r\n",
    "\n\n", "`", "```", "> ", "- ", "    ", "<!--", "-->", "<b>", "</b>", "<details>", "[", "](",
    ")", "|", "\n|-|-|\n", "---", "\\", '"', "“", "label", "#1", "\u200b", "é", "\0",
]  # fmt: skip
texts = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES)).map("".join))
orders = st.sampled_from(COMMANDS)


def commands(body: str) -> tuple[Command | Misunderstood, ...]:
    return read_commands(body, SLUG)


@pytest.mark.parametrize("order", COMMANDS, ids=lambda order: order.name)
def test_the_example_of_every_row_is_read_as_it_says(order: CommandRow) -> None:
    for address in ("/linchpin", f"/linchpin@{SLUG}", f"@{SLUG}", f"@{SLUG}:", f"@{SLUG}[bot]"):
        for said in (order.sample, f"please {order.sample}", f"{order.sample}, thanks!"):
            assert commands(f"{address} {said}") == (order.gives,)


@pytest.mark.parametrize("order", COMMANDS, ids=lambda order: order.name)
def test_every_other_name_means_the_same(order: CommandRow) -> None:
    for name in order.also:
        assert commands(f"/linchpin {name} {order.example}") == (order.gives,)


def test_every_command_has_one_row() -> None:
    assert sorted(type(order.gives).__name__ for order in COMMANDS) == sorted(
        kind.__name__ for kind in Command.__args__
    )


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("help", Help()),
        ("", Help()),
        ("help me!", Help()),
        ("why?", Why()),
        ("why was this label put on", Why()),
        ("undo", Undo()),
        ("Undo.", Undo()),
        ("UNDO everything", Undo()),
        ("undo last", Undo(1)),
        ("undo the last 3 actions", Undo(3)),
        ("undo 007", Undo(7)),
        ("mute", Mute()),
        ("mute this thread, please", Mute()),
        ("stop!", Mute()),
        ("unmute 🙏", Unmute()),
        ("label bug", Label(("bug",))),
        ("label bug bug", Label(("bug",))),
        ("label bug,docs", Label(("bug", "docs"))),
        ('label "good first issue" bug', Label((GOOD_FIRST_ISSUE, "bug"))),
        ("label 'good first issue'", Label((GOOD_FIRST_ISSUE,))),
        ("label `good first issue` bug.", Label((GOOD_FIRST_ISSUE, "bug"))),
        ("label “good first issue” „bug“ «docs»", Label((GOOD_FIRST_ISSUE, "bug", "docs"))),
        ("label ‘good first issue’", Label((GOOD_FIRST_ISSUE,))),
        ("label good first issue, bug", Label((GOOD_FIRST_ISSUE, "bug"))),
        ("label module: cuda", Label(("module:", "cuda"))),
        ("label won't fix", Label(("won't", "fix"))),
        ('label "bug', Label(("bug",))),
        ('label "needs info?"', Label(("needs info?",))),
        ("label 👩\u200d💻 help", Label(("👩\u200d💻", "help"))),
        ("label kind/bug", Label(("kind/bug",))),
        ("label C++ .NET", Label(("C++", ".NET"))),
        ("unlabel bug", Unlabel(("bug",))),
        ("remove labels bug, docs", Unlabel(("bug", "docs"))),
        ("duplicate of #12", DuplicateOf(12)),
        ("duplicate 12", DuplicateOf(12)),
        ("duplicate of GH-12", DuplicateOf(12)),
        ("dup of acme/engine.js#12.", DuplicateOf(12, "acme/engine.js")),
        ("duplicate of `#12`", DuplicateOf(12)),
        ("duplicate of https://github.com/acme/engine/issues/12", DuplicateOf(12, "acme/engine")),
        (
            "duplicate of <https://git.example.com/a/b/pull/3#issuecomment-1>",
            DuplicateOf(3, "a/b"),
        ),
        ("not duplicate", NotDuplicate()),
        ("not a duplicate!", NotDuplicate()),
        ("not a duplicate of #12", NotDuplicate(12)),
        ("off point-at-related-threads", Off("point-at-related-threads")),
        ("off point_at_related_threads", Off("point-at-related-threads")),
        ("turn off Label the kind.", Off("label-the-kind")),
        ("opt out", OptOut()),
        ("opt-out", OptOut()),
        ("opt out of everything", OptOut()),
        ("Opt In", OptIn()),
        ("enough", Enough()),
        ("enough of this", Enough()),
        ("enough steps to reproduce.", Enough("steps to reproduce")),
        ('enough "GPU models and configuration"', Enough("GPU models and configuration")),
        ("help wanted", HelpWanted()),
        ("help wanted here, please", HelpWanted()),
        ("help wanted small", HelpWanted(None, Size.SMALL)),
        ("help wanted: CUDA kernels, size L", HelpWanted("CUDA kernels", Size.LARGE)),
        ("help wanted with Triton", HelpWanted("Triton")),
    ],
)  # fmt: skip
def test_what_people_write_is_understood(said: str, command: Command) -> None:
    assert commands(f"/linchpin {said}") == (command,)
    assert commands(f"Hello,\n@Acme-Hands {said}\nbye") == (command,)


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("undoo", "Did you mean `/linchpin undo [n]`?"),
        ("labell bug", "Did you mean `/linchpin label NAME…`?"),
        ("not dublicate", "Did you mean `/linchpin not duplicate [#n]`?"),
        ("undo 0", "Write `/linchpin undo [n]`, for example `/linchpin undo 2`."),
        ("undo -1", "Write `/linchpin undo [n]`, for example `/linchpin undo 2`."),
        ("undo is broken", "Write `/linchpin undo [n]`, for example `/linchpin undo 2`."),
        ("mute the television", "Write `/linchpin mute`, for example `/linchpin mute`."),
        ("label", 'Write `/linchpin label NAME…`, for example `/linchpin label "good first issue"'),
        (f'label "{"a" * 51}"', "Write `/linchpin label NAME…`"),
        ("duplicate of that other one", "Write `/linchpin duplicate of #n`"),
        ("duplicate of #0", "Write `/linchpin duplicate of #n`"),
        ("duplicate of #1 and #2", "Write `/linchpin duplicate of #n`"),
        ("off", "Write `/linchpin off CAPABILITY`"),
        ("off ✨", "Write `/linchpin off CAPABILITY`"),
        (f"enough {'a' * 81}", "Write `/linchpin enough [ITEM]`"),
        ("help wanted small large", "Write `/linchpin help wanted [SKILL]"),
        ("`undo`", "`/linchpin help` lists the commands."),
        ("make me a sandwich", "`/linchpin help` lists the commands."),
        (f"undo {'and again ' * 100}", TOO_LONG),
    ],
)
def test_what_is_no_command_gets_one_hint(said: str, hint: str) -> None:
    (found,) = commands(f"/linchpin {said}")

    assert isinstance(found, Misunderstood)
    assert found.hint.startswith(hint)


@pytest.mark.parametrize("words", ["thanks!", "thank you for the labels", "thx"])
def test_thanks_need_no_answer(words: str) -> None:
    assert commands(f"@{SLUG} {words}") == ()


def test_a_hint_shows_little_of_what_was_said_and_none_of_it_alive() -> None:
    said = "<img> **[x](https://a.example)** @linchpin @somebody #1 /linchpin undo " * 9

    (found,) = commands(f"/linchpin {said}")

    assert isinstance(found, Misunderstood)
    assert 0 < len(found.said) <= 80
    for alive in ("@linchpin", "@somebody", "<img", "://", "#1"):
        assert alive not in found.said
        assert alive not in found.hint


def test_several_commands_are_read_in_order() -> None:
    body = "/linchpin undo 1\nand then\n/linchpin@other mute\n/linchpin mute\n\n@acme-hands why"

    assert commands(body) == (Undo(1), Mute(), Why())


def test_the_eleventh_command_is_not_read_and_that_is_said() -> None:
    body = "\n".join(f"/linchpin undo {n}" for n in range(1, 13))

    assert commands(body) == (*(Undo(n) for n in range(1, MOST + 1)), Misunderstood("", TOO_MANY))


@pytest.mark.parametrize(
    ("before", "after", "new"),
    [
        ("", "/linchpin undo", (Undo(),)),
        ("/linchpin undo", "/linchpin undo", ()),
        ("/linchpin undo", "Sorry.\n\n@acme-hands Undo, please.", ()),
        ("/linchpin undo", "/linchpin undo\n/linchpin undo", (Undo(),)),
        ("/linchpin undo\n/linchpin mute", "/linchpin mute\n/linchpin why", (Why(),)),
        ("`/linchpin undo`", "/linchpin undo", (Undo(),)),
        ("/linchpin@other undo", "/linchpin undo", (Undo(),)),
        ("/linchpin undo", "", ()),
        ("/linchpin undo", "```\n/linchpin undo\n```", ()),
        ("/linchpin undo 1", "/linchpin undo 2", (Undo(2),)),
    ],
)
def test_an_edit_says_only_what_is_new(before: str, after: str, new: tuple[Command, ...]) -> None:
    assert read_commands(after, SLUG, before) == new


@given(texts, texts)
def test_any_text_is_read(body: str, before: str) -> None:
    found = read_commands(body, SLUG)

    assert len(found) <= MOST + 1
    assert read_commands(body, SLUG, body) == ()
    assert set(read_commands(body, SLUG, before)) <= set(found)
    for one in found:
        if isinstance(one, Misunderstood):
            assert len(one.said) <= 80
            assert "@linchpin" not in one.said


@given(st.lists(orders, max_size=MOST))
def test_commands_in_paragraphs_of_their_own_are_all_read(rows: list[CommandRow]) -> None:
    body = "\n\n".join(f"/linchpin {order.sample}" for order in rows)

    assert commands(body) == tuple(order.gives for order in rows)


@pytest.mark.parametrize("order", COMMANDS, ids=lambda order: order.name)
def test_a_text_of_our_commands_is_no_answer_to_anybody(order: CommandRow) -> None:
    for address in ("/linchpin", "/linchpin@other", f"@{SLUG}", "@linchpin-acme", "@any[bot]"):
        assert is_command_only(f"{address} {order.sample}", SLUG)
    assert not is_command_only(f"/linchpin {order.sample}\nwhich helped me", SLUG)


def test_each_command_may_be_given_by_somebody() -> None:
    may = {order.name: order.may for order in COMMANDS}

    assert may["off"] is May.MAINTAIN
    assert {may["opt out"], may["opt in"], may["help"], may["why"]} == {May.ANYONE}
    assert may["enough"] is May.TRIAGE
    assert all(may_give(order.gives) is order.may for order in COMMANDS)
    assert may_give(Undo()) is May.TRIAGE


@pytest.mark.parametrize(
    ("names", "found", "unknown"),
    [
        (("bug",), ("Bug",), ()),
        (("good", "first", "issue"), (GOOD_FIRST_ISSUE,), ()),
        (("good", "first", "issue", "bug"), (GOOD_FIRST_ISSUE, "Bug"), ()),
        (("module:", "cuda", "Bug"), ("module: cuda", "Bug"), ()),
        (("bug", "and", "docs"), ("Bug", "docs"), ()),
        (("good first issue", "bug and docs"), (GOOD_FIRST_ISSUE, "Bug", "docs"), ()),
        (("questions", "and", "help"), ("questions and help",), ()),
        (("good", "bug"), ("Bug",), ("good",)),
        (("nothing", "bug", "nothing"), ("Bug",), ("nothing",)),
        (("BUG", "bug"), ("Bug",), ()),
        ((), (), ()),
    ],
)
def test_labels_are_those_that_exist(
    names: tuple[str, ...], found: tuple[str, ...], unknown: tuple[str, ...]
) -> None:
    existing = ("Bug", "docs", GOOD_FIRST_ISSUE, "module: cuda", "module", "questions and help")

    assert labels_meant(names, existing) == (found, unknown)


def test_help_and_documentation_show_every_command_and_name_nobody() -> None:
    for text in (help_markdown("linchpin-demo"), help_markdown(""), docs_markdown()):
        assert "@linchpin" not in text
        for order in COMMANDS:
            assert f"`/linchpin {order.usage.replace('|', chr(92) + '|')}`" in text
            assert order.summary in text


def test_help_is_not_read_as_commands() -> None:
    assert commands(help_markdown(SLUG)) == ()
    assert commands(docs_markdown()) == ()


def test_the_readme_shows_the_table_of_commands() -> None:
    assert docs_markdown() in Path("README.md").read_text(encoding="utf-8")
