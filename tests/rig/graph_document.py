"""A GraphQL document read once: which fields each type is asked for, and what the whole costs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from graphql import is_abstract_type, parse
from graphql.language import ast

from bot.sandbox.graph import schema

Selections = tuple[ast.SelectionSetNode, ...]
Step = tuple[str, str, tuple[ast.ArgumentNode, ...], Selections]
"""The key in the answer, the field, its arguments and what is selected below it."""


@cache
def document(query: str) -> "Document":
    return Document(query)


@cache
def is_kind(kind: str, wanted: str) -> bool:
    """Whether a type is another, or one of those an interface or union stands for."""
    if kind == wanted:
        return True
    known, broad = schema().get_type(kind), schema().get_type(wanted)
    if known is None or broad is None or not is_abstract_type(broad):
        return False
    return schema().is_sub_type(broad, known)


class Document:
    """One query or mutation."""

    def __init__(self, query: str) -> None:
        self.fragments: dict[str, ast.FragmentDefinitionNode] = {}
        self._plans: dict[tuple[int, str], tuple[Step, ...]] = {}
        operation: ast.OperationDefinitionNode | None = None
        for definition in parse(query).definitions:
            if isinstance(definition, ast.FragmentDefinitionNode):
                self.fragments[definition.name.value] = definition
            elif isinstance(definition, ast.OperationDefinitionNode):
                operation = definition
        assert operation is not None
        self.kind = operation.operation.value.capitalize()
        self.selections: Selections = (operation.selection_set,)
        self.defaults: dict[str, Any] = {
            v.variable.name.value: value_of(v.default_value, {})
            for v in operation.variable_definitions or ()
            if v.default_value is not None
        }

    def plan(self, selections: Selections, kind: str) -> tuple[Step, ...]:
        """The fields of `kind` that are asked for, in the order they are written."""
        key = (id(selections), kind)  # the tuples live as long as the document
        if key not in self._plans:
            steps: dict[str, Step] = {}
            for selection in selections:
                self._add(steps, selection, kind)
            self._plans[key] = tuple(steps.values())
        return self._plans[key]

    def _add(self, steps: dict[str, Step], selections: ast.SelectionSetNode, kind: str) -> None:
        for node in selections.selections:
            if isinstance(node, ast.FieldNode):
                key = node.alias.value if node.alias else node.name.value
                below: Selections = () if node.selection_set is None else (node.selection_set,)
                if key in steps:
                    below = steps[key][3] + below
                steps[key] = key, node.name.value, tuple(node.arguments or ()), below
            elif isinstance(node, ast.InlineFragmentNode):
                if node.type_condition is None or is_kind(kind, node.type_condition.name.value):
                    self._add(steps, node.selection_set, kind)
            elif isinstance(node, ast.FragmentSpreadNode):
                fragment = self.fragments[node.name.value]
                if is_kind(kind, fragment.type_condition.name.value):
                    self._add(steps, fragment.selection_set, kind)


def value_of(node: ast.ValueNode, variables: Mapping[str, Any]) -> Any:
    """The value of an argument."""
    match node:
        case ast.VariableNode():
            return variables.get(node.name.value)
        case ast.IntValueNode():
            return int(node.value)
        case ast.NullValueNode():
            return None
        case ast.ListValueNode():
            return [value_of(item, variables) for item in node.values]
        case ast.ObjectValueNode():
            return {f.name.value: value_of(f.value, variables) for f in node.fields}
        case _:
            return getattr(node, "value", None)


@dataclass
class Price:
    """What GitHub counts: requests for connections, and nodes that may come of them.

    Every connection is taken to be full (GitHub, "Rate limits and query limits for the GraphQL
    API"): the repository's threads are one request, the timelines of 100 threads a hundred.
    """

    requests: int = 0
    nodes: int = 0
    threads: int = 0
    """The largest page of threads among them."""
    too_large: list[tuple[str, str, int]] = field(default_factory=list)
    """Field, argument and value, where more than 100 are asked for at once."""

    @property
    def points(self) -> int:
        """At least one; a hundred requests each."""
        return max(1, (self.requests + 50) // 100)


def price(document: Document, variables: Mapping[str, Any]) -> Price:
    """The cost of a document with these variables."""
    found = Price()
    for selections in document.selections:
        _count(found, document, selections, {**document.defaults, **variables}, 1)
    return found


def _count(
    found: Price,
    document: Document,
    selections: ast.SelectionSetNode,
    variables: Mapping[str, Any],
    times: int,
) -> None:
    for node in selections.selections:
        if isinstance(node, ast.FragmentSpreadNode):
            below = document.fragments[node.name.value].selection_set
            _count(found, document, below, variables, times)
        elif isinstance(node, ast.InlineFragmentNode):
            _count(found, document, node.selection_set, variables, times)
        elif isinstance(node, ast.FieldNode) and node.selection_set is not None:
            given = {a.name.value: value_of(a.value, variables) for a in node.arguments or ()}
            each = times
            for name in ("first", "last"):
                if isinstance(given.get(name), int):
                    found.requests += times
                    each = times * given[name]
                    found.nodes += each
                    if node.name.value in ("issues", "pullRequests"):
                        found.threads = max(found.threads, given[name])
                    if given[name] > 100:
                        found.too_large.append((node.name.value, name, given[name]))
            if node.name.value == "nodes" and isinstance(given.get("ids"), list):
                each = times * len(given["ids"])
            _count(found, document, node.selection_set, variables, each)
