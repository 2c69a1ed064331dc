"""The parts of a Markdown text that matter here: headings, fences, quotes, hidden comments.

Line by line, in time linear in the text: reports can be a megabyte long, and what a full parser
adds (emphasis, links) decides nothing.
"""

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*$")
_BOLD = re.compile(r"^[ \t]*\*\*([^*]{1,120})\*\*:?[ \t]*$")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_MENTION = re.compile(r"@(?=\w)")
_STARTS = re.compile(r"[`~]")
_BLOCKS = MarkdownIt("commonmark", {"html": True}).disable("inline")
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
    """A text of ours that notifies nobody and leaves nothing open behind it.

    Mentions outside fenced code get a zero-width space. A text, or what the cut at `longest`
    characters leaves of it, that would swallow what stands below it is shown as it was typed.
    """
    cut = text if len(text) <= longest else text[: longest - 1] + "…"
    if _ends(cut):
        lines = cut.split("\n")
        code = {n for token in _fences(cut) for n in range(*(token.map or (0, 0)))}
        kept = (x if n in code else _MENTION.sub("@\u200b", x) for n, x in enumerate(lines))
        quiet = "\n".join(kept)
        if len(quiet) <= longest + longest // 12:
            return quiet
    plain = _STARTS.sub(r"\\\g<0>", text[: longest // 2])
    return _MENTION.sub("@\u200b", plain.replace("<", "&lt;")[:longest])


def _ends(text: str) -> bool:
    """Whether a paragraph below the text would be one, in plain sight."""
    if "<!--" in text or text.count("<details") != text.count("</details>"):
        return False
    tokens = _BLOCKS.parse(f"{text}\n\nend")
    last = tokens[-2] if len(tokens) > 1 else tokens[-1]
    return last.type == "inline" and last.level == 1 and last.content == "end"


def _fences(text: str) -> list[Token]:
    return [t for t in _BLOCKS.parse(text) if t.type == "fence" and t.level == 0]
