from bot.parsing.forms import parse_forms
from bot.parsing.reports import form_of, unanswered
from bot.sandbox import sample
from bot.sandbox.forms import read_forms

FORM = """
name: Bug
description: Something is wrong
title: "Bug: "
labels: [bug]
body:
  - type: markdown
    attributes: {value: "Thanks!"}
  - type: textarea
    attributes: {label: "What happened?"}
    validations: {required: true}
  - type: dropdown
    attributes: {label: Systems, multiple: true, options: [Linux, Mac]}
  - type: textarea
    attributes: {label: Log, render: shell}
  - type: checkboxes
    attributes: {label: Before, options: [{label: I searched}, {label: I read}]}
"""


def test_a_form_makes_of_the_answers_what_github_makes_of_them() -> None:
    form = read_forms({".github/ISSUE_TEMPLATE/bug.yml": FORM})[0]

    body = form.body(
        {
            "field-1": [" It hangs. "],
            "field-2": ["Linux", "Mac"],
            "field-3": ["error\r\nmore"],
            "field-4": ["I read"],
        }
    )

    assert body == (
        "### What happened?\n\nIt hangs.\n\n"
        "### Systems\n\nLinux, Mac\n\n"
        "### Log\n\n```shell\nerror\nmore\n```\n\n"
        "### Before\n\n- [ ] I searched\n- [x] I read\n"
    )


def test_a_field_left_empty_gets_no_response() -> None:
    form = read_forms({".github/ISSUE_TEMPLATE/bug.yml": FORM})[0]

    assert form.body({"field-1": ["   "]}).startswith("### What happened?\n\n_No response_\n")


def test_a_template_is_one_big_field_with_its_text() -> None:
    template = "---\nname: Crash\nlabels: bug, crash\n---\n\n**What?**\n"

    form = read_forms({".github/ISSUE_TEMPLATE/crash.md": template})[0]

    assert (form.name, form.labels, form.fields[0].value) == (
        "Crash",
        ("bug", "crash"),
        "**What?**\n",
    )
    assert form.body({"body": ["as written"]}) == "as written"


def test_a_broken_form_is_left_out_and_a_blank_issue_can_always_be_opened() -> None:
    files = {
        ".github/ISSUE_TEMPLATE/bad.yml": "name: [unclosed",
        ".github/ISSUE_TEMPLATE/list.yml": "- a\n- b\n",
        ".github/ISSUE_TEMPLATE/config.yml": "blank_issues_enabled: false\n",
        ".github/linchpin.yml": "",
    }

    assert [form.name for form in read_forms(files)] == ["Blank issue"]


def test_the_sample_tells_its_story() -> None:
    files = dict(sample.project_files())
    del files[".github/linchpin.yml"]
    forms = parse_forms(files)

    def open_items(report: sample.Report, *replies: str) -> list[str]:
        form = form_of(report.body, forms)
        assert form is not None
        return [field.label for field in unanswered(form, report.body, replies)]

    assert [f.name for f in read_forms(files)][:4] == [f.name for f in forms.forms]
    assert open_items(sample.incomplete())[0] == "To Reproduce"
    assert len(open_items(sample.incomplete())) == 3
    assert len(open_items(sample.half_complete())) == 2
    assert open_items(sample.complete()) == []
    assert open_items(sample.FOR_THE_NEWCOMER) == ["Name and Version"]
    assert open_items(sample.FOR_THE_NEWCOMER, sample.COMPLETING_LINE) == []
