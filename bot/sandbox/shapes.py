"""The emulator's answers and payloads, in the shape GitHub gives them."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.sandbox.gaps import CONTENTS, Gaps, Reaction, Subject

TIMES = ("_at", "delivered_at", "timestamp")


def stamp(at: datetime) -> str:
    """A time as GitHub writes it: whole seconds."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


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
