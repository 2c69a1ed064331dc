"""Opens a comment so that it stands once: look, create, list again, delete our younger copy.

Two runs, or one that died between the call and its record, leave one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.effects.hands import Hands
from bot.github.errors import NotFound
from bot.vocabulary.issues import Issue

LOOK_BACK = timedelta(minutes=10)
"""How far back copies are looked for: longer than a job is taken for dead."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The comment that stands now."""

    id: int
    node_id: str


async def open_once(hands: Hands, issue: Issue, body: str, is_one: Callable[[str], bool]) -> Opened:
    """Write the comment; `is_one` tells it by its text from others of ours. A write and a read."""
    number, since = issue.thread.number, hands.clock.now() - LOOK_BACK
    created = await hands.write(
        issue.thread,
        "POST",
        f"/issues/{number}/comments",
        {"body": body},
        notifies=True,
        repeatable=False,
        is_pull_request=issue.is_pull_request,
    )
    listed = await hands.writer.get(
        f"/repos/{issue.thread.repository.full_name}/issues/{number}/comments",
        since=since.strftime("%Y-%m-%dT%H:%M:%SZ"),
        per_page=100,
    )
    login = created["user"]["login"]
    copies = sorted(
        (c["id"], c["node_id"])
        for c in listed
        if c["user"] and c["user"]["login"] == login and is_one(c["body"] or "")
    )
    for copy, _node_id in copies[1:]:
        await delete(hands, issue, copy)
    return Opened(*copies[0]) if copies else Opened(created["id"], created["node_id"])


async def delete(hands: Hands, issue: Issue, comment_id: int) -> None:
    """Take a comment of ours away; one that somebody else deleted is gone, as wanted."""
    try:
        await hands.write(
            issue.thread,
            "DELETE",
            f"/issues/comments/{comment_id}",
            notifies=False,
            repeatable=True,
            is_pull_request=issue.is_pull_request,
        )
    except NotFound:
        return
