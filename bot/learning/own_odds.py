"""What a repository's own cases make of the odds, and whether they bear out public words.

A case is the first candidate of a report that people have done with, at or above the briefing's
bar, and what they said of the two. That they said nothing speaks against it only where they are
used to mark duplicates, and there no more than `bot.learning.odds.MARKED` says. A repository whose
people never mark any has no evidence, for or against: the pooled odds serve as they are, with their
bar (`bot.learning.odds.SHOWN_AT`), which was read to be right in trackers that hardly mark; to wait
for evidence that never comes would help nobody. What its people deny counts everywhere.

Their own precision is that of what they said plainly, marks and denials, once those are enough.

The candidates are judged by what the index holds now, with which of them were open or lately fixed
at the time left out of account. Import it in a child process only: it loads scipy.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.learning.odds import SHOWN_AT, UNCORRECTED, Correction, again, corrected
from bot.learning.sureness import bar

PRECISION = 0.8
"""What public words promise."""

FEWEST = 10
"""Cases from which their own precision decides: so many right ones, with none wrong, are the fewest
by which Beta(1, 1)'s lower bound at 90 % (`bot.learning.sureness.BELIEF`) reaches 0.8."""


@dataclass(frozen=True, slots=True)
class Case:
    """A report's first candidate by the uncorrected odds, and whether people call them the same."""

    probability: float
    is_same: bool | None
    """None: they said nothing, and the report is closed."""


@dataclass(frozen=True, slots=True)
class Own:
    """A repository's odds."""

    correction: Correction = UNCORRECTED
    public_from: float | None = 0.0
    """Corrected probability from which its own cases bear out `PRECISION`; 0 where they are too few
    to say, None where they do not."""


def own(cases: Sequence[Case], *, people_mark: bool) -> Own:
    """By the cases, where `people_mark` says that the unmarked ones among them tell something."""
    said = [(case.probability, case.is_same) for case in cases if case.is_same is not None]
    unmarked = [case.probability for case in cases if case.is_same is None] if people_mark else []
    if not unmarked and all(is_same for _, is_same in said):
        return Own()  # of what is the same alone nothing follows for the rest
    correction = corrected(said, unmarked)
    chances = again(np.array([chance for chance, _ in said]), correction)
    if (chances >= SHOWN_AT).sum() < FEWEST:
        return Own(correction)
    return Own(correction, bar(chances, np.array([is_same for _, is_same in said]), PRECISION))
