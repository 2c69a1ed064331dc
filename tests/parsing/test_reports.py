import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.parsing import evidence
from bot.parsing.markdown import fenced, parts
from bot.parsing.markers import marked_sections, marker
from bot.parsing.reports import form_of, unanswered
from bot.parsing.sections import cut_reply, cut_report
from bot.vocabulary.forms import IssueForm, RepositoryForms
from tests import builders
from tests.benchmarks import harder_forms, omissions
from tests.benchmarks.missing_info import FORMS, read_folders
from tests.capabilities.awkward import TEXTS

FOLDERS = read_folders(FORMS)
ALL = [form for forms in FOLDERS.values() for form in forms.forms if form.fields]
BUG = builders.forms(
    builders.form(
        builders.field("What happened?"),
        builders.field("Version"),
        builders.field("Logs", render="shell"),
        builders.field("System", "dropdown", options=("Linux", "None")),
    )
)
PIECES = [
    "### What happened?", "### Version", "\n", "_No response_", "x", "1.4.2", "```", "<!--", "-->",
    "> ", "- [ ] ", "**Logs**", "Version: ", " ", "\r\n", "…",
]  # fmt: skip
reports = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES)).map("".join))


def labels(body: str, *replies: str) -> list[str]:
    form = form_of(body, BUG)
    return [f.label for f in unanswered(form, body, replies)] if form else []


@pytest.mark.parametrize("form", ALL, ids=lambda form: form.path.rpartition("/")[2])
def test_no_complete_report_is_asked_however_it_is_written(form: IssueForm) -> None:
    forms = RepositoryForms((form,))

    asked = {c.way: omissions.noticed(c, forms) for c in omissions.complete(form)}

    assert asked == dict.fromkeys(asked, ())


def test_nearly_every_answer_that_is_taken_out_is_noticed() -> None:
    cases = [(c, RepositoryForms((f,))) for f in ALL for c in omissions.omissions(f)]

    found = [c.omitted is not None and c.omitted.id in omissions.noticed(c, f) for c, f in cases]

    assert len(found) > 500
    assert sum(found) >= 0.95 * len(found)


@pytest.mark.parametrize(
    ("body", "left_out"),
    [
        ("### Version\n\n1.4.2\n\n### What happened?\n\ncrash\n", ["Logs", "System"]),
        ("### What happened?\n\nA crash\n```shell\n```python\nrun()\n```\n```\n\n"
         "### Version\n\n1.4.2\n\n### Logs\n\n```shell\ncrash\n```\n\n### System\n\nLinux", []),
        ("### Version: 1.4.2\n### What happened? It stops\n### Logs: crash\n### System\nNone", []),
        ("## What happened?\n\ncrash\n\n## Version\n\n\n\n## Logs\n\ncrash\n\n## System\n\nNone",
         ["Version"]),
        ("### What happened?\n\ncrash\n\n### Version\n\n_No response_\n\n### Logs\n\n"
         "crash on Linux 6.1\n\n### System\n\n_No response_", ["Version"]),
        ("### What happened?\n\ncrash\n\n### Version\n\n2\n\n### Logs\n\ncrash\n\n"
         "### Other\n\ncrash", []),
    ],
    ids=["absent headings", "a broken fence", "answers in headings", "another rank",
         "told elsewhere", "another version of the form"],
)  # fmt: skip
def test_reports_are_read_as_people_write_them(body: str, left_out: list[str]) -> None:
    assert labels(body) == left_out


def test_the_better_fitting_form_is_followed_and_of_equals_the_one_that_demands_less() -> None:
    fields = [builders.field(name) for name in ("Description", "Version", "Logs", "Model")]
    forms = builders.forms(
        builders.form(*fields, name="long"),
        builders.form(*fields[:2], name="short"),
        builders.form(*fields[:2], name="lenient").replace("true", "false"),
    )

    def follows(*names: str) -> str | None:
        form = form_of(builders.written(dict.fromkeys(names, "x")), forms)
        return form.name if form else None

    assert follows("Description", "Version", "Logs", "Model") == "long"
    assert follows("Description", "Version", "Logs") == "long"
    assert follows("Description", "Version") == "lenient"
    assert follows("Something", "Else") is None


@settings(max_examples=200)
@given(reports, reports)
def test_any_report_and_reply_is_read_and_a_reply_never_adds_to_what_is_left_out(
    body: str, reply: str
) -> None:
    (form,) = BUG.forms

    without, with_reply = unanswered(form, body, ()), unanswered(form, body, (reply,))

    assert set(with_reply) <= set(without)
    assert set(without) <= set(form.fields)


@given(st.frozensets(st.from_regex(r"[a-z0-9-]{1,60}", fullmatch=True), max_size=6))
def test_a_marker_is_read_as_it_was_written(sections: frozenset[str]) -> None:
    assert marked_sections(f"text\n{marker(sections)}") == sections


@given(st.text())
def test_any_text_has_a_marker_or_none(text: str) -> None:
    assert marked_sections(text) is None or "<!-- linchpin:1" in text


