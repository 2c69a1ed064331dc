"""Areas of reports by models that the child process holds; called by name, so that it alone loads
numpy and scipy.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.learning.held import Held, Sure
from bot.learning.wordings import unpacked
from bot.parsing.area_signs import placed
from bot.vocabulary.kinds import AreaGuesses, SureArea

if TYPE_CHECKING:
    from bot.learning.area import AreaModel
    from bot.learning.area_features import AreaExample


@dataclass(frozen=True, slots=True)
class Filed:
    """A report as the store keeps it, and the area labels that people left on it."""

    title: str
    packed: bytes
    labels: frozenset[str]


_models: "Held[AreaModel]" = Held()
_examples: "list[AreaExample]" = []


def version() -> str:
    """Of the code that makes models; another's must be made anew."""
    from bot.learning.area import VERSION

    return str(VERSION)


def holds(repository_id: int, made_at: datetime) -> bool:
    """Whether that model is here."""
    return _models.get(repository_id, made_at) is not None


def hold(repository_id: int, made_at: datetime, stored: bytes) -> bool:
    """Take a model in, for the one before; False where other code made it."""
    from bot.learning.area import OtherVersion, from_bytes

    try:
        model = from_bytes(stored)
    except OtherVersion:
        return False
    _models.put(repository_id, made_at, Sure.of(model, model.bar))
    return True


def areas_of(
    repository_id: int, made_at: datetime, title: str, body: str, existing: frozenset[str]
) -> AreaGuesses:
    """The likeliest of the labels that exist, and how often guesses this sure were right.

    None where the model is not held any more: another took its place, or the process is a new one.
    """
    held = _models.get(repository_id, made_at)
    if held is None:
        return AreaGuesses()
    least = min((at for _level, at in held.bars), default=None)
    return AreaGuesses(
        tuple(
            SureArea(guess, held.precision(guess.probability))
            for guess in held.model.guess(placed(title, body), existing, least)
        )
    )


def forget_examples() -> None:
    """Begin with none."""
    _examples.clear()


def read_examples(given: Sequence[Filed]) -> int:
    """Read more reports to train on; how many there are now. Some milliseconds each."""
    from bot.learning.area_features import AreaExample, area_features

    for one in given:
        report = placed(one.title, unpacked(one.packed))
        _examples.append(AreaExample(area_features(report), report, one.labels))
    return len(_examples)


def train_areas() -> tuple[bytes, dict[str, Any]]:
    """A model of the examples read, and what it was made of."""
    from bot.learning.area_training import train

    model = train(_examples)
    card = {
        "told": sum(bool(example.labels) for example in _examples),
        "labels": len(model.labels),
        "silent": len(model.silent),
        "bar_at_85": model.bar(),
    }
    return model.to_bytes(), card
