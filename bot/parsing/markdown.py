"""The parts of a Markdown text that matter here: headings, fences, quotes, hidden comments.

Line by line, in time linear in the text: reports can be a megabyte long, and what a full parser
adds (emphasis, links) decides nothing.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_FENCE = re.compile(r"^[ \t]{0,12}(`{3,}|~{3,})([^`\n]*)$")
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]")
_BOLD = re.compile(r"^[ \t]{0,3}(?:\*\*([^*\n]{1,160})\*\*|__([^_\n]{1,160})__)[ \t]*:?")
_DECORATION = re.compile(r"[^\w\s]+", re.UNICODE)
_NEWLINES = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Line:
    """One line that readers see; a line of hidden comment is left out."""

    text: str
    in_code: bool
    """Whether it stands between two fences."""
    fence: str | None = None
    """For a fence itself: the language it names, "" without one."""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and the text below it; the text before the first heading has the heading ""."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of code: the language it names ("" without one), and what stands in it."""

    language: str
    text: str


def lines(text: str) -> Iterator[Line]:
    """The lines of a text, without HTML comments: readers do not see them, so they say nothing.

    A fence that is never closed, and a comment that never ends, are taken as words: people forget
    the mark, and what follows is meant.
    """
    given = _NEWLINES.split(text)
    closing = _longest_closing_fences(given)
    fence, in_comment = "", False
    last_end = _last_line_with(given, "-->")
    for place, line in enumerate(given):
        mark = None if in_comment else _FENCE.match(line)
        if fence:
            if mark and _closes(mark, fence):
                fence = ""
                yield Line(line, in_code=False, fence="")
            else:
                yield Line(line, in_code=True)
            continue
        if mark and closing[place + 1].get(mark.group(1)[0], 0) >= len(mark.group(1)):
            fence = mark.group(1)
            yield Line(line, in_code=False, fence=mark.group(2).strip())
            continue
        seen, was_hidden = line, in_comment
        if in_comment or "<!--" in line:
            seen, in_comment = _visible(line, in_comment, ends_later=place < last_end)
        if seen or not (was_hidden or line):
            yield Line(seen, in_code=False)


def without_comments(text: str) -> str:
    """The text without HTML comments outside code."""
    return "\n".join(line.text for line in lines(text))


def hidden_comments(text: str) -> str:
    """What stands in HTML comments, code or not: a form's words to the writer, not a reader's."""
    found = []
    start = text.find("<!--")
    while start >= 0:
        end = text.find("-->", start)
        if end < 0:
            break
        found.append(text[start + 4 : end])
        start = text.find("<!--", end)
    return "\n".join(found)


def parts(text: str) -> tuple[Part, ...]:
    """The text cut at its headings (`# …`, or a line in bold alone), fences left whole."""
    found: list[Part] = []
    heading, body = "", list[str]()
    for line in lines(text):
        title = None if line.in_code or line.fence is not None else heading_of(line.text)
        if title is None or title[1]:
            body.append(line.text)
            continue
        found.append(Part(heading, "\n".join(body).strip()))
        heading, body = title[0], []
    found.append(Part(heading, "\n".join(body).strip()))
    return tuple(part for part in found if part.heading or part.text)


def heading_of(line: str) -> tuple[str, str] | None:
    """The title of a line that is a heading, and what follows it on the line; else None."""
    if _HEADING.match(line):
        title = line.strip().lstrip("#").strip()
        shorter = title.rstrip("#")
        if shorter != title and shorter[-1:] in ("", " ", "\t"):
            title = shorter.strip()
        bold = _BOLD.match(title)
        if bold and not title[bold.end() :].strip():
            title = (bold.group(1) or bold.group(2)).strip()
        return (title, "") if title else None
    bold = _BOLD.match(line)
    if bold is None:
        return None
    return (bold.group(1) or bold.group(2)).strip(), line[bold.end() :].strip()


def without_quotes(text: str) -> str:
    """The text without lines quoted from others."""
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(">"))


def fenced(text: str) -> tuple[Block, ...]:
    """What stands in fenced code blocks."""
    blocks: list[Block] = []
    language, body = "", list[str]()
    is_open = False
    for line in lines(text):
        if line.in_code:
            body.append(line.text)
        elif line.fence is not None:
            if is_open:
                blocks.append(Block(language, "\n".join(body)))
            is_open, language, body = not is_open, line.fence.lower(), []
    return tuple(blocks)


def folded(text: str) -> str:
    """The words alone, lower case: "🐛 Describe the bug:" and "describe the bug" are equal."""
    plain = unicodedata.normalize("NFKC", text).replace("_", " ")
    return " ".join(_DECORATION.sub(" ", plain).lower().split())


def _closes(mark: re.Match[str], fence: str) -> bool:
    return mark.group(1).startswith(fence) and not mark.group(2).strip()


def _longest_closing_fences(given: list[str]) -> list[dict[str, int]]:
    """For each line, the longest fence of each kind that could close one from there on."""
    longest: list[dict[str, int]] = [{}] * (len(given) + 1)
    for place in range(len(given) - 1, -1, -1):
        below = longest[place + 1]
        mark = _FENCE.match(given[place])
        if mark and not mark.group(2).strip():
            kind, length = mark.group(1)[0], len(mark.group(1))
            if length > below.get(kind, 0):
                below = {**below, kind: length}
        longest[place] = below
    return longest


def _last_line_with(given: list[str], words: str) -> int:
    return next((i for i in range(len(given) - 1, -1, -1) if words in given[i]), -1)


def _visible(line: str, in_comment: bool, *, ends_later: bool) -> tuple[str, bool]:
    """What readers see of a line, and whether a comment goes on below it."""
    seen = list[str]()
    while True:
        if in_comment:
            _hidden, found, line = line.partition("-->")
            if not found:
                return "".join(seen), True
            in_comment = False
        before, found, rest = line.partition("<!--")
        seen.append(before)
        if not found:
            return "".join(seen), False
        if "-->" not in rest and not ends_later:
            seen.append(f"{found}{rest}")
            return "".join(seen), False
        line, in_comment = rest, True
