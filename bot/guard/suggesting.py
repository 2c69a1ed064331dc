"""What is left to a maintainer, as a section of a comment that stands anyway."""

from collections.abc import Sequence
from dataclasses import replace

from bot.guard.judge import judge
from bot.guard.situation import Situation
from bot.parsing.comment_text import inert
from bot.vocabulary.actions import AddLabel, Proposal, SetSection, Verdict

SECTION = "suggestions"
CAPABILITY = "follow-orders"
"""Whose word it is: it does what a 👍 or the tick then asks for."""

WHY = "it is left to a maintainer"
LONGEST_WHY = 120


def with_suggestions(verdicts: Sequence[Verdict], situation: Situation) -> tuple[Verdict, ...]:
    """The verdicts, and one on showing the labels that are only suggested. Opens no comment."""
    labels = {
        verdict.proposal.action.label: verdict.proposal
        for verdict in verdicts
        if verdict.reason == "suggested" and isinstance(verdict.proposal.action, AddLabel)
    }
    if not labels:
        return tuple(verdicts)
    opened = any(v.allowed and isinstance(v.proposal.action, SetSection) for v in verdicts)
    beside = replace(situation, comment_stands=situation.comment_stands or opened)
    lines = [
        f"- *{inert(label, 50)}*: {inert(proposal.why, LONGEST_WHY)}"
        for label, proposal in sorted(labels.items())
    ]
    them = "it" if len(labels) == 1 else "them"
    text = "\n".join((f"Suggested to the maintainers, whose 👍 puts {them} on:", "", *lines))
    section = SetSection(
        situation.issue.thread, SECTION, text, opens=False, remember=tuple(sorted(labels))
    )
    return (*verdicts, *judge([Proposal(section, CAPABILITY, WHY)], beside))
