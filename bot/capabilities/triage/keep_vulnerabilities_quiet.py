"""Say nothing on an issue that reads like a report of a vulnerability, and show it in no list.

Agreed: a maintainer closes, hides or moves it within 30 days. Disagreed: a maintainer takes this
back, or labels it as any other issue. Unknown: neither. Shadow sees all of it, and keeps quiet too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.learning.findings import Findings
from bot.vocabulary.actions import ClearSection, KeepQuiet, Proposal
from bot.vocabulary.events import LookDue, ThreadEdited, ThreadOpened
from bot.vocabulary.issues import Issue, Sections

CAPABILITY = "keep-vulnerabilities-quiet"
PERMISSIONS: Mapping[str, str] = {}

WHY = "it reads like a report of a vulnerability"


@dataclass(frozen=True, slots=True)
class Config:
    """There is nothing to set; a maintainer can switch it off."""


def decide(
    event: ThreadOpened | ThreadEdited | LookDue,
    issue: Issue,
    findings: Findings,
    sections: Sections,
    config: Config,
) -> Iterator[Proposal]:
    """Propose silence, and to take back what was said before."""
    found = findings.suspicion
    if found is None or issue.is_pull_request:
        return
    yield Proposal(KeepQuiet(issue.thread), CAPABILITY, WHY, found.cues, found.confidence)
    for section in sorted(sections.remembered):
        yield Proposal(ClearSection(issue.thread, section), CAPABILITY, WHY)
