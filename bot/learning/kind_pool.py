"""Models of several repositories at once, each by whichever way of pooling foretells it better."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.learning.kind import Example, train, train_base, train_prior
from bot.learning.kind_model import KindModel

NEWEST = 0.25
"""The part of each repository's examples on which ways of pooling are compared, trained on the
rest: what comes next is what a model is for."""

Way = Callable[[Sequence[Example]], Mapping[str, KindModel]]


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """A prior for repositories never seen, and a model for each that was."""

    prior: KindModel
    models: Mapping[str, KindModel]

    def model(self, repository: str) -> KindModel:
        """The repository's own, else the prior."""
        return self.models.get(repository, self.prior)


def train_pool(examples: Sequence[Example]) -> Pool:
    """Models for the examples' repositories; examples oldest first."""
    prior = train_prior(examples)
    names = {example.repository for example in examples}
    if len(names) < 2:
        return Pool(prior, dict.fromkeys(names, prior))
    old, new = _by_time(examples)
    apart, shared = (_loss(way(old), new) for way in (own_on_others, one_for_all))
    if apart < shared:
        return Pool(prior, own_on_others(examples))
    return Pool(prior, one_for_all(examples))


def own_on_others(examples: Sequence[Example]) -> Mapping[str, KindModel]:
    """Each repository's layer on a base of the others."""
    return {
        name: train(
            [e for e in examples if e.repository == name],
            train_base([e for e in examples if e.repository != name]),
        )
        for name in sorted({e.repository for e in examples})
    }


def one_for_all(examples: Sequence[Example]) -> Mapping[str, KindModel]:
    """One model of all examples, whoever's they are."""
    model = train(examples)
    return dict.fromkeys({e.repository for e in examples}, model)


def _by_time(examples: Sequence[Example]) -> tuple[list[Example], list[Example]]:
    old: list[Example] = []
    new: list[Example] = []
    for name in sorted({e.repository for e in examples}):
        mine = [e for e in examples if e.repository == name]
        cut = int(len(mine) * (1 - NEWEST))
        old += mine[:cut]
        new += mine[cut:]
    return old, new


def _loss(models: Mapping[str, KindModel], examples: Sequence[Example]) -> float:
    """Surprise at the truth, each kind counting as much; what is unknown surprises most."""
    by_kind: dict[str, list[float]] = {}
    for example in examples:
        model = models.get(example.repository)
        likely = 0.0
        if model is not None and example.kind in model.kinds:
            scores = model.scores(example.features).astype(np.float64)
            powers = np.exp(scores - scores.max())
            likely = float(powers[model.kinds.index(example.kind)] / powers.sum())
        by_kind.setdefault(example.kind, []).append(-float(np.log(max(likely, 1e-4))))
    return float(np.mean([np.mean(losses) for losses in by_kind.values()])) if by_kind else 0.0
