import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parsing.not_issues import NotAnIssue, Reason, not_an_issue
from bot.vocabulary.forms import IssueForm, RepositoryForms
from tests import builders
from tests.benchmarks.missing_info import FORMS, read_folders
from tests.capabilities.awkward import TEXTS
from tests.texts import filled, written

ALL = [form for forms in read_folders(FORMS).values() for form in forms.forms if form.fields]
BUG = builders.forms(
    builders.form(
        builders.field("What happened?", placeholder="Tell us what you see, and what you wanted."),
        builders.field("Version", "input", placeholder="e.g. the output of engine --version"),
        builders.field("System", "dropdown", options=("Linux", "Windows")),
        builders.field("Checklist", "checkboxes", must_tick=("I searched",)),
    )
)
ISSUES = ("terse_reports/written.txt",)
ANY = ("ordinary_reports", "vulnerability_reports")
PIECES = [
    "test",
    "please ignore",
    "asdf",
    " ",
    "\n",
    "wrong repo",
    "```",
    "<!--",
    "### Version",
    "x",
]
texts = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES)).map(" ".join))


def reason(title: str, body: str = "", forms: RepositoryForms = BUG) -> Reason | None:
    found = not_an_issue(title, body, forms=forms)
    return found.reason if found else None


def untouched(form: IssueForm) -> str:
    """What GitHub makes of a form that somebody sent off as it was."""
    if all(field.kind == "heading" for field in form.fields):
        return "\n\n".join(f"## {field.label}\n{field.default}" for field in form.fields)
    return builders.written(
        {
            field.label: "\n".join(f"- [ ] {option}" for option in field.options)
            if field.kind == "checkboxes"
            else field.default or "_No response_"
            for field in form.fields
        }
    )


def test_no_terse_report_is_hit() -> None:
    templates = written("terse_reports/templates.txt")
    reports = [*written(*ISSUES), *filled(templates, 150, seed=5, dressed=False)]

    hit = [report for report in reports if reason(*report)]

    assert len(set(reports)) >= 300
    assert hit == []


def test_no_other_report_is_hit() -> None:
    reports = [*written(*ANY), *filled(written("ordinary_reports"), 500, seed=2)]

    assert [report for report in reports if reason(*report)] == []


@pytest.mark.parametrize("what", [r for r in Reason if r is not Reason.QUESTION])
def test_what_is_none_is_known_by_its_kind(what: Reason) -> None:
    reports = written(f"not_issues/{what.value.replace('-', '_')}.txt")

    missed = [report for report in reports if reason(*report, forms=RepositoryForms(())) != what]

    assert len(reports) >= 13
    assert missed == []


@pytest.mark.parametrize("form", ALL, ids=lambda form: form.path.rpartition("/")[2])
def test_a_form_left_as_it_was_is_empty_unless_its_title_says_something(form: IssueForm) -> None:
    forms, body = RepositoryForms((form,)), untouched(form)

    assert reason(form.title_prefix, body, forms) is Reason.EMPTY
    assert reason("[Bug]: ", body, forms) is Reason.EMPTY
    assert reason("Bug report", body, forms) is Reason.EMPTY
    assert reason(f"{form.title_prefix}Segfault on import", body, forms) is None


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Help", builders.written({"What happened?": "It hangs", "Version": "_No response_"})),
        ("Bug", builders.written({"What happened?": "_No response_", "Version": "1.4.2"})),
        ("[Bug]: ", "![screen](https://github.com/user-attachments/assets/1)"),
        ("Bug", "```\nSegmentation fault\n```"),
        ("test", "The second request hangs on 0.6.3."),
        ("asdf", "Traceback (most recent call last):\nKeyError: 'x'"),
        ("Test", "test_sampler fails since yesterday"),
        ("Ignore", "the last token is ignored"),
        ("Not sure if this is the wrong repo", "Maybe this belongs to another project?"),
        ("Build", "The bot opened this in the wrong repository, perhaps; is it about torch?"),
        ("Please close the socket", "It stays open."),
        ("Support number", "The model makes up a support phone number: +1 800 555 0100."),
        ("Airdrop bot example", "The airdrop example fails: claim() is undefined."),
    ],
)
def test_what_says_anything_about_a_product_is_an_issue(title: str, body: str) -> None:
    assert reason(title, body) is None


def test_a_question_is_sent_on_only_where_there_is_a_place_for_it() -> None:
    title, body = "How do I use fp8?", "I could not find it in the docs."

    there = not_an_issue(title, body, is_question=True, has_forum=True)

    assert there == NotAnIssue(Reason.QUESTION, ("a question", "the project has a place for those"))
    assert not_an_issue(title, body, is_question=True, has_forum=False) is None
    assert not_an_issue(title, body, is_question=False, has_forum=True) is None


def test_a_question_that_shows_an_error_stays() -> None:
    body = "Why does it fail?\n\nRuntimeError: CUDA error: invalid device ordinal"

    assert not_an_issue("How?", body, is_question=True, has_forum=True) is None


def test_signs_quote_nothing() -> None:
    body = "Call our toll-free helpline +1 (800) 555-0100, 24/7 customer support secretword"

    found = not_an_issue("Support Number", body)

    assert found is not None
    assert "secretword" not in " ".join(found.signs)
    assert not any(c.isdigit() for c in "".join(found.signs))


@given(texts, texts, st.booleans())
def test_any_text_gets_an_answer(title: str, body: str, is_question: bool) -> None:
    found = not_an_issue(title, body, forms=BUG, is_question=is_question, has_forum=True)

    assert found is None or found.signs


@pytest.mark.parametrize("name", TEXTS)
def test_a_title_that_says_something_keeps_any_body(name: str) -> None:
    assert reason("The server hangs on the second request", TEXTS[name]) is None
