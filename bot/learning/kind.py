"""What an issue is for: learned from a repository's own labels, on top of a pooled prior.

A model is a stack of layers whose scores add up: what cues mean in words, the pooled prior (other
public repositories), the repository's own, and what came since. Each is trained with the scores
below it as its start, so a repository with few labels stays near the prior, and new examples are
learned by adding a layer without reading the old ones again.
"""

import io
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bot.learning.kind_features import CUES, HINTS
from bot.learning.kind_start import start_layer
from bot.learning.kind_training import ABOVE, ALONE, BASE, Layered, Tries, fit_layer
from bot.learning.layers import Features, Floats, Layer, layer_from
from bot.learning.sureness import Sharpness, bar, plain, sharpen
from bot.parsing import kind_cues
from bot.vocabulary.kinds import Guess, Kind

VERSION = 1
"""Of features and layers: models made by another are rebuilt."""

FEWEST = 5
"""Examples of a kind below which it is not learned: folds of fewer would miss it."""

MOST_ROWS = 8_000
"""The newest examples that one layer reads: older ones say little of today's reports, and training
stays within a minute on one core."""

ENOUGH_TO_CALIBRATE = 60
"""Own unseen guesses from which on they, not the prior's, say how sure is sure: with 60 a precision
of 0.9 is shown by some 30 guesses of which none is wrong (Beta(1, 1), 90 %)."""

PRECISION = 0.9
_REASONS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A report whose kind people told."""

    features: Features
    kind: Kind
    repository: str = ""


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
    rows: int
    """Examples of the topmost layer."""

    def scores(self, features: Features) -> Floats:
        """Of each kind, as if all kinds were equally frequent."""
        total = np.zeros(len(self.kinds), dtype=np.float32)
        for layer in self.layers:
            total += layer.scores(features)
        return total

    def bar(self, precision: float = PRECISION) -> float | None:
        """The probability from which on guesses keep the precision; None: no guess does."""
        return bar(self.sure, self.right, precision)

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
            about["rows"],
        )


def train(examples: Sequence[Example], prior: KindModel | None = None) -> KindModel:
    """A model of one repository's examples, oldest first, on top of a prior.

    For new examples alone give the present model as the prior: it grows by a layer.
    """
    tries = ALONE if prior is None or not prior.kinds else ABOVE
    return _train(examples, prior, tries, groups=None)


def train_base(examples: Sequence[Example]) -> KindModel:
    """A prior for repositories with labels of their own: to stand on, not to be used alone."""
    return _train(examples, None, BASE, groups=None)


def train_prior(examples: Sequence[Example]) -> KindModel:
    """A model for repositories never seen: how sure it is was measured on repositories left out."""
    names = sorted({example.repository for example in examples})
    if len(names) < 3:
        return _train(examples, None, ALONE, groups=None)
    return _train(examples, None, ALONE, groups=[names.index(e.repository) for e in examples])


def nothing() -> KindModel:
    """A model that knows no kinds."""
    empty = np.zeros(0, dtype=np.float32)
    return KindModel((), (), plain(0), empty, empty.astype(np.bool_), 0)


def untaught(kinds: tuple[Kind, ...]) -> KindModel:
    """The model before any label was read: what cues mean in words. It is never sure."""
    return _with_kinds(nothing(), kinds)


def _train(
    examples: Sequence[Example],
    prior: KindModel | None,
    tries: Tries,
    groups: Sequence[int] | None,
) -> KindModel:
    below = prior or nothing()
    counts = Counter(example.kind for example in examples)
    kinds = tuple(k for k in Kind if k in below.kinds or counts[k] >= FEWEST)
    places = [i for i, e in enumerate(examples) if e.kind in kinds][-MOST_ROWS:]
    if len(kinds) < 2 or len(places) < 2 * FEWEST:
        return below
    used = [examples[i] for i in places]
    known = _with_kinds(below, kinds)
    reports = [example.features for example in used]
    truths = np.array([kinds.index(example.kind) for example in used], dtype=np.int64)
    start = np.stack([known.scores(report) for report in reports])
    fold_of = None if groups is None else np.array([groups[i] for i in places])
    found = fit_layer(reports, truths, start, tries, fold_of)
    model = replace(known, layers=(*known.layers, found.layer), rows=len(used))
    return _calibrated(model, found, truths, below)


def _calibrated(
    model: KindModel, found: Layered, truths: NDArray[np.int64], below: KindModel
) -> KindModel:
    if len(found.unseen) < ENOUGH_TO_CALIBRATE and below.kinds:
        return model
    seen = truths[found.unseen]
    sharpness = sharpen(found.scores, seen)
    best = found.scores.argmax(axis=1)
    likely = sharpness.probabilities(found.scores)[np.arange(len(best)), best]
    return replace(model, sharpness=sharpness, sure=likely.astype(np.float32), right=best == seen)


def _with_kinds(model: KindModel, kinds: tuple[Kind, ...]) -> KindModel:
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
