"""GraphQL over the fake's state: documents are parsed and checked once, then walked plainly.

graphql-core's own execution takes some 17 ms a query over GitHub's schema; this takes less than
one, which is what lets a crash test make thousands.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from tests.rig import lists
from tests.rig.graph_document import Selections, document, value_of
from tests.rig.graph_nodes import Nodes, blob, label, page_info, tree
from tests.rig.lists import state_of
from tests.rig.refusal import QueryRefused, need_bounds
from tests.rig.shown import oid, stamp
from tests.rig.state import State
from tests.rig.things import Issue, Repository
from tests.rig.timeline import timeline


class Graph:
    """Executes one document for one viewer."""

    def __init__(
        self,
        state: State,
        visible: Iterable[int] | None,
        viewer: str,
        rate_limit: Mapping[str, Any] | None = None,
    ) -> None:
        self._state = state
        self._visible = None if visible is None else set(visible)
        self._nodes = Nodes(state, viewer)
        self._viewer = viewer
        self._rate_limit = rate_limit
        self._variables: Mapping[str, Any] = {}
        self.errors: list[dict[str, Any]] = []

    def run(self, query: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        self._document = document(query)
        self._variables = {**self._document.defaults, **variables}
        root = {"__typename": self._document.kind}
        try:
            data = self._object(root, self._document.selections)
        except QueryRefused as refused:
            error = {"type": refused.kind, "message": refused.message}
            return {"data": None, "errors": [*self.errors, error]}
        return {"data": data} | ({"errors": self.errors} if self.errors else {})

    def _object(self, value: Mapping[str, Any], selections: Selections) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, name, given, below in self._document.plan(selections, value["__typename"]):
            if name in value:
                inner = value[name]
            else:
                arguments = {a.name.value: value_of(a.value, self._variables) for a in given}
                inner = self._field(value, name, arguments)
            if below and inner is not None:
                if isinstance(inner, list):
                    inner = [None if i is None else self._object(i, below) for i in inner]
                else:
                    inner = self._object(inner, below)
            found[key] = inner
        return found

    def _field(self, value: Mapping[str, Any], name: str, arguments: Mapping[str, Any]) -> Any:
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
            return self._nodes.reactions(value["_"])
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
                return self._rate_limit
            case "viewer":
                return self._nodes.actor(self._viewer)
            case _:
                raise AssertionError(f"the fake has no Query.{name}")

    def _mutation(self, name: str, given: Mapping[str, Any]) -> Any:
        found = self._state.find_comment(int(str(given["subjectId"]).removeprefix("IC_")))
        if found is None or not self._sees(found[0]):
            return self._not_found(name, given["subjectId"])
        comment = found[2]
        comment.minimized = name == "minimizeComment"
        result = "minimizedComment" if comment.minimized else "unminimizedComment"
        return {"__typename": "Payload", result: self._nodes.comment(comment, found[0])}

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
                    "pageInfo": page_info(str(end), more=end < len(repository.labels)),
                }
            case "object":
                if "oid" in arguments:
                    return blob(repository, arguments["oid"])
                path = arguments["expression"].partition(":")[2]
                if path in repository.files:
                    return blob(repository, oid(repository.files[path]))
                return tree(repository, path)
            case "issues" | "pullRequests":
                return self._threads(repository, name, arguments)
            case "issue" | "pullRequest" | "issueOrPullRequest":
                issue = repository.issues.get(arguments["number"])
                wanted = {"issue": False, "pullRequest": True}.get(name)
                if issue is None or issue.deleted or wanted not in (None, issue.is_pull_request):
                    return self._not_found(name, str(arguments["number"]))
                return thread(repository, issue)
            case _:
                raise AssertionError(f"the fake has no Repository.{name}")

    def _threads(self, where: Repository, name: str, arguments: Mapping[str, Any]) -> Any:
        need_bounds(name, arguments.get("first"))
        order = arguments.get("orderBy") or {"field": "CREATED_AT", "direction": "ASC"}
        pulls = name == "pullRequests"
        places = lists.threads(where, order["field"], arguments.get("states"), pulls=pulls)
        down = order["direction"] == "DESC"
        after = arguments.get("after")
        page, more = lists.window(places, arguments["first"], after, descending=down)
        return {
            "__typename": "PullRequestConnection" if pulls else "IssueConnection",
            "totalCount": len(places),
            "pageInfo": page_info(lists.cursor(page[-1]) if page else None, more=more),
            "nodes": [thread(where, where.issues[number]) for _at, number in page],
        }

    def _issue(
        self, issue: Issue, where: Repository, name: str, arguments: Mapping[str, Any]
    ) -> Any:
        match name:
            case "author":
                return self._nodes.actor(issue.author)
            case "authorAssociation":
                return where.association(issue.author)
            case "labels":
                nodes = [label(n) for n in issue.labels]
                return {"__typename": "LabelConnection", "nodes": nodes}
            case "comments":
                chosen = issue.comments
                if "first" in arguments:
                    chosen = chosen[: arguments["first"]]
                if "last" in arguments:
                    chosen = chosen[-arguments["last"] :]
                return {
                    "__typename": "IssueCommentConnection",
                    "totalCount": len(issue.comments),
                    "nodes": [self._nodes.comment(c, where) for c in chosen],
                }
            case "timelineItems":
                need_bounds(name, arguments.get("first"), arguments.get("last"))
                return timeline(self._nodes, where, issue, arguments)
            case _:
                raise AssertionError(f"the fake has no Issue.{name}")

    def _node(self, node_id: str) -> Any:
        found = (
            self._state.find_comment(int(node_id.removeprefix("IC_")))
            if node_id.startswith("IC_")
            else None
        )
        if found is None or not self._sees(found[0]):
            return self._not_found("nodes", node_id)
        return self._nodes.comment(found[2], found[0])

    def _sees(self, repository: Repository) -> bool:
        return self._visible is None or repository.id in self._visible

    def _not_found(self, path: str, what: str) -> None:
        self.errors.append(
            {"type": "NOT_FOUND", "path": [path], "message": f"Could not resolve {what!r}."}
        )


def thread(where: Repository, issue: Issue) -> dict[str, Any]:
    """An issue or pull request; what is not in here is made when it is asked for."""
    found = {
        "__typename": "PullRequest" if issue.is_pull_request else "Issue",
        "_": issue,
        "_in": where,
        "id": issue.node_id,
        "databaseId": issue.id,
        "number": issue.number,
        "title": issue.title,
        "body": issue.body,
        "locked": issue.locked,
        "state": state_of(issue),
        "createdAt": stamp(issue.created_at),
        "updatedAt": stamp(issue.updated_at),
        "closedAt": stamp(issue.closed_at) if issue.closed_at else None,
        "stateReason": "COMPLETED" if issue.closed_at else None,
        "lastEditedAt": stamp(issue.last_edited_at) if issue.last_edited_at else None,
    }
    if issue.is_pull_request:
        found["isDraft"] = issue.draft
        found["merged"] = issue.merged_at is not None
        found["mergedAt"] = stamp(issue.merged_at) if issue.merged_at else None
    return found
