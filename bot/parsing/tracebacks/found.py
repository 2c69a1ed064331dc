"""What readers of failures hand over, before it is made the same everywhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.parsing.tracebacks.lines import LogLine
from bot.vocabulary.signatures import FailureKind, Frame


@dataclass(frozen=True, slots=True)
class Failure:
    """One failure as it stands in the text."""

    kind: FailureKind
    exception: str
    message: str
    frames: tuple[Frame, ...]
    """Innermost first."""
    first: int
    """Place of its first line among those that were read."""
    last: int
    """Place of its last line among those that were read."""
    is_outer: bool = False
    """Whether a chained failure stands nearer to the cause."""


Reader = Callable[[Sequence[LogLine]], list[Failure]]
"""Finds one kind of failure in the lines of one process."""
