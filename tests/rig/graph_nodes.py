"""The small things of GraphQL answers: actors, labels, comments, reactions, files."""

from typing import Any

from tests.rig.shown import oid, stamp
from tests.rig.state import GHOST, State
from tests.rig.things import Comment, Repository

CONTENT = {
    "+1": "THUMBS_UP",
    "-1": "THUMBS_DOWN",
    "laugh": "LAUGH",
    "confused": "CONFUSED",
    "heart": "HEART",
    "hooray": "HOORAY",
    "rocket": "ROCKET",
    "eyes": "EYES",
}


class Nodes:
    """Makes them for one viewer."""

    def __init__(self, state: State, viewer: str) -> None:
        self._state = state
        self._viewer = viewer
        self._actors: dict[str, dict[str, Any] | None] = {GHOST: None}

    def actor(self, login: str) -> dict[str, Any] | None:
        """GraphQL names a bot without "[bot]", and a deleted account ("ghost") not at all."""
        if login not in self._actors:
            self._actors[login] = {
                "__typename": "Bot" if login.endswith("[bot]") else "User",
                "login": login.removesuffix("[bot]"),
                "databaseId": self._state.user_id(login),
            }
        return self._actors[login]

    def team(self, slug: str) -> dict[str, Any]:
        number = self._state.user_id(f"team:{slug}")
        return {"__typename": "Team", "slug": slug, "name": slug, "databaseId": number}

    def comment(self, comment: Comment, where: Repository) -> dict[str, Any]:
        edited_at = comment.last_edited_at
        return {
            "__typename": "IssueComment",
            "_": comment,
            "id": comment.node_id,
            "databaseId": comment.id,
            "fullDatabaseId": str(comment.id),
            "body": comment.body,
            "createdAt": stamp(comment.created_at),
            "updatedAt": stamp(comment.updated_at),
            "lastEditedAt": None if edited_at is None else stamp(edited_at),
            "isMinimized": comment.minimized,
            "viewerDidAuthor": comment.author == self._viewer,
            "author": self.actor(comment.author),
            "authorAssociation": where.association(comment.author),
        }

    def reactions(self, comment: Comment) -> dict[str, Any]:
        return {
            "__typename": "ReactionConnection",
            "totalCount": len(comment.reactions),
            "nodes": [
                {
                    "__typename": "Reaction",
                    "id": f"REA_{r.id}",
                    "content": CONTENT[r.content],
                    "createdAt": stamp(r.created_at),
                    "user": self.actor(r.login),
                }
                for r in comment.reactions
            ],
        }


def label(name: str) -> dict[str, Any]:
    return {"__typename": "Label", "name": name}


def page_info(end: str | None, *, more: bool) -> dict[str, Any]:
    return {"__typename": "PageInfo", "hasNextPage": more, "endCursor": end}


def blob(repository: Repository, wanted: str) -> Any:
    """The file of an object id."""
    for text in repository.files.values():
        if oid(text) == wanted:
            return {"__typename": "Blob", "text": text, "isTruncated": False, "oid": wanted}
    return None


def tree(repository: Repository, path: str) -> Any:
    """The folder at `path`, one level with its sub-folders' ids."""
    inside = f"{path}/" if path else ""
    below = {p.removeprefix(inside): t for p, t in repository.files.items() if p.startswith(inside)}
    if not below:
        return None
    entries: dict[str, dict[str, Any]] = {}
    for name, text in below.items():
        head, slash, _rest = name.partition("/")
        if not slash:
            entries[head] = {
                "name": head,
                "oid": oid(text),
                "type": "blob",
                "object": {"__typename": "Blob", "text": text, "oid": oid(text)},
            }
        elif head not in entries:
            entries[head] = {
                "name": head,
                "oid": oid(f"tree {inside}{head}"),
                "type": "tree",
                "object": tree(repository, f"{inside}{head}"),
            }
    return {
        "__typename": "Tree",
        "entries": [{"__typename": "TreeEntry"} | entry for entry in entries.values()],
    }
