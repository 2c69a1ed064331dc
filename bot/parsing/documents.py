"""YAML for people: a value with the line and column of everything in it, or one clear problem.

At most 64 KiB and no anchors or aliases: a few lines of them can unfold to gigabytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

MAX_BYTES = 64 * 1024
"""Larger than any config or form seen; DESIGN's limit for YAML that others write."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where something stands, counted from 1 as editors do."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML document."""

    value: Any
    positions: Mapping[tuple[str | int, ...], Position]
    """Path of keys and indices -> where its key (in a mapping) or value (in a list) begins."""

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


def read_document(text: str) -> Document | Unreadable:
    """The document of a text. An empty text is the value None."""
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        return Unreadable(f"larger than {MAX_BYTES // 1024} KiB; make it smaller", Position(1, 1))
    try:
        for token in yaml.scan(text, Loader=yaml.SafeLoader):
            if isinstance(token, (yaml.AliasToken, yaml.AnchorToken)):
                return Unreadable(
                    "anchors and aliases (& and *) are not taken; write the value out",
                    _position(token.start_mark),
                )
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        value = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        problem = error.problem or "this is not valid YAML"
        return Unreadable(problem, _position(error.problem_mark))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return Unreadable(f"this is not valid YAML: {type(error).__name__}", Position(1, 1))
    positions: dict[tuple[str | int, ...], Position] = {}
    if node is not None:
        _collect(node, (), positions)
    return Document(value, positions)


def _position(mark: yaml.Mark | None) -> Position:
    return Position(mark.line + 1, mark.column + 1) if mark else Position(1, 1)


def _collect(
    node: yaml.Node, path: tuple[str | int, ...], positions: dict[tuple[str | int, ...], Position]
) -> None:
    positions.setdefault(path, _position(node.start_mark))
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                below = (*path, key.value)
                positions[below] = _position(key.start_mark)
                _collect(value, below, positions)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _collect(value, (*path, index), positions)
