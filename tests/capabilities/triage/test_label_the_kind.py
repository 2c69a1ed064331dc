"""The kind is labelled where nobody spoke of it yet."""

import pytest

from bot.capabilities.triage import label_the_kind
from bot.vocabulary.actions import Action, AddLabel
from bot.vocabulary.issues import Issue, RepositoryLabels
from bot.vocabulary.kinds import Kind
from tests import builders
from tests.builders import BOT, KIND, MAINTAINER, THREAD

LABELS = RepositoryLabels(frozenset({"C-one", "C-two"}))
CONFIG = label_the_kind.Config(labels={Kind.BUG: "C-one", Kind.FEATURE: "C-two"})


def labelled(issue: Issue) -> list[Action]:
    proposals = label_the_kind.decide(builders.opened(), issue, LABELS, KIND, CONFIG)
    return [p.action for p in proposals if isinstance(p.action, AddLabel)]


def test_the_label_that_the_config_names_is_put_on() -> None:
    assert labelled(builders.issue("x")) == [AddLabel(THREAD, "C-one")]


@pytest.mark.parametrize(
    "issue",
    [
        builders.issue("x", labels=frozenset({"C-two"})),
        builders.issue("x", label_history=builders.label_changes(("C-two", False, MAINTAINER))),
    ],
)
def test_where_a_person_spoke_with_a_label_that_the_config_names_nothing_is_added(
    issue: Issue,
) -> None:
    assert labelled(issue) == []


def test_what_we_put_on_ourselves_is_nobodys_word() -> None:
    history = builders.label_changes(("C-two", True, BOT))

    assert labelled(builders.issue("x", label_history=history)) != []
