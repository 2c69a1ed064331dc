"""The labels a repository has.

The look brings the first 100. A repository with more costs one read for each further 100, at most
once an hour: labels seldom change, and the guard refuses what GitHub does not have.
"""

from collections.abc import Mapping
from typing import Any

from bot.facts.look import Reader
from bot.vocabulary.issues import RepositoryLabels
from bot.vocabulary.threads import Repository

MORE_LABELS = """
query MoreLabels($owner: String!, $name: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    labels(first: 100, after: $after) { nodes { name } pageInfo { hasNextPage endCursor } }
  }
}
"""

MAX_PAGES = 10
"""1,000 labels; the largest repositories we know of have about half of that."""


def has_more(look: Mapping[str, Any]) -> bool:
    """Whether the look did not bring all labels."""
    return bool(look["labels"]["pageInfo"]["hasNextPage"])


def labels(look: Mapping[str, Any], further: frozenset[str]) -> RepositoryLabels:
    """The labels of the look and the `further` ones."""
    return RepositoryLabels(frozenset(n["name"] for n in look["labels"]["nodes"]) | further)


async def further_labels(
    reader: Reader, repository: Repository, look: Mapping[str, Any]
) -> frozenset[str]:
    """The labels behind the look's first 100. One read for each 100."""
    names: set[str] = set()
    page = look["labels"]["pageInfo"]
    for _ in range(MAX_PAGES):
        if not page["hasNextPage"]:
            break
        data = await reader.query(
            MORE_LABELS,
            {"owner": repository.owner, "name": repository.name, "after": page["endCursor"]},
        )
        found = data["repository"]["labels"]
        names.update(node["name"] for node in found["nodes"])
        page = found["pageInfo"]
    return frozenset(names)
