"""Areas of reports by models that the child process holds; called by name, so that it alone loads
numpy and scipy.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.learning.guessing import LEVELS
from bot.learning.wordings import unpacked
from bot.parsing.area_signs import placed
from bot.vocabulary.kinds import AreaGuesses, SureArea

if TYPE_CHECKING:
    from bot.learning.area import AreaModel
    from bot.learning.area_features import AreaExample

MOST_MODELS = 64
"""Held at once: a megabyte or two each."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A report as the store keeps it, and the area labels that people left on it."""

    title: str
    packed: bytes
    labels: frozenset[str]


_models: "OrderedDict[tuple[int, datetime], tuple[AreaModel, dict[float, float | None]]]" = (
    OrderedDict()
)
_examples: "list[AreaExample]" = []


def version() -> str:
    """Of the code that makes models; another's must be made anew."""
    from bot.learning.area import VERSION

    return str(VERSION)


def holds(repository_id: int, made_at: datetime) -> bool:
    """Whether that model is here."""
    return (repository_id, made_at) in _models


def hold(repository_id: int, made_at: datetime, stored: bytes) -> bool:
    """Take a model in, for the one before; False where other code made it."""
    from bot.learning.area import OtherVersion, from_bytes

    try:
        model = from_bytes(stored)
    except OtherVersion:
        return False
    for key in [key for key in _models if key[0] == repository_id]:
        del _models[key]
    _models[repository_id, made_at] = model, {p: model.bar(p) for p in LEVELS}
    while len(_models) > MOST_MODELS:
        _models.popitem(last=False)
    return True


def areas_of(
    repository_id: int, made_at: datetime, title: str, body: str, existing: frozenset[str]
) -> AreaGuesses:
    """The likeliest of the labels that exist, and how often guesses this sure were right.

    None where the model is not held any more: another took its place, or the process is a new one.
    """
    held = _models.get((repository_id, made_at))
    if held is None:
        return AreaGuesses()
    model, bars = held
    _models.move_to_end((repository_id, made_at))
    least = min((bar for bar in bars.values() if bar is not None), default=None)
    found = []
    for guess in model.guess(placed(title, body), existing, least):
        passed = (p for p in LEVELS if (b := bars[p]) is not None and guess.probability >= b)
        found.append(SureArea(guess, max(passed, default=0.0)))
    return AreaGuesses(tuple(found))


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
