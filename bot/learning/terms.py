"""A report -> the terms it is found by: words, identifiers, error lines, each with its places.

Machines' descriptions, tick-boxes and hidden comments are left out; numbers, versions, addresses
and folders fall away, so that two people's copies of one error read alike.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from bot.parsing.anatomy import Place, pieces
from bot.parsing.stems import MAX_NAME, is_opaque, terms_of
from bot.parsing.titles import bare, prefix
from bot.vocabulary.likeness import Report

MAX_BODY = 12_000
"""Characters looked at: a dump of the environment, and what a report says behind it."""

MAX_LINES = 200
"""Lines looked at, for the same reason."""

END_OF_A_LOG = 25
"""Lines read at either end of a longer piece of output: where it starts and where it fails."""

MAX_LINE = 400
MAX_TERMS = 400
"""Different terms kept of one report, in reading order."""

TITLE, ERROR, PROSE, CODE = 1, 2, 4, 32
"""How places are packed in one byte: title and error line one bit each, how often in prose and how
often in code and output three bits each."""

NUMBER = 2
"""A number of the title, kept to tell "upgrade to 3.1" from "upgrade to 3.2"; no other term has
this byte, since an error line stands somewhere."""

MOST_COUNTED = 7
"""Mentions counted in three bits."""

_PLACES = {
    Place.PROSE: PROSE,
    Place.HEADING: PROSE,
    Place.QUOTE: CODE,
    Place.CODE: CODE,
    Place.OUTPUT: CODE,
}

_URL = re.compile(r"https?://[^\s<>()\[\]|\"']{1,400}", re.IGNORECASE)
_FOLDERS = re.compile(r"(?<![\w.~@+-])(?:[\w.~@+-]{0,80}[/\\]){2,30}(?=[\w.-])")
_NO_LETTERS = {code: None for code in range(128) if not chr(code).isalpha()}
_TICKET = re.compile(r"\b[A-Za-z]{2,12}-\d{2,6}(?:-\d{1,7})?\b")
"""A ticket of another tracker, or a vulnerability's number."""

_TOKEN = re.compile(r"(?<!\w)[^\W\d_]\w*(?:(?:\.|::|->|\$)\w+)*|(?<!\w)_+[^\W\d]\w*")
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,9}){0,5}")
_WORD = re.compile(r"(?<!\w)[^\W\d]\w{1,60}")

