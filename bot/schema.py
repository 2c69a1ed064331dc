"""The JSON schema of `.github/linchpin.yml`, so that editors complete and explain its keys."""

import ast
import inspect
import textwrap
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from pydantic import TypeAdapter

from bot import capabilities
from bot.guard import Budget
from bot.vocabulary.actions import Mode
from bot.vocabulary.config import CONFIG_PATH


def schema() -> dict[str, Any]:
    """The JSON schema of the file, for editors: what each key does stands in the code beside it."""
    properties: dict[str, Any] = {}
    shared: dict[str, Any] = {}
    for capability in capabilities.ALL:
        mode = {
            "description": "How far it may go.",
            "enum": [*Mode, False],
            "default": capabilities.default_mode(capability).value,
        }
        properties[capabilities.name(capability)] = _described(
            capability.Config, capabilities.summary(capability), {"mode": mode}, shared
        )
    properties["budget"] = _described(Budget, inspect.getdoc(Budget) or "", {}, shared)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": CONFIG_PATH,
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "$defs": shared,
    }


def _described(
    kind: type[Any], description: str, more: Mapping[str, Any], shared: dict[str, Any]
) -> dict[str, Any]:
    """The section of one capability; what its fields refer to goes into `shared`."""
    found = TypeAdapter(kind).json_schema()
    shared |= found.get("$defs", {})
    said = _said_of_fields(kind)
    fields = {
        name.replace("_", "-"): {k: v for k, v in values.items() if k != "title"}
        | ({"description": said[name]} if name in said else {})
        for name, values in found.get("properties", {}).items()
    }
    return {
        "description": description,
        "type": ["object", "null"],
        "properties": {**more, **fields},
        "additionalProperties": False,
    }


def _said_of_fields(kind: type[Any]) -> dict[str, str]:
    """Field -> the docstring below it in the source."""
    said = {}
    nodes = ast.walk(ast.parse(textwrap.dedent(inspect.getsource(kind))))
    (lines,) = (node.body for node in nodes if isinstance(node, ast.ClassDef))
    for field_, doc in pairwise(lines):
        match field_, doc:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                said[name] = " ".join(text.split())
            case _:
                continue
    return said
