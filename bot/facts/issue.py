"""The thread as it is now."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.vocabulary.issues import Comment, Issue, LabelChange
from bot.vocabulary.people import Person
from bot.vocabulary.threads import Thread


def issue(look: Mapping[str, Any], thread: Thread, slug: str) -> Issue:
    """The thread of a look. `slug` is this App's name, by which GraphQL names its account."""
    found = look["issueOrPullRequest"]
    return Issue(
        thread=thread,
        node_id=found["id"],
        title=found["title"],
        body=found["body"] or "",
        author=person(found["author"]),
        labels=frozenset(node["name"] for node in found["labels"]["nodes"]),
        is_open=(found.get("issueState") or found.get("pullState")) == "OPEN",
        is_locked=found["locked"],
        is_pull_request=found["__typename"] == "PullRequest",
        created_at=datetime.fromisoformat(found["createdAt"]),
        comments=_comments(found, as_app=thread.repository.installation_id is not None),
        label_history=tuple(
            _label_change(node, slug)
            for node in found["timelineItems"]["nodes"]
            if node and node.get("label")
        ),
        association=found["authorAssociation"],
        has_all_comments=found["first"]["totalCount"] <= len(_nodes(found)),
    )


def person(actor: Mapping[str, Any] | None) -> Person | None:
    """A GraphQL actor; None for a deleted account, or one whose kind has no id for us."""
    if actor is None or actor.get("databaseId") is None:
        return None
    return Person(actor["databaseId"], actor["login"], actor["__typename"])


def _nodes(found: Mapping[str, Any]) -> dict[str, Any]:
    return {n["id"]: n for part in ("first", "last") for n in found[part]["nodes"] if n}


def _comments(found: Mapping[str, Any], *, as_app: bool) -> tuple[Comment, ...]:
    """Where the App is not installed, whoever reads is a person with a token."""
    comments = (
        Comment(
            id=int(node["fullDatabaseId"]),
            node_id=node["id"],
            author=person(node["author"]),
            body=node["body"],
            created_at=datetime.fromisoformat(node["createdAt"]),
            is_minimized=node["isMinimized"],
            by_us=as_app and node["viewerDidAuthor"],
            association=node["authorAssociation"],
        )
        for node in _nodes(found).values()
    )
    return tuple(sorted(comments, key=lambda c: (c.created_at, c.id)))


def _label_change(node: Mapping[str, Any], slug: str) -> LabelChange:
    actor = node["actor"]
    return LabelChange(
        label=node["label"]["name"],
        added=node["__typename"] == "LabeledEvent",
        by=person(actor),
        by_us=bool(actor and actor["__typename"] == "Bot" and actor["login"] == slug),
        at=datetime.fromisoformat(node["createdAt"]),
    )
