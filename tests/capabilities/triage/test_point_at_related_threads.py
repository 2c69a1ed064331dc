from dataclasses import replace

import pytest

from bot.capabilities.triage import point_at_related_threads
from bot.capabilities.triage.point_at_related_threads import Config
from bot.vocabulary.actions import Proposal, SetSection
from bot.vocabulary.issues import Issue, Sections
from bot.vocabulary.related import RelatedThread, RelatedThreads
from tests import builders
from tests.builders import RELATED, THREAD

NOTHING_SAID = Sections({})
TEXT = """Maybe related:

- #3
  both have KeyError: 'x', paged\\_cache
- #2
  was fixed in #4; both have paged\\_cache"""


def decide(
    issue: Issue,
    related: RelatedThreads = RELATED,
    sections: Sections = NOTHING_SAID,
    config: Config = Config(),  # noqa: B008 # frozen
) -> list[Proposal]:
    return list(
        point_at_related_threads.decide(builders.opened(), issue, related, sections, config)
    )


def test_likely_ones_are_listed_with_what_both_have() -> None:
    (found,) = decide(builders.issue("It stops."))

    assert found.action == SetSection(THREAD, "related", TEXT, remember=("3", "2"))
    assert found.confidence == 0.95


def test_never_more_than_three() -> None:
    many = RelatedThreads(tuple(RelatedThread(n, 0.9, True, None, "", ()) for n in range(1, 9)))

    (found,) = decide(builders.issue(), many)

    assert isinstance(found.action, SetSection)
    assert found.action.remember == ("1", "2", "3")


@pytest.mark.parametrize(
    "body", ["Like #3, and #2.", "https://github.com/example-ai/engine/issues/3, #2"]
)
def test_who_points_there_already_is_not_told(body: str) -> None:
    assert decide(builders.issue(body)) == []


def test_another_number_that_begins_alike_is_another_thread() -> None:
    assert len(decide(builders.issue("See #31 and #22."))) == 1


@pytest.mark.parametrize(
    "issue",
    [
        builders.issue(is_open=False),
        builders.issue(is_pull_request=True),
        builders.issue(comments=(builders.comment("Same as #3 and #2"),)),
    ],
)
def test_it_keeps_quiet_where_nobody_would_be_helped(issue: Issue) -> None:
    assert decide(issue) == []


def test_it_says_it_once() -> None:
    assert decide(builders.issue(), sections=Sections({"related": ("3",)})) == []


def test_what_people_here_found_wrong_too_often_is_not_said() -> None:
    denied = RelatedThreads(
        tuple(replace(one, for_public=False) for one in RELATED.threads),
    )

    assert decide(builders.issue(), denied) == []


def test_a_project_may_ask_for_more() -> None:
    assert decide(builders.issue(), config=Config(probability=0.96)) == []
