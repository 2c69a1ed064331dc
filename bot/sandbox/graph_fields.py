"""The GraphQL fields that take more than reading them off an object."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.sandbox import graph_lists, graph_repository, graph_threads, graph_timeline
from bot.sandbox.graph_cost import LIMIT
from bot.sandbox.graph_values import Look, Node, actor


def rate_limit(look: Look, _root: Node, _arguments: Mapping[str, Any]) -> Node:
    """Query.rateLimit."""
    points = look.points
    return {
        "limit": LIMIT,
        "cost": points.cost,
        "remaining": points.remaining,
        "used": LIMIT - points.remaining,
        "nodeCount": 1,
        "resetAt": points.reset_at,
    }


async def viewer(look: Look, _root: Node, _arguments: Mapping[str, Any]) -> Node | None:
    """Query.viewer."""
    users = await look.place.rows("users", login=look.caller.login)
    return actor(users[0]) if users else None


THREADS = ("Issue", "PullRequest")
EDITED = (*THREADS, "IssueComment", "PullRequestReview")

FIELDS: Mapping[tuple[str, str], Callable[[Look, Node, Mapping[str, Any]], Any]] = {
    ("Query", "repository"): graph_repository.repository,
    ("Query", "node"): graph_threads.node,
    ("Query", "nodes"): graph_threads.nodes,
    ("Query", "rateLimit"): rate_limit,
    ("Query", "viewer"): viewer,
    ("Mutation", "minimizeComment"): graph_threads.minimize,
    ("Mutation", "unminimizeComment"): graph_threads.unminimize,
    ("Repository", "labels"): graph_repository.labels_of_repository,
    ("Repository", "object"): graph_repository.git_object,
    ("Repository", "issues"): graph_lists.issues,
    ("Repository", "pullRequests"): graph_lists.pull_requests,
    ("Repository", "issue"): graph_repository.issue_of_repository,
    ("Repository", "issueOrPullRequest"): graph_repository.thread_of_repository,
    ("TreeEntry", "object"): graph_repository.object_of_entry,
    **{(kind, "labels"): graph_threads.labels_of_issue for kind in THREADS},
    **{(kind, "comments"): graph_threads.comments_of_issue for kind in THREADS},
    **{(kind, "timelineItems"): graph_timeline.timeline for kind in THREADS},
    **{(kind, "lastEditedAt"): graph_timeline.last_edited_at for kind in EDITED},
    **{(kind, "reactions"): graph_threads.reactions for kind in (*THREADS, "IssueComment")},
}
"""(Type, field) -> what tells it; other fields are read off the object or its REST form."""
