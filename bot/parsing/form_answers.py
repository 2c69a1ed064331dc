"""What a report answers to the short questions of a form: dropdowns, boxes, one line of its own.

GitHub writes a form as headings with the answers below them; a dropdown of which several may be
chosen as one line with commas, boxes as a list. Anything longer is prose and no answer.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.parsing.forms import field_wants
from bot.parsing.markdown import folded, heading_of, lines
from bot.vocabulary.forms import Wants

READ = 40_000
LONGEST_QUESTION = 120
LONGEST_ANSWER = 100
MOST_LINES = 30
"""Lines below one heading; a list of boxes is shown whole, ticked or not."""

MOST_ANSWERS = 20
_BOX = re.compile(r"^[ \t]{0,8}[-*+][ \t]{1,4}\[([ xX]?)\][ \t]?(.*)$")
_ASIDE = re.compile(r"\([^()]{0,80}\)")
_PART = re.compile(
    r"\b(areas?|components?|modules?|packages?|sub ?systems?|sub ?projects?|parts?|crates?"
    r"|plugins?|integrations?|libraries|library|categor(y|ies)|topics?|scopes?)\b"
)
_NOTHING = frozenset(("", "no response", "none", "n a", "na", "other", "others", "not sure"))


@dataclass(frozen=True, slots=True)
class Answer:
    """A question, and one thing chosen or written below it; both folded."""

    question: str
    said: str

    @property
    def names_a_part(self) -> bool:
        """Whether the question is which part of the project the report is about."""
        return field_wants(self.question) is Wants.TEXT and bool(_PART.search(self.question))


def answers(body: str) -> tuple[Answer, ...]:
    """The answers, in order; those that say nothing left out."""
    found: dict[Answer, None] = {}
    for question, below in _sections(body[:READ]):
        for said in _said(below):
            if said not in _NOTHING:
                found[Answer(folded(question[:LONGEST_QUESTION]), said)] = None
    return tuple(found)[:MOST_ANSWERS]


def _sections(text: str) -> Iterator[tuple[str, Sequence[str]]]:
    """Each heading, and the lines below it; those with code are left out."""
    question, below, is_plain = "", list[str](), False
    for line in lines(text):
        if line.in_code or line.fence is not None:
            is_plain = False
            continue
        title = heading_of(line.text[: LONGEST_QUESTION + LONGEST_ANSWER])
        if title is None:
            below.append(line.text)
            continue
        if is_plain:
            yield question, below
        question, below, is_plain = title[0], [title[1].lstrip(":： ")], True
    if is_plain:
        yield question, below


def _said(below: Sequence[str]) -> Iterator[str]:
    given = [line.strip() for line in below if line.strip()]
    if len(given) > MOST_LINES:
        return
    boxes = [found for line in given if (found := _BOX.match(line))]
    if boxes and len(boxes) == len(given):
        for box in boxes:
            if box[1].strip():
                yield from _spellings(box[2])
    elif len(given) == 1 and len(given[0]) <= LONGEST_ANSWER:
        yield from _spellings(given[0])
        if "," in given[0]:
            for part in given[0].split(","):
                yield from _spellings(part)


def _spellings(text: str) -> Iterator[str]:
    """The words, and without what stands in brackets."""
    whole = text[:LONGEST_ANSWER]
    yield folded(whole)
    yield folded(_ASIDE.sub(" ", whole))
