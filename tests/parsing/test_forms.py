from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parsing.forms import field_wants, parse_form, parse_forms
from bot.vocabulary.forms import IssueForm, RepositoryForms, UnreadableForm, Wants
from tests import builders

REAL = Path(__file__).parent.parent / "data" / "issue_forms"


def folder(name: str) -> dict[str, str]:
    return {
        f".github/ISSUE_TEMPLATE/{f.name}": f.read_text(encoding="utf-8")
        for f in sorted((REAL / name).iterdir())
    }


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("ik_llama.cpp", [4, 4, 4, 4, 4, 6, 2]),
        ("deepspeed", [0, 9, 9, 4, 8, 9]),
    ],
)
def test_real_forms_are_read(name: str, fields: list[int]) -> None:
    found = parse_forms(folder(name))

    assert found.unreadable == ()
    assert found.blank_issues is True
    assert [len(form.fields) for form in found.forms] == fields


def test_a_templates_first_question_and_what_reproduces_it_are_required() -> None:
    path = ".github/ISSUE_TEMPLATE/training_bug_report.md"
    form = parse_form(path, folder("deepspeed")[path])

    assert isinstance(form, IssueForm)
    assert (form.title_prefix, form.labels) == ("[BUG]", ("bug", "training"))
    assert [(f.label[:11], f.wants) for f in form.fields if f.required] == [
        ("Describe th", Wants.TEXT),
        ("To Reproduc", Wants.REPRODUCTION),
        ("ds_report o", Wants.ENVIRONMENT),
        ("System info", Wants.ENVIRONMENT),
    ]


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("a.yml", "body: [", "line 1: "),
        ("a.yml", "name: x\n", "a form needs a `body`"),
        ("a.yml", "", "a form needs a `body`"),
        ("a.yml", "body: {}\n", "a form needs a `body`"),
        ("a.yml", "a: &x 1\n", "anchors and aliases"),
        ("a.yml", "x" * 70_000, "larger than 64 KiB"),
        ("a.md", "---\nname: [\n---\n# x\n", "line 2: "),
    ],
)
def test_what_github_could_not_show_is_named_with_the_reason(
    name: str, text: str, why: str
) -> None:
    path = f".github/ISSUE_TEMPLATE/{name}"

    found = parse_forms({path: text})

    assert found.forms == ()
    assert [f.path for f in found.unreadable] == [path]
    assert why in found.unreadable[0].why


def test_the_chooser_says_whether_blank_issues_are_allowed() -> None:
    allowed = [
        builders.forms(config_yml=text).blank_issues
        for text in ("blank_issues_enabled: false", "blank_issues_enabled: true", "", "[", "a: 1")
    ]

    assert allowed == [False, True, True, True, True]
    assert builders.forms() == RepositoryForms(())


def test_fields_of_the_same_name_stay_apart() -> None:
    form = builders.forms(builders.form(builders.field("Logs"), builders.field("Logs"))).forms[0]

    assert [f.id for f in form.fields] == ["logs", "logs-2"]


@pytest.mark.parametrize(
    ("label", "wants"),
    [
        ("Relevant log output", Wants.LOG),
        ("Traceback", Wants.LOG),
        ("Your current environment", Wants.ENVIRONMENT),
        ("Versions", Wants.ENVIRONMENT),
        ("Name and Version", Wants.VERSION),
        ("Steps to reproduce", Wants.REPRODUCTION),
        ("Problem description & steps to reproduce", Wants.TEXT),
        ("What happened?", Wants.TEXT),
    ],
)
def test_a_question_tells_by_its_words_what_it_is_after(label: str, wants: Wants) -> None:
    assert field_wants(label) is wants


@given(st.text(max_size=300), st.sampled_from(["a.yml", "a.md", "config.yml", ""]))
def test_any_file_is_a_form_or_named_unreadable(text: str, name: str) -> None:
    assert isinstance(parse_form(name, text), IssueForm | UnreadableForm)
