from dataclasses import replace

from bot.guard import Situation, judge, with_suggestions
from bot.vocabulary.actions import Action, AddLabel, Mode, Proposal, SetSection, Verdict
from tests.guard.situations import ALL_WELL, CAPABILITY, THREAD, proposal, situation

KIND = "label-the-kind"
MODES = {CAPABILITY: Mode.ACT, KIND: Mode.SUGGEST, "follow-orders": Mode.ACT}
SUGGESTED = Proposal(AddLabel(THREAD, "bug"), KIND, "issues like this got it, says @ann")
ASK = SetSection(THREAD, "missing-information", "☐ **Version**")


def verdicts(now: Situation, *actions: Action) -> tuple[Verdict, ...]:
    proposals = [*map(proposal, actions), SUGGESTED]
    return with_suggestions(judge(proposals, now), now)


def test_a_suggested_label_joins_the_comment_that_stands_and_says_how_it_is_accepted() -> None:
    now = situation(modes=MODES, comment_stands=True)

    *_others, last = verdicts(now)

    assert last.allowed
    assert isinstance(last.proposal.action, SetSection)
    assert last.proposal.action.remember == ("bug",)
    assert "*bug*" in last.proposal.action.text
    assert "👍" in last.proposal.action.text
    assert "@ann" not in last.proposal.action.text


def test_it_joins_a_comment_that_is_just_opened_and_opens_none_itself() -> None:
    now = situation(modes=MODES)

    assert verdicts(now, ASK)[-1].allowed
    assert verdicts(now)[-1].reason == "no_comment_to_join"


def test_what_would_not_be_done_anyway_is_not_suggested() -> None:
    missing = replace(SUGGESTED, action=AddLabel(THREAD, "missing"))
    now = situation(modes=MODES, comment_stands=True)

    assert len(with_suggestions(judge([missing], now), now)) == 1
    assert with_suggestions(judge([proposal(ASK)], ALL_WELL), ALL_WELL) == judge(
        [proposal(ASK)], ALL_WELL
    )
