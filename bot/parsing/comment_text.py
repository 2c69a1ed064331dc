"""What goes into a comment of ours: it links nobody, leaves nothing open, and has a seen length."""

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.parsing.markdown import without_comments

_MENTION = re.compile(r"@(?=\w)")
_STARTS = re.compile(r"[`~]")
_BLOCKS = MarkdownIt("commonmark", {"html": True}).disable("inline")
_ALL = MarkdownIt("commonmark", {"html": True})
_FOLDS = re.compile(r"<(/?)details\b", re.IGNORECASE)
_ESCAPED = re.compile(r"([\\`*_{}\[\]()#+!|<>~&$-])")
_REFERENCE = re.compile(
    r"@|#(?=\w)|://|(?<![^\W_])(?:[gG](?=[hH]\\-\d)|[wW](?=[wW]{2}\.))"  # `_` ends a word here
)


def inert(text: str, longest: int) -> str:
    """Somebody's words as plain text in our comment: no link, no mention, no markup, one line.

    GitHub links mentions, issue numbers and addresses after it has read the Markdown, so a
    backslash does not stop them: an invisible space (U+200B) breaks them.
    """
    line = "".join(c for c in " ".join(text.split()) if c.isprintable())
    if len(line) > longest:
        line = line[: longest - 1] + "…"
    line = _ESCAPED.sub(r"\\\1", line)
    line = _REFERENCE.sub(lambda m: f"{m.group()[0]}\u200b{m.group()[1:]}", line)
    return line.replace("\\<", "&lt;").replace("\\>", "&gt;").replace("\\&", "&amp;")


_UNSEEN = re.compile(
    r"<[^<>\n]{1,400}>|(?<=\])\([^()\s]{1,400}\)|[`*_\\\[\]\u200b]|[ \t]+$", re.MULTILINE
)


def visible_length(text: str) -> int:
    """About how many characters readers see: without markup, addresses of links and comments."""
    return len(_UNSEEN.sub("", without_comments(text)))


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
    if last.type != "inline" or last.level != 1 or last.content != "end":
        return False
    return "<details" not in text or _is_folded_evenly(text)


def _is_folded_evenly(text: str) -> bool:
    """Whether each `<details>` is closed by a tag: one escaped, or in code, closes nothing."""
    tokens = [t for token in _ALL.parse(text) for t in (token, *(token.children or ()))]
    depth = 0
    for token in tokens:
        if token.type in ("html_block", "html_inline"):
            for tag in _FOLDS.finditer(token.content):
                depth += -1 if tag.group(1) else 1
                if depth < 0:
                    return False
    return depth == 0


def _fences(text: str) -> list[Token]:
    return [t for t in _BLOCKS.parse(text) if t.type == "fence" and t.level == 0]
