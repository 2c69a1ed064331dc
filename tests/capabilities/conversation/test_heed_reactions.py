import pytest

from bot.capabilities.conversation import heed_reactions
from bot.vocabulary.actions import (
    ClearSection,
    MinimizeComment,
    MuteThread,
    Proposal,
    RemoveLabel,
)
from bot.vocabulary.events import CommentReacted
from bot.vocabulary.issues import Issue, Sections
from tests import builders
from tests.builders import BOT, MAINTAINER, THREAD

ASKED = Sections({"missing-information": ("version",), "related": ()})


def decide(event: CommentReacted, issue: Issue) -> list[Proposal]:
    return list(heed_reactions.decide(event, issue, ASKED, heed_reactions.Config()))


def test_a_maintainers_thumb_down_takes_back_labels_sections_and_comment_and_mutes() -> None:
    issue = builders.issue(
        labels=frozenset({"needs-info", "bug"}),
        label_history=builders.label_changes(("needs-info", True, BOT), ("bug", True, MAINTAINER)),
    )

    found = [proposal.action for proposal in decide(builders.reacted(), issue)]

    assert found == [
        RemoveLabel(THREAD, "needs-info"),
        ClearSection(THREAD, "missing-information"),
        ClearSection(THREAD, "related"),
        MinimizeComment(THREAD, "RESOLVED"),
        MuteThread(THREAD),
    ]


@pytest.mark.parametrize(
    "event",
    [
        builders.reacted("-1", by_maintainer=False),
        builders.reacted("+1"),
        builders.reacted("confused"),
        builders.reacted(""),
    ],
)
def test_other_reactions_and_other_people_change_nothing(event: CommentReacted) -> None:
    assert decide(event, builders.issue(labels=frozenset({"needs-info"}))) == []


def test_it_takes_no_label_off_that_is_gone_already() -> None:
    issue = builders.issue(
        label_history=builders.label_changes(
            ("needs-info", True, BOT), ("needs-info", False, MAINTAINER)
        )
    )

    found = [proposal.action for proposal in decide(builders.reacted(), issue)]

    assert not any(isinstance(action, RemoveLabel) for action in found)
