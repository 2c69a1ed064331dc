"""What the kernel logs, and what compilers, linkers and build drivers say."""

import re
from collections.abc import Sequence

from bot.parsing.tracebacks.found import Failure
from bot.parsing.tracebacks.libraries import of_path
from bot.parsing.tracebacks.lines import LogLine
from bot.vocabulary.signatures import FailureKind, Frame

_Patterns = tuple[tuple[str, re.Pattern[str], str], ...]
"""A word that must stand in the line, the pattern, and what to call the failure."""

_KERNEL: _Patterns = tuple(
    (word, re.compile(pattern), name)
    for word, pattern, name in (
        ("Xid", r"NVRM: Xid \([^)\n]{1,60}\): (?P<function>\d{1,4}), (?P<said>.{0,200})", "Xid"),
        (
            "BUG: ",
            r"BUG: (?P<said>unable to handle .{1,100}|soft lockup"
            r"|kernel NULL pointer dereference.{0,40})",
            "BUG",
        ),
        ("general protection", r"(?P<said>general protection fault)", "general protection fault"),
        ("kernel BUG", r"(?P<said>kernel BUG at )(?P<path>[\w./-]{1,120}):\d", "BUG"),
        (
            "Out of memory",
            r"Out of memory: Kill(?:ed)? process \d{1,9} \((?P<said>[^)\n]{1,60})\)",
            "oom-kill",
        ),
        (
            "segfault at",
            r"(?P<who>[\w.:-]{1,40})\[\d{1,9}\]:? segfault at [0-9a-f]{1,16} ip \S{1,20} sp"
            r" \S{1,20} error \w{1,4}(?: in (?P<path>[\w.+-]{1,120})\[)?",
            "SIGSEGV",
        ),
        (
            "traps: ",
            r"traps: (?P<who>[\w.:-]{1,40})\[\d{1,9}\] (?P<said>trap [\w ]{1,30}"
            r"|general protection)\b.{0,80} in (?P<path>[\w.+-]{1,120})\[",
            "trap",
        ),
        (
            "amdgpu",
            r"amdgpu.{0,60}: (?P<said>ring [\w.]{1,20} timeout|GPU fault detected"
            r"|\[\w{1,20}\] page fault|GPU reset.{0,20})",
            "amdgpu",
        ),
        ("[drm:", r"\[drm:(?P<function>\w{1,60}).{0,80}\*ERROR\* (?P<said>.{1,160})", "drm"),
    )
)
_RIP = re.compile(
    r"RIP: [0-9a-f]{4}:(?P<function>[\w.]{1,120})\+0x\w{1,10}/0x\w{1,10}(?: \["
    r"(?P<module>\w{1,60})\])?"
)
_CALL = re.compile(
    r"^ {1,8}\??(?: \? )? ?(?P<function>[\w.]{1,120})\+0x[0-9a-f]{1,10}/0x[0-9a-f]{1,10}(?:"
    r" \[(?P<module>\w{1,60})\])?$"
)

