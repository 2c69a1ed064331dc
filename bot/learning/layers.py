"""Reports as numbers, and a layer of a model: a linear score for each class from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bot.learning.grams import BITS, Ids

Floats = NDArray[np.float32]

STEADY = np.float32(0.1)
"""Added to a cue's spread, so that one seen once or twice in all reports does not shout."""


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """One report."""

    columns: Ids
    """Ascending, the field stands in the bits above BITS."""
    counts: NDArray[np.float32]
    """1 + log of how often; beside `columns`."""
    dense: NDArray[np.float32]
    """0 or 1 for each cue."""


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """How counts and cues become comparable: learned from reports, without their kinds."""

    columns: NDArray[np.uint32]
    """Known ones, ascending."""
    rarity: Floats
    """Their inverse document frequency."""
    mean: Floats
    spread: Floats
    """Of each cue and hint."""
    fields: Floats
    """Weight of each field's likeness."""

    def of(self, report: Features) -> tuple[NDArray[np.intp], Floats, Floats]:
        """Places among the known columns, their values, and the scaled cues."""
        places = np.searchsorted(self.columns, report.columns)
        places[places == len(self.columns)] = 0
        known = self.columns[places] == report.columns if len(self.columns) else places < 0
        places = places[known]
        values = report.counts[known] * self.rarity[places]
        field = report.columns[known] >> np.uint32(BITS)
        squares = np.bincount(field, weights=values * values, minlength=len(self.fields))
        norms = np.sqrt(np.maximum(squares, 1e-12))
        weights = np.sqrt(self.fields) / norms
        # Makes the likeness of two reports' cues about as large as that of one field's words.
        dense = (report.dense - self.mean) / self.spread / np.sqrt(max(1, len(self.mean)))
        return places, (values * weights[field]).astype(np.float32), dense.astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """Weights on scaled features."""

    scale: Scale
    weights: Floats
    """Of columns, one for each kind."""
    dense: Floats
    """Of cues, one for each kind."""
    bias: Floats

    def scores(self, report: Features) -> Floats:
        """Of each kind."""
        places, values, dense = self.scale.of(report)
        found = values @ self.weights[places] + dense @ self.dense + self.bias
        return np.asarray(found, dtype=np.float32)

    def cue_scores(self, report: Features) -> Floats:
        """What each cue adds to each kind."""
        _, _, dense = self.scale.of(report)
        return np.asarray(dense[:, None] * self.dense, dtype=np.float32)

    def arrays(self, name: str) -> dict[str, NDArray[np.generic]]:
        """What is kept; weights as half floats, which changes no score by more than 0.1 %."""
        return {
            f"{name}.columns": self.scale.columns,
            f"{name}.rarity": self.scale.rarity.astype(np.float16),
            f"{name}.mean": self.scale.mean,
            f"{name}.spread": self.scale.spread,
            f"{name}.fields": self.scale.fields,
            f"{name}.weights": self.weights.astype(np.float16),
            f"{name}.dense": self.dense,
            f"{name}.bias": self.bias,
        }


def layer_from(arrays: Mapping[str, NDArray[np.generic]], name: str) -> Layer:
    """The layer that `arrays` kept."""

    def floats(part: str) -> Floats:
        return np.asarray(arrays[f"{name}.{part}"], dtype=np.float32)

    columns = np.asarray(arrays[f"{name}.columns"], dtype=np.uint32)
    scale = Scale(columns, floats("rarity"), floats("mean"), floats("spread"), floats("fields"))
    return Layer(scale, floats("weights"), floats("dense"), floats("bias"))


def scale_of(reports: Sequence[Features], fewest: int, fields: Sequence[float]) -> Scale:
    """The scale of some reports; columns in fewer than `fewest` of them are left out."""
    every = np.concatenate([report.columns for report in reports])
    columns, often = np.unique(every, return_counts=True)
    kept = often >= fewest
    rarity = np.log((1 + len(reports)) / (1 + often[kept])) + 1
    dense = np.stack([report.dense for report in reports])
    return Scale(
        columns[kept].astype(np.uint32),
        rarity.astype(np.float32),
        dense.mean(axis=0),
        dense.std(axis=0) + STEADY,
        np.array(fields, dtype=np.float32),
    )


def matrices(scale: Scale, reports: Sequence[Features]) -> tuple[sparse.csr_matrix, Floats]:
    """The reports' scaled columns and cues, a row for each."""
    scaled = [scale.of(report) for report in reports]
    ends = np.cumsum([0, *(len(places) for places, _, _ in scaled)])
    matrix = sparse.csr_matrix(
        (
            np.concatenate([values for _, values, _ in scaled]),
            np.concatenate([places for places, _, _ in scaled]),
            ends,
        ),
        shape=(len(reports), len(scale.columns)),
    )
    return matrix, np.stack([dense for _, _, dense in scaled])
