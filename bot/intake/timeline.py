"""One entry of GitHub's timeline -> the events that its webhooks would have told."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, cast, get_args

from bot.intake.fields import Malformed
from bot.vocabulary.events import (
    CommentCreated,
    CommentEdited,
    CommitAuthored,
    DraftChanged,
    DuplicateMarked,
    ReviewDismissed,
    ReviewEdited,
    ReviewRequested,
    ReviewRequestRemoved,
    ReviewSubmitted,
    ThreadAssigned,
    ThreadClosed,
    ThreadEvent,
    ThreadLabeled,
    ThreadReopened,
    ThreadUnassigned,
    ThreadUnlabeled,
)
from bot.vocabulary.people import AccountKind, Person

Node = Mapping[str, Any]
Base = dict[str, Any]

Events = Iterator[ThreadEvent]


def instant(text: Any) -> datetime:
    """A time as GraphQL writes it. Raises `Malformed`."""
    try:
        return datetime.fromisoformat(str(text)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Malformed("no time") from error


def actor(node: Node | None) -> Person | None:
    """Who acts; None for a deleted account."""
    if not node or node.get("databaseId") is None:
        return None
    return Person(int(node["databaseId"]), str(node["login"]), kind_of(node["__typename"]))


def kind_of(word: Any) -> AccountKind:
    """GitHub's word for the kind of an account."""
    return cast(AccountKind, word) if word in get_args(AccountKind) else "User"


def _by(base: Base, item: Node) -> Base:
    return base | {"at": instant(item["createdAt"]), "by": actor(item.get("actor"))}


def _comment(base: Base, item: Node) -> Events:
    author, written_at = actor(item.get("author")), instant(item["createdAt"])
    edited_at = item.get("lastEditedAt")
    whole = base | {
        "by": author,
        "author": author,
        "comment_id": int(item["fullDatabaseId"]),
        "association": str(item.get("authorAssociation") or "NONE"),
        "written_at": written_at,
        "body": str(item.get("body") or ""),
    }
    if edited_at:
        yield CommentEdited(**whole, at=instant(edited_at), body_before=None)
    else:
        yield CommentCreated(**whole, at=written_at)


def _labeled(base: Base, item: Node) -> Events:
    if item.get("label"):
        yield ThreadLabeled(**_by(base, item), label=str(item["label"]["name"]))


def _unlabeled(base: Base, item: Node) -> Events:
    if item.get("label"):
        yield ThreadUnlabeled(**_by(base, item), label=str(item["label"]["name"]))


def _assigned(base: Base, item: Node) -> Events:
    yield ThreadAssigned(**_by(base, item), assignee=actor(item.get("assignee")))


def _unassigned(base: Base, item: Node) -> Events:
    yield ThreadUnassigned(**_by(base, item), assignee=actor(item.get("assignee")))


def _closed(base: Base, item: Node) -> Events:
    yield ThreadClosed(**_by(base, item), merged=False)


def _merged(base: Base, item: Node) -> Events:
    yield ThreadClosed(**_by(base, item), merged=True)


def _marked(base: Base, item: Node) -> Events:
    return _marks(base, item, is_same=True)


def _unmarked(base: Base, item: Node) -> Events:
    return _marks(base, item, is_same=False)


def _marks(base: Base, item: Node, *, is_same: bool) -> Events:
    """It stands in the timelines of both."""
    if item.get("isCrossRepository"):
        return
    ends = (item.get("duplicate"), item.get("canonical"))
    numbers = [int(end["number"]) for end in ends if end and end.get("number")]
    others = [number for number in numbers if number != base["thread"].number]
    if len(others) == 1:
        yield DuplicateMarked(**_by(base, item), other=others[0], is_same=is_same)


def _reopened(base: Base, item: Node) -> Events:
    yield ThreadReopened(**_by(base, item))


def _readied(base: Base, item: Node) -> Events:
    yield DraftChanged(**_by(base, item), is_draft=False)


def _drafted(base: Base, item: Node) -> Events:
    yield DraftChanged(**_by(base, item), is_draft=True)


def _requested(base: Base, item: Node) -> Events:
    yield ReviewRequested(**_by(base, item), **_reviewer(item))


def _unrequested(base: Base, item: Node) -> Events:
    yield ReviewRequestRemoved(**_by(base, item), **_reviewer(item))


def _reviewer(item: Node) -> dict[str, Any]:
    asked = item.get("requestedReviewer") or {}
    return {"reviewer": actor(asked), "team": asked.get("slug")}


def _reviewed(base: Base, item: Node) -> Events:
    if not item.get("submittedAt"):
        return
    review_id, body = int(item["fullDatabaseId"]), str(item.get("body") or "")
    submitted_at, edited_at = instant(item["submittedAt"]), item.get("lastEditedAt")
    base = base | {"by": actor(item.get("author"))}
    yield ReviewSubmitted(
        **base,
        at=submitted_at,
        review_id=review_id,
        state=str(item["state"]).lower(),
        body="" if edited_at else body,
        association=str(item.get("authorAssociation") or "NONE"),
    )
    if edited_at:
        at = instant(edited_at)
        yield ReviewEdited(**base, at=at, review_id=review_id, body=body, submitted_at=submitted_at)


def _dismissed(base: Base, item: Node) -> Events:
    if item.get("review"):
        review_id = int(item["review"]["fullDatabaseId"])
        yield ReviewDismissed(**_by(base, item), review_id=review_id)


def _committed(base: Base, item: Node) -> Events:
    commit = item["commit"]
    author = (commit.get("author") or {}).get("user")
    if author:
        at = instant(commit["authoredDate"])
        yield CommitAuthored(**base, by=actor(author), at=at, oid=str(commit["oid"]))


READERS: Mapping[str, Callable[[Base, Node], Events]] = {
    "IssueComment": _comment,
    "LabeledEvent": _labeled,
    "UnlabeledEvent": _unlabeled,
    "AssignedEvent": _assigned,
    "UnassignedEvent": _unassigned,
    "ClosedEvent": _closed,
    "MergedEvent": _merged,
    "ReopenedEvent": _reopened,
    "MarkedAsDuplicateEvent": _marked,
    "UnmarkedAsDuplicateEvent": _unmarked,
    "ReadyForReviewEvent": _readied,
    "ConvertToDraftEvent": _drafted,
    "ReviewRequestedEvent": _requested,
    "ReviewRequestRemovedEvent": _unrequested,
    "PullRequestReview": _reviewed,
    "ReviewDismissedEvent": _dismissed,
    "PullRequestCommit": _committed,
}
"""GraphQL's type -> what it tells; others tell nothing that is kept."""
