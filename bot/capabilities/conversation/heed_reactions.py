"""Take everything back on a thread when a maintainer answers the comment with 👎.

Agreed: nobody repeats the request within 14 days. Disagreed: somebody asks for it again.
Unknown: the thread closes first. Shadow sees none of it, as there is no comment to react to.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.vocabulary.actions import (
    ClearSection,
    MinimizeComment,
    Mode,
    MuteThread,
    Proposal,
    RemoveLabel,
)
from bot.vocabulary.events import CommentReacted
from bot.vocabulary.issues import Issue, Sections

CAPABILITY = "heed-reactions"
PERMISSIONS: Mapping[str, str] = {"issues": "write"}
DEFAULT_MODE = Mode.ACT
"""It only takes back what is there already."""

WHY = "a maintainer reacted with 👎 to Linchpin's comment"


@dataclass(frozen=True, slots=True)
class Config:
    """There is nothing to set: people always win."""


def decide(
    event: CommentReacted, issue: Issue, sections: Sections, config: Config
) -> Iterator[Proposal]:
    """Propose to undo what stands of ours: labels, sections, comment."""
    if event.content != "-1" or not event.by_maintainer:
        return
    ours = {c.label for c in issue.label_history if c.added and c.by_us}
    for label in sorted(ours & issue.labels):
        yield Proposal(RemoveLabel(issue.thread, label), CAPABILITY, WHY)
    for section in sorted(sections.remembered):
        yield Proposal(ClearSection(issue.thread, section), CAPABILITY, WHY)
    yield Proposal(MinimizeComment(issue.thread, "RESOLVED"), CAPABILITY, WHY)
    yield Proposal(MuteThread(issue.thread), CAPABILITY, WHY)
