"""What labels mean by their names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parsing.label_names import Meaning, is_area, kind_of, kind_of_labels, label_for, meaning
from bot.vocabulary.kinds import Kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("bug", Kind.BUG),
        ("Type: Bug", Kind.BUG),
        ("type:bug", Kind.BUG),
        ("kind/bug", Kind.BUG),
        ("C-bug", Kind.BUG),
        ("bug-unconfirmed", Kind.BUG),
        ("🐛 bug", Kind.BUG),
        ("kind/regression", Kind.BUG),
        ("enhancement", Kind.FEATURE),
        ("feature request", Kind.FEATURE),
        ("feature-request", Kind.FEATURE),
        ("C-feature-request", Kind.FEATURE),
        ("usage", Kind.QUESTION),
        ("*question", Kind.QUESTION),
        ("type:support", Kind.QUESTION),
        ("question (invalid tracker)", Kind.QUESTION),
        ("documentation", Kind.DOCS),
        ("kind/documentation", Kind.DOCS),
        ("type:docs-bug", Kind.DOCS),
        ("type:build/install", Kind.INSTALLATION),
        ("category: build/install", Kind.INSTALLATION),
        ("type:performance", Kind.PERFORMANCE),
        ("RFC", Kind.DISCUSSION),
        ("research 🔬", Kind.DISCUSSION),
        ("kind/cleanup", Kind.MAINTENANCE),
    ],
)
def test_a_kind_is_read_from_the_spellings_of_the_field(name: str, kind: Kind) -> None:
    found = kind_of(name)

    assert found is kind


@pytest.mark.parametrize(
    "name",
    [
        "module: cuda",
        "oncall: distributed",
        "area/deck",
        "sig/node",
        "A-docs",
        "comp:lite",
        "Component: DevTools",
        "category: dnn",
        "platform: android",
        "RPC/REST/ZMQ",
        "structured-output",
        "rocm",
        "module: docs",
        "server/webui",
        "torch.compile",
    ],
)
def test_parts_of_a_project_are_areas(name: str) -> None:
    found = meaning(name)

    assert found is Meaning.AREA
    assert kind_of(name) is None


@pytest.mark.parametrize(
    "name",
    [
        "stale",
        "needs-info",
        "needs reproduction",
        "stat:awaiting response",
        "S-waiting-on-review",
        "good first issue",
        "help wanted",
        "P1",
        "priority: low",
        "high priority",
        "critical severity",
        "triaged",
        "Resolution: Stale",
        "Status: Unconfirmed",
        "wontfix",
        "duplicate",
        "release notes: quantization",
        "TF 2.13",
        "affected: 3.4",
    ],
)
def test_a_projects_own_process_is_neither_kind_nor_area(name: str) -> None:
    found = meaning(name)

    assert found is Meaning.PROCESS
    assert not is_area(name)


@pytest.mark.parametrize(
    "name", ["bug / feature", "question or bug", "🦙.", "", "type: unheard-of"]
)
def test_a_name_that_says_two_things_or_none_says_nothing(name: str) -> None:
    found = meaning(name)

    assert found is Meaning.NOTHING


def test_an_issue_with_labels_of_two_kinds_has_none() -> None:
    found = kind_of_labels(["bug", "stale", "feature request"])

    assert found is None


def test_an_issue_with_one_kind_beside_other_labels_has_it() -> None:
    found = kind_of_labels(["stale", "rocm", "usage"])

    assert found is Kind.QUESTION


def test_the_label_of_a_kind_is_the_one_that_exists() -> None:
    found = label_for(Kind.FEATURE, ["bug", "C-feature-request", "stale"])

    assert found == "C-feature-request"


def test_two_labels_for_one_kind_are_a_tie() -> None:
    found = label_for(Kind.BUG, ["bug", "bug-unconfirmed"])

    assert found is None


def test_a_narrower_label_does_not_compete_with_the_usual_one() -> None:
    found = label_for(Kind.BUG, ["Type: Regression", "Type: Bug"])

    assert found == "Type: Bug"


@given(st.text(max_size=400))
def test_any_name_can_be_read(name: str) -> None:
    found = meaning(name)

    assert (found is Meaning.KIND) == (kind_of(name) is not None)
