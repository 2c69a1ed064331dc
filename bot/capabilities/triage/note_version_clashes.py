"""Note in the comment, where one stands, versions that are not known to go together, with sources.

Agreed: the reporter changes one of the versions in the report within 14 days. Disagreed: a
maintainer's 👎 on the comment, or undo. Unknown: neither. Shadow sees none of it: nobody was told.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.learning.findings import Findings
from bot.parsing.comment_text import inert
from bot.vocabulary.actions import ClearSection, Proposal, SetSection
from bot.vocabulary.environments import Clash
from bot.vocabulary.events import LookDue, ThreadEdited, ThreadOpened
from bot.vocabulary.issues import Issue, Sections

CAPABILITY = "note-version-clashes"
SECTION = "environment"
PERMISSIONS: Mapping[str, str] = {"issues": "write"}

WHY = "the report shows versions that are not known to go together"
WHY_GONE = "the report does not show these versions any more"
MOST = 2
LONGEST = 240
"""Characters of one note."""


@dataclass(frozen=True, slots=True)
class Config:
    """There is nothing to set."""


def decide(
    event: ThreadOpened | ThreadEdited | LookDue,
    issue: Issue,
    findings: Findings,
    sections: Sections,
    config: Config,
) -> Iterator[Proposal]:
    """Propose the note; it never opens a comment."""
    if issue.is_pull_request or not issue.is_open:
        return
    shown = findings.clashes[:MOST]
    if shown:
        action = SetSection(issue.thread, SECTION, render(shown), opens=False)
        yield Proposal(action, CAPABILITY, WHY, tuple(one.note[:LONGEST] for one in shown))
    elif SECTION in sections.remembered:
        yield Proposal(ClearSection(issue.thread, SECTION), CAPABILITY, WHY_GONE)


def render(shown: tuple[Clash, ...]) -> str:
    """The section's text."""
    return "\n".join(
        f"Note: {inert(one.note, LONGEST)} ([source]({one.source}))  " for one in shown
    ).rstrip()
