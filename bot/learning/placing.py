"""Areas of reports by models that the child process holds; called by name, so that it alone loads
numpy and scipy.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from bot.learning.held import Held, Sure
from bot.learning.wordings import unpacked
from bot.parsing.area_signs import placed
from bot.parsing.owners import NOBODY, Owners, owners_of, read_owner_files
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
_owners: Owners = NOBODY


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
    repository_id: int,
    made_at: datetime | None,
    title: str,
    body: str,
    existing: frozenset[str],
    owner_files: Mapping[str, str],
) -> AreaGuesses:
    """The likeliest of the labels that exist, and how often guesses this sure were right.

    Without a model, or where the one of `made_at` is not held any more (another took its place, or
    the process is a new one), only what the report's form and owner files state.
    """
    from bot.learning.area import nothing

    report = placed(title, body, _read(tuple(sorted(owner_files.items()))))
    held = None if made_at is None else _models.get(repository_id, made_at)
    held = held or Sure(nothing(), ())
    least = min((at for _level, at in held.bars), default=None)
    return AreaGuesses(
        tuple(
            SureArea(guess, 0.0 if guess.is_stated else held.precision(guess.probability))
            for guess in held.model.guess(report, existing, least)
        )
    )


@lru_cache(64)
def _read(files: tuple[tuple[str, str], ...]) -> Owners:
    """The rules of some files: the same again for nearly every report of a repository."""
    return owners_of(read_owner_files(dict(files)))


def start_examples(owner_files: Mapping[str, str]) -> None:
    """Begin with none, of a repository with these owner files."""
    global _owners
    _examples.clear()
    _owners = _read(tuple(sorted(owner_files.items())))


def read_examples(given: Sequence[Filed]) -> int:
    """Read more reports to train on; how many there are now. Some milliseconds each."""
    from bot.learning.area_features import AreaExample, area_features

    for one in given:
        report = placed(one.title, unpacked(one.packed), _owners)
        _examples.append(AreaExample(area_features(report), report, one.labels))
    return len(_examples)


def train_areas() -> tuple[bytes, dict[str, Any]]:
    """A model of the examples read, and what it was made of."""
    from bot.learning.area_training import train

    model = train(_examples)
    card = {
        "told": sum(bool(example.labels) for example in _examples),
        "labels": len(model.labels),
        "doubted": len(model.doubted),
        "bar_at_85": model.bar(),
    }
    return model.to_bytes(), card
