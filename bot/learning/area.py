"""Which area labels belong on a report: learned from a repository's own labelled history.

A label starts from signs that hold for any label (its name in the title, a path that leads there)
and adds what its own reports have in common. Reports without any area label are no proof that none
fits, and weigh little. The likeliest label is said where such guesses were right, on reports not
seen, as often as the repository asks; one that is no likelier on than off, or no likelier than
another, is left off. What an answer in the form or an owner file states is taken at its word,
unless the repository's own labels belie it.
"""

import io
import json
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from bot.learning.area_features import area_features, sign_scores
from bot.learning.layers import Floats, Layer, layer_from
from bot.learning.sureness import next_is_right_from
from bot.parsing.area_signs import SIGNS, Placed, signs, stated
from bot.parsing.label_names import is_area
from bot.vocabulary.kinds import AreaGuess

VERSION = 2
"""Of features and layers: models made by another are rebuilt."""

PRECISION = 0.85
"""Asked of what is said; issue triage's own goal."""

_BY_LIKENESS = ("it reads like its reports",)

LEAST = 0.5
"""A label is said only where it is likelier than not, however few were wrong below that."""

MOST_SAID = 2
"""Labels on one report, where two are stated, or one is and another is guessed. Of guesses one: a
second was wrong more often, and held up the first (cross-validation on issues of vLLM and llama.cpp
before 2024-09-01)."""


@dataclass(frozen=True, slots=True, eq=False)
class Named:
    """How far signs alone can be trusted."""

    factor: float
    offset: float
    sure: Floats
    right: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class AreaModel:
    """What is known of a repository's area labels."""

    labels: tuple[str, ...]
    signs: Floats
    """Weights of SIGNS, and last their bias."""
    layer: Layer | None
    factor: float
    offsets: Floats
    """Scores -> probabilities; an offset for each label."""
    sure: Floats
    right: NDArray[np.bool_]
    """Of the likeliest labels of reports not seen in training."""
    named: Named
    """For labels too rare or too new to be learned."""
    doubted: frozenset[str]
    """Signs that state a label and were wrong too often here: they only count as words do."""

    def probabilities(self, report: Placed) -> Floats:
        """Of each label."""
        if self.layer is None:
            return np.zeros(len(self.labels), dtype=np.float32)
        scores = sign_scores(self.labels, [report], self.signs)[0]
        scores = scores + self.layer.scores(area_features(report))
        return np.asarray(special.expit(self.factor * scores + self.offsets), dtype=np.float32)

    def bar(self, precision: float = PRECISION) -> float | None:
        """The probability from which on labels keep the precision."""
        return next_is_right_from(self.sure, self.right, precision)

    def best(self, report: Placed) -> frozenset[str]:
        """The likeliest label, and all that are likelier than not: what to say without a bar."""
        found = self.probabilities(report)
        if not len(found):
            return frozenset()
        likely = {self.labels[place] for place in np.flatnonzero(found >= LEAST)}
        return frozenset({self.labels[int(found.argmax())], *likely})

    def guess(
        self, report: Placed, existing: Iterable[str], bar: float | None
    ) -> tuple[AreaGuess, ...]:
        """The labels to put on, likeliest first, of those that exist; often none."""
        there = frozenset(existing)
        said = [
            AreaGuess(label, 1.0, (sign,), is_stated=True)
            for label, sign in stated(report, there).items()
            if sign not in self.doubted
        ]
        there -= {one.label for one in said}
        learned = zip(self.labels, self.probabilities(report), strict=True)
        least = 2.0 if bar is None else max(bar, LEAST)
        found = [
            (float(likely), label)
            for label, likely in learned
            if likely >= least and label in there
        ]
        found += self._named(report, there - frozenset(self.labels))
        highest = max((likely for likely, _ in found), default=0.0)
        best = [label for likely, label in found if likely == highest]
        guesses = [AreaGuess(label, highest, _why(label, report)) for label in best]
        return (*said, *(guesses if len(guesses) == 1 else ()))[:MOST_SAID]

    def _named(self, report: Placed, labels: Iterable[str]) -> list[tuple[float, str]]:
        """Labels that were not learned, by signs alone."""
        level = next_is_right_from(self.named.sure, self.named.right, PRECISION)
        asked = sorted(label for label in labels if is_area(label))
        if level is None or not asked:
            return []
        scores = sign_scores(asked, [report], self.signs)[0]
        likely = special.expit(self.named.factor * scores + self.named.offset)
        least = max(level, LEAST)
        return [(float(p), x) for p, x in zip(likely, asked, strict=True) if p >= least]

    def to_bytes(self) -> bytes:
        """The model as npz without pickle."""
        about = {
            "version": VERSION,
            "labels": list(self.labels),
            "factor": self.factor,
            "named": [self.named.factor, self.named.offset],
            "doubted": sorted(self.doubted),
        }
        arrays: dict[str, NDArray[np.generic]] = {
            "about": np.frombuffer(json.dumps(about).encode(), dtype=np.uint8),
            "signs": self.signs,
            "offsets": self.offsets,
            "sure": self.sure,
            "right": self.right,
            "named.sure": self.named.sure,
            "named.right": self.named.right,
        }
        if self.layer is not None:
            arrays |= self.layer.arrays("0")
        file = io.BytesIO()
        np.savez_compressed(file, allow_pickle=False, **arrays)
        return file.getvalue()


def _why(label: str, report: Placed) -> tuple[str, ...]:
    held = zip(SIGNS, signs(label, report), strict=True)
    return tuple(sign for sign, holds in held if holds) or _BY_LIKENESS


class OtherVersion(Exception):
    """The bytes hold a model that other code made; it is to be trained again."""


def from_bytes(data: bytes) -> AreaModel:
    """The model that `to_bytes` kept. Raises OtherVersion."""
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        about = json.loads(arrays["about"].tobytes())
        if about["version"] != VERSION:
            raise OtherVersion(f"made by version {about['version']}, this is {VERSION}")
        return AreaModel(
            tuple(about["labels"]),
            arrays["signs"],
            layer_from(arrays, "0") if "0.columns" in arrays else None,
            about["factor"],
            arrays["offsets"],
            arrays["sure"],
            arrays["right"],
            Named(
                about["named"][0],
                about["named"][1],
                arrays["named.sure"],
                arrays["named.right"],
            ),
            frozenset(about["doubted"]),
        )


def nothing() -> AreaModel:
    """A model that knows no label."""
    none = np.zeros(0, dtype=np.float32)
    weights = np.zeros(len(SIGNS) + 1, dtype=np.float32)
    unnamed = Named(1.0, 0.0, none, none.astype(np.bool_))
    few = none.astype(np.bool_)
    return AreaModel((), weights, None, 1.0, none, none, few, unnamed, frozenset())
