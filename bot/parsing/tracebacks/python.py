"""Python's tracebacks: plain, chained, grouped, cut, from IPython, rich, pytest and ray."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.parsing.tracebacks.found import Failure
from bot.parsing.tracebacks.libraries import of_path
from bot.parsing.tracebacks.lines import LogLine
from bot.vocabulary.signatures import FailureKind, Frame

MOST_STRAY_LINES = 3
"""Other programs' lines that may stand between two lines of a traceback."""

_HEADER = re.compile(
    r"(?:^ {0,200}(?P<told>[A-Z]\w{0,80}) {2,200})?Traceback \(most recent call last\)"
)
_FILE = re.compile(
    r"^(?P<indent> {0,200})File \"(?P<path>[^\"\n]{1,400})\", line \d{1,9}(?:, in "
    r"(?P<function>.{1,200}))?$"
)
_OTHER = re.compile(
    r"^(?P<indent> {0,200})(?:File )?(?P<path>(?:[A-Za-z]:)?[~/\\.\w<][^:\s\"]{0,300}(?:\.pyx?|>))"
    r"(?P<line>:\d{1,9})?[:,]? in (?P<function>[\w.<>]{1,120})(?:\(|\s|$)"
)
_MODULE = re.compile(
    r"^(?P<indent> {0,8})File (?P<path>(?:[A-Za-z]:)?[~/\\.\w][^:\s\"]{0,300}\.pyx?):\d{1,9}"
    r"(?P<function>)$"
)
_CELL = re.compile(r"^ {0,8}(?:Cell |Input )?In ?\[\d{1,6}\], (?:line \d|in )")
_TYPE = r"[A-Za-z_]\w{0,80}(?:\.[A-Za-z_<]\w{0,80}>?){0,10}"
_RAISED = re.compile(
    rf"^ {{0,200}}(?P<type>{_TYPE})(?:\((?P<inner>\w{{1,80}})\))?(?::(?: (?P<said>.*))?)?$"
)
_NAMED_SO = re.compile(
    r"(?:Error|Exception|ExceptionGroup|Interrupt|Exit|Fault|Timeout|Unsupported"
    r"|OutOfResources|Failed"
    r"|Failure|NotFound|Empty|StopIteration|StopAsyncIteration|Abort|Violation|Cancelled|Warning)$"
)
_CHAINED = re.compile(
    r"^ {0,200}(?P<during>During handling of the above exception)"
    r"|^ {0,200}The above exception was the direct cause"
)
_IGNORED = re.compile(r"^ {0,8}Exception ignored in")
_CONTEXT = re.compile(
    r"^ {0,8}(?:Exception raised from |frame #\d|CUDA kernel errors might"
    r"|For debugging consider passing"
    r"|Compile with `?TORCH_USE|C\+\+ CapturedTraceback:)"
)
_CARET = re.compile(r"^[ ~]{0,400}\^[~^ ]{0,400}$")
_LATE = re.compile(
    r"(?:CompilationError|UnsupportedLanguageConstruct|CompileTimeAssertionFailure)$"
)


@dataclass(slots=True)
class _Open:
    """A traceback whose exception has not come yet."""

    first: int
    indent: int
    """Of the line that the exception stands on."""
    told: str = ""
    """The exception, where the header names it."""
    is_flat: bool = False
    """Whether its indentation was lost."""
    frames: list[Frame] = field(default_factory=list)
    strays: int = 0


def read_alone(lines: Sequence[LogLine]) -> list[Failure]:
    """Exceptions printed at the start of a line, without their traceback."""
    found: list[Failure] = []
    for place, line in enumerate(lines):
        raised = _raised(line.text, None)
        if raised is not None:
            said, last = _message(raised["type"], raised["said"] or "", lines, place)
            found.append(_failure(None, raised["type"], said, place, last, is_outer=False))
    return found


