"""Label what a new issue is for (bug, feature, question, …), where the repository's past is sure.

Agreed: within 14 days a person puts one of that kind on, or deals with the issue and leaves it on.
Disagreed: a person takes it off, or puts one of another kind on. Unknown: nobody of the project
dealt with the issue, or it went. Shadow sees all of it, since people label what is left alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from bot.parsing.comment_text import inert
from bot.parsing.label_names import kind_of, label_for
from bot.vocabulary.actions import AddLabel, Proposal, SetSection
from bot.vocabulary.events import LookDue, ThreadOpened
from bot.vocabulary.issues import Issue, RepositoryLabels
from bot.vocabulary.kinds import Guess, Kind, KindGuess

CAPABILITY = "label-the-kind"
SECTION = "kind"
PERMISSIONS: Mapping[str, str] = {"issues": "write"}

WHY = "issues that read like this one got this label here"

Label = Annotated[str, Field(max_length=50, pattern=r"^[^\x00-\x1f\x7f]+$")]


@dataclass(frozen=True, slots=True)
class Config:
    """What the maintainers can set."""

    precision: Annotated[float, Field(strict=True, ge=0.5, le=0.99)] = 0.9
    """How often labels must be right, 0.5..0.99; below that it abstains."""
    labels: Mapping[Kind, Label] | None = None
    """Kind -> label, where names do not tell; by default the repository's own customary ones."""
    never: tuple[Kind, ...] = ()
    """Kinds to leave to people."""


def decide(
    event: ThreadOpened | LookDue,
    issue: Issue,
    labels: RepositoryLabels,
    kind: KindGuess,
    config: Config,
) -> Iterator[Proposal]:
    """Propose the label, once, where nobody spoke about the kind yet."""
    guess = kind.guess
    if guess is None or guess.kind in config.never or kind.precision < config.precision:
        return
    if issue.is_pull_request or not issue.is_open or _somebody_said(issue, config):
        return
    label = (config.labels or {}).get(guess.kind) or label_for(guess.kind, labels.names)
    if label is None:
        return
    evidence = _evidence(guess, kind.precision)
    action = AddLabel(issue.thread, label)
    yield Proposal(action, CAPABILITY, WHY, evidence, guess.probability)
    because = f" ({', '.join(guess.reasons[:2])})" if guess.reasons else ""
    text = f"Labelled *{inert(label, 50)}*: {WHY}{because}."
    section = SetSection(issue.thread, SECTION, text, opens=False)
    yield Proposal(section, CAPABILITY, WHY, evidence)


def _somebody_said(issue: Issue, config: Config) -> bool:
    """Whether a label of some kind is on, or was put on or taken off by anybody but us."""
    told = [*issue.labels, *(c.label for c in issue.label_history if not c.by_us)]
    named = frozenset((config.labels or {}).values())
    return any(name in named or kind_of(name) is not None for name in told)


def _evidence(guess: Guess, precision: float) -> tuple[str, ...]:
    return (
        f"{guess.kind.value} with probability {guess.probability:.2f}; guesses this sure were "
        f"right at least {precision:.0%} of the time",
        *guess.reasons,
    )
