"""Whether a thread is there now, and whether everybody may read it."""

from collections.abc import Mapping
from typing import Any, Protocol

from bot.github.errors import NotFound
from bot.vocabulary.threads import Thread

PRESENCE = """
query Presence($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    databaseId isPrivate
    issueOrPullRequest(number: $number) { __typename }
  }
}
"""


class QueryReader(Protocol):
    """The read this module needs, with an installation's token."""

    async def query(self, document: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        """The `data` of a GraphQL answer."""
        ...


async def is_public(reader: QueryReader, thread: Thread) -> bool | None:
    """Whether all the world may read it; None where it is not there any more. One read.

    An organisation's internal repositories count as private (GitHub's `isPrivate`). Under a name
    that another repository has by now, it is not there.
    """
    where = {
        "owner": thread.repository.owner,
        "name": thread.repository.name,
        "number": thread.number,
    }
    try:
        found = (await reader.query(PRESENCE, where))["repository"]
    except NotFound:
        return None
    if not found or not found["issueOrPullRequest"]:
        return None
    if found["databaseId"] != thread.repository.id:
        return None
    return not found["isPrivate"]
