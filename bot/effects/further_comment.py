"""The one further comment a thread may get: when something happened by which people can act now.

Look, create, list again, delete our younger copy: two runs, or one that died between the call and
its record, leave one.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.effects.comment import MAX_BODY, Organisation, footer
from bot.effects.hands import Hands
from bot.parsing.markdown import self_contained
from bot.parsing.markers import FURTHER, is_further
from bot.vocabulary.issues import Issue


def render(text: str, organisation: Organisation) -> str:
    """The comment's whole body."""
    return f"{self_contained(text, MAX_BODY)}\n\n{footer(organisation, is_further=True)}\n{FURTHER}"


async def say(
    hands: Hands, issue: Issue, text: str, organisation: Organisation
) -> Mapping[str, Any]:
    """Write it, unless it stands; one write and one read."""
    standing = [c.id for c in issue.comments if c.by_us and is_further(c.body)]
    if standing:
        return {"comment_id": standing[0], "did": "nothing"}
    number, since = issue.thread.number, hands.clock.now() - timedelta(minutes=10)
    created = await hands.write(
        issue.thread,
        "POST",
        f"/issues/{number}/comments",
        {"body": render(text, organisation)},
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
        c["id"]
        for c in listed
        if c["user"] and c["user"]["login"] == login and is_further(c["body"] or "")
    )
    for copy in copies[1:]:
        await delete(hands, issue, copy)
    return {"comment_id": copies[0] if copies else created["id"], "did": "said"}


async def delete(hands: Hands, issue: Issue, comment_id: int) -> None:
    """Take it back."""
    await hands.write(
        issue.thread,
        "DELETE",
        f"/issues/comments/{comment_id}",
        notifies=False,
        repeatable=True,
        is_pull_request=issue.is_pull_request,
    )
