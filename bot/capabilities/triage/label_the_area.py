"""Label which part of the project a new issue is about, where its form or the past is sure.

Agreed: within 14 days a person puts the same one on, or deals with the issue and leaves it on.
Disagreed: a person takes it off, or puts another area's on instead. Unknown: nobody of the project
dealt with the issue, or it went. Shadow sees all of it, since people label what is left alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from bot.parsing.area_signs import ANSWERED, OWNED
from bot.parsing.comment_text import inert
from bot.parsing.label_names import is_area
from bot.vocabulary.actions import AddLabel, Proposal, SetSection
from bot.vocabulary.events import LookDue, ThreadOpened
from bot.vocabulary.issues import Issue, RepositoryLabels
from bot.vocabulary.kinds import AreaGuess, AreaGuesses, SureArea

CAPABILITY = "label-the-area"
SECTION = "area"
PERMISSIONS: Mapping[str, str] = {"issues": "write"}

WHY = "issues like this one got this label here"
STATED = {
    ANSWERED: "the answer in the form names it",
    OWNED: "the owner files give it to the files that are named",
}
MOST = 2
"""Labels on one issue: more says nothing."""


@dataclass(frozen=True, slots=True)
class Config:
    """What the maintainers can set."""

    precision: Annotated[float, Field(strict=True, ge=0.5, le=0.99)] = 0.85
    """How often labels must be right, 0.5..0.99; below that it abstains."""
    never: tuple[str, ...] = ()
    """Labels to leave to people."""


def decide(
    event: ThreadOpened | LookDue,
    issue: Issue,
    labels: RepositoryLabels,
    areas: AreaGuesses,
    config: Config,
) -> Iterator[Proposal]:
    """Propose the labels, once, where nobody spoke about areas yet."""
    if issue.is_pull_request or not issue.is_open or _somebody_said(issue):
        return
    sure = [
        one
        for one in areas.guesses
        if (one.guess.is_stated or one.precision >= config.precision)
        and one.guess.label in labels.names
        and one.guess.label not in config.never
    ][:MOST]
    for one in sure:
        action = AddLabel(issue.thread, one.guess.label)
        confidence = None if one.guess.is_stated else one.guess.probability
        yield Proposal(action, CAPABILITY, _why(one.guess), _evidence(one), confidence)
    if sure:
        text = f"Labelled {'; '.join(map(_told, sure))}."
        section = SetSection(issue.thread, SECTION, text, opens=False)
        yield Proposal(section, CAPABILITY, _why(sure[0].guess))


def _why(guess: AreaGuess) -> str:
    return STATED.get(guess.reasons[0], WHY) if guess.is_stated else WHY


def _evidence(one: SureArea) -> tuple[str, ...]:
    if one.guess.is_stated:
        return one.guess.reasons
    sure = (
        f"probability {one.guess.probability:.2f}; guesses this sure were right at least "
        f"{one.precision:.0%} of the time"
    )
    return (sure, *one.guess.reasons)


def _told(one: SureArea) -> str:
    """The label, and what speaks for it."""
    named = f"*{inert(one.guess.label, 50)}*: {_why(one.guess)}"
    if one.guess.is_stated or not one.guess.reasons:
        return named
    return f"{named} ({', '.join(one.guess.reasons[:2])})"


def _somebody_said(issue: Issue) -> bool:
    """Whether a label of some area is on, or was put on or taken off by anybody but us."""
    told = [*issue.labels, *(c.label for c in issue.label_history if not c.by_us)]
    return any(is_area(name) for name in told)
