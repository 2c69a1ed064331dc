"""What an issue is for, and what a model guesses of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What an issue is for, as repositories of AI infrastructure name it in their labels."""

    BUG = "bug"
    FEATURE = "feature"
    QUESTION = "question"
    DOCS = "docs"
    PERFORMANCE = "performance"
    INSTALLATION = "installation"
    DISCUSSION = "discussion"
    """Requests for comments, proposals, research."""
    MAINTENANCE = "maintenance"
    """Refactoring, cleaning up, debt: the project's own work."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What a report most likely is for."""

    kind: Kind
    probability: float
    """0..1, calibrated on reports that the model was not trained on."""
    is_sure: bool
    """Whether guesses this sure were right as often as the repository asks; else abstain."""
    reasons: tuple[str, ...] = ()
    """What spoke most for it, strongest first, in words of ours; may be empty."""
    probabilities: Mapping[Kind, float] = field(default_factory=dict)
    """Of every kind the model knows; they add up to 1."""


@dataclass(frozen=True, slots=True)
class KindGuess:
    """What a report most likely is for, as the repository's model, or the pooled one, has it."""

    guess: Guess | None = None
    """None where there is no model yet."""
    precision: float = 0.0
    """Guesses this sure were right at least so often, 0..1, on reports left out of training."""


@dataclass(frozen=True, slots=True)
class AreaGuess:
    """A label of the repository that names an area, and how likely it belongs on a report."""

    label: str
    probability: float
    """0..1, calibrated on reports that the model was not trained on; 1 for what is stated."""
    reasons: tuple[str, ...] = ()
    """What spoke for it, in words of ours: never text of the report."""
    is_stated: bool = False
    """Whether an answer in the form or an owner file names the label: nothing was guessed."""


@dataclass(frozen=True, slots=True)
class AreaGuesses:
    """The area labels a report most likely belongs to, the likeliest first; may be empty."""

    guesses: tuple["SureArea", ...] = ()


@dataclass(frozen=True, slots=True)
class SureArea:
    """A guess, and how sure guesses like it were."""

    guess: AreaGuess
    precision: float
    """Guesses this sure were right at least so often, 0..1, on reports left out of training."""
