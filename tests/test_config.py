"""The config file: every mistake at once, each with its place and its remedy."""

import json
from collections.abc import Sequence
from pathlib import Path

import jsonschema_rs
import pytest
from click.testing import CliRunner

from bot import capabilities, config, schema
from bot.__main__ import main
from bot.capabilities.triage import ask_for_missing_information
from bot.config import Config, Problem
from bot.guard import Budget
from bot.vocabulary.actions import Mode

FULL = """
ask-for-missing-information:
  mode: act
  label: needs-info
  never-ask-for: [Version]
  require: [Logs]
  max-items: 3
follow-orders:
  mode: off
budget:
  share-of-new-threads: 0.1
  comments-a-day: 2
"""


def problems(text: str | bytes) -> Sequence[str]:
    found = config.read(text)
    assert not isinstance(found, Config)
    return [str(problem) for problem in found]


def test_a_full_file_says_what_holds() -> None:
    found = config.read(FULL)

    assert found == Config(
        modes={"ask-for-missing-information": Mode.ACT, "follow-orders": Mode.OFF},
        sections={
            "ask-for-missing-information": ask_for_missing_information.Config(
                label="needs-info", never_ask_for=("Version",), require=("Logs",), max_items=3
            ),
            "follow-orders": capabilities.follow_orders.Config(),
        },
        budget=Budget(share_of_new_threads=0.1, comments_a_day=2),
    )


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", "---\n", b"\xef\xbb\xbf"])
def test_an_empty_file_leaves_everything_at_its_default(text: str | bytes) -> None:
    assert config.read(text) == Config()


def test_an_empty_section_leaves_its_capability_at_its_default() -> None:
    found = config.read("ask-for-missing-information:\nbudget:\n")

    assert isinstance(found, Config)
    assert found.of(capabilities.ALL[0]) == ask_for_missing_information.Config()
    assert found.budget == Budget()


def test_every_mistake_is_told_in_one_pass_in_the_order_of_the_file() -> None:
    text = """\
ask-for-missing-informaton:
  mode: act
ask-for-missing-information:
  mode: loud
  labl: x
  max_items: 3
  never-ask-for: Version
  label: 5
follow-orders: yes please
budget:
  comments-a-day: -1
  share-of-new-threads: "0.5"
  comments-a-day: 3
"""

    assert problems(text) == [
        "1:1: unknown key `ask-for-missing-informaton`; "
        "did you mean `ask-for-missing-information`?",
        "4:3: ask-for-missing-information.mode: 'loud' is no mode; "
        "write one of off, shadow, suggest, act",
        "5:3: unknown key `labl`; did you mean `label`?",
        "6:3: unknown key `max_items`; did you mean `max-items`?",
        "7:3: ask-for-missing-information.never-ask-for: 'Version' will not do; "
        "write a list, e.g. [Version, Logs]",
        "8:3: ask-for-missing-information.label: 5 will not do; "
        "write text, in quotes where it looks like something else",
        "9:1: follow-orders must consist of `key: value` lines",
        "12:3: budget.share-of-new-threads: '0.5' will not do; write a number",
        "13:3: `comments-a-day` stands in line 11 already; keep one",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- a\n- b\n", "1:1: the file must consist of `key: value` lines"),
        ("just words\n", "1:1: the file must consist of `key: value` lines"),
        ("budget:\n\tcomments-a-day: 1\n", "2:1: a tab indents here; YAML takes spaces only"),
        ("budget: [\n", "1:10: expected a value here; is a bracket or quote left open?"),
        (b"budget:\n  caf\xe9: 1\n", "2:6: byte 0xe9 is not UTF-8; save it as UTF-8"),
        ("budget:\n  a: \x00\n", "2:6: the character U+0000 is not allowed; remove it"),
        ("a: &x 1\nb: *x\n", "1:4: anchors and aliases (& and *) are not taken; "),
        ("[" * 60_000, "1:51: nested deeper than 50 levels; make it flatter"),
        ("# " + "x" * 70_000, "1:1: larger than 64 KiB; make it smaller"),
        ("budget: {}\n---\nbudget: {}\n", "2:1: expected a single document in the stream, "),
        (
            "!!python/object/apply:os.system [ls]",
            "1:1: tags (!!int and the like) are not taken; leave them out",
        ),
        ("x: !!bool y\n", "1:4: tags (!!int and the like) are not taken"),
        ('x: "\\UFFFFFFFF"\n', "1:7: found invalid Unicode character escape code"),
        ("x: `y`\n", "1:4: no value can begin with `; put it in quotes"),
        ("budget: 2026-13-45\n", "1:1: this is not valid YAML: month must be in 1..12"),
        ("budget:\n  edits-a-thread: 1001\n", "2:3: budget.edits-a-thread: 1001 will not do; "),
        ("budget:\n  edits-a-thread: 2.5\n", "2:3: budget.edits-a-thread: 2.5 will not do; "),
        ("budget:\n  edits-a-thread: true\n", "2:3: budget.edits-a-thread: True will not do; "),
        ("x: 1\n", "1:1: unknown key `x`; known here: ask-for-missing-information, "),
    ],
)
def test_a_mistake_has_its_place_and_its_remedy(text: str | bytes, told: str) -> None:
    (found,) = problems(text)

    assert told in found or found.startswith(told)


