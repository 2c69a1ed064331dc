"""What a check says, and on which events."""

from datetime import UTC, datetime

import pytest

from bot import capabilities, config
from bot.config import Config
from bot.config_upkeep import labels
from bot.config_upkeep.check_run import brings_commits, report
from bot.effects.about_config import ANNOTATIONS
from bot.vocabulary.config import Remark
from bot.vocabulary.events import (
    Event,
    ThreadClosed,
    ThreadOpened,
    ThreadReopened,
    ThreadTouched,
)
from bot.vocabulary.threads import Repository, Thread

PULL = Thread(Repository(7, "example-ai", "engine", 77), 5)
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PUSHED = "pull_request.synchronize"


@pytest.mark.parametrize(
    ("event", "is_so"),
    [
        (ThreadOpened(PULL, None, AT, True, head_oid="a"), True),
        (ThreadReopened(PULL, None, AT, True, head_oid="a"), True),
        (ThreadTouched(PULL, None, AT, True, PUSHED, head_oid="a"), True),
        (ThreadTouched(PULL, None, AT, True, "pull_request.enqueued", head_oid="a"), False),
        (ThreadClosed(PULL, None, AT, True, merged=True, head_oid="a"), False),
        (ThreadOpened(PULL, None, AT, True), False),
        (ThreadOpened(PULL, None, AT, False), False),
    ],
)
def test_commits_come_by_opening_reopening_and_pushing(event: Event, is_so: bool) -> None:
    assert brings_commits(event) is is_so


def test_a_check_fails_on_mistakes_and_not_on_warnings() -> None:
    mistakes = config.read("bugdet: {}\n")
    assert not isinstance(mistakes, Config)
    warning = Remark(9, 3, "no such label", is_warning=True)

    failed = report(PULL, "abc", mistakes, (warning,), removed=False)
    passed = report(PULL, "abc", (), (warning,), removed=False)
    clean = report(PULL, "abc", (), (), removed=False)

    assert (failed.is_good, passed.is_good, clean.is_good) == (False, True, True)
    assert [(r.line, r.column, r.is_warning) for r in failed.remarks] == [
        (1, 1, False),
        (9, 3, True),
    ]
    assert failed.title.startswith("one mistake")
    assert (passed.title, clean.title) == (
        "It reads well, but names labels that do not exist",
        "It reads well",
    )


def test_what_github_takes_no_annotation_for_stands_in_the_summary() -> None:
    text = "".join(f"key-{n}: 1\n" for n in range(ANNOTATIONS)) + "a: 1\na: 2\n"
    mistakes = config.read(text)
    assert not isinstance(mistakes, Config)

    said = report(PULL, "abc", mistakes, (), removed=False)

    assert len(said.remarks) > ANNOTATIONS
    assert "Further:" in said.summary
    assert said.summary.count("- line") == len(said.remarks) - ANNOTATIONS


def test_labels_are_named_under_label_and_labels_whatever_their_shape() -> None:
    raw = b"""\
ask-for-missing-information:
  label: needs-info
label-the-kind:
  labels:
    bug: "Type: Bug"
    question: ask
other: {label: [one, 2], never: [x]}
budget:
"""

    assert [(label, at.line, at.column) for label, at in labels.named_in(raw)] == [
        ("needs-info", 2, 3),
        ("Type: Bug", 5, 5),
        ("ask", 6, 5),
        ("one", 7, 17),
    ]
    warned = labels.missing(raw, ["Needs-Info", "type: bug", "one"])
    assert [(r.line, r.column, r.is_warning) for r in warned] == [(6, 5, True)]
    assert "'ask'" in warned[0].message


@pytest.mark.parametrize("raw", [b"", b"- a\n", b"\xff", b"x: [", b"label: a\n", b"a: 1\n"])
def test_a_file_that_cannot_be_read_names_no_labels(raw: bytes) -> None:
    assert labels.named_in(raw) == ()


def test_every_setting_that_is_a_label_is_looked_at() -> None:
    """A setting that is called otherwise would not be checked against the repository."""
    called = {
        name
        for capability in capabilities.ALL
        for name in getattr(capability.Config, "__dataclass_fields__", ())
        if "label" in name
    }

    assert called == set(labels.KEYS)
