"""Crashes of C, C++ and CUDA: signals, asserts, sanitizers, and the stacks that follow them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.parsing.tracebacks.found import Failure
from bot.parsing.tracebacks.libraries import of_function, of_path
from bot.parsing.tracebacks.lines import LogLine
from bot.parsing.tracebacks.native_words import (
    ARGUMENTS,
    GGML_PLACE,
    HEX,
    LOGGED,
    QUIET,
    SAID,
    SIGNAL,
    SIGNAL_WORDS,
    SIGNALS,
    STACKS,
    TEMPLATE,
    WHAT,
)
from bot.vocabulary.signatures import FailureKind, Frame

FARTHEST_STACK = 12
"""Lines between what failed and the stack that belongs to it."""


@dataclass(frozen=True, slots=True)
class _Begun:
    """What failed, before its stack is read."""

    name: str
    said: str
    frames: tuple[Frame, ...]
    """The place that the words themselves name, if any."""
    last: int
    """The last line of these words."""


def read(lines: Sequence[LogLine]) -> list[Failure]:
    """What aborted or was signalled, each with the stack below it, and stacks that stand alone."""
    found: list[Failure] = []
    place = 0
    while place < len(lines):
        begun = _begun(lines, place)
        if begun is None and _stack_frame(lines[place].text) is not None:
            begun = _Begun("", "", (), place)
        if begun is None:
            place += 1
            continue
        frames, last = _stack(lines, begun.last, is_alone=not begun.name)
        if begun.name or sum(bool(f.function or f.path) for f in frames) > 1:
            whole = begun.frames + frames
            found.append(Failure(FailureKind.NATIVE, begun.name, begun.said, whole, place, last))
        place = max(last, place) + 1
    return found


def function_name(whole: str) -> str:
    """A C++ function without arguments, templates, addresses and clones."""
    text = HEX.sub("", whole[:700])
    for pattern in (ARGUMENTS, TEMPLATE):
        for _ in range(6):
            shorter = pattern.sub("", text)
            if shorter == text:
                break
            text = shorter
    text = text.replace("(anonymous namespace)::", "").replace(" const", "").strip(" +-*&")
    return re.split(r"[(<]", text)[0].strip().rpartition(" ")[2] if text else ""


def _begun(lines: Sequence[LogLine], place: int) -> _Begun | None:
    """What a line says failed; None where it says nothing of the kind."""
    line = lines[place]
    for word, pattern, name in WHAT:
        told = pattern.search(line.text) if word in line.text else None
        if told is None:
            continue
        known = told.groupdict()
        said, last = known.get("said") or "", place
        if not said:
            said, last = _said_below(lines, place)
        path = known.get("path") or ""
        if not path and name == "Check failed" and (logged := LOGGED.search(line.front)):
            path = logged["path"]
        frame = _frame(known.get("function") or "", path)
        if frame.function == "" and name in ("CUDA error", "ggml_abort"):
            frame, last = _ggml_place(lines, place, frame)
        own = (frame,) if frame.path or frame.function else ()
        return _Begun(name or known.get("name") or "", said, own, last)
    if any(word in line.text for word in SIGNAL_WORDS) and SIGNAL.search(line.text):
        near = "\n".join(one.text for one in lines[place : place + 3])
        name = next((name for pattern, name in SIGNALS if pattern.search(near)), "signal")
        return _Begun(name, "", (), place)
    return None


def _said_below(lines: Sequence[LogLine], place: int) -> tuple[str, int]:
    """The words of a C++ exception, which stand on one of the next lines."""
    for at in range(place + 1, min(place + 4, len(lines))):
        if told := SAID.match(lines[at].text):
            return told["said"], at
    return "", place


def _ggml_place(lines: Sequence[LogLine], place: int, given: Frame) -> tuple[Frame, int]:
    for at in range(place, min(place + 4, len(lines))):
        told = GGML_PLACE.search(lines[at].text)
        if told:
            return _frame(told["function"], told["path"]), at
    return given, place


def _stack(
    lines: Sequence[LogLine], place: int, *, is_alone: bool
) -> tuple[tuple[Frame, ...], int]:
    """The frames below a place, innermost first, and the last line of them."""
    frames: list[Frame] = []
    last, missed = place, 0
    at = place if is_alone else place + 1
    while at < len(lines) and missed < FARTHEST_STACK:
        text = lines[at].text
        frame = _stack_frame(text)
        if frame is not None:
            frames.append(frame)
            last, missed = at, 0
        elif (
            (frames and (not text.strip() or _begun(lines, at) is not None))
            or text.startswith("Traceback (")
            or (not frames and _begun_anew(lines, at))
        ):
            break
        else:
            missed += 4 if frames else bool(text.strip())
        at += 1
    return tuple(frame for frame in frames if not QUIET.match(frame.function)), last


def _begun_anew(lines: Sequence[LogLine], at: int) -> bool:
    """Whether another failure begins; a signal's own further lines do not count."""
    begun = _begun(lines, at)
    return begun is not None and not begun.name.startswith("SIG")


def _stack_frame(text: str) -> Frame | None:
    if "0x" not in text and "#" not in text and "File" not in text:
        return None
    for pattern in STACKS:
        told = pattern.match(text)
        if told:
            return _frame(told["function"] or "", told["path"] or "")
    return None


def _frame(function: str, path: str) -> Frame:
    origin = of_path(path) if path else None
    library = origin.library if origin else None
    if path.endswith(".py"):  # faulthandler's
        return Frame(library, function, origin.path if origin else "", FailureKind.PYTHON)
    name = function_name(function)
    by_name = of_function(name) if name else None
    if by_name is not None and library not in ("torch", "triton", "ggml"):
        library = by_name
    return Frame(library, name, origin.path if origin else "", FailureKind.NATIVE)
