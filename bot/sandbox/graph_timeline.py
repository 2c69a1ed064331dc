"""GraphQL timelines: what happened on a thread, its comments and reviews among it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.sandbox.gaps import Happening
from bot.sandbox.graph_values import Look, Node, actor, connection, label


async def timeline(look: Look, here: Node, arguments: Mapping[str, Any]) -> Node:
    """The timeline of an issue or pull request, oldest first."""
    wanted = {name.replace("_", "").lower() for name in arguments.get("itemTypes") or ()}
    since = datetime.fromisoformat(arguments.get("since") or "1970-01-01T00:00:00Z")
    spot = (here["repositoryId"], here["rest"]["number"])
    chosen = [
        happening
        for happening in look.gaps.timelines.get(spot, ())
        if (not wanted or happening.kind.lower() in wanted)
        and datetime.fromisoformat(happening.at) >= since
    ]
    kinds = {happening.kind for happening in chosen}
    comments: dict[int, Any] = {}
    reviews: dict[int, Any] = {}
    base = f"/repos/{here['where']}"
    number = here["rest"]["number"]
    if "IssueComment" in kinds:
        found = await look.every(f"{base}/issues/{number}/comments")
        comments = {rest["id"]: comment(look, here["where"], rest) for rest in found}
    if kinds & {"PullRequestReview", "ReviewDismissedEvent"}:
        found = await look.every(f"{base}/pulls/{number}/reviews")
        reviews = {rest["id"]: review(look, rest) for rest in found}
    items = [(h, _item(h, comments, reviews)) for h in chosen]
    kept = [(happening, item) for happening, item in items if item is not None]
    page = connection(
        f"{here['__typename']}TimelineItemsConnection",
        [item for _, item in kept],
        arguments,
        [(happening.at, happening.sequence) for happening, _ in kept],
    )
    counts = {"filteredCount": len(kept), "pageCount": len(page["nodes"])}
    return page | counts | {"updatedAt": here["rest"]["updated_at"]}


def comment(look: Look, full_name: str, rest: Any) -> Node:
    """A comment."""
    return {
        "__typename": "IssueComment",
        "id": rest["node_id"],
        "databaseId": rest["id"],
        "fullDatabaseId": str(rest["id"]),
        "author": actor(rest["user"]),
        "isMinimized": rest["id"] in look.gaps.minimized,
        "minimizedReason": look.gaps.minimized.get(rest["id"]),
        "viewerDidAuthor": rest["user"]["login"] == look.caller.login,
        "url": rest["html_url"],
        "where": full_name,
        "rest": rest,
    }


def review(look: Look, rest: Any) -> Node:
    """A review of a pull request."""
    return {
        "__typename": "PullRequestReview",
        "id": rest["node_id"],
        "databaseId": rest["id"],
        "fullDatabaseId": str(rest["id"]),
        "author": actor(rest["user"]),
        "viewerDidAuthor": rest["user"]["login"] == look.caller.login,
        "url": rest["html_url"],
        "rest": rest,
    }


def last_edited_at(look: Look, here: Node, _arguments: Mapping[str, Any]) -> str | None:
    """When the text of a thread, comment or review was edited last."""
    return look.gaps.edited.get(here["id"])


def _item(
    happening: Happening, comments: Mapping[int, Node], reviews: Mapping[int, Node]
) -> Node | None:
    """None for a comment that was deleted."""
    about = happening.about
    if happening.kind == "IssueComment":
        return comments.get(about["comment"]["id"])
    if happening.kind == "PullRequestReview":
        return reviews.get(about["review"]["id"])
    item = {
        "__typename": happening.kind,
        "id": f"{happening.kind}_{happening.sequence}",
        "createdAt": happening.at,
        "actor": actor(happening.by),
    }
    if happening.kind == "ClosedEvent":
        item["closer"] = None  # the sandbox closes nothing by merging
    if "label" in about:
        item["label"] = label(about["label"])
    if "assignee" in about:
        item["assignee"] = actor(about["assignee"])
    if "requested_reviewer" in about:
        item["requestedReviewer"] = actor(about["requested_reviewer"])
    if "requested_team" in about:
        item["requestedReviewer"] = team(about["requested_team"])
    if happening.kind == "ReviewDismissedEvent":
        item["previousReviewState"] = about["previous_state"]
        item["review"] = reviews.get(about["review"]["id"])
    if happening.kind == "PullRequestCommit":
        item["commit"] = _commit(happening)
    return item


def team(rest: Mapping[str, Any]) -> Node:
    """A team."""
    return {
        "__typename": "Team",
        "id": rest["node_id"],
        "databaseId": rest["id"],
        "fullDatabaseId": str(rest["id"]),
        "slug": rest["slug"],
        "name": rest["name"],
    }


def _commit(happening: Happening) -> Node:
    """A pull request's only commit, by who opened it, when they did."""
    login = happening.by["login"]
    author = {"__typename": "GitActor", "name": login, "user": actor(happening.by)}
    return {
        "__typename": "Commit",
        "id": f"C_{happening.sequence}",
        "oid": happening.about["oid"],
        "authoredDate": happening.at,
        "committedDate": happening.at,
        "author": author | {"date": happening.at},
    }
