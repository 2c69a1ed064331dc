"""A cue: one thing that vulnerability reports say, and how far it convinces alone.

Shares (0..1), dampers and the weight of cues beside words were chosen on the reports in
tests/data/vulnerability_reports (none of fresh*.txt), those in tests/data/ordinary_reports, and the
issues with an odd number of Denchmark (Kim, Kim, Lee, MSR 2021), of vLLM, SGLang and llama.cpp, and
of NLBSE'24. All patterns are for text in lower case; every repetition in them is bounded.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Family(StrEnum):
    """Of the cues of one family only the strongest counts: they say the same thing."""

    WEAKNESS = "weakness"
    """A kind of vulnerability, by its name or described."""
    NAMED = "named"
    """The report calls itself one."""
    DISCLOSURE = "disclosure"
    """Somebody looks for the private way."""
    IDENTIFIER = "identifier"
    ATTACKER = "attacker"
    REACH = "reach"
    """Who can do it: anybody, without logging in."""
    HARM = "harm"
    PROOF = "proof"
    PAYLOAD = "payload"
    """What only an attack contains, also in code."""
    MECHANISM = "mechanism"
    """How it comes about."""
    SHAPE = "shape"
    """The headings of an advisory."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One thing to look for."""

    name: str
    family: Family
    share: float
    pattern: re.Pattern[str]


def cue(family: Family, name: str, share: float, *patterns: str) -> Cue:
    """A cue that any of some patterns shows."""
    return Cue(name, family, share, re.compile("|".join(patterns), re.ASCII))
