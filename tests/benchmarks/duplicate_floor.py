"""The simple way to find duplicates: cosine of TF-IDF, titles counted twice.

Words and pairs of neighbours, without common English words, smoothed idf over the whole repository
(later reports included, which favours it), as scikit-learn's TfidfVectorizer has it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from scipy import sparse

from bot.parsing.stems import COMMON
from bot.vocabulary.likeness import Report

_WORD = re.compile(r"\b\w\w+\b")


class Floor:
    """The reports of one repository, oldest first."""

    def __init__(self, reports: Sequence[Report]) -> None:
        self._place = {report.number: place for place, report in enumerate(reports)}
        self._numbers = np.array([report.number for report in reports], np.int64)
        vocabulary: dict[str, int] = {}
        starts, columns, values = [0], list[int](), list[int]()
        for report in reports:
            for term, count in _counted(report).items():
                columns.append(vocabulary.setdefault(term, len(vocabulary)))
                values.append(count)
            starts.append(len(columns))
        shape = (len(reports), len(vocabulary))
        counts = sparse.csr_matrix((np.array(values, float), columns, starts), shape=shape)
        df = np.bincount(columns, minlength=len(vocabulary))
        weighed = counts @ sparse.diags(np.log((1 + len(reports)) / (1 + df)) + 1)
        norms = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
        self._rows = (sparse.diags(1 / np.maximum(norms, 1e-12)) @ weighed).tocsr()

    def ranked(self, number: int) -> list[int]:
        """Older reports, most alike first."""
        place = self._place[number]
        likeness = (self._rows[:place] @ self._rows[place].T).toarray().ravel()
        order = np.lexsort((self._numbers[:place], -likeness))
        ranked: list[int] = self._numbers[:place][order].tolist()
        return ranked


def _counted(report: Report) -> Counter[str]:
    text = f"{report.title} {report.title} {report.body}".lower()
    words = [word for word in _WORD.findall(text) if word not in COMMON]
    pairs = (f"{one} {other}" for one, other in pairwise(words))
    return Counter([*words, *pairs])
