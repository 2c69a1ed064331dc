"""One GraphQL query for everything a decision on a thread needs: the look.

Its cost is one read; GitHub counts it as one point (connections of at most 100, see GitHub's
"Rate limits and query limits for the GraphQL API"). The other modules of this package turn the
answer into facts.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from bot.github.errors import NotFound
from bot.github.fragments import ACTOR
from bot.vocabulary.threads import Thread

THREAD_FIELDS = """
  id title body locked createdAt authorAssociation
  author { ...Actor }
  labels(first: 100) { nodes { name } }
  first: comments(first: 30) { totalCount nodes { ...Comment } }
  last: comments(last: 70) { nodes { ...Comment } }
  timelineItems(last: 100, itemTypes: [LABELED_EVENT, UNLABELED_EVENT]) {
    nodes {
      __typename
      ... on LabeledEvent { createdAt label { name } actor { ...Actor } }
      ... on UnlabeledEvent { createdAt label { name } actor { ...Actor } }
    }
  }
"""

LOOK = (
    """
query Look($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    databaseId name isPrivate isArchived
    owner { login }
    labels(first: 100) { nodes { name } pageInfo { hasNextPage endCursor } }
    object(expression: "HEAD:.github") {
      ... on Tree {
        entries {
          name oid type
          object { ... on Tree { entries { name oid type } } }
        }
      }
    }
    root: object(expression: "HEAD:") { ...Folder }
    docs: object(expression: "HEAD:docs") { ...Folder }
    issueOrPullRequest(number: $number) {
      __typename
      ... on Issue { issueState: state """
    + THREAD_FIELDS
    + """ }
      ... on PullRequest { pullState: state """
    + THREAD_FIELDS
    + """ }
    }
  }
}
fragment Folder on Tree { entries { name oid type } }
fragment Comment on IssueComment {
  id fullDatabaseId body createdAt isMinimized viewerDidAuthor authorAssociation
  author { ...Actor }
}
"""
    + ACTOR
)


class Reader(Protocol):
    """The read this package needs; `github` happens to fit."""

    async def query(self, document: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        """The `data` of a GraphQL answer."""
        ...


async def look(reader: Reader, thread: Thread) -> Mapping[str, Any] | None:
    """The repository part of the answer; None when repository or thread are gone for us."""
    variables = {
        "owner": thread.repository.owner,
        "name": thread.repository.name,
        "number": thread.number,
    }
    try:
        data = await reader.query(LOOK, variables)
    except NotFound:
        return None
    repository: Mapping[str, Any] | None = data["repository"]
    if repository is None or repository["issueOrPullRequest"] is None:
        return None
    return repository
