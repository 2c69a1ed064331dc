"""Owner files -> which paths belong together, and which labels the project gives to them.

CODEOWNERS (GitHub's page "About code owners"), OWNERS (prow's `labels:`), triagebot.toml
(`[autolabel."x"] trigger_files`). Whom they name is not read: no name leaves this module.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from bot.parsing.documents import Unreadable, read_document

LONGEST_FILE = 3_000_000
"""Bytes; GitHub reads no larger CODEOWNERS."""

MOST_RULES = 5_000
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
        # A filter's key is a regular expression; ".*" and the like stand for the folder.
        rules += [
            _labelled(folder, part.get("labels"))
            for pattern, part in filters.items()
            if isinstance(part, dict) and str(pattern) in (".*", ".")
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


def labels_of(rules: Iterable[PathRule], path: str) -> frozenset[str]:
    """The labels that owner files give to a path."""
    return frozenset(
        label for rule in rules if rule.labels and rule.matches(path) for label in rule.labels
    )


def folder_of(rules: Iterable[PathRule], path: str) -> str | None:
    """The longest pattern that a path falls under: paths of one owner belong together."""
    found = [rule.pattern for rule in rules if rule.matches(path)]
    return max(found, key=len, default=None)


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


def _labelled(folder: str, labels: Any) -> PathRule | None:
    names = tuple(x for x in labels if isinstance(x, str)) if isinstance(labels, list) else ()
    return PathRule(folder, True, names) if names and folder else None
