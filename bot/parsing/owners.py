"""Owner files -> which paths belong together, and which labels the project gives to them.

CODEOWNERS (GitHub's page "About code owners"), OWNERS (prow's `labels:`, its `filters` too, as
kubernetes' page "Owners files" has them), triagebot.toml (`[autolabel."x"] trigger_files`). Whom
they name is not read: no name leaves this module.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from bot.parsing.documents import Unreadable, read_document

LONGEST_FILE = 3_000_000
"""Bytes; GitHub reads no larger CODEOWNERS."""

MOST_RULES = 5_000
MOST_OPEN = 200
"""Rules without one plain folder or file, such as "*.cu": each is held against every path."""

NAMES = frozenset(("codeowners", "owners", "owners.yaml", "owners.yml", "triagebot.toml"))
"""Of owner files, lower case."""

LONGEST_PATH = 300
_GENERIC = frozenset(
    (
        "src", "lib", "libs", "include", "test", "tests", "testing", "docs", "doc", "examples",
        "example", "bin", "scripts", "tools", "tool", "core", "common", "util", "utils", "main",
        "init", "python", "csrc", "cpp", "crates", "packages", "pkg", "cmd", "internal", "third",
        "party",
    )
)  # fmt: skip
"""Folders that name no area by themselves."""


@dataclass(frozen=True, slots=True)
class PathRule:
    """One pattern of an owner file."""

    pattern: str
    """Without its first and last slash; `*` stands for anything within one folder."""
    is_anchored: bool
    """Whether it counts from the repository's root."""
    labels: tuple[str, ...] = ()
    """Labels that the file itself gives to such paths; may be empty."""

    def matches(self, path: str) -> bool:
        """Whether the path is the rule's, or lies below it.

        Paths of tracebacks begin anywhere ("…/site-packages/vllm/lora/x.py"): an anchored rule of
        two folders or more may begin below the path's root; a shorter one must begin there.
        """
        asked = [part for part in self.pattern.split("/") if part not in ("", "**")]
        given = [part for part in path[-LONGEST_PATH:].split("/") if part]
        if not asked or len(asked) > len(given):
            return False
        last = len(given) - len(asked)
        is_fixed = self.is_anchored and len(asked) == 1
        return any(
            all(map(fnmatchcase, given[at : at + len(asked)], asked))
            for at in range(1 if is_fixed else last + 1)
        )


@dataclass(frozen=True, slots=True)
class Owners:
    """Rules, found by a folder or file that a path must have to fall under them."""

    by_part: Mapping[str, tuple[PathRule, ...]]
    open: tuple[PathRule, ...]

    def rules_of(self, path: str) -> tuple[PathRule, ...]:
        """The rules that a path falls under."""
        parts = dict.fromkeys(part for part in path[-LONGEST_PATH:].split("/") if part)
        near = (rule for part in parts for rule in self.by_part.get(part, ()))
        return tuple(rule for rule in (*near, *self.open) if rule.matches(path))


def owners_of(rules: Iterable[PathRule]) -> Owners:
    """The rules, ready to be asked for many paths."""
    by_part: dict[str, list[PathRule]] = {}
    without: list[PathRule] = []
    for rule in rules:
        plain = [p for p in rule.pattern.split("/") if p and not _WILD.intersection(p)]
        if plain:
            by_part.setdefault(plain[-1], []).append(rule)
        else:
            without.append(rule)
    return Owners({part: tuple(some) for part, some in by_part.items()}, tuple(without[:MOST_OPEN]))


_WILD = frozenset("*?[")
NOBODY = Owners({}, ())
"""Of a repository without owner files."""


def is_owner_file(path: str) -> bool:
    """Whether `read_owner_files` reads it."""
    return path.rpartition("/")[2].lower() in NAMES


def read_owner_files(files: Mapping[str, str]) -> tuple[PathRule, ...]:
    """The rules of all owner files, by path; files of other names are passed over."""
    rules: list[PathRule] = []
    for path in sorted(files):
        name = path.rpartition("/")[2].lower()
        if name == "codeowners":
            rules.extend(read_codeowners(files[path]))
        elif name in ("owners", "owners.yaml", "owners.yml"):
            rules.extend(read_prow_owners(path, files[path]))
        elif name == "triagebot.toml":
            rules.extend(read_triagebot(files[path]))
    return tuple(rules[:MOST_RULES])


