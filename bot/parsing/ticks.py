"""Tick-boxes in our comment: what is ticked, and what an edit ticked or cleared.

A box is a line of ours with a hidden id at its end; whoever edits may have changed anything else.
"""

import re
from collections.abc import Mapping

from bot.parsing.markdown import lines

_ID = r"[a-z0-9-]{1,40}"
_MARK = re.compile(rf"<!-- linchpin:tick ({_ID}) -->")
_BOX = re.compile(rf"^[ \t]{{0,8}}[-*+][ \t]{{1,4}}\[([ xX])\][ \t][^\0]*\0({_ID})\0[ \t]*$")
_TICKED = re.compile(rf"^(- \[)[xX](\] .{{1,400}}<!-- linchpin:tick {_ID} -->)$", re.MULTILINE)
_WHOLE_ID = re.compile(_ID)


def box(tick_id: str, text: str, *, ticked: bool = False) -> str:
    """The line of a box; `text` is inert Markdown, of one line.

    Raises `ValueError` on an id that is not 1 to 40 of "a" to "z", digits and hyphens.
    """
    if not _WHOLE_ID.fullmatch(tick_id):
        raise ValueError(f"a tick-box cannot have the id {tick_id!r}")
    words = " ".join(text.split())
    return f"- [{'x' if ticked else ' '}] {words} <!-- linchpin:tick {tick_id} -->"


def boxes(body: str) -> Mapping[str, bool]:
    """Id -> whether it is ticked, in the order of the lines; code and hidden text have no boxes.

    An id on several lines counts once where they agree, else not at all.
    """
    found: dict[str, bool] = {}
    unclear: set[str] = set()
    marked = _MARK.sub("\0\\1\0<!---->", body.replace("\0", ""))
    for line in lines(marked):
        box = None if line.in_code or line.fence is not None else _BOX.match(line.text)
        if box is None:
            continue
        is_ticked, tick_id = box[1] != " ", box[2]
        if found.setdefault(tick_id, is_ticked) != is_ticked:
            unclear.add(tick_id)
    return {tick_id: ticked for tick_id, ticked in found.items() if tick_id not in unclear}


def changed(before: str, after: str) -> tuple[tuple[str, bool], ...]:
    """Each box (its id) that an edit ticked (True) or cleared (False), in the order of the lines.

    A box that only one of the texts has is neither: a line that was written or taken away is no
    tick.
    """
    was = boxes(before)
    now = boxes(after)
    return tuple((i, ticked) for i, ticked in now.items() if i in was and was[i] != ticked)


def unticked(body: str) -> str:
    """The text with all boxes cleared: the same, whoever ticked what."""
    return _TICKED.sub(r"\1 \2", body)
