"""A repository's model with what other repositories teach, in whichever way foretells it better."""

from collections.abc import Callable, Sequence

import numpy as np

from bot.learning.kind import Example, train, train_base
from bot.learning.kind_model import KindModel
from bot.vocabulary.kinds import Kind

NEWEST = 0.25
"""The part of the repository's examples on which the ways are compared, trained on the rest: what
comes next is what a model is for."""

COMPARED = 1_000
"""The newest examples, its own and of others, with which the ways are compared: a few seconds."""

Way = Callable[[Sequence[Example], Sequence[Example]], KindModel]
"""(its own, of others), each oldest first -> a model."""


def train_own(own: Sequence[Example], others: Sequence[Example]) -> KindModel:
    """The repository's model; examples oldest first."""
    if not others or not own:
        return train(own)
    mine, theirs = own[-COMPARED:], others[-COMPARED:]
    cut = int(len(mine) * (1 - NEWEST))
    losses = {way: _loss(way(mine[:cut], theirs), mine[cut:]) for way in (own_on_others, alike)}
    return min(losses, key=lambda way: losses[way])(own, others)


def own_on_others(own: Sequence[Example], others: Sequence[Example]) -> KindModel:
    """The repository's layer on a base of the others."""
    return train(own, train_base(others))


def alike(own: Sequence[Example], others: Sequence[Example]) -> KindModel:
    """One model of all examples, whoever's they are; its own stand for the newest."""
    return train([*others, *own])


def _loss(model: KindModel, examples: Sequence[Example]) -> float:
    """Surprise at the truth, each kind counting as much; what is unknown surprises most."""
    by_kind: dict[Kind, list[float]] = {}
    for example in examples:
        likely = 0.0
        if example.kind in model.kinds:
            scores = model.scores(example.features).astype(np.float64)
            powers = np.exp(scores - scores.max())
            likely = float(powers[model.kinds.index(example.kind)] / powers.sum())
        by_kind.setdefault(example.kind, []).append(-float(np.log(max(likely, 1e-4))))
    return float(np.mean([np.mean(losses) for losses in by_kind.values()])) if by_kind else 0.0
