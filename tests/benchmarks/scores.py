"""F1, paired intervals and the simple floor, for the benchmarks of classifiers."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.svm import LinearSVC

Labels = NDArray[np.int64]


def macro_f1(truths: Labels, guesses: Labels) -> float:
    """Over the classes that the truths hold."""
    return float(np.mean(list(f1_of_each(truths, guesses).values())))


def f1_of_each(truths: Labels, guesses: Labels) -> dict[int, float]:
    """F1 of every class that the truths hold."""
    return {
        int(c): 2
        * int(((truths == c) & (guesses == c)).sum())
        / int((truths == c).sum() + (guesses == c).sum())
        for c in np.unique(truths)
    }


def mean_over_groups(truths: Labels, guesses: Labels, groups: Labels) -> float:
    """The mean of the groups' macro-F1."""
    each = [macro_f1(truths[groups == g], guesses[groups == g]) for g in np.unique(groups)]
    return float(np.mean(each))


def paired_difference(
    truths: Labels,
    ours: Sequence[Labels],
    theirs: Sequence[Labels],
    groups: Labels,
    *,
    by_group: bool = True,
    times: int = 1000,
) -> dict[str, float]:
    """Ours - theirs in macro-F1, mean over runs, with a 95 % interval over resampled issues."""
    chance = np.random.default_rng(0)
    places = [np.flatnonzero(groups == g) for g in np.unique(groups)]

    def difference(rows: Labels) -> float:
        found = []
        for mine, other in zip(ours, theirs, strict=True):
            if by_group:
                a = mean_over_groups(truths[rows], mine[rows], groups[rows])
                b = mean_over_groups(truths[rows], other[rows], groups[rows])
            else:
                a, b = macro_f1(truths[rows], mine[rows]), macro_f1(truths[rows], other[rows])
            found.append(a - b)
        return float(np.mean(found))

    drawn = [
        difference(np.concatenate([chance.choice(p, len(p)) for p in places])) for _ in range(times)
    ]
    low, high = np.quantile(drawn, [0.025, 0.975])
    every = np.arange(len(truths))
    return {
        "difference": round(difference(every), 4),
        "low": round(float(low), 4),
        "high": round(float(high), 4),
    }


def floor_guesses(texts: Sequence[str], truths: Labels, asked: Sequence[str]) -> Labels:
    """The simple floor: word 1-2-gram and character 3-5-gram TF-IDF with a linear SVM."""
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=2)
    model = make_pipeline(FeatureUnion([("words", words), ("letters", letters)]), LinearSVC())
    model.fit(list(texts), truths)
    return np.asarray(model.predict(list(asked)), dtype=np.int64)
