"""A thread in at most 150 words for somebody new to it: what runs, what fails, what would help.

Thread text stands in it quoted and inert; nobody is named. Pure.
"""

from collections.abc import Iterator, Mapping, Sequence

from bot.learning.findings import Findings
from bot.parsing.anatomy import prose
from bot.parsing.comment_text import inert
from bot.parsing.contributing import Ways
from bot.parsing.environments.told import told
from bot.vocabulary.issues import Issue
from bot.vocabulary.kinds import Kind
from bot.vocabulary.related import RelatedThread

MOST_WORDS = 150

QUOTED = 240
"""Characters of the reporter's own words."""

MOST_TOLD = 8
"""Things told of the machine and what runs on it."""

GOOD_ANSWER: Mapping[Kind | None, str] = {
    Kind.BUG: "reproduces it with these versions, or says with which it does not happen; then the "
    "smallest case, or the commit that began it",
    Kind.PERFORMANCE: "measures it on named hardware, before and after, with the command to repeat",
    Kind.INSTALLATION: "names the pair of versions that works, with the command, tried in a fresh "
    "environment",
    Kind.QUESTION: "answers with a command or a link to the docs; if the docs do not say it, a "
    "pull request that makes them",
    Kind.DOCS: "is a pull request with the better words",
    Kind.FEATURE: "says who else needs it and how it could look; code once a maintainer agrees",
    Kind.DISCUSSION: "brings a measured fact or a use that was not named yet",
    Kind.MAINTENANCE: "asks the maintainers which part they want done first",
    None: "says what was tried with which versions, and what came of it",
}
"""Ours; None where the kind is not known."""


def briefing(
    issue: Issue,
    findings: Findings,
    related: Sequence[RelatedThread],
    missing: Sequence[str],
    kind: Kind | None,
    ways: Ways,
) -> str:
    """The text, Markdown; `missing` are the form's questions that are still open."""
    kept: list[str] = []
    words = 0
    for line in _lines(issue, findings, related, missing, kind, ways):
        more = len(line.split())
        if words + more <= MOST_WORDS:
            kept.append(line)
            words += more
    return "\n".join(kept)


def _lines(
    issue: Issue,
    findings: Findings,
    related: Sequence[RelatedThread],
    missing: Sequence[str],
    kind: Kind | None,
    ways: Ways,
) -> Iterator[str]:
    """The most telling first; what does not fit is left out."""
    what = f"a {kind.value} report" if kind in (Kind.BUG, Kind.PERFORMANCE) else kind or "an issue"
    yield f"**{inert(issue.title, 120)}** ({what})"
    words = inert(prose(issue.body), QUOTED)
    if words:
        yield f"> {words}"
    if findings.signatures:
        first = findings.signatures[0]
        said = inert(f"{first.exception}: {first.message}".strip(": "), 140)
        where = inert(first.innermost_library, 40) if first.innermost_library else ""
        yield f"- Fails: {said}{f', innermost in {where}' if where else ''}"
    if environment := told(findings.environment):
        yield f"- Runs: {'; '.join(environment[:MOST_TOLD])}"
    if missing:
        yield f"- Missing: {inert(', '.join(missing), 120)}"
    if related:
        shown = ", ".join(f"#{x.number} ({_state(x)})" for x in related[:3])
        yield f"- Maybe related: {shown}"
    yield f"- A good answer {GOOD_ANSWER[kind]}."
    yield from _ways(ways)


def _state(one: RelatedThread) -> str:
    if one.is_open:
        return "open"
    return f"fixed in {inert(one.fixed_by, 20)}" if one.fixed_by else "closed as done"


def _ways(ways: Ways) -> Iterator[str]:
    if ways.ai_policy:
        yield f"- On AI the project says: “{inert(ways.ai_policy, 160)}”"
    elif ways.ai_file:
        yield f"- It has rules for AI: {inert(ways.ai_file, 60)}"
    signs = f"; code needs a signed {ways.agreement}" if ways.agreement == "CLA" else ""
    signs = "; commits need a sign-off (DCO)" if ways.agreement == "DCO" else signs
    if ways.guide:
        yield f"- Read {inert(ways.guide, 60)} first{signs}"
