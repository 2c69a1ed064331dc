"""Whether a request is one that GitHub documents: its OpenAPI and GraphQL descriptions decide."""

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jsonschema_rs
from graphql import GraphQLSyntaxError, parse, validate

from bot.sandbox.graph import schema

HERE = Path(__file__).parent

UNDOCUMENTED = frozenset(
    {"301", "307", "401", "403", "404", "410", "415", "422", "429", "451", "5xx"}
)
"""Statuses any path may answer, whether its page says so or not."""

GREEDY = {"{path}", "{ref}", "{name}"}
"""Path parameters that may hold slashes."""


class Contract:
    """Checks requests; an empty answer means that nothing is wrong."""

    def __init__(self) -> None:
        packed = (HERE / "data" / "openapi.json.gz").read_bytes()
        self._paths: dict[str, Any] = json.loads(gzip.decompress(packed))
        self._validators: dict[int, jsonschema_rs.Validator] = {}
        self._queries: dict[str, list[str]] = {}

    def check(
        self,
        method: str,
        path_with_query: str,
        headers: Mapping[str, str],
        body: bytes,
        status: int,
    ) -> list[str]:
        """What is wrong with one REST request and the status it was answered with."""
        parts = urlsplit(path_with_query)
        problems = self._headers(headers)
        found = self._find(parts.path)
        if found is None:
            return [*problems, f"{method} {parts.path}: no such path"]
        operation = self._paths[found].get(method)
        if operation is None:
            return [*problems, f"{method} {found}: no such method"]
        where = f"{method} {found}"
        for name, value in parse_qsl(parts.query, keep_blank_values=True):
            if name not in operation["query"]:
                problems.append(f"{where}: unknown query {name!r}")
            else:
                problems += self._valid(operation["query"][name], _typed(value), f"{where} {name}")
        problems += self._body(operation, body, where)
        known = {*operation["statuses"], *UNDOCUMENTED}
        if method == "GET":
            known.add("304")  # any read may be conditional, says GitHub's guide to the REST API
        if str(status) not in known and status < 500:
            problems.append(f"{where}: status {status} is not documented")
        return problems

    def check_query(self, query: str, variables: Mapping[str, Any]) -> list[str]:
        """What is wrong with one GraphQL document."""
        if query not in self._queries:
            try:
                self._queries[query] = [e.message for e in validate(schema(), parse(query))]
            except GraphQLSyntaxError as error:
                self._queries[query] = [error.message]
        return [f"POST /graphql: {problem}" for problem in self._queries[query]]

    def _headers(self, headers: Mapping[str, str]) -> list[str]:
        lower = {name.lower(): value for name, value in headers.items()}
        wanted = ("user-agent", "accept", "x-github-api-version")
        return [f"header {name} is missing" for name in wanted if not lower.get(name)]

    def _find(self, path: str) -> str | None:
        given = path.strip("/").split("/")
        best: tuple[int, str] | None = None
        for template in self._paths:
            steps = template.strip("/").split("/")
            if len(steps) != len(given) and not (steps[-1] in GREEDY and len(given) > len(steps)):
                continue
            pairs = zip(steps, given, strict=False)
            if all(step.startswith("{") or step == have for step, have in pairs):
                literal = sum(not step.startswith("{") for step in steps)
                if best is None or literal > best[0]:
                    best = (literal, template)
        return best[1] if best else None

    def _body(self, operation: Mapping[str, Any], body: bytes, where: str) -> list[str]:
        if not body.strip():
            return []
        value = json.loads(body)
        if operation["body"] is None:
            return [] if value in ({}, None) else [f"{where}: takes no body"]
        problems = self._valid(operation["body"], value, where)
        names = _known_names(operation["body"])
        if names is not None and isinstance(value, dict):
            problems += [f"{where}: unknown field {n!r}" for n in value if n not in names]
        return problems

    def _valid(self, wanted: Mapping[str, Any], value: Any, where: str) -> list[str]:
        key = id(wanted)
        if key not in self._validators:
            self._validators[key] = jsonschema_rs.validator_for(dict(wanted))
        return [f"{where}: {e.message}" for e in self._validators[key].iter_errors(value)]


def _known_names(wanted: Mapping[str, Any]) -> set[str] | None:
    """The field names a body may have; None where anything goes."""
    if wanted.get("additionalProperties") not in (None, False):
        return None
    names = set(wanted.get("properties", {}))
    for kind in ("oneOf", "anyOf", "allOf"):
        for option in wanted.get(kind, ()):
            below = _known_names(option)
            if below is None:
                return None
            names |= below
    return names


def _typed(value: str) -> Any:
    if value.lstrip("-").isdigit():
        return int(value)
    return {"true": True, "false": False}.get(value, value)
