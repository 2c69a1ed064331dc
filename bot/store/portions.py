"""Long lists of values, as many at a time as one statement takes well."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")

AT_A_TIME = 400
"""In one IN list: SQLite takes a few hundred values well, PostgreSQL any number."""


def portions(values: Sequence[T], at_a_time: int = AT_A_TIME) -> Iterable[Sequence[T]]:
    """As many as one IN list takes, or fewer, and so on."""
    return (values[i : i + at_a_time] for i in range(0, len(values), at_a_time))
