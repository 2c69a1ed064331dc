"""What GraphQL fields are told with: objects are dicts, with GitHub's REST form under `rest`."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.sandbox.gaps import Caller, Gaps
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
    now: datetime

    async def get(self, path: str) -> Any:
        """A REST answer with the caller's token, in GitHub's shape; None where there is none."""
        answer = await self.place.http("GET", path, token=self.caller.token)
        return faithful(answer.data, self.gaps) if answer.good else None

    async def every(self, path: str) -> list[Any]:
        """All items of a REST list."""
        items = [item async for item in self.place.every(path, self.caller.token)]
        return [faithful(item, self.gaps) for item in items]


def connection(kind: str, nodes: Sequence[Any], arguments: Mapping[str, Any]) -> Node:
    """A page of a list: `first`, `last`, `after`, `before`."""
    start, end = 0, len(nodes)
    if arguments.get("after"):
        start = int(base64.b64decode(arguments["after"])) + 1
    if arguments.get("before"):
        end = int(base64.b64decode(arguments["before"]))
    if arguments.get("first") is not None:
        end = min(end, start + arguments["first"])
    if arguments.get("last") is not None:
        start = max(start, end - arguments["last"])

    def cursor(index: int) -> str | None:
        return base64.b64encode(str(index).encode()).decode() if end > start else None

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
