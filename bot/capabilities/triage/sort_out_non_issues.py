"""Label what is no issue (an untouched template, a test, advertising, another project's matter).

Agreed: within 14 days a person puts the label on, or deals with the issue and leaves it on.
Disagreed: a person takes it off, or puts one of another kind on. Unknown: nobody of the project
dealt with the issue, or it went. Shadow sees what people did: there closing agrees as well, and
labelling or assigning it as any other issue disagrees. It never closes anything.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.learning.findings import Findings
from bot.parsing.markdown import folded
from bot.parsing.not_issues import Reason
from bot.vocabulary.actions import AddLabel, Proposal, SetSection
from bot.vocabulary.events import LookDue, ThreadOpened
from bot.vocabulary.issues import Issue, RepositoryLabels
from bot.vocabulary.redirect import REDIRECT, SECTION

CAPABILITY = "sort-out-non-issues"
PERMISSIONS: Mapping[str, str] = {"issues": "write"}

WHYS: Mapping[Reason, str] = {
    Reason.EMPTY: "nothing was filled in",
    Reason.TEST: "it says that it is a test",
    Reason.SPAM: "it advertises",
    Reason.WRONG_REPOSITORY: "it says itself that it is about another project",
    Reason.QUESTION: "it is a question, and the project has a place for those",
}
CUSTOMARY_LABELS: Mapping[Reason, tuple[str, ...]] = {
    Reason.EMPTY: ("invalid", "empty"),
    Reason.TEST: ("invalid", "test issue"),
    Reason.SPAM: ("spam", "invalid"),
    Reason.WRONG_REPOSITORY: ("wrong repo", "wrong repository", "upstream", "invalid"),
    Reason.QUESTION: ("question", "support"),
}
"""Folded names in use for it; the first that the repository has is taken."""

ELSEWHERE = frozenset({Reason.WRONG_REPOSITORY, Reason.QUESTION})

OF_THE_PROJECT = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})


@dataclass(frozen=True, slots=True)
class Config:
    """What the maintainers can set."""

    never: tuple[Reason, ...] = ()
    """Reasons to leave to people."""
    redirect: bool = False
    """Whether to point the author of a question, or of another project's matter, elsewhere in the
    comment; then without a label."""


def decide(
    event: ThreadOpened | LookDue,
    issue: Issue,
    findings: Findings,
    labels: RepositoryLabels,
    config: Config,
) -> Iterator[Proposal]:
    """Propose the label where nobody took the issue for one."""
    found = findings.not_an_issue
    if found is None or found.reason in config.never or issue.is_pull_request or not issue.is_open:
        return
    if issue.association in OF_THE_PROJECT or any(not c.by_us for c in issue.comments):
        return
    if config.redirect and found.reason in ELSEWHERE:
        action = SetSection(issue.thread, SECTION, REDIRECT)
        yield Proposal(action, CAPABILITY, WHYS[found.reason], found.signs)
        return
    by_name = {folded(name.replace("-", " ")): name for name in sorted(labels.names)}
    for name in CUSTOMARY_LABELS[found.reason]:
        if name in by_name:
            label = AddLabel(issue.thread, by_name[name])
            yield Proposal(label, CAPABILITY, WHYS[found.reason], found.signs)
            return
