"""A line said to Linchpin, cut into words as a shell does: quotes hold words together."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_LINE = 1_000
"""Characters; ours: ten labels of 50 characters, GitHub's limit, fit well."""

_WORD = re.compile(
    r"[\"“”„«»](?P<double>[^\"“”„«»]*)[\"“”„«»](?=[\s,;.!?]|$)"
    r"|['‘’‚](?P<single>[^'‘’‚]*)['‘’‚](?=[\s,;.!?]|$)"
    r"|(?P<ticks>`+)(?P<code>[^`]*)(?P=ticks)"
    r"|(?P<comma>[,、，;])|(?P<bare>[^\s,、，;]+)"
)
"""Typographic quotes are accepted in any order: no two languages agree on it."""

_AROUND = " \t.,:;!?…。！？'\"“”„‘’‚«»`()*~\\"
_ENDS = ".!?"
_JOINER = "\u200d"
"""Holds an emoji's parts together, so that it stays in a label's name."""

POLITE = frozenset({"please", "pls", "plz", "kindly", "thanks", "thank", "thx", "you"})


@dataclass(frozen=True, slots=True)
class Word:
    """One word, or several in quotes."""

    text: str
    """As typed, without quotes and without what is invisible."""
    is_quoted: bool = False
    is_comma: bool = False

    @property
    def plain(self) -> str:
        """Lower case, in plain letters, without punctuation around it; "" in quotes."""
        return "" if self.is_quoted or self.is_comma else plain(self.text)


def plain(text: str) -> str:
    """What is meant by a word, however it is typed: "Ｕndo!" is "undo"."""
    folded = unicodedata.normalize("NFKC", text[:LONGEST_LINE]).casefold()
    return "".join(c for c in folded if unicodedata.category(c) != "Cf").strip(_AROUND)


def words(line: str) -> tuple[Word, ...]:
    """The words and commas of a line; a quote that is never closed is left out."""
    found: list[Word] = []
    for part in _WORD.finditer(line[:LONGEST_LINE]):
        if part["comma"]:
            found.append(Word(",", is_comma=True))
            continue
        quoted = next((part[x] for x in ("double", "single", "code") if part[x] is not None), None)
        text = _seen(part["bare"].strip('"“”„«»`‘‚') if quoted is None else quoted)
        if text:
            found.append(Word(text, quoted is not None))
    return tuple(found)


def without_politeness(said: Sequence[Word]) -> tuple[Word, ...]:
    """The words without "please" before and "please", "thank you" behind them."""
    begin, end = 0, len(said)
    while begin < end and (said[begin].is_comma or said[begin].plain in POLITE):
        begin += 1
    while end > begin and (said[end - 1].is_comma or said[end - 1].plain in POLITE):
        end -= 1
    return tuple(said[begin:end])


def segments(said: Sequence[Word]) -> tuple[str, ...]:
    """Names in a list: one between two commas, or else a word each; no name twice."""
    if not any(word.is_comma for word in said):
        found = [w.text if w.is_quoted else w.text.rstrip(_ENDS) for w in said]
        return tuple(dict.fromkeys(name for name in found if name))
    names, some = list[str](), list[str]()
    for word in (*said, Word(",", is_comma=True)):
        if not word.is_comma:
            some.append(word.text)
            continue
        names.append(" ".join(some))
        some = []
    if not said[-1].is_quoted:
        names[-1] = names[-1].rstrip(_ENDS)
    return tuple(dict.fromkeys(name for name in names if name))


def _seen(text: str) -> str:
    line = " ".join(text.split())
    return "".join(c for c in line if c.isprintable() or c == _JOINER)
