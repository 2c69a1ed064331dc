"""A delivery's bytes -> an event, or the reason why nobody needs it. Never an exception."""

from collections.abc import Callable, Mapping
from typing import Any

import orjson

from bot.intake import fields, kept_events, pushes, threads
from bot.intake.deliveries import PAGE, POLL, WATCH, Entry
from bot.vocabulary.events import (
    CommentCreated,
    CommentDeleted,
    CommentEdited,
    ConfigChanged,
    Dropped,
    Event,
    InstallationChanged,
    RepositoriesChanged,
    RepositoryChanged,
    ThreadTouched,
)
from bot.vocabulary.threads import Repository


def understand(entry: Entry) -> Event | Dropped:
    """The event of an inbox entry."""
    delivery = entry.delivery
    if delivery.source in (POLL, WATCH, PAGE):
        return kept_events.read(delivery.event, delivery.body)
    try:
        payload = orjson.loads(delivery.body)
    except orjson.JSONDecodeError:
        return Dropped("the body is not JSON")
    if not isinstance(payload, dict):
        return Dropped("the body is not a JSON object")
    return parse(delivery.event, payload)


def parse(event: str, payload: Mapping[str, Any]) -> Event | Dropped:
    """The event of a webhook payload."""
    if event not in PARSERS:
        return Dropped(f"nobody needs {event}")
    try:
        return PARSERS[event](payload)
    except fields.Malformed as malformed:
        return Dropped(f"{event}: malformed, {malformed}")


def lane(event: Event) -> str:
    """The lane of an event: its thread's, else its installation's or repository's."""
    match event:
        case InstallationChanged() | RepositoriesChanged():
            return f"installation/{event.installation_id}"
        case RepositoryChanged() | ConfigChanged():
            return f"repository/{event.repository.id}"
        case _:
            return event.thread.lane


def _comment(payload: Mapping[str, Any]) -> Event:
    issue, comment = fields.mapping(payload, "issue"), fields.mapping(payload, "comment")
    action = fields.words(payload, "action")
    base: dict[str, Any] = {
        "thread": fields.thread(payload, issue),
        "by": fields.person(payload.get("sender")),
        "at": fields.instant(comment, "updated_at", "created_at"),
        "is_pull_request": "pull_request" in issue,
        "opener": fields.person(issue.get("user")),
    }
    about: dict[str, Any] = {
        "comment_id": fields.whole(comment, "id"),
        "author": fields.person(comment.get("user")),
        "association": threads.association_of(comment),
        "written_at": fields.instant(comment, "created_at"),
    }
    match action:
        case "created":
            return CommentCreated(**base, **about, body=fields.words(comment, "body"))
        case "edited":
            changes = payload.get("changes")
            body = changes.get("body") if isinstance(changes, Mapping) else None
            before = body.get("from") if isinstance(body, Mapping) else None
            before = before if isinstance(before, str) else None
            return CommentEdited(
                **base, **about, body=fields.words(comment, "body"), body_before=before
            )
        case "deleted":
            return CommentDeleted(**base, **about)
        case _:
            return ThreadTouched(**base, what=f"issue_comment.{action}")


def _installation(payload: Mapping[str, Any]) -> Event:
    found = fields.mapping(payload, "installation")
    account = fields.person(found.get("account"))
    if account is None:
        raise fields.Malformed("no account")
    permissions = fields.mapping(found, "permissions")
    installation_id = fields.whole(found, "id")
    return InstallationChanged(
        installation_id=installation_id,
        change=fields.words(payload, "action"),
        account=account,
        permissions=tuple(sorted((str(k), str(v)) for k, v in permissions.items())),
        at=fields.instant(found, "updated_at", "created_at"),
        repositories=_listed(payload, "repositories", installation_id),
    )


def _installation_repositories(payload: Mapping[str, Any]) -> Event:
    installation_id = fields.whole(fields.mapping(payload, "installation"), "id")
    return RepositoriesChanged(
        installation_id=installation_id,
        added=_listed(payload, "repositories_added", installation_id),
        removed=_listed(payload, "repositories_removed", installation_id),
    )


def _repository(payload: Mapping[str, Any]) -> Event:
    return RepositoryChanged(fields.repository(payload), fields.words(payload, "action"))


def _listed(payload: Mapping[str, Any], key: str, installation_id: int) -> tuple[Repository, ...]:
    found = payload.get(key) or []
    if not isinstance(found, list):
        raise fields.Malformed(f"{key} is no list")
    return tuple(
        fields.listed_repository(item, installation_id)
        for item in found
        if isinstance(item, Mapping)
    )


PARSERS: Mapping[str, Callable[[Mapping[str, Any]], Event | Dropped]] = {
    "issues": threads.issue_event,
    "issue_comment": _comment,
    "pull_request": threads.pull_request_event,
    "pull_request_review": threads.review_event,
    "pull_request_review_comment": threads.review_comment_event,
    "pull_request_review_thread": lambda payload: threads.touched(
        "pull_request_review_thread", payload, "pull_request"
    ),
    "installation": _installation,
    "installation_repositories": _installation_repositories,
    "repository": _repository,
    "push": pushes.push_event,
}
"""Event name -> parser. Everything else is dropped unread."""
