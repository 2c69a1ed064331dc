"""What GraphQL fields are told with: objects are dicts, with GitHub's REST form under `rest`."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.sandbox.gaps import Caller, Gaps
from bot.sandbox.graph_cost import Points
from bot.sandbox.place import Place
from bot.sandbox.shapes import faithful

Node = dict[str, Any]


class Failed(Exception):
    """A field that cannot be told; `type` is GitHub's word for why."""

    def __init__(self, type_: str, message: str) -> None:
        super().__init__(message)
        self.type = type_


@dataclass(frozen=True, slots=True)
class Look:
    """What one query works with."""

    place: Place
    gaps: Gaps
    caller: Caller
    points: Points

    async def get(self, path: str) -> Any:
        """A REST answer with the caller's token, in GitHub's shape; None where there is none."""
        answer = await self.place.http("GET", path, token=self.caller.token)
        return faithful(answer.data, self.gaps) if answer.good else None

    async def every(self, path: str) -> list[Any]:
        """All items of a REST list."""
        items = [item async for item in self.place.every(path, self.caller.token)]
        return [faithful(item, self.gaps) for item in items]


MOST = 100
"""Nodes of one page (GitHub, "Rate limits and query limits for the GraphQL API")."""

Key = Sequence[Any]
"""What a list is sorted by; GitHub's cursors hold it, not a place in the list."""


def connection(
    kind: str,
    nodes: Sequence[Any],
    arguments: Mapping[str, Any],
    keys: Sequence[Key] | None = None,
    *,
    backwards: bool = False,
) -> Node:
    """A page of a list: `first`, `last`, `after`, `before`.

    `keys`: of each node, rising, or falling when `backwards`; the places, when not given.
    """
    for name in ("first", "last"):
        if (arguments.get(name) or 0) > MOST:
            message = f"Requesting {arguments[name]} records exceeds the `{name}` limit of {MOST}."
            raise Failed("EXCESSIVE_PAGINATION", message)
    known = [list(key) for key in keys] if keys is not None else [[i] for i in range(len(nodes))]
    start, end = 0, len(nodes)
    if arguments.get("after"):
        after = _key(arguments["after"])
        start = sum((key >= after) if backwards else (key <= after) for key in known)
    if arguments.get("before"):
        before = _key(arguments["before"])
        end = sum((key > before) if backwards else (key < before) for key in known)
    end = max(start, end)
    if arguments.get("first") is not None:
        end = min(end, start + arguments["first"])
    if arguments.get("last") is not None:
        start = max(start, end - arguments["last"])

    def cursor(index: int) -> str | None:
        text = f"cursor:v2:{json.dumps(known[index])}" if end > start else ""
        return base64.b64encode(text.encode()).decode() or None

    return {
        "__typename": kind,
        "totalCount": len(nodes),
        "nodes": list(nodes[start:end]),
        "edges": [{"node": nodes[i], "cursor": cursor(i)} for i in range(start, end)],
        "pageInfo": {
            "hasNextPage": end < len(nodes),
            "hasPreviousPage": start > 0,
            "startCursor": cursor(start),
            "endCursor": cursor(end - 1),
        },
    }


def _key(cursor: str) -> list[Any]:
    """Raises `Failed`."""
    try:
        found = json.loads(base64.b64decode(cursor).decode().removeprefix("cursor:v2:"))
    except ValueError:
        found = None
    if not isinstance(found, list):
        raise Failed(
            "INVALID_CURSOR_ARGUMENTS", f"`{cursor}` does not appear to be a valid cursor."
        )
    return found


def actor(user: Mapping[str, Any] | None) -> Node | None:
    """A person or bot; GraphQL names a bot without "[bot]"."""
    if user is None:
        return None
    return {
        "__typename": user["type"],
        "id": user["node_id"],
        "login": user["login"].removesuffix("[bot]"),
        "databaseId": user["id"],
        "url": user.get("html_url", ""),
        "avatarUrl": user.get("avatar_url", ""),
    }


def label(rest: Mapping[str, Any]) -> Node:
    """A label."""
    return {"__typename": "Label", "id": rest.get("node_id"), "rest": rest}
