"""How far a capability may be trusted in a repository, by what people made of it. Pure.

A case is a decision that people agreed or disagreed with; each is the toss of a coin of unknown
bias, and what is known of it is a Beta posterior that began flat. Two rules (DESIGN §6):

- *Propose* to act when the one-sided 90 % lower bound of all cases is 0.9 or more: 21 of 21, 36 of
  37, 95 of 100. Only a maintainer promotes.
- *Demote* when that bound of the last 40 cases is below 0.75 (7 disagreements in 40), and at least
  3 of them are disagreements. Act becomes suggest, suggest becomes shadow.

The numbers are DESIGN's. Simulated (`tests.benchmarks.trust`) they do what they are to do, with two
additions without which the rule of demotion does not: that bound is below 0.75 too where there are
fewer than 7 cases at all, so that a mode which a person set would fall at the first; and 40 cases
that demoted would demote again at the next one. Hence the least number of disagreements (3: of 20
agreeing by 97 % one in fifty holds so many), and hence cases count from the last demotion on, or
from a maintainer's no to a proposal.

All cases count for a promotion, not only late ones: a window that moves is looked through more
often, and then lets more through by chance. The price is that who was poor at first and is good
since needs long to show it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from bot.learning.beta import cumulative, quantile
from bot.vocabulary.actions import Mode

SURE = 0.9
"""One-sided, of the bounds (DESIGN §6)."""

PROMOTES_AT = 0.9
"""The lower bound from which to propose (DESIGN §6)."""

DEMOTES_BELOW = 0.75
"""The lower bound of the last cases under which a mode is lost (DESIGN §6)."""

LAST = 40
"""Cases that a mode stands on (DESIGN §6)."""

FEWEST_DISAGREEMENTS = 3
"""Among them, to lose it."""


class Outcome(StrEnum):
    """What people made of a decision."""

    AGREED = "agreed"
    DISAGREED = "disagreed"
    UNKNOWN = "unknown"
    """They did nothing that tells, and its time is over."""
    PENDING = "pending"
    """They did nothing that tells yet."""


TELLING = (Outcome.AGREED, Outcome.DISAGREED)


@dataclass(frozen=True, slots=True)
class Share:
    """How often people agreed, of the cases that tell."""

    agreed: int = 0
    disagreed: int = 0

    @property
    def cases(self) -> int:
        """How many there are."""
        return self.agreed + self.disagreed

    @property
    def mean(self) -> float:
        """Of the posterior, 0..1; 0.5 without cases."""
        return (self.agreed + 1) / (self.cases + 2)

    @property
    def bound(self) -> float:
        """What the share is above, 90 % sure."""
        return quantile(1 - SURE, self.agreed + 1, self.disagreed + 1)

    @property
    def upper(self) -> float:
        """What the share is below, 90 % sure."""
        return quantile(SURE, self.agreed + 1, self.disagreed + 1)

    def is_above(self, share: float) -> bool:
        """Whether `bound` is at least that; found quicker than the bound."""
        return cumulative(share, self.agreed + 1, self.disagreed + 1) <= 1 - SURE


@dataclass(frozen=True, slots=True)
class Trust:
    """What is known of one capability in one repository."""

    whole: Share = Share()
    recent: Share = Share()
    """Of the last 40 cases."""
    unknown: int = 0
    pending: int = 0


@dataclass(frozen=True, slots=True)
class Stay:
    """Everything remains as it is."""


@dataclass(frozen=True, slots=True)
class Propose:
    """Ask a maintainer for this mode."""

    mode: Mode


@dataclass(frozen=True, slots=True)
class Demote:
    """Fall to this mode at once."""

    mode: Mode
    why: str
    """One sentence a maintainer can read."""


DOWN = {Mode.ACT: Mode.SUGGEST, Mode.SUGGEST: Mode.SHADOW}
PROMOTED = frozenset({Mode.SHADOW, Mode.SUGGEST})
"""From here to act; who grants it may say suggest as well."""


def trust(outcomes: Sequence[Outcome]) -> Trust:
    """The figures; the oldest decision first."""
    told = (one for one in reversed(outcomes) if one in TELLING)
    agreed = list(islice(told, LAST)).count(Outcome.AGREED)
    counts = {outcome: outcomes.count(outcome) for outcome in Outcome}
    whole = Share(counts[Outcome.AGREED], counts[Outcome.DISAGREED])
    recent = Share(agreed, min(LAST, whole.cases) - agreed)
    return Trust(whole, recent, counts[Outcome.UNKNOWN], counts[Outcome.PENDING])


def verdict(mode: Mode, outcomes: Sequence[Outcome]) -> Stay | Propose | Demote:
    """What follows for a capability in `mode` from all outcomes since its last demotion, in order.

    "Off" stays: who switched it off has spoken.
    """
    known = trust(outcomes)
    recent = known.recent
    if is_lost(recent) and mode in DOWN:
        return Demote(DOWN[mode], f"people disagreed with {recent.disagreed} of {recent.cases}")
    if mode in PROMOTED and not is_lost(recent) and known.whole.is_above(PROMOTES_AT):
        return Propose(Mode.ACT)
    return Stay()


def is_lost(recent: Share) -> bool:
    """Whether the last cases bear no mode."""
    return recent.disagreed >= FEWEST_DISAGREEMENTS and not recent.is_above(DEMOTES_BELOW)


def to_spare(outcomes: Sequence[Outcome]) -> int:
    """How many disagreements in a row would cost the mode; 0 where it is lost already."""
    further = 0
    while not is_lost(trust([*outcomes, *[Outcome.DISAGREED] * further]).recent):
        further += 1
    return further


def missing(whole: Share) -> int | None:
    """How many cases in a row people would have to agree with for a proposal; None past 1,000."""
    low, high = 0, 1_000
    if not Share(whole.agreed + high, whole.disagreed).is_above(PROMOTES_AT):
        return None
    while low < high:
        middle = (low + high) // 2
        if Share(whole.agreed + middle, whole.disagreed).is_above(PROMOTES_AT):
            high = middle
        else:
            low = middle + 1
    return low
