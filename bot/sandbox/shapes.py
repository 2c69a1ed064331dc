"""The emulator's answers and payloads, in the shape GitHub gives them."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.sandbox.gaps import CONTENTS, Gaps, Reaction, Subject

TIMES = ("_at", "delivered_at", "timestamp")

OF_PULLS_ALONE = frozenset(
    {
        *("merged", "mergeable", "rebaseable", "mergeable_state", "merged_by", "comments"),
        *("review_comments", "maintainer_can_modify", "commits", "additions", "deletions"),
        "changed_files",
    }
)
"""What a pull request shows when it is asked for itself, and in `pull_request` events."""

OF_ISSUES_TOO = (
    *("id", "node_id", "number", "title", "user", "labels", "state", "locked", "assignee"),
    *("assignees", "milestone", "comments", "created_at", "updated_at", "closed_at", "body"),
    *("author_association", "draft", "html_url", "comments_url"),
)
"""What a pull request shows where it is listed among issues."""


def stamp(at: datetime) -> str:
    """A time as GitHub writes it: whole seconds."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def seconds(time: str) -> str:
    """A time of the emulator's, which has milliseconds, as GitHub writes it."""
    return f"{time[:19]}Z"


def faithful(value: Any, gaps: Gaps) -> Any:
    """Times in whole seconds, reactions counted, the App named on what it made."""
    if isinstance(value, list):
        return [faithful(item, gaps) for item in value]
    if not isinstance(value, dict):
        return value
    found = {name: _field(name, item, gaps) for name, item in value.items()}
    if "performed_via_github_app" in found:
        _complete(found, gaps)
    return found


def simple_pull(pull: Mapping[str, Any]) -> dict[str, Any]:
    """A pull request as lists, and events about its reviews, show it."""
    return {key: value for key, value in pull.items() if key not in OF_PULLS_ALONE}


def as_issue(pull: Mapping[str, Any], gaps: Gaps) -> Any:
    """A pull request as the issue it is too."""
    links = {key: pull[key] for key in ("url", "html_url", "diff_url", "patch_url", "merged_at")}
    home, url = pull["url"].rpartition("/pulls/")[0], pull["issue_url"]
    shown = {key: pull[key] for key in OF_ISSUES_TOO} | {
        "url": url,
        "repository_url": home,
        "labels_url": f"{url}/labels{{/name}}",
        "events_url": f"{url}/events",
        "timeline_url": f"{url}/timeline",
        "active_lock_reason": None,
        "state_reason": None,
        "performed_via_github_app": None,
        "reactions": {"url": f"{url}/reactions"},
        "pull_request": links,
    }
    return faithful(shown, gaps)


def reaction(found: Reaction, user: Any) -> dict[str, Any]:
    """A reaction as REST shows it."""
    return {
        "id": found.id,
        "node_id": f"REA_{found.id}",
        "user": user,
        "content": found.content,
        "created_at": stamp(found.created_at),
    }


def subject_of(found: Mapping[str, Any]) -> Subject:
    """What is reacted to, of a comment or a thread in its REST form."""
    if "issue_url" in found and "number" not in found:
        return f"comment {found['id']}"
    owner, name, _, number = found["url"].split("/")[-4:]
    return f"{owner}/{name}#{number}"


def reaction_counts(subject: Subject, gaps: Gaps) -> dict[str, int]:
    """How many of each, as issues and comments show them."""
    counts = Counter(r.content for r in gaps.reactions.get(subject, ()))
    return {"total_count": counts.total()} | {content: counts[content] for content in CONTENTS}


def _field(name: str, value: Any, gaps: Gaps) -> Any:
    if isinstance(value, str) and name.endswith(TIMES) and value[-5:-4] == ".":
        return f"{value[:-5]}Z"
    return faithful(value, gaps) if isinstance(value, dict | list) else value


def _complete(found: dict[str, Any], gaps: Gaps) -> None:
    if (found.get("user") or {}).get("login") == gaps.bot:
        found["performed_via_github_app"] = {"id": int(gaps.app_id), "slug": gaps.slug}
    if isinstance(found.get("reactions"), dict):
        found["reactions"] |= reaction_counts(subject_of(found), gaps)
    if "issue_url" in found:
        reason = gaps.minimized.get(found["id"])
        found["minimized"] = {"reason": reason} if reason else None
