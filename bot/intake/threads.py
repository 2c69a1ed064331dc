"""Payloads about issues, pull requests and reviews -> events."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.intake import fields
from bot.vocabulary.events import (
    DraftChanged,
    Event,
    ReviewCommentCreated,
    ReviewCommentDeleted,
    ReviewCommentEdited,
    ReviewDismissed,
    ReviewEdited,
    ReviewRequested,
    ReviewRequestRemoved,
    ReviewSubmitted,
    ThreadAssigned,
    ThreadClosed,
    ThreadDeleted,
    ThreadEdited,
    ThreadLabeled,
    ThreadLocked,
    ThreadOpened,
    ThreadReopened,
    ThreadTouched,
    ThreadTransferred,
    ThreadUnassigned,
    ThreadUnlabeled,
    ThreadUnlocked,
)
from bot.vocabulary.threads import Thread

PLAIN: Mapping[str, Callable[..., Event]] = {
    "reopened": ThreadReopened,
    "deleted": ThreadDeleted,
    "locked": ThreadLocked,
    "unlocked": ThreadUnlocked,
}


def issue_event(payload: Mapping[str, Any]) -> Event:
    """An `issues` payload."""
    issue = fields.mapping(payload, "issue")
    return _event("issues", payload, issue, is_pull_request="pull_request" in issue)


def pull_request_event(payload: Mapping[str, Any]) -> Event:
    """A `pull_request` payload."""
    pull = fields.mapping(payload, "pull_request")
    action = fields.words(payload, "action")
    base = base_of(payload, pull, is_pull_request=True)
    if action in ("review_requested", "review_request_removed"):
        kind = ReviewRequested if action == "review_requested" else ReviewRequestRemoved
        team = payload.get("requested_team")
        slug = fields.words(team, "slug") if isinstance(team, Mapping) else None
        return kind(**base, reviewer=fields.person(payload.get("requested_reviewer")), team=slug)
    return _event("pull_request", payload, pull, is_pull_request=True)


def review_event(payload: Mapping[str, Any]) -> Event:
    """A `pull_request_review` payload."""
    pull, review = fields.mapping(payload, "pull_request"), fields.mapping(payload, "review")
    base = base_of(payload, pull, is_pull_request=True)
    action, review_id = fields.words(payload, "action"), fields.whole(review, "id")
    submitted_at = fields.instant({**pull, **review}, "submitted_at", "updated_at")
    match action:
        case "submitted":
            base |= {"at": submitted_at, "by": fields.person(review.get("user"))}
            return ReviewSubmitted(
                **base,
                review_id=review_id,
                state=fields.words(review, "state").lower(),
                body=str(review.get("body") or ""),
                association=association_of(review),
            )
        case "edited":
            base["by"] = fields.person(review.get("user"))
            body = str(review.get("body") or "")
            return ReviewEdited(**base, review_id=review_id, body=body, submitted_at=submitted_at)
        case "dismissed":
            return ReviewDismissed(**base, review_id=review_id)
        case _:
            return ThreadTouched(**base, what=f"pull_request_review.{action}")


def review_comment_event(payload: Mapping[str, Any]) -> Event:
    """A `pull_request_review_comment` payload."""
    pull, comment = fields.mapping(payload, "pull_request"), fields.mapping(payload, "comment")
    base = base_of(payload, pull, is_pull_request=True)
    base["at"] = fields.instant(comment, "updated_at", "created_at")
    about: dict[str, Any] = {
        "comment_id": fields.whole(comment, "id"),
        "author": fields.person(comment.get("user")),
        "association": association_of(comment),
        "written_at": fields.instant(comment, "created_at"),
    }
    match fields.words(payload, "action"):
        case "created":
            return ReviewCommentCreated(**base, **about, body=fields.words(comment, "body"))
        case "edited":
            return ReviewCommentEdited(**base, **about, body=fields.words(comment, "body"))
        case "deleted":
            return ReviewCommentDeleted(**base, **about)
        case action:
            return ThreadTouched(**base, what=f"pull_request_review_comment.{action}")


def touched(event: str, payload: Mapping[str, Any], key: str) -> Event:
    """An event about a thread that is only a reason to look."""
    found = fields.mapping(payload, key)
    base = base_of(payload, found, is_pull_request=key == "pull_request")
    return ThreadTouched(**base, what=f"{event}.{fields.words(payload, 'action')}")


def _event(
    event: str, payload: Mapping[str, Any], found: Mapping[str, Any], *, is_pull_request: bool
) -> Event:
    action = fields.words(payload, "action")
    base = base_of(payload, found, is_pull_request=is_pull_request)
    if action in PLAIN:
        return PLAIN[action](**base)
    match action:
        case "opened":
            base["at"] = fields.instant(found, "created_at")
            body, is_draft = str(found.get("body") or ""), bool(found.get("draft"))
            title = str(found.get("title") or "")
            return ThreadOpened(**base, title=title, body=body, is_draft=is_draft)
        case "closed":
            merged = bool(found.get("merged"))
            keys = ("merged_at", "closed_at") if merged else ("closed_at",)
            base["at"] = fields.instant(found, *keys, "updated_at", "created_at")
            return ThreadClosed(**base, merged=merged)
        case "ready_for_review" | "converted_to_draft":
            return DraftChanged(**base, is_draft=action == "converted_to_draft")
        case "edited":
            return ThreadEdited(
                **base,
                title_before=_before(payload, "title"),
                body_before=_before(payload, "body"),
                title=str(found.get("title") or ""),
                body=str(found.get("body") or ""),
                opened_at=fields.instant(found, "created_at"),
            )
        case "labeled" if isinstance(payload.get("label"), Mapping):
            return ThreadLabeled(**base, label=fields.words(payload["label"], "name"))
        case "unlabeled" if isinstance(payload.get("label"), Mapping):
            return ThreadUnlabeled(**base, label=fields.words(payload["label"], "name"))
        case "assigned":
            return ThreadAssigned(**base, assignee=fields.person(payload.get("assignee")))
        case "unassigned":
            return ThreadUnassigned(**base, assignee=fields.person(payload.get("assignee")))
        case "transferred":
            return ThreadTransferred(**base, to=_new_place(payload))
        case _:
            return ThreadTouched(**base, what=f"{event}.{action}")


def base_of(
    payload: Mapping[str, Any], found: Mapping[str, Any], *, is_pull_request: bool
) -> dict[str, Any]:
    """What every event of a thread has, from its payload."""
    head = found.get("head") if is_pull_request else None
    return {
        "thread": fields.thread(payload, found),
        "by": fields.person(payload.get("sender")),
        "at": fields.instant(found, "updated_at", "created_at"),
        "is_pull_request": is_pull_request,
        "opener": fields.person(found.get("user")),
        "head_oid": str(head.get("sha") or "") if isinstance(head, Mapping) else "",
    }


def association_of(found: Mapping[str, Any]) -> str:
    """What the author is to the repository, as the payload says."""
    return str(found.get("author_association") or "NONE")


def _before(payload: Mapping[str, Any], key: str) -> str | None:
    changes = payload.get("changes")
    changed = changes.get(key) if isinstance(changes, Mapping) else None
    return str(changed.get("from") or "") if isinstance(changed, Mapping) else None


def _new_place(payload: Mapping[str, Any]) -> Thread | None:
    changes = payload.get("changes")
    if not isinstance(changes, Mapping) or "new_issue" not in changes:
        return None
    place = fields.listed_repository(fields.mapping(changes, "new_repository"), None)
    return Thread(place, fields.whole(fields.mapping(changes, "new_issue"), "number"))
