"""Stacks of Java and its kin, and of JavaScript."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.parsing.tracebacks.found import Failure
from bot.parsing.tracebacks.libraries import of_path
from bot.parsing.tracebacks.lines import LogLine
from bot.vocabulary.signatures import FailureKind, Frame

_JAVA_FRAME = re.compile(
    r"^ {0,40}at (?:[\w.@-]{1,80}/{1,2}){0,2}(?P<owner>[\w$]{1,100}(?:\."
    r"[\w$]{1,100}){0,20})\.(?P<function>[\w$<>]{1,120})"
    r"\((?P<file>[\w$.]{1,120}(?::\d{1,7})?|Native Method|Unknown Source"
    r"|<generated>)\)(?: ~?\[.{0,120}\])?$"
)
_JAVA_RAISED = re.compile(
    r"^ {0,8}(?P<cause>Caused by: |Suppressed: )?(?:Exception in thread \"[^\"\n]{0,120}\""
    r" )?(?:.{0,60}\] )?"
    r"(?P<type>[a-z_][\w$]{0,60}(?:\.[\w$]{1,100}){1,12}|[A-Z]\w{0,80}(?:Error"
    r"|Exception))(?:: (?P<said>.{0,800}))?$"
)
_SCRIPT_FRAME = re.compile(
    r"^ {1,40}at (?:async )?(?:(?P<function>[^\s(][^()\n]{0,200}?) \()?(?P<path>(?:file://"
    r"|node:|webpack:|[A-Za-z]:|[/.\w@<])[^\s()]{0,300}?):\d{1,9}:\d{1,9}\)?$"
)
_SCRIPT_RAISED = re.compile(
    r"^ {0,8}(?:Uncaught |Unhandled \w{1,20} |error: )?(?P<type>[A-Z]\w{0,60}(?:Error"
    r"|Exception)|Error)(?: \[\w{1,60}\])?(?:: (?P<said>.{0,800}))?$"
)
_OWN_JAVA = ("com.example.", "org.example.", "example.", "my.", "test.")
_JAVA_ITSELF = ("java.", "javax.", "jdk.", "sun.", "com.sun.", "kotlin.", "scala.", "clojure.")
_DEEPER = (
    "org.apache.",
    "com.google.",
    "io.github.",
    "com.github.",
    "org.eclipse.",
    "com.amazonaws.",
)
_GENERATED = re.compile(r"\$\$?(?:Lambda|anonfun|FastClass|EnhancerBy)\S{0,200}|\$\d{1,6}")


def read_java(lines: Sequence[LogLine]) -> list[Failure]:
    """Each exception of a chain for itself; the last "Caused by" is nearest to the cause."""
    found: list[Failure] = []
    place = 0
    while place < len(lines):
        raised = _JAVA_RAISED.match(lines[place].text)
        begins = raised or _JAVA_FRAME.match(lines[place].text)
        if begins is None:
            place += 1
            continue
        frames, last = _java_frames(lines, place + 1 if raised else place)
        if not frames or (raised is None and len(frames) < 2):
            place += 1
            continue
        name, said = (raised["type"], raised["said"] or "") if raised else ("", "")
        if raised and raised["cause"] == "Caused by: " and found:
            found[-1] = replace(found[-1], is_outer=True)
        found.append(
            Failure(
                FailureKind.JAVA, name, said, frames, place, last,
                is_outer=bool(raised and raised["cause"] == "Suppressed: "),
            )
        )  # fmt: skip
        place = last + 1
    return found


def read_javascript(lines: Sequence[LogLine]) -> list[Failure]:
    """What was thrown, with its stack."""
    found: list[Failure] = []
    place = 0
    while place < len(lines):
        raised = _SCRIPT_RAISED.match(lines[place].text)
        frames: list[Frame] = []
        at = place + 1
        while raised and at < len(lines) and (told := _SCRIPT_FRAME.match(lines[at].text)):
            origin = of_path(told["path"].removeprefix("file://").removeprefix("webpack:///"))
            function = (told["function"] or "").rpartition(".")[2].removeprefix("new ")
            frames.append(Frame(origin.library, function, origin.path, FailureKind.JAVASCRIPT))
            at += 1
        if raised and frames:
            said = raised["said"] or ""
            found.append(
                Failure(FailureKind.JAVASCRIPT, raised["type"], said, tuple(frames), place, at - 1)
            )
        place = max(at, place + 1) if frames else place + 1
    return found


def _java_frames(lines: Sequence[LogLine], at: int) -> tuple[tuple[Frame, ...], int]:
    frames: list[Frame] = []
    last, missed = at - 1, 0
    while at < len(lines) and missed < 4:
        text = lines[at].text
        told = _JAVA_FRAME.match(text)
        if told:
            frames.append(_java_frame(told))
            last, missed = at, 0
        elif (
            text.lstrip().startswith("... ")
            or (frames and _JAVA_RAISED.match(text))
            or frames
            or not text.strip()
            or text.lstrip().startswith("at ")
        ):
            break
        else:
            missed += 1  # a message of more than one line
        at += 1
    return tuple(frames), last


def _java_frame(told: re.Match[str]) -> Frame:
    owner = _GENERATED.sub("", told["owner"])
    function = _GENERATED.sub("", told["function"]) or "lambda"
    steps = owner.split(".")
    library: str | None
    if owner.startswith(_JAVA_ITSELF):
        library = "java"
    elif len(steps) < 3 or owner.startswith(_OWN_JAVA):
        library = None
    else:
        library = ".".join(steps[: 3 if owner.startswith(_DEEPER) else 2])
    return Frame(library, f"{steps[-1]}.{function}", "/".join(steps), FailureKind.JAVA)
