"""What would be shown if each repository's odds followed its own cases, as they do in the product.

In time order: a report is judged by the pairs whose later report came before it. All earlier ones
count as closed; nobody denies anything in these data sets.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from bot.learning.odds import BRIEFED_AT, SHOWN_AT, again
from bot.learning.own_odds import Case, Own, own
from bot.work.indexing import MARKED_FROM, MOST_JUDGED
from tests.benchmarks.duplicate_data import Answer, Pair, is_listed, tied

EVERY = 50
"""Reports after which a repository's cases are looked at again; the product does it weekly."""

Key = tuple[str, int]
Firsts = Sequence[tuple[int, int | None, float]]
"""Report, first candidate, uncorrected probability; oldest first."""


def by_own_cases(answers: Mapping[Key, Answer], pairs: Sequence[Pair]) -> dict[str, Any]:
    """What is shown where each repository's odds follow its own earlier pairs."""
    firsts: dict[str, list[tuple[int, int | None, float]]] = {}
    for (repository, number), answer in answers.items():
        first = answer.first
        told = (number, first.number, first.probability) if first else (number, None, 0.0)
        firsts.setdefault(repository, []).append(told)
    keys, spoke = shown(firsts, pairs)
    group = tied(pairs)
    listed = [key for key in keys if is_listed(answers[key], group)]
    stated = [(pair.repository, pair.later) in listed for pair in pairs if pair.stated]
    return {
        "own_shown_count": len(keys),
        "own_shown_listed": len(listed),
        "own_shown_coverage": round(sum(stated) / max(1, len(stated)), 3),
        "own_repositories": spoke,
    }


def shown(firsts: Mapping[str, Firsts], pairs: Sequence[Pair]) -> tuple[set[Key], int]:
    """The reports whose first candidate would be shown; how many repositories spoke for it."""
    found, spoke = set[Key](), 0
    for repository, some in firsts.items():
        here = [pair for pair in pairs if pair.repository == repository]
        changed = False
        for start, odds in _in_time(some, here):
            changed |= odds != Own()
            for number, candidate, chance in some[start : start + EVERY]:
                if candidate is not None and _is_shown(odds, chance):
                    found.add((repository, number))
        spoke += changed
    return found, spoke


def _is_shown(odds: Own, chance: float) -> bool:
    corrected = float(again(np.array([chance]), odds.correction)[0])
    return odds.public_from is not None and corrected >= max(SHOWN_AT, odds.public_from)


def _in_time(firsts: Firsts, pairs: Sequence[Pair]) -> Iterator[tuple[int, Own]]:
    """Where each stretch of reports begins, and the odds by what came before."""
    for start in range(0, len(firsts), EVERY):
        before = firsts[max(0, start - MOST_JUDGED) : start]
        numbers = {number for number, _, _ in firsts[:start]}
        known = [pair for pair in pairs if pair.later in numbers]
        group = {number: root for (_, number), root in tied(known).items()}
        repeats = {pair.later for pair in known} & {number for number, _, _ in before}
        cases = [
            Case(
                chance, True if number in group and group[number] == group.get(other or 0) else None
            )
            for number, other, chance in before
            if chance >= BRIEFED_AT
        ]
        yield start, own(cases, people_mark=len(repeats) > len(before) * MARKED_FROM)
