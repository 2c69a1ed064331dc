"""What is said of versions, regressions, upstream, non-issues and vulnerabilities."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest

from bot.capabilities.triage import (
    flag_regressions,
    keep_vulnerabilities_quiet,
    note_version_clashes,
    point_upstream,
    sort_out_non_issues,
)
from bot.learning.findings import Findings
from bot.parsing.not_issues import NotAnIssue, Reason
from bot.vocabulary.actions import (
    Action,
    AddLabel,
    ClearSection,
    KeepQuiet,
    Proposal,
    ReportPrivately,
    SetSection,
    TellSecurityRole,
)
from bot.vocabulary.issues import Issue, RepositoryLabels, Sections
from bot.vocabulary.redirect import REDIRECT, SECTION
from tests import builders
from tests.builders import FOUND, THREAD

LABELS = RepositoryLabels(frozenset({"type: regression", "invalid", "spam"}))
NOTHING_SAID = Sections({})

Decide = Callable[[Issue, Findings, Sections], Iterable[Proposal]]


def clashes(issue: Issue, found: Findings, said: Sections) -> Iterable[Proposal]:
    config = note_version_clashes.Config()
    return note_version_clashes.decide(builders.opened(), issue, found, said, config)


def upstream(issue: Issue, found: Findings, said: Sections) -> Iterable[Proposal]:
    config = point_upstream.Config()
    return point_upstream.decide(builders.opened(), issue, found, said, config)


def regressions(issue: Issue, found: Findings, said: Sections) -> Iterable[Proposal]:
    config = flag_regressions.Config()
    return flag_regressions.decide(builders.opened(), issue, found, LABELS, config)


def non_issues(issue: Issue, found: Findings, said: Sections) -> Iterable[Proposal]:
    config = sort_out_non_issues.Config()
    return sort_out_non_issues.decide(builders.opened(), issue, found, LABELS, config)


def vulnerabilities(issue: Issue, found: Findings, said: Sections) -> Iterable[Proposal]:
    config = keep_vulnerabilities_quiet.Config()
    return keep_vulnerabilities_quiet.decide(builders.opened(), issue, found, said, config)


def done(decide: Decide, issue: Issue | None = None, **changes: Any) -> list[Action]:
    found = replace(FOUND, **changes)
    proposals = decide(issue or builders.issue("x"), found, NOTHING_SAID)
    return [proposal.action for proposal in proposals]


everything = pytest.mark.parametrize(
    "decide", [clashes, upstream, regressions, non_issues, vulnerabilities]
)


@everything
def test_nothing_found_is_nothing_said(decide: Decide) -> None:
    assert list(decide(builders.issue("x"), Findings(), NOTHING_SAID)) == []


@everything
def test_pull_requests_are_left_alone(decide: Decide) -> None:
    assert done(decide, builders.issue(is_pull_request=True)) == []


@pytest.mark.parametrize("decide", [clashes, upstream, regressions, non_issues])
def test_closed_issues_are_left_alone(decide: Decide) -> None:
    assert done(decide, builders.issue(is_open=False)) == []


def test_versions_that_clash_are_a_note_with_its_source_and_open_no_comment() -> None:
    text = "Note: torch 2.4 needs a newer driver ([source](https://example.com))"

    assert done(clashes) == [SetSection(THREAD, "environment", text, opens=False)]


def test_a_note_goes_when_the_report_does_not_show_it_any_more() -> None:
    said = Sections({"environment": (), "upstream": ("example-ai/kernels",)})

    for decide, section in ((clashes, "environment"), (upstream, "upstream")):
        (found,) = decide(builders.issue("x"), Findings(), said)
        assert found.action == ClearSection(THREAD, section)


def test_a_cause_upstream_is_said_with_evidence_and_a_link_that_leaves_no_trace_there() -> None:
    text = (
        "The cause may lie upstream, in "
        "[example-ai/kernels, 3](https://redirect.github.com/example-ai/kernels/issues/3):"
        "\n\n- it says so"
    )

    remember = ("example-ai/kernels#3",)
    assert done(upstream) == [SetSection(THREAD, "upstream", text, remember=remember)]


@pytest.mark.parametrize("found", [FOUND, Findings()])
def test_what_was_told_of_a_fix_upstream_is_not_told_otherwise_when_the_report_changes(
    found: Findings,
) -> None:
    told = Sections({"upstream": ("fixed", "example-ai/kernels#3")})

    assert list(upstream(builders.issue("x"), found, told)) == []


def test_without_a_thread_to_point_to_it_opens_no_comment() -> None:
    assert FOUND.upstream is not None
    (action,) = done(upstream, upstream=replace(FOUND.upstream, thread=None))

    assert isinstance(action, SetSection)
    assert not action.opens
    assert "`example-ai/kernels`" in action.text


def test_a_doubtful_cause_is_not_said() -> None:
    assert FOUND.upstream is not None
    assert done(upstream, upstream=replace(FOUND.upstream, confidence=0.7)) == []


def test_a_regression_gets_the_repositorys_own_label() -> None:
    text = "Reported as a regression: engine 2.3 worked, 2.4 fails."

    assert done(regressions) == [
        AddLabel(THREAD, "type: regression"),
        SetSection(THREAD, "regression", text, opens=False),
    ]


@pytest.mark.parametrize(
    ("reason", "label"), [(Reason.EMPTY, "invalid"), (Reason.SPAM, "spam"), (Reason.QUESTION, None)]
)
def test_what_is_no_issue_gets_the_repositorys_own_label_if_it_has_one(
    reason: Reason, label: str | None
) -> None:
    expected = [AddLabel(THREAD, label)] if label else []

    assert done(non_issues, not_an_issue=NotAnIssue(reason, ("a sign",))) == expected


@pytest.mark.parametrize(
    "issue",
    [
        builders.issue(association="MEMBER"),
        builders.issue(comments=(builders.comment("I see it too"),)),
    ],
)
def test_what_somebody_takes_for_an_issue_is_one(issue: Issue) -> None:
    assert done(non_issues, issue) == []


def test_of_a_vulnerability_nothing_is_said_and_what_was_said_is_taken_back() -> None:
    said = Sections({"missing-information": ("version",)})

    found = list(vulnerabilities(builders.issue("x"), FOUND, said))

    assert [one.action for one in found] == [
        KeepQuiet(THREAD),
        ReportPrivately(THREAD, None),
        TellSecurityRole(THREAD),
        ClearSection(THREAD, "missing-information"),
    ]
    assert not any(one.evidence or one.confidence for one in found)


def test_a_pointer_elsewhere_is_the_same_for_everybody_and_comes_after_no_edit() -> None:
    redirect = SetSection(THREAD, SECTION, REDIRECT)
    issue, said = builders.issue("x"), Sections({SECTION: ()})
    quiet = keep_vulnerabilities_quiet.Config(redirect=True)
    others = sort_out_non_issues.Config(redirect=True)
    question = replace(FOUND, not_an_issue=NotAnIssue(Reason.QUESTION, ()))

    found = keep_vulnerabilities_quiet.decide(builders.opened(), issue, FOUND, said, quiet)
    after = keep_vulnerabilities_quiet.decide(builders.edited(), issue, FOUND, said, quiet)
    ordinary = sort_out_non_issues.decide(builders.opened(), issue, question, LABELS, others)

    assert redirect in [one.action for one in found]
    assert not any(isinstance(one.action, SetSection | ClearSection) for one in after)
    assert [one.action for one in ordinary] == [redirect]
