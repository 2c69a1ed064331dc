"""Say so, with evidence, where the cause of a failure lies in another project.

Agreed: within 30 days somebody labels the issue as upstream's or another project's, or moves it.
Disagreed: a maintainer's 👎, or undo. Unknown: neither. Shadow sees none that could tell against
it, so it counts nothing there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from bot.learning.findings import Findings
from bot.learning.upstream_rules import UpstreamCause
from bot.parsing.comment_text import inert
from bot.vocabulary.actions import ClearSection, Proposal, SetSection
from bot.vocabulary.events import LookDue, ThreadEdited, ThreadOpened
from bot.vocabulary.issues import Issue, Sections

CAPABILITY = "point-upstream"
SECTION = "upstream"
PERMISSIONS: Mapping[str, str] = {"issues": "write"}

WHY = "what failed says that the cause lies in another project"
TOLD = "fixed"
"""What is remembered first when it was told that this is fixed there (`report_back_from_upstream`,
which this must not import): that stays, whatever becomes of the report."""

WHY_GONE = "the report does not say so any more"
LONGEST = 160
"""Characters of one line of evidence."""


@dataclass(frozen=True, slots=True)
class Config:
    """What the maintainers can set."""

    confidence: Annotated[float, Field(strict=True, ge=0.5, le=1.0)] = 0.8
    """How sure it must be to be said, 0.5..1."""


def decide(
    event: ThreadOpened | ThreadEdited | LookDue,
    issue: Issue,
    findings: Findings,
    sections: Sections,
    config: Config,
) -> Iterator[Proposal]:
    """Propose the pointer. It opens a comment only where there is a thread to point to."""
    if issue.is_pull_request or not issue.is_open or TOLD in sections.remembered.get(SECTION, ()):
        return
    cause = findings.upstream
    if cause is not None and cause.confidence >= config.confidence:
        remember = (cause.thread or cause.project,)
        opens = cause.thread is not None
        action = SetSection(issue.thread, SECTION, render(cause), opens=opens, remember=remember)
        evidence = tuple(line[:LONGEST] for line in cause.evidence)
        yield Proposal(action, CAPABILITY, WHY, evidence, cause.confidence)
    elif SECTION in sections.remembered:
        yield Proposal(ClearSection(issue.thread, SECTION), CAPABILITY, WHY_GONE)


def render(cause: UpstreamCause) -> str:
    """The section's text. The link is no reference, so that nothing shows on the other thread."""
    where = f"`{cause.project}`"
    if cause.thread is not None:
        project, _, number = cause.thread.partition("#")
        # redirect.github.com: GitHub makes no backlink of it.
        url = f"https://redirect.github.com/{project}/issues/{number}"
        where = f"[{project}, {number}]({url})"
    lines = [f"The cause may lie upstream, in {where}:", ""]
    lines += [f"- {inert(line, LONGEST)}" for line in cause.evidence[:3]]
    return "\n".join(lines)
