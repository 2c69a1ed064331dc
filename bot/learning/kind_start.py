"""What is known of kinds before any label was read: weights of cues, set by hand.

No text was learned from: the weights say what the cues mean in words. The first layer of every
model, and all there is where no public history is pooled yet; alone it is never sure.
"""

from collections.abc import Mapping

import numpy as np

from bot.learning.kind_features import CUES, HINTS
from bot.learning.layers import Layer, Scale
from bot.parsing import kind_cues
from bot.vocabulary.kinds import Kind

_STRONG, _FAIR, _SLIGHT = 0.6, 0.3, 0.15
_HINTED = {"prefix": 1.5, "headings": 0.5, "form": 0.5}
"""A prefix is chosen; a form's headings are also written by those who took the wrong form."""

_SPEAKS_FOR: Mapping[Kind, Mapping[float, tuple[str, ...]]] = {
    Kind.BUG: {
        _STRONG: ("title tells of a failure", "reproduces", "title says bug"),
        _FAIR: (
            "title names an exception", "expects", "tells of a failure", "used to work",
            "says bug", "a traceback", "steps are numbered",
        ),
        _SLIGHT: (
            "title tells when", "received an error", "output stands there", "version told",
            "environment stands there",
        ),
    },
    Kind.FEATURE: {
        _STRONG: (
            "title begins with a wish", "title speaks of support", "title speaks of a feature",
            "would be nice", "wishes",
        ),
        _FAIR: ("proposes", "would do it", "title begins with a change", "a change is described"),
        _SLIGHT: ("nothing but prose", "plural person"),
    },
    Kind.QUESTION: {
        _STRONG: (
            "title asks how to", "title asks", "title begins with a question word",
            "title asks for help", "asks for help", "asks how",
        ),
        _FAIR: (
            "title begins as a question", "asks what or why", "asks whether", "asks if possible",
            "is unsure", "prose asks more than once", "prose ends with a question", "is new",
            "has a question", "thanks", "tries",
        ),
        _SLIGHT: ("greets", "first person", "prose asks once"),
    },
    Kind.DOCS: {
        2 * _STRONG: ("title says documentation",),
        _STRONG: ("says the documentation is lacking",),
        _FAIR: ("says documentation",),
    },
    Kind.PERFORMANCE: {2 * _STRONG: ("title says speed",), _FAIR: ("says speed",)},
    Kind.INSTALLATION: {2 * _STRONG: ("title says installation",), _FAIR: ("says installation",)},
    Kind.DISCUSSION: {2 * _STRONG: ("title says proposal",), _FAIR: ("says proposal", "proposes")},
    Kind.MAINTENANCE: {
        2 * _STRONG: ("title says upkeep",),
        _FAIR: ("says upkeep", "title begins with a change"),
    },
}  # fmt: skip
_RARER: Mapping[Kind, float] = {
    Kind.DOCS: -1.2,
    Kind.PERFORMANCE: -1.5,
    Kind.INSTALLATION: -1.5,
    Kind.DISCUSSION: -1.5,
    Kind.MAINTENANCE: -1.5,
}
"""So that the rarer kinds need their own words in the title."""


def start_layer(kinds: tuple[Kind, ...]) -> Layer:
    """The layer for some kinds, in their order."""
    names = (*kind_cues.NAMES, *HINTS)
    weights = np.zeros((len(names), len(kinds)), dtype=np.float32)
    for place, kind in enumerate(kinds):
        for weight, cues in _SPEAKS_FOR[kind].items():
            for cue in cues:
                weights[names.index(cue), place] = weight
        for hint in range(CUES, len(names)):
            if names[hint].endswith(f" {kind}"):
                weights[hint, place] = _HINTED[names[hint].partition(" ")[0]]
    nothing = np.zeros(0, dtype=np.float32)
    scale = Scale(
        nothing.astype(np.uint32),
        nothing,
        np.zeros(len(names), dtype=np.float32),
        np.ones(len(names), dtype=np.float32),
        np.ones(1, dtype=np.float32),
    )
    dense = weights * np.float32(np.sqrt(len(names)))
    bias = np.array([_RARER.get(kind, 0.0) for kind in kinds], dtype=np.float32)
    return Layer(scale, np.zeros((0, len(kinds)), dtype=np.float32), dense, bias)
