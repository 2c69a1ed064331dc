"""What parsers find in a thread's report, read in the process for heavy work."""

from collections.abc import Callable
from typing import ParamSpec, Protocol, TypeVar

from bot.facts.gather import Seen
from bot.learning.findings import Findings, find

P = ParamSpec("P")
R = TypeVar("R")


class Elsewhere(Protocol):
    """Another process, so that long work does not hold up this one."""

    async def __call__(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The function's result."""
        ...


async def findings(seen: Seen, elsewhere: Elsewhere) -> Findings:
    """What stands in an issue; nothing for a pull request."""
    issue = seen.issue
    if issue.is_pull_request:
        return Findings()
    name, day = seen.thread.repository.full_name, issue.created_at.date()
    return await elsewhere(find, issue.title, issue.body, name, day, seen.forms)