def test_a_problem_reads_as_line_and_column() -> None:
    found = config.read("budget:\n  nope: 1\n")

    assert isinstance(found, tuple)
    assert found[0] == Problem(
        found[0].position,
        "unknown key `nope`; known here: share-of-new-threads, comments-a-day, "
        "comments-a-person-a-week, edits-a-thread",
    )
    assert (found[0].position.line, found[0].position.column) == (2, 3)


def test_check_config_exits_with_1_when_any_file_has_a_mistake(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.yml", tmp_path / "bad.yml"
    good.write_text(FULL)
    bad.write_bytes(b"budget:\n  caf\xe9: 1\n")

    both = CliRunner().invoke(main, ["check-config", str(good), str(bad)])
    one = CliRunner().invoke(main, ["check-config", str(good)])

    assert (both.exit_code, one.exit_code) == (1, 0)
    assert both.output == f"{good}: ok\n{bad}:2:6: byte 0xe9 is not UTF-8; save it as UTF-8\n"
    assert one.output == f"{good}: ok\n"


def test_check_config_tells_programs_too(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yml"
    bad.write_text("budget:\n  nope: 1\n")

    ran = CliRunner().invoke(main, ["check-config", "--json", str(bad)])

    (mistake,) = json.loads(ran.output)
    assert (ran.exit_code, mistake["line"], mistake["column"]) == (1, 2, 3)
    assert mistake["file"] == str(bad)


def test_the_schema_takes_what_the_checker_takes_and_says_what_each_key_does() -> None:
    printed = json.loads(CliRunner().invoke(main, ["check-config", "--schema"]).output)
    validator = jsonschema_rs.validator_for(printed)

    good = {"ask-for-missing-information": {"mode": "act", "max-items": 3}, "budget": {}}
    assert validator.is_valid(good)
    assert not validator.is_valid({"budget": {"nope": 1}})
    assert not validator.is_valid({"follow-orders": {"mode": "loud"}})
    assert not validator.is_valid({"budget": {"share-of-new-threads": 2}})
    assert printed == schema.schema()
    for name, section in printed["properties"].items():
        assert section["description"], name
        for key, values in section["properties"].items():
            assert values.get("description"), f"{name}.{key} has no docstring"


def test_the_published_schema_is_the_one_of_this_version() -> None:
    published = Path(__file__).parents[1] / "deploy" / "linchpin.schema.json"

    assert json.loads(published.read_text()) == schema.schema()
