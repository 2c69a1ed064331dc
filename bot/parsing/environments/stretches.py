"""A body cut into stretches: neighbouring lines under one heading, in one fence or quote."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.parsing.markdown import Line, heading_of, lines

MAX_READ = 100_000
"""Characters looked at, as `anatomy` does; GitHub refuses a body above 65,536
("body is too long (maximum is 65536 characters)")."""

LONGEST_LINE = 4_000
"""Characters looked at of one line; a list of what pip installed is a long one."""

_ESCAPES = re.compile(r"\x1b?\[[0-9;]{0,8}[mK]")
_UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00]")
_QUOTE = re.compile(r"^[ \t]{0,8}(?:>(?!>>)[ \t]?){1,12}")
_FENCE = re.compile(r"^[ \t]{0,8}(?:`{3,}|~{3,})[\w+-]{0,20}[ \t]*$")
_TAG = re.compile(r"</?(?:details|summary|pre|code|br|p|div|b|i|strong|em)\b[^<>]{0,200}>", re.I)
_NO_RESPONSE = re.compile(r"^\s*_No response_\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines that belong together."""

    heading: str
    """"" above the first heading."""
    lines: tuple[str, ...]
    """Without marks of quoting, colours and invisible signs; may be blank ones."""
    is_code: bool
    language: str = ""
    """Of the fence, lower case."""
    is_quoted: bool = False


def stretches(body: str) -> tuple[Stretch, ...]:
    """All of them, in order."""
    return tuple(stretch for stretch in _cut(lines(body[:MAX_READ])) if any(stretch.lines))


def _cut(given: Iterator[Line]) -> Iterator[Stretch]:
    heading, language = "", ""
    is_code = is_quoted = False
    gathered: list[str] = []

    def closed() -> Stretch:
        return Stretch(heading, tuple(gathered), is_code, language, is_quoted)

    for line in given:
        text = clean(line.text)
        if line.fence is not None:
            yield closed()
            gathered = []
            is_code, is_quoted = not is_code, False
            language = line.fence.split()[0].lower() if is_code and line.fence.strip() else ""
            continue
        if not line.in_code:
            if is_code:
                yield closed()
                gathered, is_code, language = [], False, ""
            quoted = _QUOTE.match(text)
            if bool(quoted) != is_quoted:
                yield closed()
                gathered, is_quoted = [], bool(quoted)
            if quoted:
                text = text[quoted.end() :]
                gathered.append("" if _FENCE.match(text) else text)
                continue
            title = heading_of(text)
            if title is not None and not title[1]:
                yield closed()
                heading, gathered = title[0], []
                continue
            text = "" if _NO_RESPONSE.match(text) else _TAG.sub(" ", text)
        gathered.append(text)
    yield closed()


def clean(text: str) -> str:
    """A line without colours and invisible signs, no longer than is looked at."""
    text = _UNSEEN.sub(
        "", text[:LONGEST_LINE].replace("\t", "    ").replace("\xa0", " ").replace("\\*", "*")
    )
    return _ESCAPES.sub("", text).rstrip()
