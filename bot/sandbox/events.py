"""The events the emulator wants delivered, in the shape GitHub gives them."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.sandbox.emulator import Hook
from bot.sandbox.gaps import Gaps
from bot.sandbox.place import Place
from bot.sandbox.shapes import faithful

EDITABLE = ("title", "body")


async def complete(
    hooks: Iterable[Hook], place: Place, gaps: Gaps, before: Mapping[str, Any] | None
) -> tuple[Hook, ...]:
    """With whole labels, and the `changes` of an edit; `before`: what was edited, as it was."""
    return tuple([await _complete(hook, place, gaps, before or {}) for hook in hooks])


async def _complete(hook: Hook, place: Place, gaps: Gaps, before: Mapping[str, Any]) -> Hook:
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
    if payload.get("label"):
        repository, name = payload["repository"]["id"], payload["label"]["name"]
        rows = await place.rows("labels", repo_id=repository, name=name)
        keys = ("id", "node_id", "name", "color", "default", "description")
        payload["label"] |= {key: row[key] for row in rows for key in keys}
    return await _named(hook.event, payload, place)


async def _named(event: str, payload: dict[str, Any], place: Place) -> Hook:
    """A pull request is told apart from an issue."""
    issue = payload.get("issue")
    full_name = payload.get("repository", {}).get("full_name", "")
    if not issue or not await place.is_pull_request(full_name, issue["number"]):
        return Hook(event, payload)
    if event == "issues":
        return Hook("pull_request", payload | {"pull_request": payload.pop("issue")})
    url = f"{payload['repository']['url']}/pulls/{issue['number']}"
    return Hook(event, payload | {"issue": issue | {"pull_request": {"url": url}}})
