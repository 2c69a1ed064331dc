"""A Markdown text cut into the blocks that hold words, by CommonMark's rules, in linear time.

A full parser takes minutes for 64 KB of quotations that were written to that end; this one keeps
only what says where a paragraph begins and ends, and in what.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it.common.html_blocks import block_names

from bot.parsing.inline import whole_tag

DEEPEST = 20
"""Quotations and lists within each other that are told apart, as in markdown-it's own limit."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph or a block of HTML, as typed."""

    first: int
    """Its first line."""
    text: str
    in_list: bool
    in_quote: bool
    is_html: bool


_FENCE = re.compile(r"(`{3,})[^`]*$|(~{3,})")
_RULE = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_UNDERLINE = re.compile(r"(?:=+|-+)[ \t]*$")
_HEADING = re.compile(r"#{1,6}(?:[ \t]|$)")
_BULLET = re.compile(r"(?:[-+*]|(\d{1,9})[.)])(?=[ \t]|$)")
_COLUMNS = re.compile(r"(?=.*[|:])\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
"""Below the head of a table."""
_BAR = re.compile(r"(?<!\\)\|")

_NAMES = "|".join(sorted(block_names))
_HTML = (
    (r"<(?:script|pre|style|textarea)(?=[\s>]|$)", r"</(?:script|pre|style|textarea)>"),
    (r"<!--", r"-->"),
    (r"<\?", r"\?>"),
    (r"<!\[CDATA\[", r"\]\]>"),
    (r"<![a-z]", r">"),
    (rf"</?(?:{_NAMES})(?=\s|/?>|$)", ""),
)
_HTML_BLOCKS = tuple(
    (re.compile(begin, re.IGNORECASE), re.compile(end, re.IGNORECASE) if end else None)
    for begin, end in _HTML
)
"""What begins a block of HTML, and what ends it; None: an empty line."""


@dataclass(frozen=True, slots=True)
class _Rest:
    """What is left of a line: its words, and the columns before them."""

    indent: int
    words: str
    column: int
    """Where the words begin; tabs go to every fourth."""

    def after(self, length: int) -> "_Rest":
        """Without the first so many characters of the words."""
        return _rest(self.words[length:], self.column + length)


def _rest(text: str, column: int) -> _Rest:
    words = text.lstrip(" \t")
    at = column
    for character in text[: len(text) - len(words)]:
        at += 4 - at % 4 if character == "\t" else 1
    return _Rest(at - column, words, at)


class _Reader:
    """Takes the lines one by one."""

    def __init__(self) -> None:
        self._stack: list[int] = []  # 0 is a quotation, else the columns of a list's entry
        self._fence = ""
        self._html: re.Pattern[str] | None = None
        self._in_html = self._in_table = self._is_open = False
        self._first = 0
        self._empty_entry: int | None = None
        self._lines: list[str] = []
        self._within: tuple[int, ...] = ()

    def take(self, number: int, line: str) -> Iterator[Piece]:
        """Read a line; the block that it ends, if any."""
        rest = _rest(line, 0)
        matched = 0
        for width in self._stack:
            inner = _inside(rest, width)
            if inner is None:
                break
            rest, matched = inner, matched + 1
        if (self._fence or self._in_html or self._in_table) and matched < len(self._stack):
            yield from self.end()
        if self._fence:
            if _closes(rest, self._fence):
                self._fence = ""
            return
        if self._in_html:
            if self._html is None and not rest.words:
                yield from self.end()
                return
            self._lines.append(line)
            if self._html is not None and self._html.search(rest.words):
                yield from self.end()
            return
        yield from self._begin(number, line, rest, matched)

    def end(self) -> Iterator[Piece]:
        """The block that is open, if it holds words; it is closed."""
        if self._lines:
            within = self._within
            in_list, in_quote = any(within), 0 in within
            text = "\n".join(self._lines)
            yield Piece(self._first, text, in_list, in_quote, self._in_html)
        self._lines = []
        self._fence, self._html = "", None
        self._in_html = self._in_table = self._is_open = False

    def _begin(self, number: int, line: str, rest: _Rest, matched: int) -> Iterator[Piece]:
        """Read a line that may begin a block."""
        if not rest.words:
            yield from self.end()
            if 0 in self._stack[matched:]:
                del self._stack[matched:]
            elif self._empty_entry == number - 1:
                self._stack.pop()  # an entry may begin with one empty line, not with two
            return
        is_lazy = self._is_open and matched < len(self._stack)
        while True:
            if rest.indent > 3:
                break
            if self._is_open and not is_lazy and _UNDERLINE.match(rest.words):
                yield from self.end()
                return
            bullet = None if _RULE.match(rest.words) else self._bullet(rest, matched)
            width = 0 if rest.words[0] == ">" else bullet
            if width is None or len(self._stack) >= DEEPEST:
                break
            yield from self.end()
            del self._stack[matched:]
            rest = _entered(rest, width)
            self._stack.append(width)
            matched, is_lazy = matched + 1, False
            if not rest.words:
                self._empty_entry = number if width else None
                return
        if self._is_open and (rest.indent > 3 or not self._interrupts(rest)):
            if not self._in_table and not is_lazy and _is_below_head(rest.words, self._lines[-1]):
                self._lines.pop()  # the head of the table
                yield from self.end()
                self._is_open = self._in_table = True
            elif not self._in_table:
                self._lines.append(line)
            return
        yield from self.end()
        del self._stack[matched:]
        if self._open(number, line, rest):
            yield from self.end()

    def _bullet(self, rest: _Rest, matched: int) -> int | None:
        """How many columns an entry of a list that begins here takes."""
        found = _BULLET.match(rest.words)
        if found is None:
            return None
        inner = rest.after(found.end())
        goes_on = self._is_open and matched == len(self._stack)
        if goes_on and (not inner.words or (found[1] is not None and int(found[1]) != 1)):
            return None
        width = inner.indent if inner.words and inner.indent <= 4 else 1
        return rest.indent + found.end() + width

    def _interrupts(self, rest: _Rest) -> bool:
        """Whether a line that is not indented ends the paragraph above it."""
        words = rest.words
        return bool(
            _FENCE.match(words)
            or _HEADING.match(words)
            or _RULE.match(words)
            or any(begin.match(words) for begin, _end in _HTML_BLOCKS)
        )

    def _open(self, number: int, line: str, rest: _Rest) -> bool:
        """Begin a block; whether it ends with the line."""
        words = rest.words
        if rest.indent > 3 or _HEADING.match(words) or _RULE.match(words):
            return False
        if fence := _FENCE.match(words):
            self._fence = fence[1] or fence[2]
            return False
        self._first, self._lines, self._within = number, [line], tuple(self._stack)
        for begin, end in _HTML_BLOCKS:
            if begin.match(words):
                self._in_html, self._html = True, end
                return end is not None and end.search(words) is not None
        self._in_html = whole_tag(words)
        self._is_open = not self._in_html
        return False


def pieces(lines: Sequence[str]) -> Iterator[Piece]:
    """Paragraphs and blocks of HTML, in order.

    Code, headings with "#" and tables are left out; a line above dashes is a heading to GitHub,
    but not to people.
    """
    reader = _Reader()
    for number, line in enumerate(lines):
        yield from reader.take(number, line)
    yield from reader.end()


def _inside(rest: _Rest, width: int) -> _Rest | None:
    """The rest of a line within a quotation or a list's entry that is open; None outside it."""
    if not width:
        return _entered(rest, 0) if rest.indent <= 3 and rest.words.startswith(">") else None
    if rest.words and rest.indent < width:
        return None
    return _Rest(max(0, rest.indent - width), rest.words, rest.column)


def _entered(rest: _Rest, width: int) -> _Rest:
    """The rest of a line behind the mark with which a quotation or an entry begins."""
    mark = _BULLET.match(rest.words) if width else None
    length = mark.end() if mark else 1
    used = width - rest.indent - length if width else 1
    inner = rest.after(length)
    return _Rest(max(0, inner.indent - used), inner.words, inner.column)


def _is_below_head(words: str, above: str) -> bool:
    """Whether a line draws as many columns of a table as the line above it has."""
    return bool(_COLUMNS.match(words)) and _columns(words) == _columns(above)


def _columns(line: str) -> int:
    bars = len(_BAR.findall(line.strip(" \t").removeprefix("|")))
    return bars + (not line.rstrip(" \t").endswith("|"))


def _closes(rest: _Rest, fence: str) -> bool:
    words = rest.words
    return rest.indent <= 3 and words.startswith(fence) and not words.strip(f"{fence[0]} \t")
