"""A report as numbers, for its areas: hashed words of title, prose, code and paths."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.learning.grams import BITS, counted, letter_ids, word_ids
from bot.learning.layers import Features, Floats
from bot.parsing.area_signs import Placed, signs

FIELDS = (1.5, 1.0, 1.0, 0.7, 1.0, 1.0)
"""Title words, title letters, prose words, code words, paths with owners' folders, answers."""


@dataclass(frozen=True, slots=True, eq=False)
class AreaExample:
    """A report and the area labels people left on it; none is "not told"."""

    features: Features
    report: Placed
    labels: frozenset[str]


def area_features(report: Placed) -> Features:
    """The numbers of a report."""
    fields = (
        word_ids(report.title.split()),
        letter_ids(report.title),
        word_ids(report.prose.split()[:500]),
        word_ids(report.code.split()[:500], pairs=False),
        word_ids([*sorted(report.paths), *sorted(report.folders)], pairs=False),
        word_ids(sorted(f"{x.question}: {x.said}" for x in report.answers), pairs=False),
    )
    each = [counted(ids) for ids in fields]
    return Features(
        np.concatenate([ids + np.uint32(at << BITS) for at, (ids, _) in enumerate(each)]),
        np.concatenate([counts for _, counts in each]),
        np.zeros(0, dtype=np.float32),
    )


def sign_matrix(labels: Sequence[str], reports: Sequence[Placed]) -> Floats:
    """For each report and label which signs hold, and a last one that always does."""
    found = [[(*signs(label, report), True) for label in labels] for report in reports]
    return np.array(found, dtype=np.float32)


def sign_scores(labels: Sequence[str], reports: Sequence[Placed], weights: Floats) -> Floats:
    """For each report and label."""
    return np.asarray(sign_matrix(labels, reports) @ weights, dtype=np.float32)
