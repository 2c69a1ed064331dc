"""The verdict on each proposal of one run."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from bot.guard import rules
from bot.guard.about_config import ABOUT_CONFIG
from bot.guard.asked import asked
from bot.guard.reasons import ALLOWED
from bot.guard.situation import Situation
from bot.vocabulary.actions import (
    AddLabel,
    ClearSection,
    KeepQuiet,
    LeaveAlone,
    LookAgain,
    MinimizeComment,
    Mode,
    MuteThread,
    Proposal,
    React,
    RemoveLabel,
    ReportPrivately,
    SayOnce,
    SetSection,
    SwitchOff,
    TakeBack,
    TellSecurityRole,
    Unmute,
    Verdict,
    Waive,
    Welcome,
)

ONLY_ASKED = Unmute | TakeBack | Waive | SwitchOff | LeaveAlone | Welcome
"""What nothing but a person decides."""

UNSEEN = LookAgain | MuteThread | KeepQuiet
"""What nobody sees happens in shadow too."""

CLOSED_MODES = {Mode.OFF: "off", Mode.SHADOW: "shadow", Mode.SUGGEST: "suggested"}


def judge(proposals: Sequence[Proposal], situation: Situation) -> tuple[Verdict, ...]:
    """One verdict a proposal, in the same order.

    The mode speaks last: what shadow records as "shadow" would have been done in act.
    """
    clashes = _clashes(proposals)
    against = [
        "contradiction" if _subject(p) in clashes else _reason(p, situation) for p in proposals
    ]
    against = _joined(proposals, against, situation)
    silent = _silent(proposals, against)
    verdicts = []
    for proposal, found in zip(proposals, against, strict=True):
        mode = situation.modes.get(proposal.capability, Mode.SHADOW)
        reason = found
        if reason is None and isinstance(proposal.action, AddLabel):
            reason = "unexplained" if proposal.capability in silent else None
        if reason is None and not _is_at_home(proposal, mode, situation):
            reason = CLOSED_MODES.get(mode)
        if mode is Mode.OFF:
            reason = "off"
        verdicts.append(Verdict(proposal, reason is None, mode, reason or ALLOWED))
    return tuple(verdicts)


def _is_at_home(proposal: Proposal, mode: Mode, situation: Situation) -> bool:
    """Whether it stays within the organisation, so that a mode short of act may do it.

    The organisation's own people are told of watched threads, where nobody set a mode; and in
    suggest, as they are the ones to decide. In shadow nobody is.
    """
    if isinstance(proposal.action, TellSecurityRole):
        return situation.watched or mode is Mode.SUGGEST
    return isinstance(proposal.action, UNSEEN)


def _joined(
    proposals: Sequence[Proposal], against: Sequence[str | None], situation: Situation
) -> list[str | None]:
    """The reasons again: what opens no comment joins the one that is opened beside it.

    A comment that is opened in shadow alone is there for what is in shadow too, and no other.
    """
    opening = {
        situation.modes.get(proposal.capability, Mode.SHADOW)
        for proposal, reason in zip(proposals, against, strict=True)
        if reason is None and isinstance(proposal.action, SetSection)
    }
    beside = replace(situation, comment_stands=True)
    found = list(against)
    unlabelled = {
        proposal.capability: reason
        for proposal, reason in zip(proposals, against, strict=True)
        if isinstance(proposal.action, AddLabel) and reason not in (None, "already_true")
    }
    for place, proposal in enumerate(proposals):
        if not isinstance(proposal.action, SetSection) or proposal.action.opens:
            continue
        if proposal.capability in unlabelled:  # it would tell of a label that is not put on
            found[place] = found[place] or unlabelled[proposal.capability]
        if found[place] != "no_comment_to_join":
            continue
        mode = situation.modes.get(proposal.capability, Mode.SHADOW)
        if Mode.ACT in opening or (mode is not Mode.ACT and mode in opening):
            joined = rules.set_section(proposal.action, beside)
            found[place] = joined or unlabelled.get(proposal.capability)
    return found


def _silent(proposals: Sequence[Proposal], against: Sequence[str | None]) -> frozenset[str]:
    """The capabilities that wanted to open the comment and may not: a label alone says nothing."""
    return frozenset(
        proposal.capability
        for proposal, reason in zip(proposals, against, strict=True)
        if isinstance(proposal.action, SetSection)
        and proposal.action.opens
        and reason not in (None, "already_true")
    )


def _reason(proposal: Proposal, situation: Situation) -> str | None:
    action = proposal.action
    if proposal.asked:
        return asked(action, situation)
    if isinstance(action, KeepQuiet):
        return rules.keep_quiet(situation)
    if isinstance(action, LookAgain | MuteThread):
        return None
    if isinstance(action, ONLY_ASKED):
        return "not_asked"
    if isinstance(action, ABOUT_CONFIG):
        return "not_of_config"
    if isinstance(action, TellSecurityRole):
        return rules.tell_security_role(situation)
    if isinstance(action, ReportPrivately):
        return rules.report_privately(action, situation)
    if rules.would_mark(proposal, situation):
        return "would_mark"
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
        case SayOnce():
            return rules.say_once(situation)
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
