"""GitHub's past of a thread -> the events that its webhooks would have told."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.intake import fields
from bot.intake.timeline import READERS, Node, actor, instant
from bot.vocabulary.events import (
    ReviewCommentCreated,
    ReviewCommentEdited,
    ReviewSubmitted,
    ThreadClosed,
    ThreadEdited,
    ThreadEvent,
    ThreadOpened,
)
from bot.vocabulary.threads import Repository, Thread

MERGING = timedelta(seconds=5)
"""Merging closes too; GitHub tells both, at nearly the same time."""


def thread_events(repository: Repository, node: Node) -> list[ThreadEvent]:
    """The events of a thread as `history_queries` reads it. Raises `Malformed`."""
    return [*opening_events(repository, node), *item_events(repository, node)]


def opening_events(repository: Repository, node: Node) -> list[ThreadEvent]:
    """How it was opened, and that its text was edited where it was."""
    base = _base(repository, node)
    base |= {"by": base["opener"], "at": instant(node["createdAt"])}
    words: dict[str, Any] = {name: str(node.get(name) or "") for name in ("title", "body")}
    edited_at = node.get("lastEditedAt")
    is_draft = _opened_as_draft(node)
    if not edited_at:
        return [ThreadOpened(**base, **words, is_draft=is_draft)]
    opened = ThreadOpened(**base, is_draft=is_draft)
    base |= {"at": instant(edited_at), "by": None}
    opened_at = instant(node["createdAt"])
    base |= {"title_before": None, "body_before": "", "opened_at": opened_at}
    return [opened, ThreadEdited(**base, **words)]


def item_events(repository: Repository, node: Node) -> list[ThreadEvent]:
    """What stands in the part of its timeline that was read, oldest first."""
    base = _base(repository, node)
    items = [item for item in node["timelineItems"]["nodes"] if item]
    before_dismissal = {
        int(item["review"]["fullDatabaseId"]): str(item["previousReviewState"])
        for item in items
        if item.get("__typename") == "ReviewDismissedEvent" and item.get("review")
    }
    merged_at = instant(node["mergedAt"]) if node.get("mergedAt") else None
    found: list[ThreadEvent] = []
    for item in items:
        read = READERS.get(str(item.get("__typename")))
        if read is None:
            continue
        for event in read(base, item):
            if (
                isinstance(event, ThreadClosed)
                and not event.merged
                and merged_at is not None
                and event.at >= merged_at - MERGING
            ):
                continue
            if isinstance(event, ReviewSubmitted) and event.state == "dismissed":
                state = before_dismissal.get(event.review_id, "dismissed").lower()
                found.append(replace(event, state=state))
                continue
            found.append(event)
    return found


def review_comment_events(repository: Repository, number: int, comment: Node) -> list[ThreadEvent]:
    """A comment on a line, as REST lists it for the whole repository: it names no opener."""
    written_at, changed_at = instant(comment["created_at"]), instant(comment["updated_at"])
    author = fields.person(comment.get("user"))
    base: dict[str, Any] = {
        "thread": Thread(repository, number),
        "by": author,
        "at": changed_at,
        "is_pull_request": True,
        "comment_id": int(comment["id"]),
        "author": author,
        "association": str(comment.get("author_association") or "NONE"),
        "written_at": written_at,
        "body": str(comment.get("body") or ""),
    }
    if changed_at > written_at:
        return [ReviewCommentEdited(**base)]
    return [ReviewCommentCreated(**base)]


def is_whole(node: Node) -> bool:
    """Whether the timeline was read to its end."""
    return not node["timelineItems"]["pageInfo"]["hasNextPage"]


def _base(repository: Repository, node: Node) -> dict[str, Any]:
    return {
        "thread": Thread(repository, int(node["number"])),
        "is_pull_request": node["__typename"] == "PullRequest",
        "opener": actor(node.get("author")),
    }


def _opened_as_draft(node: Node) -> bool:
    if node["__typename"] != "PullRequest":
        return False
    for item in node["timelineItems"]["nodes"]:
        kind = item.get("__typename") if item else None
        if kind in ("ReadyForReviewEvent", "ConvertToDraftEvent"):
            return bool(kind == "ReadyForReviewEvent")
    return bool(node["isDraft"])
