"""GraphQL lists of a repository's issues and pull requests."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.graph_threads import issue
from bot.sandbox.graph_values import Failed, Look, Node, connection
from bot.sandbox.shapes import seconds

FIELDS: Mapping[str, str] = {"UPDATED_AT": "updated_at", "CREATED_AT": "created_at"}
UNKNOWN = ("filterBy", "labels", "baseRefName", "headRefName", "before")
"""Arguments the sandbox does not have."""

Row = Mapping[str, Any]


async def issues(look: Look, here: Node, arguments: Mapping[str, Any]) -> Node:
    """Repository.issues."""
    rows = await look.place.rows("issues", repo_id=here["databaseId"], is_pull_request=False)
    full_name = here["nameWithOwner"]
    kept = [row for row in rows if (full_name, row["number"]) not in look.gaps.deleted]
    return await _page(look, here, arguments, kept, "Issue")


async def pull_requests(look: Look, here: Node, arguments: Mapping[str, Any]) -> Node:
    """Repository.pullRequests."""
    rows = await look.place.rows("pull_requests", repo_id=here["databaseId"])
    return await _page(look, here, arguments, rows, "PullRequest")


async def _page(
    look: Look, here: Node, arguments: Mapping[str, Any], rows: list[Any], kind: str
) -> Node:
    """A cursor names the row's time and number, so it stays good while others change."""
    if unknown := [name for name in UNKNOWN if arguments.get(name)]:
        raise Failed("INTERNAL", f"the sandbox does not list threads by {unknown[0]}")
    if not (arguments.get("first") or arguments.get("last")):
        message = "You must provide a `first` or `last` value to properly paginate the connection."
        raise Failed("MISSING_PAGINATION_BOUNDARIES", message)
    order = arguments.get("orderBy") or {"field": "CREATED_AT", "direction": "ASC"}
    if order["field"] not in FIELDS:
        raise Failed("INTERNAL", f"the sandbox does not order threads by {order['field']}")
    states, backwards = arguments.get("states"), order["direction"] == "DESC"

    def key(row: Row) -> tuple[str, int]:
        return seconds(row[FIELDS[order["field"]]]), row["number"]

    kept = [row for row in rows if not states or _state(row) in states]
    kept.sort(key=key, reverse=backwards)
    keys = [key(row) for row in kept]
    page = connection(f"{kind}Connection", kept, arguments, keys, backwards=backwards)
    base = f"/repos/{here['nameWithOwner']}/{'pulls' if kind == 'PullRequest' else 'issues'}"

    async def shown(row: Row) -> Node | None:
        rest = await look.get(f"{base}/{row['number']}")
        home = (here["nameWithOwner"], here["databaseId"])
        return issue(look, *home, rest, kind) if rest is not None else None

    edges = [edge | {"node": await shown(edge["node"])} for edge in page["edges"]]
    return page | {"nodes": [edge["node"] for edge in edges], "edges": edges}


def _state(row: Row) -> str:
    return "MERGED" if row.get("merged") else str(row["state"]).upper()
