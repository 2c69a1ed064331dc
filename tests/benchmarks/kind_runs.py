"""The protocols of the kind benchmark: who is trained on what, and asked about what."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bot.learning.kind import Example, train, train_base, train_prior
from bot.learning.kind_features import features
from bot.learning.kind_model import PRECISION, KindModel
from bot.learning.kind_pool import train_own
from bot.vocabulary.kinds import Kind
from tests.benchmarks import labelled
from tests.benchmarks.labelled import Labelled
from tests.benchmarks.scores import Labels, floor_guesses, macro_f1, mean_over_groups

FOLDS = 5
FLOOR_READS = 20_000


@dataclass
class Run:
    """What was guessed for each row, ours and the floors'."""

    rows: Sequence[Labelled]
    kinds: tuple[Kind, ...]
    guesses: Labels = field(init=False)
    sure: "np.ndarray[Any, np.dtype[np.float64]]" = field(init=False)
    said: "np.ndarray[Any, np.dtype[np.bool_]]" = field(init=False)
    floor: Labels = field(init=False)

    def __post_init__(self) -> None:
        size = len(self.rows)
        self.guesses = np.full(size, -1, dtype=np.int64)
        self.floor = np.full(size, -1, dtype=np.int64)
        self.sure = np.zeros(size)
        self.said = np.zeros(size, dtype=np.bool_)

    def ask(self, model: KindModel, places: Sequence[int], examples: Sequence[Example]) -> None:
        bar = model.bar(PRECISION)
        for place in places:
            guess = model.guess_above(examples[place].features, bar)
            if guess is not None:
                self.guesses[place] = self.kinds.index(guess.kind)
                self.sure[place] = guess.probability
                self.said[place] = guess.is_sure


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201 # progress, for people


def text_of(row: Labelled) -> str:
    return f"{row.title}\n{row.body}"[:FLOOR_READS]


def examples_of(rows: Sequence[Labelled]) -> list[Example]:
    found = []
    for row in rows:
        assert row.kind is not None
        found.append(Example(features(row.title, row.body), row.kind, row.repository))
    return found


def truths_of(rows: Sequence[Labelled], kinds: tuple[Kind, ...]) -> Labels:
    return np.array([kinds.index(r.kind) for r in rows if r.kind is not None], dtype=np.int64)


def fold_places(truths: Labels, seed: int) -> Labels:
    chance = np.random.default_rng(seed)
    folds = np.zeros(len(truths), dtype=np.int64)
    for kind in np.unique(truths):
        mine = np.flatnonzero(truths == kind)
        chance.shuffle(mine)
        folds[mine] = np.arange(len(mine)) % FOLDS
    return folds


def in_time(places: Sequence[int], rows: Sequence[Labelled]) -> list[int]:
    return sorted(places, key=lambda place: rows[place].created_at)


def cross_validate(
    rows: Sequence[Labelled], kinds: tuple[Kind, ...], seeds: int, *, floors: bool
) -> tuple[list[Run], list[Run], KindModel]:
    """By seed: our run (with the floor of the repository alone), and the pooled floor's."""
    truths = truths_of(rows, kinds)
    groups = groups_of(rows)
    examples = examples_of(rows)
    runs = [Run(rows, kinds) for _ in range(seeds)]
    pooled = [Run(rows, kinds) for _ in range(seeds)]
    folds = [np.zeros(len(rows), dtype=np.int64) for _ in range(seeds)]
    model = train([])
    for group in np.unique(groups):
        mine = np.flatnonzero(groups == group)
        others = in_time([int(i) for i in np.flatnonzero(groups != group)], rows)
        prior = train_base([examples[i] for i in others])
        for seed, run in enumerate(runs):
            folds[seed][mine] = fold_places(truths[mine], seed)
            for fold in range(FOLDS):
                kept = in_time([int(i) for i in mine[folds[seed][mine] != fold]], rows)
                out = [int(i) for i in mine[folds[seed][mine] == fold]]
                model = train([examples[i] for i in kept], prior)
                run.ask(model, out, examples)
                if floors:
                    run.floor[out] = floor_guesses(
                        [text_of(rows[i]) for i in kept],
                        truths[kept],
                        [text_of(rows[i]) for i in out],
                    )
        say(f"{rows[int(mine[0])].repository}: {macro_f1(truths[mine], runs[0].guesses[mine]):.3f}")
    for seed in range(seeds if floors else 0):
        for fold in range(FOLDS):
            kept_rows = np.flatnonzero(folds[seed] != fold)
            out_rows = np.flatnonzero(folds[seed] == fold)
            pooled[seed].floor[out_rows] = floor_guesses(
                [text_of(rows[int(i)]) for i in kept_rows],
                truths[kept_rows],
                [text_of(rows[int(i)]) for i in out_rows],
            )
        say(
            f"pooled floor, seed {seed}: {mean_over_groups(truths, pooled[seed].floor, groups):.3f}"
        )
    return runs, pooled, model


def leave_one_out(
    train_rows: Sequence[Labelled],
    rows: Sequence[Labelled],
    kinds: tuple[Kind, ...],
    *,
    floors: bool,
) -> tuple[Run, KindModel]:
    train_examples, examples = examples_of(train_rows), examples_of(rows)
    run, model = Run(rows, kinds), train([])
    train_truths = truths_of(train_rows, kinds)
    for name in labelled.repositories(rows):
        out = [i for i, row in enumerate(rows) if row.repository == name]
        kept = [i for i, row in enumerate(train_rows) if row.repository != name]
        model = train_prior([train_examples[i] for i in in_time(kept, train_rows)])
        run.ask(model, out, examples)
        if floors:
            run.floor[out] = floor_guesses(
                [text_of(train_rows[i]) for i in kept],
                train_truths[kept],
                [text_of(rows[i]) for i in out],
            )
        say(f"without {name}: {macro_f1(truths_of(rows, kinds)[out], run.guesses[out]):.3f}")
    return run, model


def one_on_the_other(
    train_rows: Sequence[Labelled],
    rows: Sequence[Labelled],
    kinds: tuple[Kind, ...],
    *,
    floors: bool,
) -> tuple[Run, KindModel]:
    ordered = [train_rows[i] for i in in_time(range(len(train_rows)), train_rows)]
    known, examples = examples_of(ordered), examples_of(rows)
    run, prior = Run(rows, kinds), train_prior(known)
    for name in labelled.repositories(rows):
        own = [example for example in known if example.repository == name]
        others = [example for example in known if example.repository != name]
        model = train_own(own, others) if own else prior
        run.ask(model, [i for i, r in enumerate(rows) if r.repository == name], examples)
    if floors:
        run.floor[:] = floor_guesses(
            [text_of(row) for row in ordered],
            truths_of(ordered, kinds),
            [text_of(row) for row in rows],
        )
    return run, prior


def groups_of(rows: Sequence[Labelled]) -> Labels:
    names = labelled.repositories(rows)
    return np.array([names.index(row.repository) for row in rows], dtype=np.int64)
