"""How long people wait, with those who still wait counted in.

The measure is CHAOSS's "Time to First Response". The tools that compute it (issue-metrics, Augur,
GrimoireLab, OSS Compass) drop what nobody answered, so their figure looks best where most is left
lying. Here a wait that is not over counts as at least that long: the Kaplan-Meier curve (Kaplan
and Meier 1958, doi:10.1080/01621459.1958.10501452).

Loading scipy takes about a second and 90 MB. Import this module in a child process, never at the
top of a module that the web or the worker process loads.
"""

import warnings
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from bot.vocabulary.waits import Quantile, Wait, Waits

LEVELS = (0.5, 0.75, 0.9)
# Curves are products of fractions: 0.9 falls to 0.1 only up to rounding. The size is that of R's
# survival::quantile.survfit, the square root of the double precision.
ROUNDING = 1.5e-8
CONFIDENCE = 0.95


def waits(observed: Sequence[Wait]) -> Waits:
    """The quantiles of the waits by Kaplan-Meier: the first time at which so few still wait.

    The intervals turn the pointwise log-log band round (Brookmeyer and Crowley 1982,
    doi:10.2307/2530286; the band is scipy's "exponential Greenwood"). The curve takes it that those
    without an answer would have waited like the others; where what is hopeless gets closed, read
    the censored share beside it.
    """
    censored = sum(not wait.answered for wait in observed)
    if not observed:
        return Waits(0, 0, tuple(Quantile(p, None, None, None) for p in LEVELS))
    curve = stats.ecdf(_sample(observed)).sf
    with warnings.catch_warnings():
        # Where all or none still wait the band is not defined; it then sets no bound.
        warnings.filterwarnings("ignore", "The confidence interval is undefined", RuntimeWarning)
        band = curve.confidence_interval(CONFIDENCE, method="log-log")
    times = curve.quantiles
    return Waits(
        len(observed),
        censored,
        tuple(
            Quantile(
                p,
                _first(times, curve.probabilities, 1 - p),
                _first(times, band.low.probabilities, 1 - p),
                _first(times, band.high.probabilities, 1 - p),
            )
            for p in LEVELS
        ),
    )


def differ(before: Sequence[Wait], after: Sequence[Wait]) -> float:
    """The p-value (0..1) of the log-rank test that both wait alike.

    1.0 where either is empty, where nobody was answered, and where there is no variance to divide
    by (all that wait are answered at one moment): the test cannot tell then. Mantel 1966; scipy's
    `logrank`, two-sided.
    """
    if not before or not after or not any(wait.answered for wait in (*before, *after)):
        return 1.0
    with np.errstate(divide="ignore", invalid="ignore"):
        found = float(stats.logrank(_sample(before), _sample(after)).pvalue)
    return 1.0 if np.isnan(found) else found


def _sample(observed: Sequence[Wait]) -> stats.CensoredData:
    return stats.CensoredData.right_censored(
        [wait.seconds for wait in observed], [not wait.answered for wait in observed]
    )


def _first(times: NDArray[np.float64], shares: NDArray[np.float64], at_most: float) -> float | None:
    """The first time at which the share has fallen that far; None where it never does."""
    reached = np.flatnonzero(shares <= at_most + ROUNDING)
    return float(times[reached[0]]) if reached.size else None
