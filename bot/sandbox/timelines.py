"""What goes into a thread's timeline, read off the events."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.emulator import Hook
from bot.sandbox.gaps import Gaps

KINDS: Mapping[tuple[str, str], str] = {
    ("thread", "labeled"): "LabeledEvent",
    ("thread", "unlabeled"): "UnlabeledEvent",
    ("thread", "assigned"): "AssignedEvent",
    ("thread", "unassigned"): "UnassignedEvent",
    ("thread", "closed"): "ClosedEvent",
    ("thread", "reopened"): "ReopenedEvent",
    ("thread", "locked"): "LockedEvent",
    ("thread", "unlocked"): "UnlockedEvent",
    ("thread", "ready_for_review"): "ReadyForReviewEvent",
    ("thread", "converted_to_draft"): "ConvertToDraftEvent",
    ("thread", "review_requested"): "ReviewRequestedEvent",
    ("thread", "review_request_removed"): "ReviewRequestRemovedEvent",
    ("issue_comment", "created"): "IssueComment",
    ("pull_request_review", "submitted"): "PullRequestReview",
    ("pull_request_review", "dismissed"): "ReviewDismissedEvent",
}
"""(Event, action) -> the type of the item; "thread" is `issues` and `pull_request`."""

ABOUT = ("label", "assignee", "requested_reviewer", "requested_team", "comment", "review")


def record(gaps: Gaps, hook: Hook, at: str, before: Mapping[str, Any]) -> None:
    """Keep what a completed event tells. `before`: what was dismissed, as it was."""
    payload = hook.payload
    is_thread, action = hook.event in ("issues", "pull_request"), payload["action"]
    thread = payload.get("issue") or payload["pull_request"]
    spot = (payload["repository"]["id"], thread["number"])
    sender = payload["sender"]
    about = {key: payload[key] for key in ABOUT if payload.get(key)}
    if is_thread and action == "opened" and "pull_request" in payload:
        gaps.record(spot, "PullRequestCommit", at, sender, {"oid": thread["head"]["sha"]})
    if is_thread and action == "closed" and thread.get("merged"):
        gaps.record(spot, "MergedEvent", at, sender, about)
    kind = KINDS.get(("thread" if is_thread else hook.event, action))
    if kind == "ReviewDismissedEvent":
        about |= {"previous_state": before["state"]}
    if kind is not None:
        gaps.record(spot, kind, at, sender, about)
