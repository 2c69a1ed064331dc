"""The Beta distribution, as much of it as a share of cases needs; without scipy, for the worker."""

from functools import lru_cache
from math import exp, lgamma, log, log1p

STEPS = 1_000
"""Of the continued fraction; some sqrt(a + b) are needed (Numerical Recipes, 6.4)."""

HALVINGS = 60
"""Of 0..1: as many as a float tells apart."""


def cumulative(x: float, a: float, b: float) -> float:
    """The chance that a Beta(a, b) is at most `x`: the regularised incomplete beta function."""
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    scale = lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)
    if x < (a + 1) / (a + b + 2):
        return min(1.0, exp(scale) * _fraction(x, a, b) / a)
    return max(0.0, 1.0 - exp(scale) * _fraction(1.0 - x, b, a) / b)


@lru_cache(maxsize=1024)
def quantile(chance: float, a: float, b: float) -> float:
    """The value that a Beta(a, b) stays below with that chance, 0..1."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if cumulative(middle, a, b) < chance:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _fraction(x: float, a: float, b: float) -> float:
    """Lentz's way through the continued fraction (DLMF 8.17.22)."""
    tiny = 1e-300
    c, d = 1.0, 1.0 - (a + b) * x / (a + 1)
    d = 1.0 / (d if abs(d) > tiny else tiny)
    found = d
    for m in range(1, STEPS):
        for factor in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1.0 + factor * d
            d = 1.0 / (d if abs(d) > tiny else tiny)
            c = 1.0 + factor / c
            c = c if abs(c) > tiny else tiny
            found *= c * d
        if abs(c * d - 1.0) < 1e-14:
            break
    return found
