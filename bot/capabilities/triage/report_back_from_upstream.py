"""Report back, once, when the thread upstream that an issue was pointed to is fixed.

Agreed: the reporter or a maintainer closes the issue within 30 days. Disagreed: somebody opens it
again, or a maintainer has the comment undone. Unknown: neither. Shadow sees none of it, as nothing
was pointed to.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.vocabulary.actions import Proposal, SayOnce, SetSection
from bot.vocabulary.events import UpstreamFixed
from bot.vocabulary.issues import Issue, Sections

CAPABILITY = "report-back-from-upstream"
SECTION = "upstream"
PERMISSIONS: Mapping[str, str] = {"issues": "write"}

WHY = "the thread upstream was closed as fixed"

TEXT = (
    "Upstream, {where} was closed as fixed{by}. A version with that fix should help; "
    "if it does not, please say here which one you tried."
)
SHORT = "Fixed upstream: {where}{by}."

TOLD = "fixed"
"""Remembered before the thread upstream once its fix was told: nobody has to ask for it any more,
and a run that died before the comment stood still knows what it was about."""


@dataclass(frozen=True, slots=True)
class Config:
    """There is nothing to set."""


def decide(
    event: UpstreamFixed, issue: Issue, sections: Sections, config: Config
) -> Iterator[Proposal]:
    """Propose the comment, and that the pointer says so too, which ends the tracking."""
    if issue.is_pull_request or event.upstream not in sections.remembered.get(SECTION, ()):
        return
    if not re.fullmatch(r"[\w.-]+/[\w.-]+#\d+", event.upstream):
        return
    project, _, number = event.upstream.partition("#")
    base = f"https://redirect.github.com/{project}"  # GitHub makes no backlink of it
    where = f"[{project}, {number}]({base}/issues/{number})"
    by = _by(event.fixed_by, base)
    evidence = (f"{event.upstream} was closed as fixed",)
    if issue.is_open:
        text = TEXT.format(where=where, by=by)
        yield Proposal(SayOnce(issue.thread, text), CAPABILITY, WHY, evidence)
    short, remember = SHORT.format(where=where, by=by), (TOLD, event.upstream)
    section = SetSection(issue.thread, SECTION, short, opens=False, remember=remember)
    yield Proposal(section, CAPABILITY, WHY, evidence)


def _by(fixed_by: str, base: str) -> str:
    if pull := re.fullmatch(r"#(\d{1,10})", fixed_by):
        return f" by [pull request {pull[1]}]({base}/pull/{pull[1]})"
    if re.fullmatch(r"[0-9a-f]{7,40}", fixed_by):
        return f" by [{fixed_by}]({base}/commit/{fixed_by})"
    return ""
