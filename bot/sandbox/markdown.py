"""Markdown -> HTML that cannot do anything: no raw HTML, no pictures, no scripts in links.

HTML is off. Two rules let through what comments on GitHub commonly hold: hidden comments, which
show as nothing, and a few tags without attributes.
"""

import re
from collections.abc import MutableMapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markupsafe import Markup, escape

_TAG = re.compile(r"</?(?:sub|sup|kbd|br|details|summary)>")
_OPENS, _CLOSES = "<!--", "-->"
_TASK = re.compile(r"^\[([ xX])\] ")


def render(text: str) -> Markup:
    """A text as GitHub would show it, near enough."""
    return Markup(_PARSER.render(text))  # noqa: S704 # what comes out is escaped, see above


def _inert_tag(state: StateInline, silent: bool) -> bool:
    if state.src.startswith(_OPENS, state.pos):
        closes = state.src.find(_CLOSES, state.pos + len(_OPENS))
        if closes < 0:
            return False
        state.pos = closes + len(_CLOSES)
        return True
    found = _TAG.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        state.push("inert_tag", "", 0).content = found.group()
    state.pos = found.end()
    return True


def _comment_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    begins = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith(_OPENS, begins) or state.is_code_block(start):
        return False
    closes = state.src.find(_CLOSES, begins + len(_OPENS))
    stop = closes + len(_CLOSES) if closes >= 0 else len(state.src)
    line = start
    while line < end and state.eMarks[line] < stop:
        line += 1
    if line < end and state.src[stop : state.eMarks[line]].strip():
        return False  # text follows on the same line: a matter of the inline rule
    if not silent:
        state.line = min(line + 1, end)
    return True


def _task_boxes(state: StateCore) -> None:
    """`[ ]` and `[x]` at the start of a list item become boxes."""
    for place, token in enumerate(state.tokens):
        if token.type != "inline" or place < 2 or not token.children:
            continue
        first = token.children[0]
        if state.tokens[place - 2].type == "list_item_open" and first.type == "text":
            first.content = _TASK.sub(
                lambda m: "☐ " if m.group(1) == " " else "☑ ", first.content, count=1
            )


def _tag_itself(self: RendererHTML, tokens: Sequence[Token], place: int, *_: Any) -> str:
    return tokens[place].content


def _picture_as_link(self: RendererHTML, tokens: Sequence[Token], place: int, *_: Any) -> str:
    token = tokens[place]
    name = escape(token.content or "picture")
    return f'<a href="{escape(str(token.attrs["src"]))}" rel="noopener nofollow">🖼 {name}</a>'


def _outside(
    self: RendererHTML,
    tokens: Sequence[Token],
    place: int,
    options: Any,
    env: MutableMapping[str, Any],
) -> str:
    tokens[place].attrSet("rel", "noopener nofollow")
    return self.renderToken(tokens, place, options, env)


def _make() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True})
    parser.enable(["table", "strikethrough"])
    parser.inline.ruler.before("autolink", "inert_tag", _inert_tag)
    parser.block.ruler.before(
        "paragraph", "comment_block", _comment_block, {"alt": ["paragraph", "list"]}
    )
    parser.core.ruler.after("inline", "task_boxes", _task_boxes)
    parser.add_render_rule("inert_tag", _tag_itself)
    parser.add_render_rule("image", _picture_as_link)
    parser.add_render_rule("link_open", _outside)
    return parser


_PARSER = _make()
