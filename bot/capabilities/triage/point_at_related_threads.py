"""Point the reporter to older threads that may tell of the same thing, never more than three.

Agreed: within 30 days of being shown the reporter closes the issue, or somebody labels it a
duplicate. Disagreed: a maintainer's 👎, undo, or "not duplicate". Unknown: neither; that others
close it tells nothing, they close most. Shadow sees none of it, as nobody was shown anything.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from bot.parsing.comment_text import inert
from bot.vocabulary.actions import Proposal, SetSection
from bot.vocabulary.events import LookDue, ThreadOpened
from bot.vocabulary.issues import Issue, Sections
from bot.vocabulary.related import RelatedThread, RelatedThreads

CAPABILITY = "point-at-related-threads"
SECTION = "related"
PERMISSIONS: Mapping[str, str] = {"issues": "write"}

WHY = "an older thread seems to tell of the same thing"
INTRO = "Maybe related:"
MOST = 3
LONGEST_WHY = 80
"""Characters of what both have in common."""

Share = Annotated[float, Field(strict=True, ge=0.5, le=0.99)]


@dataclass(frozen=True, slots=True)
class Config:
    """What the maintainers can set."""

    probability: Share = 0.65
    """How likely a thread must be the same matter to be shown, 0.5..0.99. From 0.65 on, 26 of 31
    that were read in other projects' trackers were (`bot/learning/cards/duplicates.md`). Where your
    own people mark duplicates, or deny them, and too few were right, nothing is shown."""


def decide(
    event: ThreadOpened | LookDue,
    issue: Issue,
    related: RelatedThreads,
    sections: Sections,
    config: Config,
) -> Iterator[Proposal]:
    """Propose the list, once; nothing where nobody would be helped."""
    if issue.is_pull_request or not issue.is_open or SECTION in sections.remembered:
        return
    said = f"{issue.body}\n" + "\n".join(c.body for c in issue.comments if not c.by_us)
    shown = [
        one
        for one in related.threads
        if one.for_public
        and one.probability >= config.probability
        and not _is_named(one.number, said, issue)
    ][:MOST]
    if not shown:
        return
    remember = tuple(str(one.number) for one in shown)
    evidence = tuple(
        f"#{one.number} with probability {one.probability:.2f}: {', '.join(one.why[:3])}"
        for one in shown
    )
    action = SetSection(issue.thread, SECTION, render(shown), remember=remember)
    yield Proposal(action, CAPABILITY, WHY, evidence, shown[0].probability)


def render(shown: list[RelatedThread]) -> str:
    """The section's text. GitHub shows title and state of a thread that stands alone in a line."""
    lines = [INTRO, ""]
    for one in shown:
        lines.append(f"- #{one.number}")
        told = (
            []
            if one.is_open
            else [f"was fixed in {one.fixed_by}" if one.fixed_by else "was closed as done"]
        )
        if one.why:
            told.append(f"both have {inert(', '.join(one.why[:3]), LONGEST_WHY)}")
        if told:
            lines.append(f"  {'; '.join(told)}")
    return "\n".join(lines)


def _is_named(number: int, said: str, issue: Issue) -> bool:
    """Whether somebody points there already."""
    url = f"{issue.thread.repository.full_name}/issues/{number}"
    return any(
        not said[at + len(name) : at + len(name) + 1].isdigit()
        for name in (f"#{number}", url)
        for at in _places(said, name)
    )


def _places(text: str, words: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)
