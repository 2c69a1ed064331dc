"""A kind model: layers whose scores add up, and how sure their guesses are."""

import io
import json
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bot.learning.kind_features import CUES, HINTS
from bot.learning.kind_start import start_layer
from bot.learning.layers import Features, Floats, Layer, layer_from
from bot.learning.sureness import Sharpness, bar, next_is_right_from, plain
from bot.parsing import kind_cues
from bot.vocabulary.kinds import Guess, Kind

VERSION = 1
"""Of features and layers: models made by another are rebuilt."""

PRECISION = 0.9
_REASONS = 3


@dataclass(frozen=True, slots=True, eq=False)
class KindModel:
    """Layers, and how sure their guesses are."""

    kinds: tuple[Kind, ...]
    layers: tuple[Layer, ...]
    sharpness: Sharpness
    sure: Floats
    """The probability of each guess on a report not seen in training."""
    right: NDArray[np.bool_]
    """Whether it was right; beside `sure`."""
    group: NDArray[np.uint8]
    """Which repository it was left out of; beside `sure`, all 0 for a repository's own model."""
    rows: int
    """Examples of the topmost layer."""

    def scores(self, features: Features) -> Floats:
        """Of each kind, as if all kinds were equally frequent."""
        total = np.zeros(len(self.kinds), dtype=np.float32)
        for layer in self.layers:
            total += layer.scores(features)
        return total

    def bar(self, precision: float = PRECISION) -> float | None:
        """The probability from which on guesses keep the precision; None: no guess does.

        A prior must have kept it in every repository that was left out: the next one is new too.
        """
        bars = [bar(self.sure, self.right, precision)]
        groups = np.unique(self.group)
        for group in groups if len(groups) > 1 else ():
            mine = self.group == group
            bars.append(next_is_right_from(self.sure[mine], self.right[mine], precision))
        known = [one for one in bars if one is not None]
        return max(known) if len(known) == len(bars) else None

    def guess(self, features: Features, precision: float = PRECISION) -> Guess | None:
        """The likeliest kind; None from a model that knows no kinds."""
        return self.guess_above(features, self.bar(precision))

    def guess_above(self, features: Features, bar: float | None) -> Guess | None:
        """The likeliest kind, sure from a bar on that the caller keeps for many reports."""
        if not self.kinds:
            return None
        scores = self.scores(features)
        found = self.sharpness.probabilities(scores[None, :])[0]
        best = int(scores.argmax())
        return Guess(
            self.kinds[best],
            float(found[best]),
            is_sure=bar is not None and bool(found[best] >= bar),
            reasons=self._reasons(features, best),
            probabilities={k: float(p) for k, p in zip(self.kinds, found, strict=True)},
        )

    def _reasons(self, features: Features, best: int) -> tuple[str, ...]:
        """The cues that stand there and spoke most for the kind, against the kinds' mean."""
        added = np.sum([layer.cue_scores(features) for layer in self.layers], axis=0)
        lead = added[:, best] - added.mean(axis=1)
        lead[features.dense == 0] = 0
        order = np.argsort(-lead, kind="stable")[:_REASONS]
        return tuple(_NAMES[place] for place in order if lead[place] > 0)

    def to_bytes(self) -> bytes:
        """The model as npz without pickle, a JSON text in it saying what the numbers mean."""
        about = {
            "version": VERSION,
            "kinds": list(self.kinds),
            "layers": len(self.layers),
            "factor": self.sharpness.factor,
            "rows": self.rows,
        }
        arrays: dict[str, NDArray[np.generic]] = {
            "about": np.frombuffer(json.dumps(about).encode(), dtype=np.uint8),
            "offsets": self.sharpness.offsets,
            "sure": self.sure,
            "right": self.right,
            "group": self.group,
        }
        for place, layer in enumerate(self.layers):
            arrays |= layer.arrays(str(place))
        file = io.BytesIO()
        np.savez_compressed(file, allow_pickle=False, **arrays)
        return file.getvalue()


_NAMES = (*kind_cues.NAMES, *HINTS)
assert len(kind_cues.NAMES) == CUES  # noqa: S101 # the arrays of every model rest on it


class OtherVersion(Exception):
    """The bytes hold a model that other code made; it is to be trained again."""


def from_bytes(data: bytes) -> KindModel:
    """The model that `to_bytes` kept. Raises OtherVersion."""
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        about = json.loads(arrays["about"].tobytes())
        if about["version"] != VERSION:
            raise OtherVersion(f"made by version {about['version']}, this is {VERSION}")
        return KindModel(
            tuple(Kind(kind) for kind in about["kinds"]),
            tuple(layer_from(arrays, str(place)) for place in range(about["layers"])),
            Sharpness(about["factor"], arrays["offsets"]),
            arrays["sure"],
            arrays["right"],
            arrays["group"],
            about["rows"],
        )


def nothing() -> KindModel:
    """A model that knows no kinds."""
    empty = np.zeros(0, dtype=np.float32)
    return KindModel((), (), plain(0), empty, empty.astype(np.bool_), no_group(0), 0)


def untaught(kinds: tuple[Kind, ...]) -> KindModel:
    """The model before any label was read: what cues mean in words. It is never sure."""
    return with_kinds(nothing(), kinds)


def no_group(rows: int) -> NDArray[np.uint8]:
    """For guesses on one repository."""
    return np.zeros(rows, dtype=np.uint8)


def with_kinds(model: KindModel, kinds: tuple[Kind, ...]) -> KindModel:
    """The model widened to more kinds, of which it knows what is known before any label."""
    if model.kinds == kinds:
        return model
    places = [model.kinds.index(k) if k in model.kinds else -1 for k in kinds]
    new = np.array(places) < 0

    def widened(given: Floats) -> Floats:
        wide = np.asarray(np.take(given, np.maximum(places, 0), axis=-1), dtype=np.float32)
        wide[..., new] = 0
        return wide

    above = (
        Layer(x.scale, widened(x.weights), widened(x.dense), widened(x.bias))
        for x in model.layers[1:]
    )
    layers = (start_layer(kinds), *above)
    offsets = widened(model.sharpness.offsets) if model.kinds else plain(len(kinds)).offsets
    return replace(
        model, kinds=kinds, layers=layers, sharpness=Sharpness(model.sharpness.factor, offsets)
    )
