"""Long lists of values, as many at a time as one statement takes well."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")

AT_A_TIME = 400
"""In one IN list: SQLite takes a few hundred values well, PostgreSQL any number."""


def portions(values: Sequence[T]) -> Iterable[Sequence[T]]:
    """As many as one IN list takes, and so on."""
    return (values[i : i + AT_A_TIME] for i in range(0, len(values), AT_A_TIME))
