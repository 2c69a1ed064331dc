"""What a report is made of: the writer's prose, code, a program's output, a machine's description.

Keywords, kinds and likenesses are looked for in prose; a dump of an environment names every library
there is, and a form's headings are not the reporter's words.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.parsing.evidence import is_code
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
_PACKAGE = re.compile(
    r"^\s*(\[(pip3?|conda)\]\s+)?[A-Za-z][\w.+-]{1,60}\s*(==|\s{2,})v?\d+(\.\w+){1,5}\S{0,40}"
    r"(\s{2,}\S{1,60}){0,3}\s*$"
)
_FACT = re.compile(
    r"^\s*(?:[-*+]\s+)?[`*_]{0,3}(?P<key>[A-Za-z][\w /.()+#-]{1,60}?)[`*_]{0,3}\s*[:=]"
    r"\s*(\S.{0,600})?$"
)
_KEYS = re.compile(
    r"\b(versions?|os|platform|system|environment|python|pytorch|torch|tensorflow|jax|numpy"
    r"|transformers|accelerate|triton|vllm|sglang|cuda|cudnn|nccl|rocm|hip|miopen|xpu|driver|gpus?"
    r"|gpu models?|cpu|cpu op-mode\(s\)|byte order|model name|vendor id|architecture|compiler|gcc"
    r"|clang|cmake|libc|glibc|processor|memory|ram|hardware|commit|build|container|docker|kernel"
    r"|distro|node|core\(s\) per socket|thread\(s\) per core|socket\(s\)|numa\b.{0,20}|l1d|l1i|l2"
    r"|l3|vulnerability .{1,40}|hypervisor|virtualization|flags|bogomips|stepping|caching allocator"
    r"|is .{1,20} available|nvidia|geforce|package|dependencies"
    r"|installed (?:with|from|using|via))\b",
    re.IGNORECASE,
)
_DUMP = re.compile(
    r"collecting environment|collect_env|^\s*[=*-]{3,}.{0,60}(info|environment|versions|package)"
    r"|nvidia-smi|\|\s*NVIDIA-SMI|^\s*[|+][-=+|]{6,}|\bMiB\s*/|^\s*\|.{0,100}\|\s*$"
    r"|copy-and-paste the text below|^GPU\d+\s|^\s*(versions of relevant libraries|legend):",
    re.IGNORECASE,
)
_OUTPUT = re.compile(
    r"traceback \(most recent call last\)|^\s*File \"[^\"\n]{1,300}\", line \d+"
    r"|^\s*at [\w.$<>/]{1,200}\([^)\n]{0,200}\)|^\s*#\d{1,3}\s{1,3}(0x[0-9a-f]+|\w)"
    r"|^\s*frame #\d+:|^\s*\[?(\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d)[T ,.\]]"
    r"|^\s*[\[(]?(INFO|WARN(ING)?|ERROR|DEBUG|FATAL|TRACE)\b[\])]?[\s:]"
    r"|^\s*([\w.]{1,80}(Error|Exception|Warning|Interrupt|Fault))\b\s*(:|$)"
    r"|^\s*\(?\w{2,20} pid=\d+|thread '[^'\n]{1,60}' panicked|core dumped|segmentation fault",
    re.IGNORECASE,
)
_COMMAND = re.compile(
    r"^\s*(\$|>>>|\.\.\.|import \w|from [\w.]+ import |pip3? install|conda install|docker run"
    r"|def \w|class \w)"
)


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
    previous = Place.PROSE
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
        previous = _place_of_line(line.text, previous)
        yield previous, line.text
    if block:
        yield _place_of_block(language or "", block), "\n".join(block)


def _place_of_line(whole: str, previous: Place) -> Place:
    line = whole[:LONGEST_LINE]
    if line.lstrip().startswith(">") and not line.lstrip().startswith(">>>"):
        return Place.QUOTE
    title = heading_of(line)
    if title is not None and not title[1]:
        return Place.HEADING
    if _BOX.match(line):
        return Place.BOX
    if _OUTPUT.search(line):
        return Place.OUTPUT
    if _describes_a_machine(line):
        return Place.ENVIRONMENT
    if _COMMAND.match(line):
        return Place.CODE
    goes_on = previous in (Place.OUTPUT, Place.CODE) and line.startswith((" ", "\t"))
    is_blank_below = not line.strip() and previous is not Place.HEADING
    return previous if goes_on or is_blank_below else Place.PROSE


def _place_of_block(language: str, block: list[str]) -> Place:
    """A fenced block is one thing: what most of its lines are."""
    written = [line[:LONGEST_LINE] for line in block if line.strip()]
    machine = sum(_describes_a_machine(line) for line in written)
    if machine >= 3 and machine * 5 >= len(written) * 2:
        return Place.ENVIRONMENT
    if written and machine == len(written):
        return Place.ENVIRONMENT
    if any(_OUTPUT.search(line) for line in written):
        return Place.OUTPUT
    if is_code(Block(language.lower(), "\n".join(block))) or any(map(_COMMAND.match, written)):
        return Place.CODE
    return Place.OUTPUT if len(written) > 2 and not language else Place.CODE


def _describes_a_machine(line: str) -> bool:
    if _PACKAGE.match(line) or _DUMP.search(line):
        return True
    fact = _FACT.match(line)
    return fact is not None and _KEYS.search(fact["key"]) is not None