def read(lines: Sequence[LogLine]) -> list[Failure]:
    """Every traceback, cut ones among them."""
    found: list[Failure] = []
    now: _Open | None = None
    is_outer, is_ignored, place = False, False, 0
    while place < len(lines):
        text = lines[place].text
        header = _HEADER.search(text) if "Traceback (most" in text else None
        frame = None if header else _frame(text, is_open=now is not None)
        if header or (frame and now is None):
            if now is not None:
                found += _cut(now, place - 1, is_outer=is_outer)
                is_outer = False
            now = _opened(place, text, header, frame)
        elif frame is not None and now is not None:
            now.frames.append(frame[0])
            now.is_flat = now.is_flat or frame[1] <= now.indent
            now.strays = 0
        elif now is not None and (raised := _raised(text, now)) is not None:
            said, last = _message(raised["type"], raised["said"] or "", lines, place)
            found.append(
                _failure(now, raised["type"], said, place, last, is_outer=is_outer or is_ignored)
            )
            now, is_outer, is_ignored, place = None, False, False, last
        elif chained := _CHAINED.match(text):
            if now is not None:
                found += _cut(now, place, is_outer=is_outer)
                now = None
            is_outer = chained["during"] is None
            if chained["during"] and found:
                found[-1] = replace(found[-1], is_outer=True)
        elif _IGNORED.match(text):
            is_ignored = True
        elif now is not None and text.strip() and _indent(text) <= now.indent and not now.told:
            now.strays += not now.is_flat
            if now.strays > MOST_STRAY_LINES:
                found += _cut(now, place - 1, is_outer=is_outer)
                now, is_outer = None, False
        place += 1
    if now is not None:
        found += _cut(now, len(lines) - 1, is_outer=is_outer)
    return found


def _opened(
    place: int, text: str, header: re.Match[str] | None, frame: tuple[Frame, int] | None
) -> _Open:
    if header is not None:
        return _Open(place, _indent(text), header["told"] or "")
    if frame is None:
        return _Open(place, 0)
    indent = frame[1] - 2
    return _Open(place, max(indent, 0), is_flat=indent < 0, frames=[frame[0]])


def _frame(text: str, *, is_open: bool) -> tuple[Frame, int] | None:
    """The frame a line names, and its indentation."""
    if is_open and _CELL.match(text):
        return Frame(None, "<module>", "", FailureKind.PYTHON), _indent(text)
    named = _FILE.match(text) or _OTHER.match(text) or _MODULE.match(text)
    if named is None:
        return None
    if not is_open and named.re is _OTHER and not named["line"]:
        return None
    function = (named["function"] or "").strip()
    function = function.partition("(")[0].rpartition(".")[2] if "<" not in function else function
    origin = of_path(named["path"])
    return Frame(origin.library, function, origin.path, FailureKind.PYTHON), len(named["indent"])


def _raised(text: str, now: _Open | None) -> re.Match[str] | None:
    """The line that says what was raised; outside a traceback only what is named like an error."""
    raised = _RAISED.match(text)
    if raised is None:
        return None
    name = raised["type"].rpartition(".")[2]
    looks_so = _NAMED_SO.search(name) is not None
    if now is None:
        is_error = looks_so and not name.endswith(
            ("Warning", "Exit", "Timeout", "Failed", "Failure")
        )
        is_error = is_error and name != "Error" and name[:1].isupper()
        return raised if is_error and raised["said"] and _indent(text) < 4 else None
    if _indent(text) > now.indent and not (now.is_flat or now.told):
        return None
    if now.told or now.is_flat:
        return raised if looks_so or name == now.told else None
    said_so = raised["said"] is not None and (name[:1].isupper() or "." in raised["type"])
    return raised if looks_so or said_so else None


def _message(name: str, said: str, lines: Sequence[LogLine], place: int) -> tuple[str, int]:
    """What was said, with the next line where the first leaves it open, and where it ends."""
    last = place
    following = range(place + 1, min(place + 60, len(lines)))
    if _LATE.search(name):
        carets = [at for at in following if _CARET.match(lines[at].text)]
        after = [at for at in following if carets and at > carets[0] and lines[at].text.strip()]
        if after:
            return lines[after[0]].text.strip(), after[0]
    if not said.strip() or said.rstrip().endswith(":"):
        open_ended = lines[place].text.rstrip().endswith(":")
        more = next((at for at in following if lines[at].text.strip()), None)
        if open_ended and more is not None and _goes_on(lines[more].text):
            said, last = f"{said} {lines[more].text.strip()}", more
    while last + 1 < len(lines) and _CONTEXT.match(lines[last + 1].text):
        last += 1
    return said, last


def _failure(
    now: _Open | None, name: str, said: str, place: int, last: int, *, is_outer: bool
) -> Failure:
    frames = tuple(reversed(now.frames)) if now else ()
    first = now.first if now else place
    return Failure(FailureKind.PYTHON, name, said, frames, first, last, is_outer)


def _cut(now: _Open, last: int, *, is_outer: bool) -> list[Failure]:
    """A traceback without its end: still where it happened."""
    if not now.frames:
        return []
    return [_failure(now, now.told, "", now.first, last, is_outer=is_outer)]


def _goes_on(text: str) -> bool:
    """Whether a line may belong to a message, rather than begin or tell of a traceback."""
    starts = _HEADER.search(text) or _CHAINED.match(text)
    return starts is None and _frame(text, is_open=False) is None


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))
