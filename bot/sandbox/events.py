"""The events of one request, in the shape GitHub gives them, kept in the threads' timelines."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from bot.sandbox.emulator import Hook
from bot.sandbox.gaps import Gaps
from bot.sandbox.place import Place
from bot.sandbox.shapes import as_issue, faithful, simple_pull, stamp
from bot.sandbox.timelines import record

EDITABLE = ("title", "body")
COMMENTED = ("issues", "issue_comment")
"""Events that show a thread under `issue`."""


async def complete(
    hooks: Iterable[Hook],
    place: Place,
    gaps: Gaps,
    at: datetime,
    before: Mapping[str, Any] | None = None,
) -> tuple[Hook, ...]:
    """Those that go to the App, with all that happened `at` that time recorded.

    `before`: what was edited or dismissed, as it was.
    """
    found = [await _complete(hook, place, gaps, at, before or {}) for hook in hooks]
    return tuple(hook for hook in found if "installation" in hook.payload)


async def made(place: Place, event: str, full_name: str, by: str, **payload: Any) -> Hook:
    """An event the emulator does not have, as it would give it."""
    shown = await place.look(f"/repos/{full_name}")
    await place.person(by)
    sender = await place.look(f"/users/{quote(by)}")
    whole = payload | {"repository": shown, "sender": sender}
    owner = {"account_id": shown["owner"]["id"], "account_type": shown["owner"]["type"]}
    for row in await place.rows("app_installations", **owner):
        everywhere = row["repository_selection"] != "selected"
        is_reached = everywhere or shown["id"] in row["repository_ids"]
        if is_reached and not row["suspended_at"]:
            whole["installation"] = {"id": row["installation_id"], "node_id": "MDIz"}
    return Hook(event, whole)


async def _complete(
    hook: Hook, place: Place, gaps: Gaps, at: datetime, before: Mapping[str, Any]
) -> Hook:
    payload = faithful(hook.payload, gaps)
    if hook.event == "repository" and before.get("name") not in (
        None,
        payload["repository"]["name"],
    ):
        payload["action"] = "renamed"
        payload["changes"] = {"repository": {"name": {"from": before["name"]}}}
    elif payload.get("action") == "edited":
        after = payload.get("comment") or payload.get("issue") or payload.get("pull_request") or {}
        payload["changes"] = {
            name: {"from": before[name] or ""}
            for name in EDITABLE
            if name in before and before[name] != after.get(name)
        }
        if "body" in payload["changes"]:
            gaps.edited[after["node_id"]] = stamp(at)
    if payload.get("label"):
        repository, name = payload["repository"]["id"], payload["label"]["name"]
        rows = await place.rows("labels", repo_id=repository, name=name)
        keys = ("id", "node_id", "name", "color", "default", "description")
        payload["label"] |= {key: row[key] for row in rows for key in keys}
    if "issue" not in payload and "pull_request" not in payload:
        return Hook(hook.event, payload)
    found = await _on_thread(hook.event, payload, place, gaps, at)
    record(gaps, found, stamp(at), before)
    return found


async def _on_thread(
    event: str, payload: dict[str, Any], place: Place, gaps: Gaps, at: datetime
) -> Hook:
    """A pull request is told apart from an issue; what happens on either is its last change."""
    kind = "issue" if "issue" in payload else "pull_request"
    thread, repository = payload[kind], payload["repository"]
    where = {"repo_id": repository["id"], "number": thread["number"]}
    (row,) = await place.rows("issues", **where)
    if row["updated_at"][:19] != stamp(at)[:19]:
        await place.change("issues", where, {}, at)
    if not row["is_pull_request"]:
        changed = {"comments": row["comments"], "updated_at": stamp(at)}
        return Hook(event, payload | {"issue": thread | changed})
    await place.change("pull_requests", where, {"comments": row["comments"]}, at)
    path = f"/repos/{repository['full_name']}/pulls/{thread['number']}"
    pull = faithful(await place.look(path), gaps) | {"updated_at": stamp(at)}
    if event == "issue_comment":
        return Hook(event, payload | {"issue": as_issue(pull, gaps)})
    payload.pop("issue", None)
    if event.startswith("pull_request_"):
        if "review" in payload:
            payload["review"]["state"] = payload["review"]["state"].lower()
        return Hook(event, payload | {"pull_request": simple_pull(pull)})
    shown = {"pull_request": pull, "number": pull["number"]}
    return Hook("pull_request", payload | shown)
