"""The hidden line that names a comment as a Linchpin's, and the sections it carries.

The line is an address, never a proof: anybody can write it. Whether a comment is ours, GitHub
says by its author; another Linchpin's counts only when a bot wrote it.
"""

import re
from collections.abc import Iterable

_MARKER = re.compile(r"^<!-- linchpin:1((?: [a-z0-9-]{1,60})*) -->[ \t\r]*$", re.MULTILINE)
"""On a line of its own: in a quote it is somebody else's word."""


FURTHER = "<!-- linchpin:further -->"
"""Marks the one further comment of a thread, which is no copy of the living one."""


def is_further(body: str) -> bool:
    """Whether the mark stands at the end of a comment; whose it is, GitHub says."""
    return body.rstrip().endswith(FURTHER)


def marker(sections: Iterable[str]) -> str:
    """The hidden line for a comment with these sections."""
    return f"<!-- linchpin:1{''.join(f' {name}' for name in sorted(sections))} -->"


def marked_sections(body: str) -> frozenset[str] | None:
    """The sections a marked comment names; None for a comment without the line."""
    found = _MARKER.search(body)
    return frozenset(found.group(1).split()) if found else None
