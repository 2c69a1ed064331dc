"""Executes GraphQL on GitHub's real schema, over what the emulator and the gaps hold."""

import gzip
import inspect
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLSyntaxError,
    build_schema,
    execute,
    parse,
    validate,
)

from bot.sandbox import graph_fields
from bot.sandbox.gaps import Caller, Gaps
from bot.sandbox.graph_cost import LIMIT, Points, cost
from bot.sandbox.graph_values import Failed, Look
from bot.sandbox.place import Place
from bot.sandbox.shapes import stamp

SCHEMA = Path(__file__).parent / "data" / "schema.graphql.gz"


@cache
def schema() -> GraphQLSchema:
    """GitHub's GraphQL schema. Some two seconds, once a process."""
    return build_schema(gzip.decompress(SCHEMA.read_bytes()).decode(), assume_valid=True)


@cache
def _checked(query: str) -> tuple[DocumentNode | None, tuple[GraphQLError, ...]]:
    try:
        document = parse(query)
    except GraphQLSyntaxError as error:
        return None, (error,)
    return document, tuple(validate(schema(), document))


class Graph:
    """GitHub's GraphQL API."""

    def __init__(self, place: Place, gaps: Gaps, now: Callable[[], datetime]) -> None:
        self._place = place
        self._gaps = gaps
        self._now = now
        self._spent: dict[tuple[str, datetime], int] = {}
        """Points, by caller and the hour in which they were spent."""

    async def run(self, query: str, variables: Mapping[str, Any], caller: Caller) -> dict[str, Any]:
        """The answer's body. Like GitHub's, it is 200 with `errors` whatever goes wrong."""
        document, problems = _checked(query)
        if document is None or problems:
            return {"errors": [_shown(problem) for problem in problems]}
        points = self._pay(cost(document, variables), caller)
        look = Look(self._place, self._gaps, caller, points)
        result = execute(
            schema(),
            document,
            root_value={},
            context_value=look,
            variable_values=dict(variables),
            field_resolver=_resolve,
        )
        done = await result if inspect.isawaitable(result) else result
        answer: dict[str, Any] = {"data": done.data}
        if done.errors:
            answer["errors"] = [_shown(error) for error in done.errors]
        return answer

    def _pay(self, price: int, caller: Caller) -> Points:
        hour = self._now().replace(minute=0, second=0, microsecond=0)
        spent = self._spent.get((caller.login, hour), 0) + price
        self._spent[caller.login, hour] = spent
        return Points(price, max(0, LIMIT - spent), stamp(hour + timedelta(hours=1)))


def _resolve(source: Any, info: GraphQLResolveInfo[Look], **arguments: Any) -> Any:
    if info.field_name in source:
        return source[info.field_name]
    resolver = graph_fields.FIELDS.get((info.parent_type.name, info.field_name))
    if resolver is not None:
        return resolver(info.context, source, arguments)
    snake = "".join(f"_{c.lower()}" if c.isupper() else c for c in info.field_name)
    if snake in source.get("rest", {}):
        return source["rest"][snake]
    raise Failed("INTERNAL", f"the sandbox has no {info.parent_type.name}.{info.field_name}")


def _shown(error: GraphQLError) -> dict[str, Any]:
    found = dict(error.formatted)
    if isinstance(error.original_error, Failed):
        found = {"type": error.original_error.type} | found
    return found
