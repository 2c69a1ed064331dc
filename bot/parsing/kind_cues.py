"""Which cues of a report's kind hold: turns of phrase, and the report's shape."""

import re

from bot.parsing.anatomy import Piece, Place, text_in
from bot.parsing.kind_phrases import PROSE, TITLE

MAX_PROSE = 6_000
"""Characters of the writer's own words that are read for cues."""

NAMES: tuple[str, ...] = (
    *TITLE,
    *PROSE,
    "body is empty",
    "prose is short",
    "prose is long",
    "prose asks once",
    "prose asks more than once",
    "prose ends with a question",
    "code stands there",
    "much code",
    "output stands there",
    "much output",
    "a traceback",
    "environment stands there",
    "nothing but prose",
    "steps are numbered",
    "a picture",
    "links",
    "title is short",
    "title is long",
    "mostly not English letters",
)
"""All cues, in the order of `present`."""

_STEPS = re.compile(r"^\s{0,8}\d{1,2}[.)]\s", re.MULTILINE)
_PICTURE = re.compile(r"!\[|<img\b|user-attachments|user-images", re.IGNORECASE)
_LINK = re.compile(r"https?://", re.IGNORECASE)
_TRACE = re.compile(
    r"traceback \(most recent|^\s*at [\w.$]{3,}\(|core dumped|\b\w+Error:", re.I | re.M
)


def present(title: str, given: tuple[Piece, ...]) -> tuple[bool, ...]:
    """For each of `NAMES` whether it holds for a title and the pieces of its body."""
    head = title[:300]
    prose = text_in(given, Place.PROSE)[:MAX_PROSE]
    code, output = text_in(given, Place.CODE), text_in(given, Place.OUTPUT)
    asks = prose.count("?") + prose.count("？")
    words = prose.split()
    ascii_share = len(prose.encode("ascii", "ignore")) / len(prose) if prose else 1.0
    total = len(prose) + len(code) + len(output) or 1
    shape = (
        not given,
        0 < len(words) < 30,
        len(words) > 200,
        asks == 1,
        asks > 1,
        prose.rstrip()[-1:] in ("?", "？"),
        bool(code),
        len(code) / total > 0.4,
        bool(output),
        len(output) / total > 0.4,
        _TRACE.search(output) is not None,
        any(piece.place is Place.ENVIRONMENT for piece in given),
        bool(prose) and all(piece.place is Place.PROSE for piece in given),
        len(_STEPS.findall(prose)) > 1,
        _PICTURE.search(prose) is not None,
        _LINK.search(prose) is not None,
        len(head.split()) < 4,
        len(head.split()) > 12,
        ascii_share < 0.7,
    )
    low_head, low_prose = head.lower(), prose.lower()
    return (
        *(pattern.search(low_head) is not None for pattern in TITLE.values()),
        *(pattern.search(low_prose) is not None for pattern in PROSE.values()),
        *shape,
    )
