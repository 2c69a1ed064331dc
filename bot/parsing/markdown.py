"""The parts of a Markdown text that matter here: headings, fences, quotes, hidden comments.

Line by line, in time linear in the text: reports can be a megabyte long, and what a full parser
adds (emphasis, links) decides nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*$")
_BOLD = re.compile(r"^[ \t]*\*\*([^*]{1,120})\*\*:?[ \t]*$")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_CODE_OR_MENTION = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)|@(?=\w)")
_DECORATION = re.compile(r"[^\w\s]+", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and the text below it; the text before the first heading has the heading ""."""

    heading: str
    text: str


def without_comments(text: str) -> str:
    """The text without HTML comments: readers do not see them, so they say nothing."""
    return _COMMENT.sub("", text)


def parts(text: str) -> tuple[Part, ...]:
    """The text cut at its headings (`# …`, or a line in bold alone), fences left whole."""
    found: list[Part] = []
    heading, lines, fence = "", [], ""
    for line in without_comments(text).splitlines():
        mark = _FENCE.match(line)
        if mark:
            if not fence:
                fence = mark.group(1)
            elif line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        title = None if fence or mark else (_HEADING.match(line) or _BOLD.match(line))
        if title is None:
            lines.append(line)
            continue
        found.append(Part(heading, "\n".join(lines).strip()))
        heading, lines = title.group(1).strip(), []
    found.append(Part(heading, "\n".join(lines).strip()))
    return tuple(part for part in found if part.heading or part.text)


def without_quotes(text: str) -> str:
    """The text without lines quoted from others."""
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(">"))


def fenced(text: str) -> tuple[str, ...]:
    """What stands in fenced code blocks."""
    blocks: list[str] = []
    lines: list[str] | None = None
    fence = ""
    for line in text.splitlines():
        mark = _FENCE.match(line)
        if lines is None:
            if mark:
                lines, fence = [], mark.group(1)
        elif mark and line.strip().startswith(fence) and not line.strip().strip(fence[0]):
            blocks.append("\n".join(lines))
            lines = None
        else:
            lines.append(line)
    if lines:
        blocks.append("\n".join(lines))
    return tuple(blocks)


def folded(text: str) -> str:
    """The words alone, lower case: "🐛 Describe the bug:" and "describe the bug" are equal."""
    return " ".join(_DECORATION.sub(" ", text.replace("_", " ")).lower().split())


def inert(text: str, longest: int) -> str:
    """Somebody's words as plain text in our comment: no link, no mention, no markup, one line."""
    line = " ".join(text.split())
    line = "".join(c for c in line if c.isprintable())
    if len(line) > longest:
        line = line[: longest - 1] + "…"
    line = re.sub(r"#(?=\d)", "#\u200b", line)
    escaped = re.sub(r"([\\`*_{}\[\]()#+!|<>~&-])", r"\\\1", line)
    return escaped.replace("@", "@\u200b").replace("\\<", "&lt;").replace("\\>", "&gt;")


def self_contained(text: str, longest: int) -> str:
    """A text of ours that notifies nobody, hides nothing and leaves nothing open behind it.

    Mentions outside code get a zero-width space, comments are shown, and a fence or a fold that the
    text or the cut at `longest` characters left open is closed.
    """
    lines = [
        line if code else _CODE_OR_MENTION.sub(_without_mention, line)
        for line, code in _lines(text.replace("<!--", "&lt;!--"))
    ]
    whole = "\n".join(lines)
    if len(whole) > longest:
        whole = whole[: longest - 1] + "…"
    fence = open_fence(whole)
    folds = whole.count("<details") - whole.count("</details")
    return whole + (f"\n{fence}" if fence else "") + "\n\n</details>" * max(0, folds)


def _without_mention(found: re.Match[str]) -> str:
    return "@\u200b" if found.group() == "@" else found.group()


def open_fence(text: str) -> str:
    """The mark that would close the code block still open at the end; empty when none is."""
    fence = ""
    for line in text.splitlines():
        fence = _fence_after(line, fence)
    return fence


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it belongs to a fenced block."""
    fence = ""
    for line in text.splitlines():
        after = _fence_after(line, fence)
        yield line, bool(fence or after)
        fence = after


def _fence_after(line: str, fence: str) -> str:
    mark = _FENCE.match(line)
    if mark is None:
        return fence
    if not fence:
        return mark.group(1)
    closes = line.strip().startswith(fence) and not line.strip().strip(fence[0])
    return "" if closes else fence
