"""Lists of packages: pip, conda, poetry, uv, and what pip says while it installs."""

import re
from collections.abc import Iterator

from bot.parsing.environments import values
from bot.parsing.environments.labelled import package
from bot.parsing.environments.mentions import KNOWN, Field, Mention, package_name
from bot.parsing.environments.stretches import Stretch
from bot.vocabulary.environments import Found

_NAME = r"[A-Za-z][A-Za-z0-9._-]{0,79}"
_NUMBER = r"v?\d{1,9}(?:\.[A-Za-z0-9]{1,14}){0,6}(?:\+[A-Za-z0-9][\w.]{0,80})?"
_PINNED = re.compile(
    rf"^\s{{0,12}}(?:[-*+]\s)?(?:\[(?:pip3?|conda)\]\s+)?[\"'`]?(?P<name>{_NAME})"
    rf"(?:\[[\w,-]{{0,60}}\])?"
    rf"\s?===?\s?(?P<version>{_NUMBER})(?:=\w{{1,40}})?[\"'`]?,?\s*(?:[;\\#].{{0,200}})?$"
)
_COLUMNS = re.compile(
    rf"^\s{{0,12}}(?P<tool>\[(?:pip3?|conda)\]\s+)?(?P<name>{_NAME})\s+\(?(?P<version>{_NUMBER})\)?"
    r"(?P<rest>\s{1,80}\S.{0,200})?$"
)
_BRANCH = re.compile(
    rf"^[\s│├└─|`+-]{{0,40}}[├└]──? (?P<name>{_NAME}) v?(?P<version>{_NUMBER})\s*(?:\(\*\))?$"
)
_HEAD = re.compile(
    r"^\s*#?\s*(?:package|name)\s+(?:latest\s+)?version\b|^# packages in environment"
    r"|^\s*-{3,} -{3,}|^(?:\$ )?(?:pip3?|uv pip|conda|mamba|poetry|uv|python3? -m pip) (?:list"
    r"|freeze|show|tree)",
    re.IGNORECASE,
)
_LOCK_NAME = re.compile(r"^(?:name = \"|Name: )(?P<name>[\w.-]{1,80})\"?\s*$")
_LOCK_VERSION = re.compile(r"^(?:version = \"|Version: )(?P<version>[\w.+-]{1,80})\"?\s*$")
_INSTALLED = re.compile(r"^\s*Successfully installed (?P<all>.{1,4000})$")
_PAIR = re.compile(rf"(?P<name>{_NAME}?)-(?P<version>{_NUMBER})(?=\s|$)")
_SATISFIED = re.compile(
    rf"^\s*Requirement already satisfied: (?P<name>{_NAME})\b.{{0,300}}\("
    rf"(?P<version>{_NUMBER})\)\s*$"
)
_HAVE = re.compile(rf"but you have (?P<name>{_NAME}) (?P<version>{_NUMBER}) which is incompatible")
ENOUGH = 2
"""So many pinned lines are a list of what is installed, not one requirement that is discussed."""


def listed(stretch: Stretch) -> Iterator[Mention]:
    """Packages of the lists in a stretch."""
    pinned = [match for line in stretch.lines if (match := _PINNED.match(line))]
    found = Found.DUMP if len(pinned) > ENOUGH else Found.LINE
    for match in pinned:
        yield from _one(match["name"], match["version"], found)
    yield from _columns(stretch)
    name = ""
    for line in stretch.lines:
        if (locked := _LOCK_NAME.match(line)) is not None:
            name = locked["name"]
        elif name and (version := _LOCK_VERSION.match(line)) is not None:
            yield from _one(name, version["version"], Found.DUMP)
            name = ""
        yield from _said_by_pip(line)


def _columns(stretch: Stretch) -> Iterator[Mention]:
    is_list = _HEAD.match(stretch.heading) is not None or stretch.heading.startswith("Name ")
    rows: list[tuple[re.Match[str], bool]] = []
    for line in stretch.lines:
        if _HEAD.match(line):
            is_list = True
            continue
        branch = _BRANCH.match(line)
        match = branch or _COLUMNS.match(line)
        if match is None:
            if not line.strip():
                is_list = False
            continue
        is_marked = branch is not None or match["tool"] is not None
        if is_list or is_marked or _stands_apart(line, match):
            rows.append((match, is_list or is_marked))
    are_many = (
        sum(package_name(row["name"]) in KNOWN for row, _ in rows) > ENOUGH and stretch.is_code
    )
    for row, is_certain in rows:
        if is_certain or are_many or package_name(row["name"]) in KNOWN:
            yield from _one(
                row["name"], row["version"], Found.DUMP if is_certain or are_many else Found.LINE
            )


def _stands_apart(line: str, match: re.Match[str]) -> bool:
    """Whether at least two blanks stand between a name and a version with a dot in it."""
    between = line[match.end("name") : match.start("version")]
    return len(between) >= 2 and "." in match["version"]


def _said_by_pip(line: str) -> Iterator[Mention]:
    if (installed := _INSTALLED.match(line)) is not None:
        for pair in _PAIR.finditer(installed["all"]):
            yield from _one(pair["name"], pair["version"], Found.LOG)
    satisfied = _SATISFIED.match(line) or _HAVE.search(line)
    if satisfied is not None:
        yield from _one(satisfied["name"], satisfied["version"], Found.LOG)


def _one(name: str, version: str, found: Found) -> Iterator[Mention]:
    plain = package_name(name)
    if plain == "python":
        if (told := values.python_of(version)) is not None:
            yield Mention(Field.PYTHON, told, found)
    elif not name.startswith("_"):
        yield from package(plain, version.removeprefix("v"), found)
