"""Panics of Rust and Go, with their backtraces."""

import re
from collections.abc import Sequence

from bot.parsing.tracebacks.found import Failure
from bot.parsing.tracebacks.libraries import of_path
from bot.parsing.tracebacks.lines import LogLine
from bot.vocabulary.signatures import FailureKind, Frame

_PANIC = re.compile(
    r"thread '(?P<thread>[^'\n]{0,100})'(?: \(\d{1,12}\))? (?:has )?panicked at "
    r"(?:'(?P<said>.{0,800})', (?P<old>[^\s:]{1,300}(?::[^\s:]{1,200})?):\d{1,7}:\d{1,6}"
    r"|(?P<new>[^\s:]{1,300}(?::[^\s:]{1,200})?):\d{1,7}:\d{1,6}:?$)"
)
_RUST_FRAME = re.compile(
    r"^ {0,8}\d{1,4}: {1,4}(?:0x[0-9a-f]{4,16} - )?(?P<function>[A-Za-z_<][^\n]{0,500}?)$"
)
_RUST_PLACE = re.compile(
    r"^ {4,30}at (?P<path>[^\s:]{1,400}(?::[^\s:]{1,300})?):\d{1,7}(?::\d{1,6})?$"
)
_RUST_HASH = re.compile(r"::h[0-9a-f]{16}$")
_RUST_QUIET = re.compile(
    r"^(?:rust_begin_unwind|rust_panic|__rust|core::panicking|std::panicking|std::sys"
    r"|std::backtrace|backtrace::"
    r"|core::option::(?:unwrap|expect)_failed|core::result::unwrap_failed|std::rt"
    r"|core::ops::function|__libc_start|_?main$|_start$)"
)
_RUST_ITSELF = frozenset({"std", "core", "alloc", "test", "proc_macro"})
_CRATE = re.compile(r"[A-Za-z_]\w{0,80}")
_NOT_A_CRATE = frozenset({"dyn", "impl", "mut", "as", "for", "str", "u8", "usize", "T"})

_GO_PANIC = re.compile(
    r"^ {0,8}(?:(?P<kind>panic|fatal error): (?P<said>.{1,600})"
    r"|(?P<signal>SIG[A-Z]{3,5}): (?P<why>.{1,200}))$"
)
_GOROUTINE = re.compile(r"^ {0,8}goroutine \d{1,10}(?: gp=\S{1,40}| m=\S{1,40}){0,4} \[")
_GO_FRAME = re.compile(
    r"^ {0,8}(?:created by )?(?P<owner>[\w.~/-]{1,200}?\w)\.(?P<function>(?:\(\*?"
    r"[\w\[\].]{1,80}\)\.)?[\w.·-]{1,120})(?:\(.{0,400}\)| in goroutine \d{1,10})?$"
)
_GO_PLACE = re.compile(r"^ {1,16}\S{1,400}\.(?:go|s):\d{1,7}")


def read_rust(lines: Sequence[LogLine]) -> list[Failure]:
    """What panicked and where."""
    found: list[Failure] = []
    for place, line in enumerate(lines):
        panic = _PANIC.search(line.text)
        if panic is None:
            continue
        said, last = panic["said"], place
        if said is None:
            said = lines[place + 1].text.strip() if place + 1 < len(lines) else ""
            last = min(place + 1, len(lines) - 1)
        origin = of_path(panic["old"] or panic["new"] or "")
        frames, last = _rust_frames(lines, last + 1, last)
        where = Frame(origin.library, "", origin.path, FailureKind.RUST)
        found.append(Failure(FailureKind.RUST, "panic", said, frames or (where,), place, last))
    return found


def read_go(lines: Sequence[LogLine]) -> list[Failure]:
    """A panic with the stack of the goroutine it stopped."""
    found: list[Failure] = []
    for place, line in enumerate(lines):
        panic = _GO_PANIC.match(line.text)
        if panic is None:
            continue
        below = range(place + 1, min(place + 12, len(lines)))
        start = next((at for at in below if _GOROUTINE.match(lines[at].text)), None)
        if start is None:
            continue
        frames, last = _go_frames(lines, start + 1)
        name = panic["kind"] or panic["signal"]
        found.append(
            Failure(FailureKind.GO, name, panic["said"] or panic["why"], frames, place, last)
        )
    return found


def _rust_frames(lines: Sequence[LogLine], at: int, last: int) -> tuple[tuple[Frame, ...], int]:
    frames: list[Frame] = []
    until = min(len(lines), at + 600)
    while at < until:
        told = _RUST_FRAME.match(lines[at].text)
        if told is None:
            if frames and not _RUST_PLACE.match(lines[at].text):
                break
            if not frames and at > last + 8:
                break
            at += 1
            continue
        place = _RUST_PLACE.match(lines[at + 1].text) if at + 1 < len(lines) else None
        last = at + 1 if place else at
        frame = _rust_frame(told["function"], place["path"] if place else "")
        if frame is not None:
            frames.append(frame)
        at = last + 1
    return tuple(frames), last


def _rust_frame(whole: str, path: str) -> Frame | None:
    function = _RUST_HASH.sub("", whole.strip())
    if _RUST_QUIET.match(function):
        return None
    names = (name for name in _CRATE.findall(function[:200]) if name not in _NOT_A_CRATE)
    crate = next(names, None)
    origin = of_path(path) if path else None
    by_path = origin.library if origin else None
    library = "std" if crate in _RUST_ITSELF else by_path or crate
    if "::" not in function:
        library = by_path
    short = re.sub(r"<[^<>]{0,200}>", "", function).replace("{{closure}}", "closure")
    name = "::".join(part for part in short.split("::") if part)[-120:].strip("<> ")
    return Frame(library, name, origin.path if origin else "", FailureKind.RUST)


def _go_frames(lines: Sequence[LogLine], at: int) -> tuple[tuple[Frame, ...], int]:
    frames: list[Frame] = []
    while at < len(lines):
        text = lines[at].text
        told = _GO_FRAME.match(text)
        if told:
            owner = told["owner"]
            library: str | None = "go"
            if "." in owner.partition("/")[0]:
                library = "/".join(owner.split("/")[:3])
            elif owner == "main" or owner.startswith("main."):
                library = None
            function = told["function"].replace("(*", "").replace("(", "").replace(")", "")
            if not (library == "go" and function in ("goexit", "gopanic", "panicmem", "sigpanic")):
                frames.append(Frame(library, function, owner, FailureKind.GO))
        elif not _GO_PLACE.match(text):
            break
        at += 1
    return tuple(frames), at - 1
