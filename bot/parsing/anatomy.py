"""What a report is made of: the writer's prose, code, a program's output, a machine's description.

Keywords, kinds and likenesses are looked for in prose; a dump of an environment names every library
there is, and a form's headings are not the reporter's words.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bot.parsing.evidence import is_code
from bot.parsing.machine_lines import answers_a_heading, describes_a_machine
from bot.parsing.markdown import Block, Line, heading_of, lines

MAX_READ = 100_000
"""Characters looked at: what matters in a longer report stands before that."""

LONGEST_LINE = 600
"""Characters of a line that tell what it is."""


class Place(StrEnum):
    """What a piece of a report is."""

    PROSE = "prose"
    HEADING = "heading"
    BOX = "box"
    """A tick-box, ticked or not: a form's words."""
    CODE = "code"
    OUTPUT = "output"
    """A program's own words: tracebacks, logs."""
    ENVIRONMENT = "environment"
    """Versions, packages, hardware, line by line."""
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Piece:
    """Neighbouring lines of one place."""

    place: Place
    text: str


_BOX = re.compile(r"^\s{0,8}[-*+]\s{1,4}\[[ xX]?\]\s")
_NO_RESPONSE = re.compile(r"^\s*_No response_\s*$", re.IGNORECASE)
_MARKUP = re.compile(r"^\s*</?(details|summary|pre|br|p|div)\b[^>]{0,200}>\s*$", re.IGNORECASE)
_OUTPUT = re.compile(
    r"\s*(?:File \"[^\"\n]{1,300}\", line \d+|at [\w.$<>/]{1,200}\([^)\n]{0,200}\)|frame #\d+:"
    r"|#\d{1,3}\s{1,3}(0x[0-9a-f]+|\w)|\[?(\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d)[T ,.\]]"
    r"|[\[(]?(INFO|WARN(ING)?|ERROR|DEBUG|FATAL|TRACE)\b[\])]?[\s:]|\(?\w{2,20} pid=\d+"
    r"|([\w.]{1,80}(Error|Exception|Warning|Interrupt|Fault))\b\s*(:|$)|main: "
    r"|(llama|llm|ggml|whisper|clip)(_\w{1,40}){1,6}:|(print_info|system_info|load_tensors): "
    r"|[\w./-]{1,80}\.(py|cpp|cu|h|rs):\d+|\[notice\] "
    r"|(#\d{1,4} )?\d{1,5}\.\d{1,3} +(ERROR|WARNING|error:|Collecting|Downloading)\b)",
    re.IGNORECASE,
)
_LAST_WORDS = re.compile(r"# {1,4}(?:SIG[A-Z]{3,5} \(|[CVJj] {1,3}\[|EXCEPTION_ACCESS_VIOLATION)")
"""Of a Java machine that crashed: its lines look like headings."""
_FAILURE = re.compile(
    r"traceback \(most recent call last\)|thread '[^'\n]{1,60}' panicked|core dumped"
    r"|segmentation fault"
)
_FAILURE_SIGNS = ("traceback", "panicked", "core dumped", "segmentation")
"""One of these is in what `_FAILURE` finds: plain words are looked for several times as fast."""

_COMMAND = re.compile(
    r"^\s*(\$|>>>|\.\.\.|import \w|from [\w.]+ import |(uv )?pip3? install|conda (install|create)"
    r"|docker (run|build|pull|exec)\b|cmake (-|\.|\.\.|--)|make( -|$)|git (clone|pull|checkout"
    r"|bisect) |cd [\w./~-]+$|curl (-|http)"
    r"|export \w+=|wget (-|http)|sudo |apt(-get)? install|\./\S+|python3? (-m |-c |\S+\.py)"
    r"|[A-Z_]{3,40}=\S* \S"
    r"|vllm serve |ollama run |def \w|class \w)"
)


@lru_cache(maxsize=4)  # what is learned of a report is read by several, one after the other
def pieces(body: str) -> tuple[Piece, ...]:
    """The body cut into pieces, in order; nothing but hidden comments and empty answers is lost."""
    found: list[tuple[Place, list[str]]] = []
    for place, text in _placed(lines(body[:MAX_READ])):
        if found and found[-1][0] is place and place is not Place.HEADING:
            found[-1][1].append(text)
        else:
            found.append((place, [text]))
    whole = (Piece(place, "\n".join(some).strip("\n")) for place, some in found)
    return tuple(piece for piece in whole if piece.text.strip())


def text_in(given: Iterable[Piece], *places: Place) -> str:
    """What stands in some places, joined by line breaks."""
    return "\n".join(piece.text for piece in given if piece.place in places)


def prose(body: str) -> str:
    """The writer's own words."""
    return text_in(pieces(body), Place.PROSE)


def _placed(given: Iterable[Line]) -> Iterator[tuple[Place, str]]:
    language: str | None = None
    block: list[str] = []
    previous, heading = Place.PROSE, ""
    for line in given:
        if line.in_code:
            block.append(line.text)
            continue
        if line.fence is not None:
            if language is None:
                language = line.fence
                continue
            yield _place_of_block(language, block), "\n".join(block)
            language, block, previous = None, [], Place.PROSE
            continue
        if _NO_RESPONSE.match(line.text) or _MARKUP.match(line.text):
            continue
        previous = _place_of_line(line.text, previous, heading)
        if previous is Place.HEADING and (title := heading_of(line.text)) is not None:
            heading = title[0]
        yield previous, line.text
    if block:
        yield _place_of_block(language or "", block), "\n".join(block)


def _place_of_line(whole: str, previous: Place, heading: str) -> Place:
    line = whole[:LONGEST_LINE]
    if line.lstrip().startswith(">") and not line.lstrip().startswith(">>>"):
        return Place.QUOTE
    if _LAST_WORDS.match(line):
        return Place.OUTPUT
    title = heading_of(line)
    if title is not None and not title[1]:
        return Place.HEADING
    if _BOX.match(line):
        return Place.BOX
    if _is_output(line):
        return Place.OUTPUT
    if _COMMAND.match(line):
        return Place.CODE
    if describes_a_machine(line) or answers_a_heading(heading, line):
        return Place.ENVIRONMENT
    goes_on = previous in (Place.OUTPUT, Place.CODE) and line.startswith((" ", "\t"))
    is_blank_below = not line.strip() and previous is not Place.HEADING
    return previous if goes_on or is_blank_below else Place.PROSE


def _place_of_block(language: str, block: list[str]) -> Place:
    """A fenced block is one thing: what most of its lines are."""
    written = [line[:LONGEST_LINE] for line in block if line.strip()]
    printed = [line for line in written if not _COMMAND.match(line)]
    machine = sum(map(describes_a_machine, printed))
    if machine >= 3 and machine * 5 >= len(printed) * 2:
        return Place.ENVIRONMENT
    if printed and machine == len(printed):
        return Place.ENVIRONMENT
    if any(map(_is_output, written)):
        return Place.OUTPUT
    if is_code(Block(language.lower(), "\n".join(block))) or any(map(_COMMAND.match, written)):
        return Place.CODE
    return Place.OUTPUT if len(written) > 2 and not language else Place.CODE


def _is_output(line: str) -> bool:
    if _OUTPUT.match(line):
        return True
    lowered = line.lower()
    return any(x in lowered for x in _FAILURE_SIGNS) and _FAILURE.search(lowered) is not None
