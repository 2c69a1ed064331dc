"""Models that the child process holds between calls, by repository, one of each."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

M = TypeVar("M")

MOST = 64
"""Held at once: a megabyte or two each. Which was asked longest ago goes first."""

LEVELS = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.99)
"""Precisions that a guess is held against."""


@dataclass(frozen=True, slots=True)
class Sure(Generic[M]):
    """A model, and from which probability on its guesses keep which precision."""

    model: M
    bars: tuple[tuple[float, float], ...]
    """(precision, probability) of each level that the model keeps."""

    @classmethod
    def of(cls, model: M, bar: Callable[[float], float | None]) -> "Sure[M]":
        """With the bars that `bar` gives for each level."""
        found = ((level, bar(level)) for level in LEVELS)
        return cls(model, tuple((level, at) for level, at in found if at is not None))

    def precision(self, probability: float) -> float:
        """Guesses this sure were right at least so often; 0 where nothing is known of them."""
        return max((level for level, at in self.bars if probability >= at), default=0.0)


@dataclass(frozen=True, slots=True)
class Held(Generic[M]):
    """The models of one purpose."""

    _models: OrderedDict[int, tuple[datetime, Sure[M]]] = field(default_factory=OrderedDict)

    def put(self, repository_id: int, made_at: datetime, model: Sure[M]) -> None:
        """Hold a model in the place of the repository's last one."""
        self._models[repository_id] = made_at, model
        self._models.move_to_end(repository_id)
        while len(self._models) > MOST:
            self._models.popitem(last=False)

    def get(self, repository_id: int, made_at: datetime) -> Sure[M] | None:
        """The model that was made then; None where it is not held, or not any more."""
        at, model = self._models.get(repository_id, (None, None))
        if at != made_at:
            return None
        self._models.move_to_end(repository_id)
        return model
