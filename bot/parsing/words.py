"""Whom a text mentions, and whether it is said to machines alone."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from bot.parsing.machines import is_machine
from bot.parsing.markdown import lines, without_quotes

_MENTION = re.compile(
    r"(?<![a-z\d@/`.+-])(?<![a-z\d]_)@([a-z\d][a-z\d-]{0,38})(?![a-z\d-]|_+[a-z\d]|[/.]\w)",
    re.ASCII | re.IGNORECASE,
)
"""GitHub's logins: letters, digits, single hyphens, at most 39; followed by "/" it is a team, by
"." and a letter a name in a program. Letters that are not ASCII, and the underscores of emphasis,
end it (html-pipeline's mention_filter.rb, after GitHub's own)."""

_ADDRESS = re.compile(r"https?://[^\s<>()\[\]]+", re.IGNORECASE)
_INDENTED = ("    ", "\t")
_ENTRY = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])(?:\s|$)")
"""Begins an entry of a list."""

_TICKS = re.compile(r"`+")
_BLANK = re.compile(r"\n[ \t]*\n")
_COMMAND = re.compile(
    r"/linchpin(?:@[a-zA-Z\d-]+)?(?:\[bot\])?[.,:;!?]*(?:\s|$)"
    r"|/[a-zA-Z][\w-]*(?:\s|$)|@([a-zA-Z\d-]+)(\[bot\])?(?:[\s:,]|$)"
)
"""A line that begins as prow's, triagebot's and our commands do: "/assign", "@rustbot label …"."""

_OURS = "linchpin-"
"""As Apps made by our manifest are called; "linchpin" itself is somebody's login."""


def mentioned(text: str) -> frozenset[str]:
    """Logins in lower case. Code, quotes, addresses and hidden comments mention nobody."""
    if "@" not in text:
        return frozenset()
    seen = "\n".join(own_words(text))
    found: set[str] = set()
    for paragraph in _BLANK.split(seen):
        if "@" in paragraph:
            spoken = _ADDRESS.sub(" ", _without_code_spans(paragraph))
            found.update(login.lower() for login in _MENTION.findall(spoken))
    return frozenset(login.rstrip("-") for login in found)


def is_command_only(text: str, ours: str = "") -> bool:
    """Whether every line is a command to a machine: no answer to anybody.

    `ours` is this App's name, by which it may be addressed; others are known by how they end.
    """
    if "/" not in text and "@" not in text:
        return False
    any_spoken = False
    for line in own_words(text):
        if line.strip():
            any_spoken = True
            command = _COMMAND.match(line.strip())
            if command is None or not _is_said_to_a_machine(command, ours):
                return False
    return any_spoken


def _is_said_to_a_machine(command: re.Match[str], ours: str) -> bool:
    if command[1] is None or command[2] is not None:
        return True
    name = command[1].lower()
    return name == ours.lower() or name.startswith(_OURS) or is_machine(name)


def own_words(text: str) -> Iterator[str]:
    """The lines in the writer's own words."""
    own = without_quotes(text)
    if "```" not in own and "~~~" not in own and "<!--" not in own:
        return _without_indented_code(own.splitlines())
    return _without_indented_code(x.text for x in lines(own) if not x.in_code and x.fence is None)


def _without_indented_code(given: Iterable[str]) -> Iterator[str]:
    """Below a list the same indent belongs to its entry: it is taken as words."""
    may_begin, in_list = True, False
    for line in given:
        if not line.strip():
            may_begin = True
        elif may_begin and not in_list and line.startswith(_INDENTED):
            continue
        else:
            if _ENTRY.match(line):
                in_list = True
            elif may_begin and not line[0].isspace():
                in_list = False
            may_begin = False
        yield line


def _without_code_spans(paragraph: str) -> str:
    """The text outside `code`; a run of backticks closes with one of its own length."""
    runs = [(mark.start(), mark.end()) for mark in _TICKS.finditer(paragraph)]
    if len(runs) < 2:
        return paragraph
    by_length: dict[int, list[int]] = {}
    for place, (start, end) in enumerate(runs):
        by_length.setdefault(end - start, []).append(place)
    kept: list[str] = []
    at = place = 0
    while place < len(runs):
        start, end = runs[place]
        same = by_length[end - start]
        later = bisect_right(same, place)
        if later < len(same):
            kept.append(paragraph[at:start])
            place, at = same[later], runs[same[later]][1]
        place += 1
    return " ".join([*kept, paragraph[at:]])
