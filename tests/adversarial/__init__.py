"""Threads that somebody wrote to make a careless program write, mention, leak or stop."""

from tests.adversarial import hidden, instructions, letters, markup, sizes
from tests.adversarial.case import Case

CASES: tuple[Case, ...] = (
    *instructions.CASES,
    *hidden.CASES,
    *markup.CASES,
    *letters.CASES,
    *sizes.CASES,
)
"""All of them; their names are distinct."""

__all__ = ["CASES", "Case"]