READERS: list[Callable[[str], Any]] = [
    parts,
    fenced,
    evidence.has_version,
    evidence.has_environment,
    evidence.has_output,
    evidence.has_reproduction,
    lambda text: cut_report(BUG.forms[0], text),
    lambda text: cut_reply(BUG.forms[0], text),
    lambda text: unanswered(BUG.forms[0], text, (text,)),
    lambda text: form_of(text, BUG),
]


def steps(read: Callable[[str], Any], text: str) -> int:
    """How many lines of Python run: what time costs, without a clock."""
    count = 0

    def trace(_frame: FrameType, _event: str, _argument: Any) -> Any:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        read(text)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("name", TEXTS)
def test_four_times_the_text_takes_about_four_times_the_steps(name: str) -> None:
    text = TEXTS[name]
    short, long = text[: min(len(text), 4_000) // 4], text[:4_000]

    for read in READERS:
        assert steps(read, long) <= 8 * steps(read, short) + 2_000


def test_a_choice_is_not_made_by_another_choice_nor_by_an_everyday_word() -> None:
    form = builders.form(
        builders.field("What happened?"),
        builders.field("Nightly too?", "dropdown", options=("Yes", "No")),
        builders.field("Own code?", "dropdown", options=("Yes", "No")),
        builders.field("Built", "dropdown", options=("From source", "Released")),
        builders.field("Driver", "dropdown", options=("Released", "Beta")),
    )
    forms = builders.forms(form)
    body = (
        "### What happened?\n\nNo answer comes, yes, none at all.\n\n### Nightly too?\n\nNo\n\n"
        "### Own code?\n\n_No response_\n\n### Built\n\nReleased\n\n### Driver\n\n_No response_\n"
    )
    found = form_of(body, forms)

    left = [f.label for f in unanswered(found, body, ())] if found else []
    told = [f.label for f in unanswered(found, body, ("It is the Beta one.",))] if found else []

    assert left == ["Own code?", "Driver"]
    assert told == ["Own code?"]


SHORT = builders.forms(
    builders.form(
        builders.field("What happened?"),
        builders.field("Release", "input"),
        builders.field("Python version", "input"),
        builders.field("CUDA version", "input"),
        builders.field("OS version", "input"),
        builders.field("Backend", "dropdown", options=("CPU", "CUDA", "Other / Unknown")),
    )
)
ANSWERED = {
    "What happened?": "It stops.",
    "Release": "1.4.2",
    "Python version": "3.11.4",
    "CUDA version": "12.4",
    "OS version": "Debian 12",
    "Backend": "CPU",
}


def left_of_short(changes: dict[str, str], product: str = "engine") -> list[str]:
    body = builders.written(ANSWERED | changes)
    return [f.label for f in unanswered(SHORT.forms[0], body, (), product)]


@pytest.mark.parametrize(
    ("changes", "left_out"),
    [
        ({}, []),
        ({"Release": "_No response_"}, ["Release"]),
        ({"CUDA version": "_No response_"}, ["CUDA version"]),
        ({"CUDA version": "", "OS version": "Debian 12, CUDA 12.4"}, []),
        ({"OS version": "", "What happened?": "It stops on Windows 11."}, []),
        ({"Release": "", "What happened?": "Since torch 2.3.1 it stops."}, ["Release"]),
        ({"Release": "", "What happened?": "With version 1.4.2 it stops."}, []),
        ({"Backend": "", "OS version": "Debian 12\nCUDA: 12.4"}, ["Backend"]),
        ({"Backend": "", "What happened?": "It stops on CUDA only."}, []),
        ({"Backend": "", "What happened?": "It stops.\n```python\ncpu = 1\n```"}, ["Backend"]),
        ({"Backend": "CPU\n#### Notes\nThis is Python 3.12.", "Python version": ""}, []),
    ],
    ids=lambda value: None,
)
def test_a_question_for_one_value_wants_that_value(
    changes: dict[str, str], left_out: list[str]
) -> None:
    assert left_of_short(changes) == left_out


def test_a_version_of_the_product_is_known_by_its_repositorys_name() -> None:
    told = {"Release": "", "What happened?": "Since torch 2.3.1 it stops."}

    assert left_of_short(told, "pytorch") == []
    assert left_of_short(told, "") == []
    assert left_of_short(told, "engine") == ["Release"]


def test_forms_that_ask_for_one_thing_at_a_time_are_held_to_it() -> None:
    one = list(harder_forms.harder(FOLDERS["ik_llama.cpp"].forms[0]))[1]
    forms = RepositoryForms((one,))
    holed = list(harder_forms.omissions(one))[::7]
    moved = list(harder_forms.moved(one))[::3]

    found = [c.omitted and c.omitted.id in omissions.noticed(c, forms, "engine") for c in holed]
    asked = {c.body: omissions.noticed(c, forms, "engine") for c in moved}

    assert sum(map(bool, found)) >= 0.95 * len(found) > 60
    assert asked == dict.fromkeys(asked, ())
