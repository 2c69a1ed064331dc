"""Asks GitHub who reacted to our comments, since it sends no event for that.

One GraphQL query for 100 comments; every 15 minutes in the first 48 hours, every 6 hours until day
14. What is found goes through the inbox like everything else.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog

from bot.github.errors import Refused
from bot.github.roles import Role, role_of
from bot.intake.deliveries import POLL, Delivery
from bot.intake.kept_events import delivery_of
from bot.intake.timeline import instant
from bot.store.threads import DueComment
from bot.vocabulary.events import CommentReacted
from bot.vocabulary.people import Person
from bot.vocabulary.threads import Thread

log = structlog.get_logger()

OFTEN, OFTEN_FOR = timedelta(minutes=15), timedelta(hours=48)
SELDOM, SELDOM_FOR = timedelta(hours=6), timedelta(days=14)

CONTENTS = {
    "THUMBS_UP": "+1",
    "THUMBS_DOWN": "-1",
    "LAUGH": "laugh",
    "CONFUSED": "confused",
    "HEART": "heart",
    "HOORAY": "hooray",
    "ROCKET": "rocket",
    "EYES": "eyes",
}

MEANT = frozenset({"THUMBS_UP", "THUMBS_DOWN", "CONFUSED", "EYES"})
"""Reactions that tell us something, so that it matters who gave them."""

REACTIONS = """
query Reactions($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on IssueComment {
      id fullDatabaseId
      reactions(last: 50) {
        nodes { id content createdAt user { databaseId login } }
      }
    }
  }
}
"""


class Reader(Protocol):
    """The reads this module needs."""

    async def query(self, document: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        """The `data` of a GraphQL answer."""
        ...

    async def get(self, path: str, **query: Any) -> Any:
        """One REST read."""
        ...


def next_poll_at(opened_at: datetime, now: datetime) -> datetime | None:
    """When to ask again; None when it is not worth it any more."""
    if now - opened_at < OFTEN_FOR:
        return now + OFTEN
    return now + SELDOM if now - opened_at < SELDOM_FOR else None


async def poll(
    reader: Reader, comments: Sequence[DueComment], now: datetime
) -> AsyncIterator[Delivery]:
    """The reactions on at most 100 comments of one installation, as deliveries.

    A reaction keeps its id, so finding it again adds nothing to the inbox. One read, and one more
    for each person whose reaction tells us something.
    """
    by_node = {c.node_id: c for c in comments}
    data = await reader.query(REACTIONS, {"ids": list(by_node)})
    roles: dict[tuple[int, str], bool] = {}
    for node in data["nodes"]:
        if not node:
            continue
        comment = by_node[node["id"]]
        for reaction in node["reactions"]["nodes"]:
            who = reaction["user"]
            if not who:
                continue
            key = (comment.repository.id, who["login"])
            says_something = reaction["content"] in MEANT
            if says_something and key not in roles:
                try:
                    role = await role_of(reader, comment.repository, who["login"])
                except Refused as refused:  # of this one person; asked again at the next poll
                    log.warning("role_unread", repository=key[0], why=str(refused))
                    continue
                roles[key] = role >= Role.TRIAGE
            may = says_something and roles[key]
            yield _delivery(comment, int(node["fullDatabaseId"]), reaction, may, now)


def _delivery(
    comment: DueComment,
    comment_id: int,
    reaction: Mapping[str, Any],
    by_maintainer: bool,
    now: datetime,
) -> Delivery:
    event = CommentReacted(
        Thread(comment.repository, comment.number),
        Person(reaction["user"]["databaseId"], reaction["user"]["login"]),
        instant(reaction["createdAt"]),
        is_pull_request=False,
        comment_id=comment_id,
        content=CONTENTS.get(reaction["content"], ""),
        by_maintainer=by_maintainer,
    )
    return delivery_of(event, POLL, now, known_as=f"reaction:{reaction['id']}")
