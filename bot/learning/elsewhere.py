"""The port to the child process, where everything above 5 ms of computing is done."""

from collections.abc import Callable
from typing import ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Elsewhere(Protocol):
    """Another process, so that long work does not hold up this one."""

    async def __call__(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The function's result."""
        ...
