"""How well scores put the one class above the other, and how sure that is."""

import math
import random
from collections.abc import Sequence

DRAWS = 2000
"""Of a bootstrap: the ends of the interval then stand to about 0.005."""


def auc(scores: Sequence[float], truths: Sequence[int]) -> float:
    """The chance that an asked report scores above one that was not (ties count half)."""
    ones, zeros = sum(truths), len(truths) - sum(truths)
    if not ones or not zeros:
        return math.nan
    order = sorted(range(len(scores)), key=scores.__getitem__)
    below = place = 0
    wins = 0.0
    while place < len(order):
        end = place
        while end < len(order) and scores[order[end]] == scores[order[place]]:
            end += 1
        tied = sum(truths[at] for at in order[place:end])
        others = end - place - tied
        wins += tied * (below + others / 2)
        below += others
        place = end
    return wins / (ones * zeros)


def interval(area: float, asked: int, others: int) -> float:
    """Half the 95 % interval of an AUC (Hanley and McNeil 1982)."""
    q1, q2 = area / (2 - area), 2 * area * area / (1 + area)
    spread = (area * (1 - area) + (asked - 1) * (q1 - area**2) + (others - 1) * (q2 - area**2)) / (
        asked * others
    )
    return 1.96 * math.sqrt(max(0.0, spread))


def bootstrap(scores: Sequence[float], truths: Sequence[int]) -> tuple[float, float]:
    """The 95 % interval of an AUC, by drawing rows again."""
    chance = random.Random(0)
    rows = list(zip(scores, truths, strict=True))
    areas = []
    for _ in range(DRAWS):
        drawn = chance.choices(rows, k=len(rows))
        area = auc([score for score, _ in drawn], [truth for _, truth in drawn])
        if not math.isnan(area):
            areas.append(area)
    areas.sort()
    return areas[int(0.025 * len(areas))], areas[int(0.975 * len(areas)) - 1]
