"""How long people wait: one by one, and what many waits come to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wait:
    """One wait in seconds, 0 or more: until an answer, or so far without one.

    Not answered: still waiting, or ended without an answer (closed, withdrawn).
    """

    seconds: float
    answered: bool


@dataclass(frozen=True, slots=True)
class Quantile:
    """The seconds within which the share `p` is answered, and the 95 % interval around them.

    `seconds` is None where so many were never seen answered; `low` and `high` are None where the
    waits set no bound on that side.
    """

    p: float
    seconds: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Waits:
    """What `n` waits come to, `censored` of them without an answer; quantiles at 50, 75, 90 %."""

    n: int
    censored: int
    quantiles: tuple[Quantile, ...]