def read_codeowners(text: str) -> tuple[PathRule, ...]:
    """The patterns of a CODEOWNERS file, in order, of which GitHub lets the last match win."""
    rules = []
    for line in text[:LONGEST_FILE].splitlines():
        pattern = line.strip().split(maxsplit=1)[0] if line.strip() else ""
        if pattern and not pattern.startswith(("#", "!", "[", "^[")):
            rules.append(_rule(pattern))
    return tuple(rule for rule in rules[:MOST_RULES] if rule.pattern.strip("*/"))


def read_prow_owners(path: str, text: str) -> tuple[PathRule, ...]:
    """The labels of one OWNERS file, for the folder it stands in."""
    document = read_document(text[:LONGEST_FILE])
    if isinstance(document, Unreadable) or not isinstance(document.value, dict):
        return ()
    folder = path.rpartition("/")[0]
    given: dict[str, Any] = document.value
    rules = [_labelled(folder, given.get("labels"))]
    filters = given.get("filters")
    if isinstance(filters, dict):
        rules += [
            _labelled(f"{folder}/{under}".strip("/"), part.get("labels"))
            for pattern, part in filters.items()
            if isinstance(part, dict) and (under := _folder_in(str(pattern))) is not None
        ]
    return tuple(rule for rule in rules if rule is not None)


def read_triagebot(text: str) -> tuple[PathRule, ...]:
    """The files that make triagebot add a label."""
    try:
        document = tomllib.loads(text[:LONGEST_FILE])
    except (tomllib.TOMLDecodeError, RecursionError):
        return ()
    rules = []
    tables = document.get("autolabel")
    for label, table in tables.items() if isinstance(tables, dict) else ():
        files = table.get("trigger_files") if isinstance(table, dict) else None
        rules += [
            _rule("/" + pattern.lstrip("/"), (label,))
            for pattern in (files if isinstance(files, list) else ())
            if isinstance(pattern, str) and pattern.strip("/")
        ]
    return tuple(rules[:MOST_RULES])


def labels_of(rules: Iterable[PathRule]) -> frozenset[str]:
    """The labels that owner files give to a path under these rules."""
    return frozenset(label for rule in rules for label in rule.labels)


def folder_of(rules: Iterable[PathRule]) -> str | None:
    """The longest pattern of some rules: paths of one owner belong together."""
    return max((rule.pattern for rule in rules), key=len, default=None)


def path_words(path: str) -> frozenset[str]:
    """The folders and the file of a path that can name an area, lower case, without endings."""
    words = set()
    for part in path[-LONGEST_PATH:].lower().split("/"):
        stem = part.split(".", 1)[0].strip("_-* ")
        if len(stem) > 1 and stem not in _GENERIC and not stem.isdigit():
            words.add(stem)
    return frozenset(words)


def _rule(pattern: str, labels: tuple[str, ...] = ()) -> PathRule:
    bare = pattern[:LONGEST_PATH].strip("/")
    return PathRule(bare, pattern.startswith("/") or "/" in bare, labels)


_ALL = frozenset((".", ".*", "^.*", "^.*$", ".*$", "^"))
_FOLDER = re.compile(r"\^([\w./\\-]{1,300}?)/?(?:\.\*)?\$?")


def _folder_in(pattern: str) -> str | None:
    """The path a filter's regular expression stands for: "" for the file's whole folder; None for
    what is no path, such as all files of one ending."""
    if pattern in _ALL:
        return ""
    found = _FOLDER.fullmatch(pattern[:LONGEST_PATH])
    return found[1].replace("\\", "") if found else None


def _labelled(folder: str, labels: Any) -> PathRule | None:
    names = tuple(x for x in labels if isinstance(x, str)) if isinstance(labels, list) else ()
    return PathRule(folder, True, names) if names and folder else None
