"""Kinds of reports by models that the child process holds; called by name, so that it alone loads
numpy and scipy.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.learning.held import Held, Sure
from bot.learning.wordings import unpacked
from bot.vocabulary.kinds import Kind, KindGuess

if TYPE_CHECKING:
    from bot.learning.kind import Example
    from bot.learning.kind_model import KindModel


@dataclass(frozen=True, slots=True)
class Labelled:
    """A report as the store keeps it, and the kind that people's labels say."""

    title: str
    packed: bytes
    kind: Kind
    repository: str


_models: "Held[KindModel]" = Held()
_examples: "list[Example]" = []


def version() -> str:
    """Of the code that makes models; another's must be made anew."""
    from bot.learning.kind_model import VERSION

    return str(VERSION)


def holds(repository_id: int, made_at: datetime) -> bool:
    """Whether that model is here."""
    return _models.get(repository_id, made_at) is not None


def hold(repository_id: int, made_at: datetime, stored: bytes) -> bool:
    """Take a model in, for the one before; False where other code made it."""
    from bot.learning.kind_model import OtherVersion, from_bytes

    try:
        model = from_bytes(stored)
    except OtherVersion:
        return False
    _models.put(repository_id, made_at, Sure.of(model, model.bar))
    return True


def kind_of(repository_id: int, made_at: datetime, title: str, body: str) -> KindGuess:
    """The likeliest kind, and how often guesses this sure were right.

    None where the model is not held any more: another took its place, or the process is a new one.
    """
    from bot.learning.kind_features import features

    held = _models.get(repository_id, made_at)
    if held is None:
        return KindGuess()
    guess = held.model.guess_above(features(title, body), None)
    if guess is None:
        return KindGuess()
    return KindGuess(guess, held.precision(guess.probability))


def forget_examples() -> None:
    """Begin with none."""
    _examples.clear()


def read_examples(given: Sequence[Labelled]) -> int:
    """Read more reports to train on; how many there are now. Two milliseconds each."""
    from bot.learning.kind import Example
    from bot.learning.kind_features import features

    _examples.extend(
        Example(features(one.title, unpacked(one.packed)), one.kind, one.repository)
        for one in given
    )
    return len(_examples)


def train_kinds(own: str) -> tuple[bytes, dict[str, Any]]:
    """A model of the examples read, of one repository's on top of the others'; "" for all alike.

    With what it was made of.
    """
    from bot.learning.kind import train_prior
    from bot.learning.kind_pool import train_own

    others = [one for one in _examples if one.repository != own]
    mine = [one for one in _examples if one.repository == own]
    model = train_own(mine, others) if own else train_prior(others)
    card = {
        "own": len(mine),
        "others": len(others),
        "kinds": [kind.value for kind in model.kinds],
        "bar_at_90": model.bar(0.9),
    }
    return model.to_bytes(), card
