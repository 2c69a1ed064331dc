"""What a GraphQL query costs, by GitHub's formula."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    value_from_ast_untyped,
)

LIMIT = 5000
"""Points an hour (GitHub, "Rate limits and query limits for the GraphQL API")."""


@dataclass(frozen=True, slots=True)
class Points:
    """What a query costs, and what its caller has left afterwards."""

    cost: int
    remaining: int
    reset_at: str


def cost(document: DocumentNode, variables: Mapping[str, Any]) -> int:
    """Points: the connections to be read, were every one as long as asked for, by 100; 1 at least.

    Source: GitHub, "Rate limits and query limits for the GraphQL API".
    """
    fragments = {
        definition.name.value: definition
        for definition in document.definitions
        if isinstance(definition, FragmentDefinitionNode)
    }
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    requests = _requests(operations[0].selection_set, 1, fragments, dict(variables))
    return max(1, round(requests / 100))


def _requests(
    selected: SelectionSetNode | None,
    times: int,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: dict[str, Any],
) -> int:
    """Connections below, each read `times` times."""
    total = 0
    for selection in selected.selections if selected is not None else ():
        if isinstance(selection, FragmentSpreadNode):
            inner = fragments[selection.name.value].selection_set
            total += _requests(inner, times, fragments, variables)
        elif isinstance(selection, InlineFragmentNode):
            total += _requests(selection.selection_set, times, fragments, variables)
        elif isinstance(selection, FieldNode):
            given = {
                argument.name.value: value_from_ast_untyped(argument.value, variables)
                for argument in selection.arguments or ()
            }
            size = given.get("first") or given.get("last")
            total += times if size else 0
            below = times * (size or len(given.get("ids") or (1,)))
            total += _requests(selection.selection_set, below, fragments, variables)
    return total
