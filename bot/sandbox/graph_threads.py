"""GraphQL issues, pull requests, comments and reactions."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.gaps import CONTENTS
from bot.sandbox.graph_timeline import comment
from bot.sandbox.graph_values import Failed, Look, Node, actor, connection, label
from bot.sandbox.shapes import stamp, subject_of


def issue(look: Look, full_name: str, repository_id: int, rest: Any, kind: str) -> Node:
    """An issue or pull request."""
    return {
        "__typename": kind,
        "id": rest["node_id"],
        "databaseId": rest["id"],
        "state": "MERGED" if rest.get("merged") else rest["state"].upper(),
        "stateReason": (rest.get("state_reason") or "").upper() or None,
        "closed": rest["state"] == "closed",
        "author": actor(rest["user"]),
        "url": rest["html_url"],
        "viewerDidAuthor": rest["user"]["login"] == look.caller.login,
        "activeLockReason": None,
        "body": rest["body"] or "",
        "isDraft": rest.get("draft", False),
        "where": full_name,
        "repositoryId": repository_id,
        "rest": rest,
    }


async def thread(look: Look, full_name: str, number: int) -> Node:
    """The issue or pull request with this number. Raises `Failed`."""
    if (full_name, number) not in look.gaps.deleted:
        path = await look.place.thread(full_name, number)
        rest = await look.get(path)
        if rest is not None:
            kind = "PullRequest" if "/pulls/" in path else "Issue"
            (home,) = await look.place.rows("repos", full_name=full_name)
            return issue(look, full_name, home["id"], rest, kind)
    raise Failed("NOT_FOUND", f"Could not resolve to an Issue with the number of {number}.")


def labels_of_issue(_look: Look, here: Node, arguments: Mapping[str, Any]) -> Node:
    """The labels of an issue or pull request."""
    found = [label(rest) for rest in here["rest"]["labels"]]
    return connection("LabelConnection", found, arguments)


async def comments_of_issue(look: Look, here: Node, arguments: Mapping[str, Any]) -> Node:
    """The comments of an issue or pull request."""
    path = f"/repos/{here['where']}/issues/{here['rest']['number']}/comments"
    found = [comment(look, here["where"], rest) for rest in await look.every(path)]
    return connection("IssueCommentConnection", found, arguments)


# Comments and reactions.


async def reactions(look: Look, here: Node, arguments: Mapping[str, Any]) -> Node:
    """The reactions to a comment, an issue or a pull request."""
    found = []
    for kept in look.gaps.reactions.get(subject_of(here["rest"]), ()):
        users = await look.place.rows("users", login=kept.login)
        wanted = arguments.get("content")
        if wanted and CONTENTS[kept.content] != wanted:
            continue
        found.append(
            {
                "__typename": "Reaction",
                "id": f"REA_{kept.id}",
                "databaseId": kept.id,
                "content": CONTENTS[kept.content],
                "createdAt": stamp(kept.created_at),
                "user": actor(users[0]) if users else None,
            }
        )
    return connection("ReactionConnection", found, arguments)


async def node(look: Look, _root: Node, arguments: Mapping[str, Any]) -> Node:
    """Query.node."""
    return await _node(look, arguments["id"])


def nodes(look: Look, _root: Node, arguments: Mapping[str, Any]) -> list[Any]:
    """Query.nodes: null where there is none."""
    return [_node(look, node_id) for node_id in arguments["ids"]]


async def _node(look: Look, node_id: str) -> Node:
    for table in ("comments", "issues", "pull_requests"):
        for row in await look.place.rows(table, node_id=node_id):
            (home,) = await look.place.rows("repos", id=row["repo_id"])
            full_name: str = home["full_name"]
            number: int = row["issue_number"] if table == "comments" else row["number"]
            if table != "comments":
                return await thread(look, full_name, number)
            rest = await look.get(f"/repos/{full_name}/issues/comments/{row['id']}")
            if rest is not None and (full_name, number) not in look.gaps.deleted:
                return comment(look, full_name, rest)
    raise Failed("NOT_FOUND", f"Could not resolve to a node with the global id of '{node_id}'.")


# Mutations.


async def minimize(look: Look, _root: Node, arguments: Mapping[str, Any]) -> Node:
    """Mutation.minimizeComment."""
    given = arguments["input"]
    found = await _writable_comment(look, given["subjectId"])
    reason = given["classifier"].lower().replace("_", "-")
    look.gaps.minimized[found["databaseId"]] = reason
    shown = found | {"isMinimized": True, "minimizedReason": reason}
    return {"minimizedComment": shown, "clientMutationId": given.get("clientMutationId")}


async def unminimize(look: Look, _root: Node, arguments: Mapping[str, Any]) -> Node:
    """Mutation.unminimizeComment."""
    given = arguments["input"]
    found = await _writable_comment(look, given["subjectId"])
    look.gaps.minimized.pop(found["databaseId"], None)
    shown = found | {"isMinimized": False, "minimizedReason": None}
    return {"unminimizedComment": shown, "clientMutationId": given.get("clientMutationId")}


async def _writable_comment(look: Look, node_id: str) -> Node:
    found = await _node(look, node_id)
    if not look.caller.may_write("issues", "pull_requests"):
        raise Failed("FORBIDDEN", "Resource not accessible by integration")
    return found
