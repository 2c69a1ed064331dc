"""Of all pushes only those are needed that may have changed the config."""

from typing import Any

import pytest

from bot.intake import events
from bot.intake.pushes import MOST_COMMITS
from bot.vocabulary.config import CONFIG_PATH
from bot.vocabulary.events import ConfigChanged, Dropped
from bot.vocabulary.threads import Repository

PLACE = {
    "id": 7,
    "full_name": "example-ai/engine",
    "private": False,
    "default_branch": "trunk",
}
NOWHERE: dict[str, Any] = {"added": [], "modified": ["README.md"], "removed": []}


def push(*commits: Any, ref: str = "refs/heads/trunk", **more: Any) -> dict[str, Any]:
    installation = {"id": 77}
    whole = {"ref": ref, "repository": PLACE, "installation": installation, "forced": False}
    return whole | {"commits": list(commits)} | more


@pytest.mark.parametrize("kind", ["added", "modified", "removed"])
def test_a_push_that_touches_the_config_of_the_default_branch_is_needed(kind: str) -> None:
    found = events.parse("push", push(NOWHERE, NOWHERE | {kind: [CONFIG_PATH]}))

    assert found == ConfigChanged(Repository(7, "example-ai", "engine", 77))
    assert events.lane(found) == "repository/7"


def test_a_push_of_which_not_all_is_told_may_have_touched_it() -> None:
    forced = events.parse("push", push(NOWHERE, forced=True))
    cut = events.parse("push", push(*[NOWHERE] * MOST_COMMITS))

    assert isinstance(forced, ConfigChanged)
    assert isinstance(cut, ConfigChanged)


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (push(NOWHERE), "a push that leaves the config alone"),
        (push(), "a push that leaves the config alone"),
        (push("odd", {"added": CONFIG_PATH}), "a push that leaves the config alone"),
        (push({"added": [CONFIG_PATH]}, ref="refs/heads/other"), "a push to another branch"),
        (push({"added": [CONFIG_PATH]}, ref="refs/tags/trunk"), "a push to another branch"),
        (push(commits=None), "push: malformed, no commits"),
    ],
)
def test_every_other_push_is_dropped_with_the_reason(payload: dict[str, Any], reason: str) -> None:
    assert events.parse("push", payload) == Dropped(reason)
