"""One hostile or broken thread."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Case:
    """What stands on a thread."""

    name: str
    title: str
    body: str
    comments: tuple[str, ...] = ()
    """By the reporter or a passer-by, oldest first; never by us or by a maintainer."""
