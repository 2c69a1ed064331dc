"""GraphQL over the fake's state: documents are parsed and checked once, then walked plainly.

graphql-core's own execution takes some 17 ms a query over GitHub's schema; this takes less than
one, which is what lets a crash test make thousands.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from graphql import parse
from graphql.language import ast

from tests.rig.state import Comment, Issue, LabelEvent, Repository, State, oid, stamp

ACTORS = frozenset({"User", "Bot", "Organization", "Mannequin", "EnterpriseUserAccount"})
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


class Missing(Exception):
    """Something asked for by name does not exist."""


@cache
def document(query: str) -> ast.DocumentNode:
    return parse(query)


class Graph:
    """Executes one document for one viewer."""

    def __init__(self, state: State, visible: Iterable[int] | None, viewer: str) -> None:
        self._state = state
        self._visible = None if visible is None else set(visible)
        self._viewer = viewer
        self._fragments: dict[str, ast.FragmentDefinitionNode] = {}
        self._variables: Mapping[str, Any] = {}
        self.errors: list[dict[str, Any]] = []

    def run(self, query: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        self._variables = variables
        operation: ast.OperationDefinitionNode | None = None
        for definition in document(query).definitions:
            if isinstance(definition, ast.FragmentDefinitionNode):
                self._fragments[definition.name.value] = definition
            elif isinstance(definition, ast.OperationDefinitionNode):
                operation = definition
        assert operation is not None
        root = {"__typename": operation.operation.value.capitalize()}
        data = self._object(root, operation.selection_set)
        return {"data": data} | ({"errors": self.errors} if self.errors else {})

    def _object(self, value: Any, selections: ast.SelectionSetNode | None) -> Any:
        if value is None or selections is None:
            return value
        if isinstance(value, list):
            return [self._object(item, selections) for item in value]
        found: dict[str, Any] = {}
        self._fill(found, value, selections)
        return found

    def _fill(self, found: dict[str, Any], value: Any, selections: ast.SelectionSetNode) -> None:
        kind = value["__typename"]
        for node in selections.selections:
            if isinstance(node, ast.FieldNode):
                key = node.alias.value if node.alias else node.name.value
                inner = self._field(value, node.name.value, self._arguments(node))
                found[key] = self._object(inner, node.selection_set)
            elif isinstance(node, ast.InlineFragmentNode):
                if node.type_condition is None or _is(kind, node.type_condition.name.value):
                    self._fill(found, value, node.selection_set)
            elif isinstance(node, ast.FragmentSpreadNode):
                fragment = self._fragments[node.name.value]
                if _is(kind, fragment.type_condition.name.value):
                    self._fill(found, value, fragment.selection_set)

    def _arguments(self, node: ast.FieldNode) -> dict[str, Any]:
        return {a.name.value: self._value(a.value) for a in node.arguments or ()}

    def _value(self, node: ast.ValueNode) -> Any:
        if isinstance(node, ast.VariableNode):
            return self._variables.get(node.name.value)
        if isinstance(node, ast.IntValueNode):
            return int(node.value)
        if isinstance(node, ast.ListValueNode):
            return [self._value(item) for item in node.values]
        if isinstance(node, ast.ObjectValueNode):
            return {f.name.value: self._value(f.value) for f in node.fields}
        return getattr(node, "value", None)

    def _field(self, value: Mapping[str, Any], name: str, arguments: Mapping[str, Any]) -> Any:
        if name in value:
            return value[name]
        kind = value["__typename"]
        if kind == "Query":
            return self._query(name, arguments)
        if kind == "Mutation":
            return self._mutation(name, arguments["input"])
        if kind == "Repository":
            return self._repository(value["_"], name, arguments)
        if kind in ("Issue", "PullRequest"):
            return self._issue(value["_"], value["_in"], name, arguments)
        if kind == "IssueComment" and name == "reactions":
            return self._reactions(value["_"])
        raise AssertionError(f"the fake has no {kind}.{name}")

    def _query(self, name: str, arguments: Mapping[str, Any]) -> Any:
        match name:
            case "repository":
                full_name = f"{arguments['owner']}/{arguments['name']}"
                full_name = self._state.moved.get(full_name, full_name)
                found = self._state.repositories.get(full_name)
                if found is None or not self._sees(found):
                    return self._not_found("repository", full_name)
                return {"__typename": "Repository", "_": found}
            case "nodes":
                return [self._node(node_id) for node_id in arguments["ids"]]
            case "rateLimit":
                return {"__typename": "RateLimit", "cost": 1, "remaining": 4999}
            case "viewer":
                return self.actor(self._viewer)
            case _:
                raise AssertionError(f"the fake has no Query.{name}")

    def _mutation(self, name: str, given: Mapping[str, Any]) -> Any:
        found = self._state.find_comment(int(str(given["subjectId"]).removeprefix("IC_")))
        if found is None or not self._sees(found[0]):
            return self._not_found(name, given["subjectId"])
        comment = found[2]
        comment.minimized = name == "minimizeComment"
        result = "minimizedComment" if comment.minimized else "unminimizedComment"
        return {"__typename": "Payload", result: self.comment(comment)}

    def _repository(self, repository: Repository, name: str, arguments: Mapping[str, Any]) -> Any:
        match name:
            case "databaseId":
                return repository.id
            case "name":
                return repository.name
            case "nameWithOwner":
                return repository.full_name
            case "isPrivate":
                return repository.private
            case "isArchived":
                return repository.archived
            case "owner":
                return {"__typename": "Organization", "login": repository.owner}
            case "labels":
                start = int(arguments.get("after") or 0)
                end = start + int(arguments["first"])
                return {
                    "__typename": "LabelConnection",
                    "nodes": [label(n) for n in repository.labels[start:end]],
                    "pageInfo": {
                        "__typename": "PageInfo",
                        "hasNextPage": end < len(repository.labels),
                        "endCursor": str(end),
                    },
                }
            case "object":
                if "oid" in arguments:
                    return self._blob(repository, arguments["oid"])
                path = arguments["expression"].partition(":")[2]
                return tree(repository, path)
            case "issue" | "issueOrPullRequest":
                issue = repository.issues.get(arguments["number"])
                if issue is None or issue.deleted:
                    return self._not_found(name, str(arguments["number"]))
                kind = "PullRequest" if issue.is_pull_request else "Issue"
                return {"__typename": kind, "_": issue, "_in": repository}
            case _:
                raise AssertionError(f"the fake has no Repository.{name}")

    def _issue(
        self, issue: Issue, where: Repository, name: str, arguments: Mapping[str, Any]
    ) -> Any:
        plain = {
            "id": issue.node_id,
            "databaseId": issue.id,
            "number": issue.number,
            "title": issue.title,
            "body": issue.body,
            "locked": issue.locked,
            "state": issue.state.upper(),
            "createdAt": stamp(issue.created_at),
            "updatedAt": stamp(issue.updated_at),
        }
        if name in plain:
            return plain[name]
        match name:
            case "author":
                return self.actor(issue.author)
            case "authorAssociation":
                return association(where, issue.author)
            case "labels":
                return {
                    "__typename": "LabelConnection",
                    "nodes": [label(n) for n in issue.labels],
                }
            case "comments":
                nodes = issue.comments
                if "first" in arguments:
                    nodes = nodes[: arguments["first"]]
                if "last" in arguments:
                    nodes = nodes[-arguments["last"] :]
                return {
                    "__typename": "IssueCommentConnection",
                    "totalCount": len(issue.comments),
                    "nodes": [
                        self.comment(c) | {"authorAssociation": association(where, c.author)}
                        for c in nodes
                    ],
                }
            case "timelineItems":
                events = issue.label_events[-arguments["last"] :]
                return {
                    "__typename": "TimelineItems",
                    "nodes": [self._label_event(event) for event in events],
                }
            case _:
                raise AssertionError(f"the fake has no Issue.{name}")

    def _label_event(self, event: LabelEvent) -> dict[str, Any]:
        return {
            "__typename": "LabeledEvent" if event.added else "UnlabeledEvent",
            "createdAt": stamp(event.at),
            "label": label(event.label),
            "actor": self.actor(event.by),
        }

    def _node(self, node_id: str) -> Any:
        found = (
            self._state.find_comment(int(node_id.removeprefix("IC_")))
            if node_id.startswith("IC_")
            else None
        )
        if found is None or not self._sees(found[0]):
            return self._not_found("nodes", node_id)
        return self.comment(found[2])

    def comment(self, comment: Comment) -> dict[str, Any]:
        return {
            "__typename": "IssueComment",
            "_": comment,
            "id": comment.node_id,
            "databaseId": comment.id,
            "body": comment.body,
            "createdAt": stamp(comment.created_at),
            "isMinimized": comment.minimized,
            "viewerDidAuthor": comment.author == self._viewer,
            "author": self.actor(comment.author),
        }

    def _reactions(self, comment: Comment) -> dict[str, Any]:
        return {
            "__typename": "ReactionConnection",
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

    def actor(self, login: str) -> dict[str, Any] | None:
        """GraphQL names a bot without "[bot]", and a deleted account ("ghost") not at all."""
        if login == "ghost":
            return None
        return {
            "__typename": "Bot" if login.endswith("[bot]") else "User",
            "login": login.removesuffix("[bot]"),
            "databaseId": self._state.user_id(login),
        }

    def _blob(self, repository: Repository, wanted: str) -> Any:
        for text in repository.files.values():
            if oid(text) == wanted:
                return {"__typename": "Blob", "text": text, "isTruncated": False, "oid": wanted}
        return None

    def _sees(self, repository: Repository) -> bool:
        return self._visible is None or repository.id in self._visible

    def _not_found(self, path: str, what: str) -> None:
        self.errors.append(
            {"type": "NOT_FOUND", "path": [path], "message": f"Could not resolve {what!r}."}
        )


def association(where: Repository, login: str) -> str:
    return "MEMBER" if login in where.maintainers else "NONE"


def label(name: str) -> dict[str, Any]:
    return {"__typename": "Label", "name": name}


def tree(repository: Repository, path: str) -> Any:
    """The folder at `path`, one level with its sub-folders' ids."""
    below = {
        p.removeprefix(f"{path}/"): t
        for p, t in repository.files.items()
        if p.startswith(f"{path}/")
    }
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
                "oid": oid(f"tree {path}/{head}"),
                "type": "tree",
                "object": tree(repository, f"{path}/{head}"),
            }
    return {
        "__typename": "Tree",
        "entries": [{"__typename": "TreeEntry"} | entry for entry in entries.values()],
    }


def _is(kind: str, wanted: str) -> bool:
    return kind == wanted or (wanted == "Actor" and kind in ACTORS)
