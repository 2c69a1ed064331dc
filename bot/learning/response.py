"""Waits by Kaplan-Meier, called by name so that only the child process loads scipy."""

from collections.abc import Sequence

from bot.vocabulary.waits import Wait, Waits


def response_times(observed: Sequence[Wait]) -> Waits:
    """What the waits come to; see `bot.learning.waits`. A second the first time, 90 MB."""
    from bot.learning.waits import waits

    return waits(observed)
