"""Where code, HTML and links stand within a paragraph, by CommonMark's rules, in linear time."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

LONGEST = 1_000
"""Characters in which a tag or a link's address must end; ours, so that time stays linear."""


class Markup(StrEnum):
    """What a span is."""

    CODE = "code"
    COMMENT = "comment"
    """Also processing instructions and declarations: what no reader sees."""
    TAG = "tag"
    BRACKETS = "brackets"
    """A link's text and address; any pair of brackets is taken for one."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch `start` <= n < `end` of the paragraph."""

    what: Markup
    start: int
    end: int


_MARK = re.compile(r"\\[!-/:-@\[-`{-~]|`+|<|\[|\]")
_TICKS = re.compile(r"`+")
_TAG = re.compile(
    r"</[a-z][a-z0-9-]*+\s*+>"
    r"|<[a-z][a-z0-9-]*+(?:\s++[a-z_:][\w.:-]*+(?:\s*+=\s*+(?:[^\s\"'=<>`]++|'[^']*+'|\"[^\"]*+\"))?+)*+"
    r"\s*+/?>",
    re.ASCII | re.IGNORECASE,
)
_UNSEEN = (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"), ("<!", ">"))


def spans(paragraph: str) -> Iterator[Span]:
    """Code, HTML and brackets of a paragraph; brackets are told of when they close."""
    runs: dict[int, list[int]] = {}
    for run in _TICKS.finditer(paragraph):
        runs.setdefault(run.end() - run.start(), []).append(run.start())
    last = {closing: paragraph.rfind(closing) for _opening, closing in _UNSEEN}
    open_brackets: list[int] = []
    at = 0
    while found := _MARK.search(paragraph, at):
        start, at = found.span()
        span = None
        match found.group()[0]:
            case "`":
                span = _code(start, at, runs)
            case "<":
                span = _html(paragraph, start, last)
            case "[":
                open_brackets.append(start)
            case "]" if open_brackets:
                end = _end_of_address(paragraph, at)
                yield Span(Markup.BRACKETS, open_brackets.pop(), end)
            case _:
                pass
        if span is not None:
            yield span
            at = span.end


def whole_tag(line: str) -> bool:
    """Whether a line is one tag and nothing else."""
    tag = _TAG.match(line, 0, LONGEST)
    return tag is not None and not line[tag.end() :].strip(" \t")


def _code(start: int, end: int, runs: dict[int, list[int]]) -> Span | None:
    """A run of backticks closes with the next one of its own length."""
    length = end - start
    same = runs.get(length, [])
    place = bisect_left(same, end)
    return Span(Markup.CODE, start, same[place] + length) if place < len(same) else None


def _html(paragraph: str, start: int, last: dict[str, int]) -> Span | None:
    tag = _TAG.match(paragraph, start, start + LONGEST)
    if tag:
        return Span(Markup.TAG, start, tag.end())
    for opening, closing in _UNSEEN:
        if paragraph.startswith(opening, start):
            # "<!-->" is a whole comment
            begin = start + 2 if closing == "-->" else start + len(opening)
            if last[closing] >= begin:
                end = paragraph.index(closing, begin) + len(closing)
                return Span(Markup.COMMENT, start, end)
            return None
    return None


def _end_of_address(paragraph: str, at: int) -> int:
    if not paragraph.startswith("(", at):
        return at
    end = paragraph.find(")", at, at + LONGEST)
    return at if end < 0 else end + 1
