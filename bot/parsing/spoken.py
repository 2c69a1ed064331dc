"""The lines of a comment that begin in the writer's own prose, as GitHub shows it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from bot.parsing.blocks import Piece, pieces
from bot.parsing.inline import Markup, Span, spans

MAX_READ = 65_536
"""Characters that are read; GitHub takes no longer text."""

_NEWLINES = re.compile(r"\r\n|\r|\n")
_EMPTY = frozenset({"br", "hr", "img", "wbr"})
"""Elements with nothing in them, among those that GitHub shows."""
_DEFINITION = re.compile(
    r"\[[^\[\]\n]{1,999}\]:[ \t]*+[^\s]++"
    r"(?:[ \t]++(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*+(?:\n|$)"
)
_OPEN_DEFINITION = re.compile(r"\[[^\[\]]{1,999}\]:")
_NAME = re.compile(r"</?([a-z][a-z0-9-]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line as readers see it, without indent and hidden comments."""

    text: str
    continues_quote: bool
    """Whether it is shown in the quotation above it, for want of an empty line between them."""


def spoken(text: str, is_wanted: Callable[[str], bool]) -> Iterator[Spoken]:
    """The lines that `is_wanted` takes, in order, outside code, quotes, HTML, links and tables.

    In a list only a line that is not indented counts: it goes on below the list. Below a picture
    or what closes an HTML element, a line is HTML to GitHub, but not to people.
    """
    given = _NEWLINES.split(text[:MAX_READ])
    wanted = {n for n, line in enumerate(given) if is_wanted(line)}
    if not wanted:
        return
    blocks = tuple(pieces(given))
    enclosed = _enclosed([tag for piece in blocks for tag in _tags(piece)], len(given))
    for piece in blocks:
        last = piece.first + piece.text.count("\n")
        places = [n for n in range(piece.first, last + 1) if n in wanted and not enclosed[n]]
        if places:
            yield from _read(piece, places)


def _tags(piece: Piece) -> Iterator[tuple[int, str]]:
    """The tags of a piece, each with its line."""
    if "<" not in piece.text:
        return
    line, at = piece.first, 0
    for span in spans(piece.text):
        if span.what is Markup.TAG:
            line += piece.text.count("\n", at, span.start)
            at = span.start
            yield line, piece.text[span.start : span.end]


def _enclosed(tags: list[tuple[int, str]], count: int) -> list[int]:
    """For each line, how many HTML elements it begins in. What is never closed encloses nothing."""
    opened: dict[str, list[int]] = {}
    change = [0] * (count + 2)
    for line, tag in tags:
        name = _name(tag)
        if not tag.startswith("</"):
            opened.setdefault(name, []).append(line)
        elif opened.get(name):
            change[opened[name].pop() + 1] += 1
            change[line + 1] -= 1
    return list(accumulate(change))


def _name(tag: str) -> str:
    found = _NAME.match(tag)
    return found[1].lower() if found else ""


def _read(piece: Piece, places: list[int]) -> Iterator[Spoken]:
    text = piece.text
    starts = [0, *(found.end() for found in re.finditer("\n", text)), len(text) + 1]
    hidden = tuple(spans(text))
    covered = [0] * (len(starts) + 1)
    for span in hidden:
        covered[bisect_right(starts, span.start)] += 1
        covered[bisect_right(starts, span.end - 1)] -= 1
    unclear = _plain_until(text, hidden) if piece.is_html else _defined_until(text)
    covered[bisect_left(starts, unclear)] += 1
    depth = tuple(accumulate(covered))
    comments = [(c.start, c.end) for c in hidden if c.what is Markup.COMMENT]
    for place in places:
        number = place - piece.first
        start, end = starts[number], starts[number + 1] - 1
        if depth[number] or (piece.in_list and text[start] == " "):
            continue
        inside = comments[bisect_left(comments, (start, 0)) : bisect_left(comments, (end, 0))]
        yield Spoken(_without(text[:end], start, inside).strip(), piece.in_quote)


def _plain_until(text: str, hidden: tuple[Span, ...]) -> int:
    """Where in a block of HTML something begins that may hide what follows."""
    at = 0
    for span in hidden:
        if span.what not in (Markup.TAG, Markup.COMMENT):
            continue
        tag = text[span.start : span.end]
        loose = text.find("<", at, span.start)
        if loose >= 0:
            return loose
        closes = span.what is Markup.COMMENT or tag.startswith("</")
        if not closes and _name(tag) not in _EMPTY:
            return span.start
        at = span.end
    loose = text.find("<", at)
    return len(text) if loose < 0 else loose


def _defined_until(text: str) -> int:
    """Where in a paragraph a link's definition goes on below its line; what follows may be its."""
    at = 0
    while text.startswith("[", at) and (line := _DEFINITION.match(text, at)):
        at = line.end()
    return at + 1 if _OPEN_DEFINITION.match(text, at) else len(text)


def _without(text: str, at: int, unseen: list[tuple[int, int]]) -> str:
    """The text from `at` on, without what is unseen."""
    kept: list[str] = []
    for first, last in unseen:
        kept += (text[at:first], " ")
        at = last
    return "".join((*kept, text[at:]))
