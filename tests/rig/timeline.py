"""A thread's timeline as GraphQL tells it: comments, reviews and events in one order."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tests.rig.graph_nodes import Nodes, label, page_info
from tests.rig.lists import OLDEST, Place, cursor, read_cursor
from tests.rig.shown import stamp
from tests.rig.things import Comment, Event, Issue, Repository, Review

KINDS = {
    "labeled": "LabeledEvent",
    "unlabeled": "UnlabeledEvent",
    "assigned": "AssignedEvent",
    "unassigned": "UnassignedEvent",
    "closed": "ClosedEvent",
    "reopened": "ReopenedEvent",
    "locked": "LockedEvent",
    "transferred": "TransferredEvent",
    "merged": "MergedEvent",
    "ready_for_review": "ReadyForReviewEvent",
    "converted_to_draft": "ConvertToDraftEvent",
    "review_requested": "ReviewRequestedEvent",
    "review_request_removed": "ReviewRequestRemovedEvent",
    "review_dismissed": "ReviewDismissedEvent",
    "committed": "PullRequestCommit",
}
"""An event's kind -> GraphQL's type."""

Item = Comment | Review | Event


def type_of(item_type: str) -> str:
    """The type of an entry of `itemTypes`: ISSUE_COMMENT -> IssueComment."""
    return "".join(part.title() for part in item_type.split("_"))


def place(item: Item) -> Place:
    if isinstance(item, Comment):
        return item.created_at, item.id
    return (item.submitted_at if isinstance(item, Review) else item.at), item.id


def kind_of(item: Item) -> str:
    if isinstance(item, Comment):
        return "IssueComment"
    return "PullRequestReview" if isinstance(item, Review) else KINDS[item.kind]


def timeline(
    nodes: Nodes, where: Repository, issue: Issue, arguments: Mapping[str, Any]
) -> dict[str, Any]:
    """The connection. `since` goes by when things happened: old edited comments are not found."""
    items: list[Item] = [*issue.comments, *issue.reviews, *issue.events]
    if arguments.get("itemTypes") is not None:
        wanted = {type_of(each) for each in arguments["itemTypes"]}
        items = [item for item in items if kind_of(item) in wanted]
    since = _since(arguments.get("since"))
    placed = sorted(((place(item), item) for item in items), key=lambda entry: entry[0])
    placed = [entry for entry in placed if entry[0][0] >= since]
    total = len(placed)
    if arguments.get("after") is not None:
        after = read_cursor(arguments["after"])
        placed = [entry for entry in placed if entry[0] > after]
    chosen = placed
    if arguments.get("first") is not None:
        chosen = placed[: arguments["first"]]
    elif arguments.get("last") is not None:
        chosen = placed[-arguments["last"] :]
    end = cursor(chosen[-1][0]) if chosen else None
    more = bool(chosen) and chosen[-1][0] != placed[-1][0]
    return {
        "__typename": "TimelineItems",
        "totalCount": total,
        "filteredCount": total,
        "pageCount": len(chosen),
        "pageInfo": page_info(end, more=more),
        "nodes": [shown(nodes, where, item) for _place, item in chosen],
    }


def _since(text: str | None) -> datetime:
    if not text:
        return OLDEST
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def shown(nodes: Nodes, where: Repository, item: Item) -> dict[str, Any]:
    """One item."""
    if isinstance(item, Comment):
        return nodes.comment(item, where)
    if isinstance(item, Review):
        return _review(nodes, where, item)
    found: dict[str, Any] = {
        "__typename": KINDS[item.kind],
        "createdAt": stamp(item.at),
        "actor": nodes.actor(item.by),
    }
    match item.kind:
        case "labeled" | "unlabeled":
            found["label"] = label(item.label)
        case "closed":
            pull = where.issues.get(item.closer)
            found["closer"] = pull and {
                "__typename": "PullRequest",
                "number": pull.number,
                "merged": pull.merged_at is not None,
            }
        case "assigned" | "unassigned":
            found["assignee"] = nodes.actor(item.whom)
        case "review_requested" | "review_request_removed":
            asked = nodes.team(item.team) if item.team else nodes.actor(item.whom)
            found["requestedReviewer"] = asked
        case "review_dismissed":
            found["previousReviewState"] = item.review_state_before.upper()
            found["review"] = _review(nodes, where, item.review) if item.review else None
        case "committed":
            found["commit"] = {
                "__typename": "Commit",
                "oid": item.whom,
                "authoredDate": found["createdAt"],
                "author": {"__typename": "GitActor", "user": found["actor"]},
            }
    return found


def _review(nodes: Nodes, where: Repository, review: Review) -> dict[str, Any]:
    edited_at = review.last_edited_at
    return {
        "__typename": "PullRequestReview",
        "databaseId": review.id,
        "fullDatabaseId": str(review.id),
        "id": f"PRR_{review.id}",
        "state": review.state.upper(),
        "body": review.body,
        "createdAt": stamp(review.submitted_at),
        "submittedAt": stamp(review.submitted_at),
        "lastEditedAt": None if edited_at is None else stamp(edited_at),
        "author": nodes.actor(review.author),
        "authorAssociation": where.association(review.author),
    }