_ERROR = re.compile(
    r"\b(?:\w{1,60}\.){0,8}(\w{0,60}(?:Error|Exception|Failure|Fault|Panic|Interrupt))\b[ \t]{0,3}"
    r"(?::[ \t]{0,3}(.{0,200}))?"
)
_NAMES_AN_ERROR = re.compile("Error|Exception|Failure|Fault|Panic|Interrupt")
_SPOKEN_ERROR = re.compile(
    r"(?:fatal|error|panicked at|assertion failed|segmentation fault|core dumped"
    r"|undefined reference|no such file|cannot find|not found)\b.{0,200}"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line's terms, or a whole log's: what stands in one place."""

    place: int
    """TITLE, PROSE or CODE, perhaps with ERROR; or NUMBER."""
    terms: Sequence[int]
    """Their keys, as they come."""
    key: int = 0
    """The line itself; 0 where it cannot be a template's."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a report is found by. Keys are CRC-32: an index of them keeps no words."""

    lines: tuple[Line, ...]
    names: Mapping[int, str]
    """What a key stands for, as the report first writes it: a word as it is, "`" and an identifier,
    "!" and an error line, "#" for the signature."""


def terms(report: Report) -> Terms:
    """The report's terms: the title's first."""
    reader = _Reader()
    title = report.title[:MAX_LINE]
    numbers = dict.fromkeys(_NUMBER.findall(title))
    found = [
        *reader.prose(bare(title), TITLE),
        *reader.prose(prefix(title), PROSE),
        Line(NUMBER, [reader.key("=" + number, "=" + number) for number in numbers]),
    ]
    if report.signature:
        found.append(Line(CODE | ERROR, [reader.key("#" + report.signature, "#")]))
    left = MAX_LINES
    for piece in pieces(report.body[:MAX_BODY]):
        place = _PLACES.get(piece.place)
        if place is None or not left:
            continue
        lines = _ends(piece.text.split("\n"), place)[:left]
        left -= len(lines)
        if place == PROSE:
            for line in lines:
                found.extend(reader.prose(line[:MAX_LINE], PROSE))
        else:
            found.extend(reader.code([line[:MAX_LINE] for line in lines]))
    return Terms(tuple(found), reader.names)


def packed(lines: Iterable[Line]) -> dict[int, int]:
    """Each term's key -> its places in one byte; at most `MAX_TERMS`, as they come."""
    found: dict[int, int] = {}
    for line in lines:
        place = line.place
        for key in line.terms:
            before = found.get(key, 0)
            if before == 0 and len(found) >= MAX_TERMS:
                continue
            value = before | (place & (TITLE | ERROR))
            if place & PROSE and (value >> 2) & MOST_COUNTED < MOST_COUNTED:
                value += PROSE
            if place & CODE and (value >> 5) & MOST_COUNTED < MOST_COUNTED:
                value += CODE
            found[key] = value
    return found


def _ends(lines: list[str], place: int) -> list[str]:
    if place == CODE and len(lines) > 2 * END_OF_A_LOG:
        return lines[:END_OF_A_LOG] + lines[-END_OF_A_LOG:]
    return lines


def _line_key(line: str) -> int:
    """Lines of prose are the same where their letters are."""
    letters = line.lower().translate(_NO_LETTERS)
    return crc32(b"\n" + letters.encode("utf-8", "replace")) if len(letters) >= 8 else 0


def _crc(term: str) -> int:
    return crc32(term.encode("utf-8", "replace"))


@lru_cache(maxsize=20_000)  # most words of a report stand in others too
def _keyed(token: str) -> tuple[tuple[int, str], ...]:
    """Keys and names of a token's terms."""
    return tuple((_crc(term), name) for term, name in terms_of(token))


class _Reader:
    """Reads the lines of one report; remembers what each key stands for."""

    def __init__(self) -> None:
        self.names: dict[int, str] = {}
        self._known: dict[str, tuple[int, ...]] = {}

    def key(self, term: str, name: str) -> int:
        """The key of a term, whose first name is remembered."""
        key = _crc(term)
        self.names.setdefault(key, name)
        return key

    def prose(self, line: str, place: int) -> list[Line]:
        """A line of prose, or a title."""
        if not line.strip():
            return []
        error = _ERROR.search(line) if _NAMES_AN_ERROR.search(line) else None
        if error is None:
            return [Line(place, self._words(line), 0 if place == TITLE else _line_key(line))]
        return [Line(place | ERROR, [*self._beginnings(error.group()), *self._words(line)])]

    def code(self, lines: list[str]) -> list[Line]:
        """Code or output: its error lines, then all other lines as one."""
        found, others = list[Line](), list[str]()
        for line in lines:
            if _NAMES_AN_ERROR.search(line):
                error = _ERROR.search(line)
            else:
                error = _SPOKEN_ERROR.search(line.lower())
            if error is None:
                others.append(line)
            else:
                keys = [*self._beginnings(error.group()), *self._words(line)]
                found.append(Line(CODE | ERROR, keys))
        return [*found, Line(CODE, self._words("\n".join(others)))]

    def _beginnings(self, error: str) -> list[int]:
        """An error line by its first words: who shares more of them is more alike."""
        words = [word.lower() for word in _WORD.findall(error) if not is_opaque(word)]
        name = "!" + error.strip()[:MAX_NAME]
        some = [words[:longest] for longest in (2, 4, 8) if len(words) >= longest]
        return [self.key("!" + " ".join(beginning), name) for beginning in some]

    def _words(self, text: str) -> list[int]:
        if "://" in text:
            text = _URL.sub(_last_part, text)
        if "/" in text or "\\" in text:
            text = _FOLDERS.sub(" ", text)
        found = list[int]()
        if "-" in text:
            found = [self.key("`" + name.lower(), "`" + name) for name in _TICKET.findall(text)]
        known = self._known
        for token in _TOKEN.findall(text):
            keys = known.get(token)
            if keys is None:
                each = _keyed(token)
                for key, name in each:
                    self.names.setdefault(key, name)
                keys = tuple(key for key, _ in each)
                known[token] = keys
            found.extend(keys)
        return found


def _last_part(found: re.Match[str]) -> str:
    return " " + found.group().split("?")[0].rstrip("/.").rpartition("/")[2] + " "
