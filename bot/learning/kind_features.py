"""A report as numbers: hashed words and letters of its fields, cues, and what its form hints at."""

import numpy as np

from bot.learning.grams import BITS, counted, letter_ids, word_ids, words
from bot.learning.layers import Features
from bot.parsing import kind_cues, kind_hints, titles
from bot.parsing.anatomy import Place, pieces, text_in
from bot.parsing.markdown import hidden_comments
from bot.vocabulary.kinds import Kind

FIELDS: tuple[tuple[str, float], ...] = (
    ("title words", 1.0),
    ("title letters", 1.0),
    ("words", 1.0),
    ("letters", 1.0),
    ("form words", 0.5),
    ("code words", 0.5),
)
"""What is read of a report, and the weight of its likeness; the writer's own words count full."""

READ_BODY = 20_000
READ_TITLE = 300
READ_WORDS = 3_000
READ_LETTERS = 1_500
READ_CODE = 2_000
"""Characters; what a report is for stands in its first paragraphs."""

CUES = len(kind_cues.NAMES)
HINTS = tuple(f"{where} {kind}" for where in ("prefix", "headings", "form") for kind in Kind)


def features(title: str, body: str) -> Features:
    """The numbers of a report; form headings and prefixes count where they are there."""
    body = body[:READ_BODY]
    head = title[:READ_TITLE]
    given = pieces(body)
    own = titles.bare(head)
    prose = text_in(given, Place.PROSE)
    form = f"{text_in(given, Place.HEADING, Place.BOX)} {hidden_comments(body)}"
    code = text_in(given, Place.CODE, Place.OUTPUT)
    fields = (
        word_ids(words(head)),
        letter_ids(head),
        word_ids(words(prose[:READ_WORDS])),
        letter_ids(prose[:READ_LETTERS]),
        word_ids(words(form[:READ_WORDS])),
        word_ids(words(code[:READ_CODE]), pairs=False),
    )
    each = [counted(ids) for ids in fields]
    columns = [ids + np.uint32(field << BITS) for field, (ids, _) in enumerate(each)]
    headings = [piece.text.strip(" #*_:") for piece in given if piece.place is Place.HEADING]
    hints = (kind_hints.of_title(head), kind_hints.of_headings(headings), kind_hints.stated(body))
    dense = (*kind_cues.present(own, given), *(hint is kind for hint in hints for kind in Kind))
    return Features(
        np.concatenate(columns),
        np.concatenate([counts for _, counts in each]),
        np.array(dense, dtype=np.float32),
    )
