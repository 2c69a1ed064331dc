"""YAML for people: a value with the line and column of everything in it, or one clear problem.

At most 64 KiB and no anchors or aliases: a few lines of them can unfold to gigabytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from yaml.reader import ReaderError

MAX_BYTES = 64 * 1024
"""Larger than any config or form seen; DESIGN's limit for YAML that others write."""

MAX_DEPTH = 50
"""Ten times what any config or form seen needs; libyaml crashes on 64 KiB of brackets."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where something stands, counted from 1 as editors do."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Repeated:
    """A key that stands there already; YAML readers quietly take the last."""

    key: str
    position: Position
    first: Position


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML document."""

    value: Any
    positions: Mapping[tuple[str | int, ...], Position]
    """Path of keys and indices -> where its key (in a mapping) or value (in a list) begins."""
    repeated: tuple[Repeated, ...] = ()

    def position(self, path: tuple[str | int, ...]) -> Position:
        """Where the path stands, or the nearest thing around it."""
        while path and path not in self.positions:
            path = path[:-1]
        return self.positions.get(path, Position(1, 1))


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Text that is no YAML we take."""

    message: str
    position: Position


def decode(raw: bytes) -> str | Unreadable:
    """The text of a file's bytes, which must be UTF-8."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        where = Position(before.count("\n") + 1, len(before) - before.rfind("\n"))
        return Unreadable(f"byte 0x{raw[error.start]:02x} is not UTF-8; save it as UTF-8", where)


def read_document(text: str) -> Document | Unreadable:
    """The document of a text. An empty text is the value None."""
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        return Unreadable(f"larger than {MAX_BYTES // 1024} KiB; make it smaller", Position(1, 1))
    try:
        if (refused := _refused(text)) is not None:
            return refused
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
        value = None if node is None else yaml.CSafeLoader("").construct_document(node)
    except yaml.MarkedYAMLError as error:
        problem = error.problem or "this is not valid YAML"
        if problem.startswith("but ") and error.context:
            problem = f"{error.context}, {problem}"
        lines = text.splitlines() or [""]
        where = _position(error.problem_mark)
        if where.line > len(lines):  # after the last line: nothing to be seen there
            where = Position(len(lines), len(lines[-1]) + 1)
        return Unreadable(_told(problem, lines[where.line - 1], where.column), where)
    except ReaderError as error:
        before = text[: error.position]
        where = Position(before.count("\n") + 1, len(before) - before.rfind("\n"))
        code = error.character if isinstance(error.character, int) else ord(error.character)
        return Unreadable(f"the character U+{code:04X} is not allowed; remove it", where)
    except (yaml.YAMLError, ValueError, LookupError, OverflowError, RecursionError) as error:
        return Unreadable(f"this is not valid YAML: {error}"[:200], Position(1, 1))
    positions: dict[tuple[str | int, ...], Position] = {}
    repeated: list[Repeated] = []
    if node is not None:
        _collect(node, (), positions, repeated)
    return Document(value, positions, tuple(repeated))


def _told(problem: str, line: str, column: int) -> str:
    """libyaml's words, and what to do where it can be said."""
    found = line[column - 1 : column]
    if "cannot start any token" in problem:
        if found == "\t":
            return "a tab indents here; YAML takes spaces only"
        return f"no value can begin with {found}; put it in quotes"
    return problem.replace("did not find expected", "expected").replace(
        "expected node content", "expected a value here; is a bracket or quote left open?"
    )


def _refused(text: str) -> Unreadable | None:
    """What a short text could make endless work of."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        where = _position(event.start_mark)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            return Unreadable(
                "anchors and aliases (& and *) are not taken; write the value out", where
            )
        if getattr(event, "tag", None):
            return Unreadable("tags (!!int and the like) are not taken; leave them out", where)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            return Unreadable(f"nested deeper than {MAX_DEPTH} levels; make it flatter", where)
    return None


def _position(mark: Any) -> Position:
    return Position(mark.line + 1, mark.column + 1) if mark else Position(1, 1)


def _collect(
    node: yaml.Node,
    path: tuple[str | int, ...],
    positions: dict[tuple[str | int, ...], Position],
    repeated: list[Repeated],
) -> None:
    positions.setdefault(path, _position(node.start_mark))
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                below = (*path, key.value)
                where = _position(key.start_mark)
                if below in positions:
                    repeated.append(Repeated(key.value, where, positions[below]))
                positions[below] = where
                _collect(value, below, positions, repeated)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _collect(value, (*path, index), positions, repeated)
