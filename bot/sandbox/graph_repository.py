"""GraphQL repositories: their labels, files and threads."""

import base64
from collections.abc import Mapping
from typing import Any

from bot.sandbox.graph_threads import thread
from bot.sandbox.graph_values import Failed, Look, Node, actor, connection, label


async def repository(look: Look, _root: Node, arguments: Mapping[str, Any]) -> Node:
    """Query.repository."""
    full_name = look.gaps.present(f"{arguments['owner']}/{arguments['name']}")
    rest = await look.get(f"/repos/{full_name}")
    if rest is None:
        message = f"Could not resolve to a Repository with the name '{full_name}'."
        raise Failed("NOT_FOUND", message)
    return {
        "__typename": "Repository",
        "id": rest["node_id"],
        "databaseId": rest["id"],
        "nameWithOwner": rest["full_name"],
        "isPrivate": rest["private"],
        "isArchived": rest["archived"],
        "owner": actor(rest["owner"]),
        "url": rest["html_url"],
        "rest": rest,
    }


async def labels_of_repository(look: Look, here: Node, arguments: Mapping[str, Any]) -> Node:
    """Repository.labels."""
    found = await look.every(f"/repos/{here['nameWithOwner']}/labels")
    return connection("LabelConnection", [label(rest) for rest in found], arguments)


async def git_object(look: Look, here: Node, arguments: Mapping[str, Any]) -> Node | None:
    """Repository.object: a blob, a tree, or nothing."""
    where = f"/repos/{here['nameWithOwner']}/git"
    if arguments.get("oid"):
        return await _blob(look, where, arguments["oid"])
    branch, _, path = arguments["expression"].partition(":")
    branch = here["rest"]["default_branch"] if branch == "HEAD" else branch
    found = await look.get(f"{where}/trees/{branch}?recursive=1")
    if found is None:
        return None
    entries = {entry["path"]: entry for entry in found["tree"]}
    path = path.strip("/")
    if path in entries and entries[path]["type"] == "blob":
        return await _blob(look, where, entries[path]["sha"])
    return _tree(look, where, entries, path)


async def _blob(look: Look, where: str, oid: str) -> Node | None:
    found = await look.get(f"{where}/blobs/{oid}")
    if found is None:
        return None
    raw = base64.b64decode(found["content"])
    try:
        text, binary = raw.decode(), False
    except UnicodeDecodeError:
        text, binary = None, True
    size = {"byteSize": len(raw), "isBinary": binary, "isTruncated": False}
    return {"__typename": "Blob", "id": oid, "oid": oid, "text": text} | size


def _tree(look: Look, where: str, entries: Mapping[str, Any], path: str) -> Node | None:
    prefix = f"{path}/" if path else ""
    below = [
        (entry, full.removeprefix(prefix))
        for full, entry in entries.items()
        if full.startswith(prefix) and "/" not in full.removeprefix(prefix)
    ]
    if not below:
        return None
    return {
        "__typename": "Tree",
        "oid": entries.get(path, {}).get("sha", ""),
        "entries": [
            {
                "__typename": "TreeEntry",
                "name": name,
                "path": entry["path"],
                "oid": entry["sha"],
                "type": entry["type"],
                "_inside": (where, entries),
            }
            for entry, name in below
        ],
    }


async def object_of_entry(look: Look, entry: Node, _arguments: Mapping[str, Any]) -> Node | None:
    """TreeEntry.object."""
    where, entries = entry["_inside"]
    if entry["type"] == "blob":
        return await _blob(look, where, entry["oid"])
    return _tree(look, where, entries, entry["path"])


async def thread_of_repository(look: Look, here: Node, arguments: Mapping[str, Any]) -> Node:
    """Repository.issueOrPullRequest."""
    return await thread(look, here["nameWithOwner"], arguments["number"])


async def issue_of_repository(look: Look, here: Node, arguments: Mapping[str, Any]) -> Node:
    """Repository.issue."""
    found = await thread_of_repository(look, here, arguments)
    if found["__typename"] != "Issue":
        number = arguments["number"]
        raise Failed("NOT_FOUND", f"Could not resolve to an Issue with the number of {number}.")
    return found
