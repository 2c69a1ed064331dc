"""The one further comment a thread may get: when something happened by which people can act now."""

from collections.abc import Mapping
from typing import Any

from bot.effects.comment import MAX_BODY, Organisation, footer
from bot.effects.hands import Hands
from bot.effects.opening import open_once
from bot.parsing.comment_text import self_contained
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
    opened = await open_once(hands, issue, render(text, organisation), is_further)
    return {"comment_id": opened.id, "did": "said"}
