"""What is said of a config itself is judged apart from all that capabilities propose."""

from typing import Any

import pytest

from bot.guard import REASONS, judge, judge_about_config
from bot.vocabulary.actions import AddLabel, Mode, Proposal
from bot.vocabulary.config import CloseConfigIssue, ReportOnConfig, TellOfConfig
from bot.vocabulary.threads import Repository, Thread
from tests.guard.situations import ALL_WELL

WHERE = Thread(Repository(7, "example-ai", "engine", 77), 0)
TELL = TellOfConfig(WHERE, "title", "body", anew=True)
CLOSE = CloseConfigIssue(WHERE, "body")
CHECK = ReportOnConfig(WHERE, "abc", is_good=True, title="", summary="", remarks=())
GRANTED = {"issues": "write", "checks": "write"}
WELL: dict[str, Any] = {
    "permissions": GRANTED,
    "archived": False,
    "watched": False,
    "organisation_named": True,
}


@pytest.mark.parametrize("action", [TELL, CLOSE, CHECK])
def test_it_is_written_where_nothing_speaks_against_it(action: Any) -> None:
    verdict = judge_about_config(Proposal(action, "config", "why"), **WELL)

    assert (verdict.allowed, verdict.mode, verdict.reason) == (True, Mode.ACT, "allowed")


@pytest.mark.parametrize(
    ("action", "change", "reason"),
    [
        (TELL, {"watched": True}, "watched"),
        (TELL, {"organisation_named": False}, "no_organisation"),
        (CLOSE, {"archived": True}, "archived"),
        (TELL, {"permissions": {"issues": "read", "checks": "write"}}, "missing_permission"),
        (CHECK, {"permissions": {"issues": "write"}}, "missing_permission"),
        (AddLabel(WHERE, "bug"), {}, "not_of_config"),
    ],
)
def test_it_is_refused_with_the_reason(action: Any, change: dict[str, Any], reason: str) -> None:
    verdict = judge_about_config(Proposal(action, "config", "why"), **(WELL | change))

    assert (verdict.allowed, verdict.reason) == (False, reason)
    assert reason in REASONS


@pytest.mark.parametrize("action", [TELL, CLOSE, CHECK])
def test_no_capability_may_do_it(action: Any) -> None:
    (verdict,) = judge([Proposal(action, "a-capability", "why")], ALL_WELL)

    assert (verdict.allowed, verdict.reason) == (False, "not_of_config")
