"""Log lines without what loggers, launchers and terminals put in front of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_LINE = 1_000
"""Characters of a line that are looked at."""

_TERMINAL = re.compile(
    r"\x1b\[[0-?]{0,20}[ -/]{0,4}[@-~]|\x1b\][^\x07]{0,200}\x07|\[\d{1,3}(?:;\d{1,3}){0,4}m"
)
_NOTEBOOK_LINK = re.compile(
    r"\[([^\]\n]{1,300})\]\((?:https?://localhost|file:|vscode-notebook-cell)[^)\n]{0,400}\)"
)
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\x00]")
_TAG = re.compile(
    r"\((?P<name>[A-Za-z_][\w.:-]{0,60}(?:\(\w{1,60}\))?) (?:rank=\d{1,6} )?pid=(?P<pid>\d{1,10})"
    r"[^)\n]{0,80}\)(?: |$)"
    r"|\[(?P<rank>(?:rank|default|TP|DP)\d{1,5})\]:?(?: |$)"
    r"|\[(?P<host>\d{1,5},\d{1,5})\]<std(?:err|out)>:"
    r"|(?P<box>[\w.-]{1,60}-\d{1,4} {1,8}|[\w.-]{1,60} {2,8})\| "
)
_DATE = r"\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?"
_LEVEL = r"(?:TRACE|DEBUG|INFO|WARNING|WARN|ERROR|FATAL|CRITICAL|SEVERE)"
_FRONT = re.compile(
    rf"\[?{_DATE}(?: [A-Z]{{2,4}}\d{{1,3}}){{0,3}}\]?(?: (?:stderr|stdout) [FP](?= "
    rf"|$))?(?::|,)?(?: |$)"
    rf"|(?:- )?\[?[\w.:]{{1,60}}\]? - \[?{_LEVEL}\]? - "
    rf"|(?:- )?\[?{_LEVEL}\]? - "
    rf"|\| {_LEVEL} {{1,8}}\| [\w.:<>]{{1,120}} - "
    rf"|\[?{_LEVEL}\]? {{1,4}}\[?\d\d-\d\d \d\d:\d\d:\d\d\]? \[?[\w./]{{1,100}}:\d{{1,6}}\](?: |$)"
    rf"|{_LEVEL}:[\w.]{{1,80}}:(?=\S)"
    rf"|\[{_LEVEL}\](?: \[[\w./]{{1,80}}:\d{{1,6}}(?::\w{{1,60}})?\])?:? ?"
    rf"|{_LEVEL}:? {{1,8}}(?=\S)"
    r"|[IWEF]\d{4} \d\d:\d\d:\d\d(?:\.\d{1,9})? {1,8}\d{1,10} [\w./+-]{1,120}:\d{1,6}\](?:"
    r" \[[\w/]{1,20}\])?(?: |$)"
    r"|\[[IWEF](?: ?\d{1,4}-?\d{0,2}-?\d{0,2} ?\d{0,2}:?\d{0,2}:?[\d.]{0,12})? "
    r"[\w./+-]{1,120}:\d{1,6}\](?: |$)"
    r"|E {3,8}(?=\S)"
    r"|[IWEF] (?=[\w./+-]{1,120}:\d{1,6}\] )"
    r"|\[\d\d:\d\d:\d\d\] |\d\d:\d\d:\d\d(?:[.,]\d{1,6})? "
    r"|\[ {0,6}\d{1,8}\.\d{6}\] (?:\[ {0,4}[TC]\d{1,8}\] )?"
)
_GROUP = re.compile(r" {1,32}[|+] (?=\S| {1,200}\S)| {1,32}\|$")
_BOXED = re.compile(r"^ {0,8}[│┃] ?(.{0,900}?) {0,200}[│┃] {0,8}$")


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line as its program printed it, and who printed it."""

    number: int
    """Its place in the text."""
    text: str
    """With its indentation."""
    tag: str
    """The process that a launcher names, "" without one."""
    front: str
    """What was taken off: it may name a file."""


def bare_line(number: int, whole: str) -> LogLine:
    """The line without colours, without the launcher's tag and without the logger's words."""
    line = _INVISIBLE.sub("", _TERMINAL.sub("", whole[: LONGEST_LINE * 2]))[:LONGEST_LINE].rstrip()
    line = _NOTEBOOK_LINK.sub(r"\1", line.replace("\t", "    "))
    if line.count("`") % 2:
        line = line.strip("`")
    tag, front = "", ""
    for _ in range(5):
        told = _TAG.match(line)
        if told:
            tag = tag or next(value for value in told.groups() if value)
            tag = f"{told['name']}/{told['pid']}" if told["name"] else tag
            line = line[told.end() :]
            continue
        said = _FRONT.match(line)
        if said is None or not said.group():
            break
        front += said.group()
        line = line[said.end() :]
    boxed = _BOXED.match(line)
    if boxed:
        line = boxed.group(1)
    grouped = _GROUP.match(line)
    if grouped:
        line = line[grouped.end() :]
    return LogLine(number, line, tag, front)


def streams(text: str) -> Iterator[tuple[LogLine, ...]]:
    """The lines of each process apart: their output is often interleaved."""
    by_tag: dict[str, list[LogLine]] = {}
    for number, whole in enumerate(text.split("\n")):
        line = bare_line(number, whole)
        by_tag.setdefault(line.tag, []).append(line)
    yield from (tuple(some) for some in by_tag.values())
