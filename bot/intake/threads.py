"""Payloads about issues, pull requests and reviews -> events."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.intake import fields
from bot.vocabulary.events import (
    Event,
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
    "opened": ThreadOpened,
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
    base = _base(payload, pull, is_pull_request=True)
    if action in ("review_requested", "review_request_removed"):
        kind = ReviewRequested if action == "review_requested" else ReviewRequestRemoved
        team = payload.get("requested_team")
        slug = fields.words(team, "slug") if isinstance(team, Mapping) else None
        return kind(**base, reviewer=fields.person(payload.get("requested_reviewer")), team=slug)
    return _event("pull_request", payload, pull, is_pull_request=True)


def review_event(payload: Mapping[str, Any]) -> Event:
    """A `pull_request_review` payload."""
    pull, review = fields.mapping(payload, "pull_request"), fields.mapping(payload, "review")
    base = _base(payload, pull, is_pull_request=True)
    action = fields.words(payload, "action")
    if action in ("submitted", "dismissed"):
        base["at"] = fields.instant({**pull, **review}, "submitted_at", "updated_at")
        state = "dismissed" if action == "dismissed" else fields.words(review, "state").lower()
        return ReviewSubmitted(**base, review_id=fields.whole(review, "id"), state=state)
    return ThreadTouched(**base, what=f"pull_request_review.{action}")


def touched(event: str, payload: Mapping[str, Any], key: str) -> Event:
    """An event about a thread that is only a reason to look."""
    found = fields.mapping(payload, key)
    base = _base(payload, found, is_pull_request=key == "pull_request")
    return ThreadTouched(**base, what=f"{event}.{fields.words(payload, 'action')}")


def _event(
    event: str, payload: Mapping[str, Any], found: Mapping[str, Any], *, is_pull_request: bool
) -> Event:
    action = fields.words(payload, "action")
    base = _base(payload, found, is_pull_request=is_pull_request)
    if action == "opened":
        base["at"] = fields.instant(found, "created_at")
    if action in PLAIN:
        return PLAIN[action](**base)
    match action:
        case "closed":
            return ThreadClosed(**base, merged=bool(found.get("merged")))
        case "edited":
            return ThreadEdited(
                **base, title_before=_before(payload, "title"), body_before=_before(payload, "body")
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


def _base(
    payload: Mapping[str, Any], found: Mapping[str, Any], *, is_pull_request: bool
) -> dict[str, Any]:
    return {
        "thread": fields.thread(payload, found),
        "by": fields.person(payload.get("sender")),
        "at": fields.instant(found, "updated_at", "created_at"),
        "is_pull_request": is_pull_request,
    }


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