_SOURCE = (
    r"(?P<path>(?:[A-Za-z]:)?[\w./\\+@<>-]{1,300}\.(?:c|cc|cpp|cxx|cu|cuh|h|hpp|hip|m|mm|inl"
    r"|f90|f|pyx|rs|go|swift|proto|metal|cl|comp|s|S))"
)
_BUILD: _Patterns = tuple(
    (word, re.compile(pattern), name)
    for word, pattern, name in (
        ("error: ", rf"{_SOURCE}:\d+(?::\d+)?: (?:fatal )?error: (?P<said>.{{1,400}})", "compiler"),
        (
            "error",
            rf"{_SOURCE}\(\d{{1,7}}(?:,\d{{1,6}})?\): (?:fatal )?error(?: (?P<code>"
            rf"[A-Z]{{1,4}}\d{{1,6}}))?\s?: (?P<said>.{{1,400}})",
            "compiler",
        ),
        (
            "error: ",
            r"^ {0,8}(?P<path>(?:[A-Za-z]:)?[\\/][^:\n]{1,300}):\d+:\d+: (?:fatal )?error: "
            r"(?P<said>.{1,400})",
            "compiler",
        ),
        ("error[", r"\berror\[(?P<code>E\d{4})\]: (?P<said>.{1,400})", "rustc"),
        ("LINK", r"LINK : fatal error (?P<code>LNK\d{1,6}): (?P<said>.{1,300})", "linker"),
        ("error LNK", r"error (?P<code>LNK\d{1,6}): (?P<said>.{1,300})", "linker"),
        (
            ": ",
            r"(?:^|[\s/])(?:ld|ld\.lld|ld\.gold|lld|collect2"
            r"|mold)(?:\.exe)?: (?:error: )?(?P<said>cannot find .{1,200}"
            r"|undefined symbol.{0,200}|symbol\(s\) not found.{0,100}"
            r"|unrecognized option.{1,100}|.{1,200}: undefined reference to .{1,200}"
            r"|.{1,200}: file not recognized.{0,80}|relocation .{1,200})",
            "linker",
        ),
        (
            "undefined reference",
            r"undefined reference to (?P<said>[`'‘].{1,300})",
            "undefined reference",
        ),
        (
            "CMake Error",
            r"CMake Error at (?P<path>[^\s:]{1,200}):\d{1,6}(?: \((?P<function>\w{1,60})\))?:"
            r"(?P<said>)$",
            "cmake",
        ),
        ("CMake Error", r"CMake Error: (?P<said>.{1,300})", "cmake"),
        ("nvcc fatal", r"nvcc fatal {1,4}: (?P<said>.{1,200})", "nvcc"),
        (
            "ptxas",
            r"ptxas (?:.{1,120}, line \d{1,9}; )?(?:error|fatal) {1,4}: (?P<said>.{1,200})",
            "ptxas",
        ),
        ("ninja: error", r"ninja: error: (?P<said>.{1,300})", "ninja"),
    )
)
_RUSTC_PLACE = re.compile(r"^ {1,8}--> (?P<path>[^\s:]{1,300}):\d")


def read_kernel(lines: Sequence[LogLine]) -> list[Failure]:
    """Oopses, faults, traps and the GPU driver's errors, with the call trace where one follows."""
    found: list[Failure] = []
    place = 0
    while place < len(lines):
        text = lines[place].text
        name, told = _first(_KERNEL, text)
        if told is None:
            place += 1
            continue
        known = told.groupdict()
        said = " ".join(known[key] for key in ("function", "said") if known.get(key))
        frames, last = _call_trace(lines, place)
        if known.get("path"):
            origin = of_path(known["path"])
            frames = (Frame(origin.library, "", origin.path, FailureKind.KERNEL), *frames)
        found.append(Failure(FailureKind.KERNEL, name, said, frames, place, last))
        place = last + 1
    return found


def read_builds(lines: Sequence[LogLine]) -> list[Failure]:
    """The errors of a build, each for itself: the first is mostly the cause of the others."""
    found: list[Failure] = []
    for place, line in enumerate(lines):
        text = line.text
        name, told = _first(_BUILD, text)
        if told is None:
            continue
        known = told.groupdict()
        said, last, path = known.get("said") or "", place, known.get("path") or ""
        if name == "cmake" and not said:
            below = range(place + 1, min(place + 4, len(lines)))
            last = next((at for at in below if lines[at].text.strip()), place)
            said = lines[last].text.strip()
        if name == "rustc" and place + 1 < len(lines):
            arrow = _RUSTC_PLACE.match(lines[place + 1].text)
            path, last = (arrow["path"], place + 1) if arrow else (path, last)
        origin = of_path(path) if path else None
        frames: tuple[Frame, ...] = ()
        if origin is not None:
            frames = (
                Frame(origin.library, known.get("function") or "", origin.path, FailureKind.BUILD),
            )
        whole = f"{known['code']}: {said}" if known.get("code") else said
        found.append(Failure(FailureKind.BUILD, name, whole, frames, place, last))
    return found


def _first(patterns: _Patterns, text: str) -> tuple[str, re.Match[str] | None]:
    """The first pattern that tells of a failure in a line, by name."""
    for word, pattern, name in patterns:
        told = pattern.search(text) if word in text else None
        if told is not None:
            return name, told
    return "", None


def _call_trace(lines: Sequence[LogLine], place: int) -> tuple[tuple[Frame, ...], int]:
    frames: list[Frame] = []
    last, missed, at = place, 0, place + 1
    while at < len(lines) and missed < 20:
        text = lines[at].text
        if _first(_KERNEL, text)[1]:
            break
        told = (_RIP.search(text) if not frames else None) or _CALL.match(text)
        if told:
            module = told["module"]
            function = told["function"].partition(".")[0]
            if not frames or frames[-1].function != function:
                frames.append(Frame(module, function, module or "", FailureKind.KERNEL))
            last, missed = at, 0
        else:
            missed += 1
        at += 1
    return tuple(frames), last
