"""A report -> the terms it is found by: words, identifiers, error lines, each with its places.

Machines' descriptions, tick-boxes and hidden comments are left out; numbers, versions, addresses
and folders fall away, so that two people's copies of one error read alike.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from zlib import crc32

from bot.parsing.anatomy import Place, pieces
from bot.parsing.stems import MAX_NAME, terms_of
from bot.parsing.titles import bare, prefix
from bot.vocabulary.likeness import Report

MAX_BODY = 20_000
"""Characters looked at; a longer report has said by then what it is about."""

MAX_LINES = 300
"""Lines looked at, for the same reason."""

END_OF_A_LOG = 40
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

LINE = 0
"""A whole line of prose, kept to know a template by."""

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
_FOLDERS = re.compile(r"(?:[\w.~@+-]{0,80}[/\\]){2,30}(?=[\w.-])")
_OPAQUE = re.compile(
    r"\b0x[0-9a-f]+\b|\b(?=[a-f]{0,40}\d)[0-9a-f]{8,64}\b|\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}\w{12}\b",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_TICKET = re.compile(r"\b[A-Za-z]{2,12}-\d{2,6}(?:-\d{1,7})?\b")
"""A ticket of another tracker, or a vulnerability's number."""

_TOKEN = re.compile(r"[^\W\d_]\w*(?:(?:\.|::|->|\$)\w+)*|_+[^\W\d]\w*")
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,9}){0,5}")
_WORD = re.compile(r"[^\W\d]\w{1,60}")

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
    """A line's terms; `key` is the line itself, 0 where it is too short to be a template's."""

    key: int
    terms: tuple[tuple[int, int], ...]
    """Key of a term, and where it stands: TITLE, PROSE, CODE, each perhaps with ERROR."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a report is found by. Keys are CRC-32: an index of them keeps no words."""

    lines: tuple[Line, ...]
    names: Mapping[int, str]
    """What a key stands for, as the report first writes it: a word as it is, "`" and an identifier,
    "!" and an error line, "#" for the signature."""


def terms(report: Report) -> Terms:
    """The report's terms, line by line: the title first."""
    reader = _Reader()
    title = report.title[:MAX_LINE]
    numbers = dict.fromkeys(_NUMBER.findall(title))
    found = [
        Line(0, tuple(reader.read(bare(title), TITLE))),
        Line(0, tuple(reader.read(prefix(title), PROSE))),
        Line(0, tuple((reader.key("=" + number, "=" + number), NUMBER) for number in numbers)),
    ]
    if report.signature:
        found.append(Line(0, ((reader.key("#" + report.signature, "#"), CODE | ERROR),)))
    for place, line in _lines(report.body):
        found.append(Line(_line_key(line, place), tuple(reader.read(line, place))))
    return Terms(tuple(found), reader.names)


def packed(lines: Iterable[Line]) -> dict[int, int]:
    """Each term's key -> its places in one byte; at most `MAX_TERMS`, as they come."""
    found: dict[int, int] = {}
    for line in lines:
        for key, place in line.terms:
            before = found.get(key)
            if before is None:
                if len(found) >= MAX_TERMS:
                    continue
                before = 0
            found[key] = _added(before, place)
    return found


def _added(before: int, place: int) -> int:
    value = before | (place & (TITLE | ERROR))
    if place & PROSE and (value >> 2) & MOST_COUNTED < MOST_COUNTED:
        value += PROSE
    if place & CODE and (value >> 5) & MOST_COUNTED < MOST_COUNTED:
        value += CODE
    return value


def _lines(body: str) -> Iterator[tuple[int, str]]:
    left = MAX_LINES
    for piece in pieces(body[:MAX_BODY]):
        place = _PLACES.get(piece.place)
        if place is None:
            continue
        lines = piece.text.split("\n")
        if place == CODE and len(lines) > 2 * END_OF_A_LOG:
            lines = lines[:END_OF_A_LOG] + lines[-END_OF_A_LOG:]
        for line in lines[: max(left, 0)]:
            left -= 1
            if line.strip():
                yield place, line[:MAX_LINE]


def _line_key(line: str, place: int) -> int:
    """Prose is the same line where its letters are; code and output are never a template's."""
    if place != PROSE:
        return 0
    letters = "".join(c for c in line.lower() if c.isalpha())
    return crc32(b"\n" + letters.encode("utf-8", "replace")) if len(letters) >= 8 else 0


class _Reader:
    """Reads lines of one report; remembers what each key stands for."""

    def __init__(self) -> None:
        self.names: dict[int, str] = {}
        self._known: dict[str, tuple[int, ...]] = {}

    def key(self, term: str, name: str) -> int:
        """The key of a term, whose first name is remembered."""
        key = crc32(term.encode("utf-8", "replace"))
        self.names.setdefault(key, name)
        return key

    def read(self, line: str, place: int) -> Iterator[tuple[int, int]]:
        """The terms of a line."""
        error = None
        if _NAMES_AN_ERROR.search(line):
            error = _ERROR.search(line)
        elif place == CODE:
            error = _SPOKEN_ERROR.search(line.lower())
        if error is not None:
            place |= ERROR
            for key in self._beginnings(error.group()):
                yield key, place
        for key in self._words(line):
            yield key, place

    def _beginnings(self, error: str) -> Iterator[int]:
        """An error line by its first words: who shares more of them is more alike."""
        words = [word.lower() for word in _WORD.findall(_OPAQUE.sub(" ", error))]
        for longest in (2, 4, 8):
            if len(words) >= longest:
                yield self.key("!" + " ".join(words[:longest]), "!" + error.strip()[:MAX_NAME])

    def _words(self, line: str) -> Iterator[int]:
        if "://" in line:
            line = _URL.sub(_last_part, line)
        if "/" in line or "\\" in line:
            line = _FOLDERS.sub(" ", line)
        if _DIGIT.search(line):
            line = _OPAQUE.sub(" ", line)
        if "-" in line:
            for found in _TICKET.findall(line):
                yield self.key("`" + found.lower(), "`" + found)
        for token in _TOKEN.findall(line):
            keys = self._known.get(token)
            if keys is None:
                keys = tuple(self.key(term, name) for term, name in terms_of(token))
                self._known[token] = keys
            yield from keys


def _last_part(found: re.Match[str]) -> str:
    return " " + found.group().split("?")[0].rstrip("/.").rpartition("/")[2] + " "
