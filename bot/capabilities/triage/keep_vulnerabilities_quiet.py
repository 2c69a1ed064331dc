"""Say nothing on an issue that reads like a report of a vulnerability, and show it in no list.

The project is told where nobody else reads it: by mail to the contact its config names, else by
GitHub's private vulnerability reporting. That permission is not asked for by default, as it opens a
project's other advisories too; it is used where an installation has it. After the project the
organisation's own people for security get the bare link; on watched repositories they alone.

Agreed: within 30 days a maintainer closes or moves it, or labels it as a matter of security.
Disagreed: a maintainer takes this back, or labels it as any other issue. Unknown: neither. Shadow
sees all of it, keeps quiet too, and tells nobody.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from bot.learning.findings import Findings
from bot.vocabulary.actions import (
    ClearSection,
    KeepQuiet,
    Proposal,
    ReportPrivately,
    SetSection,
    TellSecurityRole,
)
from bot.vocabulary.events import LookDue, ThreadEdited, ThreadOpened
from bot.vocabulary.issues import Issue, Sections
from bot.vocabulary.people import MAIL_ADDRESS
from bot.vocabulary.redirect import REDIRECT, SECTION

CAPABILITY = "keep-vulnerabilities-quiet"
PERMISSIONS: Mapping[str, str] = {}

WHY = "it reads like a report of a vulnerability"


@dataclass(frozen=True, slots=True)
class Config:
    """What the maintainers can set."""

    contact: Annotated[str, Field(max_length=254, pattern=MAIL_ADDRESS)] | None = None
    """The project's mail address for such reports; by default GitHub's private reporting."""
    redirect: bool = False
    """Whether to point the author elsewhere in public, in the words that ordinary redirects of
    `sort-out-non-issues` have; never while those are rare here."""


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
    # No evidence: what was seen is kept nowhere else either.
    yield Proposal(KeepQuiet(issue.thread), CAPABILITY, WHY)
    yield Proposal(ReportPrivately(issue.thread, config.contact), CAPABILITY, WHY)
    yield Proposal(TellSecurityRole(issue.thread), CAPABILITY, WHY)
    for section in sorted(sections.remembered.keys() - {SECTION}):
        yield Proposal(ClearSection(issue.thread, section), CAPABILITY, WHY)
    # Said after an edit it would tell what the edit was.
    if config.redirect and not isinstance(event, ThreadEdited):
        yield Proposal(SetSection(issue.thread, SECTION, REDIRECT), CAPABILITY, WHY)
