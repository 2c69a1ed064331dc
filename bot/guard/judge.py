"""The verdict on each proposal of one run."""

from collections import Counter
from collections.abc import Sequence
from typing import assert_never

from bot.guard import rules
from bot.guard.reasons import ALLOWED
from bot.guard.situation import Situation
from bot.vocabulary.actions import (
    AddLabel,
    ClearSection,
    LookAgain,
    MinimizeComment,
    Mode,
    MuteThread,
    Proposal,
    React,
    RemoveLabel,
    SetSection,
    Verdict,
)

CLOSED_MODES = {Mode.OFF: "off", Mode.SHADOW: "shadow", Mode.SUGGEST: "suggested"}


def judge(proposals: Sequence[Proposal], situation: Situation) -> tuple[Verdict, ...]:
    """One verdict a proposal, in the same order.

    The mode speaks last: what shadow records as "shadow" would have been done in act.
    """
    clashes = _clashes(proposals)
    verdicts = []
    for proposal in proposals:
        mode = situation.modes.get(proposal.capability, Mode.SHADOW)
        reason = ALLOWED
        if _subject(proposal) in clashes:
            reason = "contradiction"
        elif not isinstance(proposal.action, LookAgain | MuteThread):
            reason = _reason(proposal, situation) or CLOSED_MODES.get(mode, ALLOWED)
        if mode is Mode.OFF:
            reason = "off"
        verdicts.append(Verdict(proposal, reason == ALLOWED, mode, reason))
    return tuple(verdicts)


def _reason(proposal: Proposal, situation: Situation) -> str | None:
    action = proposal.action
    takes_back = isinstance(action, RemoveLabel | ClearSection | MinimizeComment)
    if (general := rules.any_write(situation, takes_back=takes_back)) is not None:
        return general
    match action:
        case AddLabel():
            return rules.add_label(action, situation)
        case RemoveLabel():
            return rules.remove_label(action, situation)
        case SetSection():
            return rules.set_section(action, situation)
        case ClearSection():
            return rules.clear_section(action, situation)
        case MinimizeComment():
            return rules.minimize_comment(situation)
        case React():
            return rules.react(action, situation)
        case LookAgain() | MuteThread():
            return None
        case _:
            assert_never(action)


def _subject(proposal: Proposal) -> tuple[str, str] | None:
    """What two opposite proposals would share; None where there is no opposite."""
    match proposal.action:
        case AddLabel(label=label) | RemoveLabel(label=label):
            return ("label", label)
        case SetSection(section=section) | ClearSection(section=section):
            return ("section", section)
        case _:
            return None


def _clashes(proposals: Sequence[Proposal]) -> frozenset[tuple[str, str] | None]:
    distinct = {(_subject(p), p.action) for p in proposals if _subject(p) is not None}
    counted = Counter(subject for subject, _action in distinct)
    return frozenset(subject for subject, n in counted.items() if n > 1)
