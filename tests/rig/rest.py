"""The fake's REST answers below a repository."""

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aiohttp import web

from tests.rig import pulls, rest_lists
from tests.rig.people import People
from tests.rig.refusal import Refusal
from tests.rig.shown import oid
from tests.rig.things import Comment, Issue, Reaction, Repository

MAX_BODY = 65_536
"""Characters of a comment (GitHub's own words)."""


class Rest:
    """Answers for one GitHub's state; what the bot writes happens as if by a person."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._state = people.state

    def answer(
        self,
        request: web.Request,
        where: Repository,
        steps: list[str],
        given: Any,
        permissions: Mapping[str, str],
    ) -> tuple[int, Any]:
        if request.method != "GET":
            is_report = steps[0] == "security-advisories"
            needed = {"repository_advisories"} if is_report else {"issues", "pull_requests"}
            needed = {"checks"} if steps[0] == "check-runs" else needed
            if not needed & {k for k, v in permissions.items() if v == "write"}:
                raise Refusal(403, "Resource not accessible by integration")
            if where.archived:
                raise Refusal(403, "Repository was archived so is read-only.")
        match [request.method, *steps]:
            case ["GET", "contents", *path]:
                return self._contents(where, "/".join(path), request.query.get("ref"))
            case ["POST", "check-runs"]:
                return 201, pulls.check(self._state, where, given)
            case ["GET", "pulls", number, "files"]:
                return 200, pulls.files(where, self._issue(where, number))
            case ["GET", "collaborators", login, "permission"]:
                role = "maintain" if login in where.maintainers else "read"
                role = "none" if login in where.outsiders else role
                return 200, {
                    "permission": "write" if role == "maintain" else role,
                    "role_name": role,
                    "user": self._state.user(login),
                }
            case ["GET"]:
                return 200, self._state.repository(where)
            case ["GET", "labels"]:
                return 200, [self._state.label(name) for name in where.labels]
            case ["POST", "issues"]:
                issue = self._people.new_issue(
                    where, self._state.bot, given["title"], given["body"]
                )
                for label in given.get("labels", ()):
                    self._people.put_label(where, issue, self._state.bot, label)
                return 201, self._state.issue(where, issue)
            case ["POST", "security-advisories", "reports"]:
                if not where.takes_private_reports:
                    raise Refusal(403, "Private vulnerability reporting is not enabled")
                where.private_reports.append(given)
                return 201, {"summary": given["summary"], "state": "triage"}
            case ["GET", "issues"]:
                return 200, rest_lists.threads(self._state, where, request.query)
            case ["GET", "issues", "comments"]:
                return 200, rest_lists.comments(self._state, where, request.query)
            case ["GET", "pulls", "comments"]:
                return 200, rest_lists.review_comments(self._state, where, request.query)
            case ["GET", "issues", number]:
                return 200, self._state.issue(where, self._issue(where, number))
            case ["PATCH", "issues", number]:
                return 200, self._edit(where, self._issue(where, number), given)
            case ["GET", "issues", number, "comments"]:
                since = datetime.fromisoformat(
                    request.query.get("since", "2000-01-01T00:00:00+00:00")
                )
                issue = self._issue(where, number)
                return 200, [self._comment(c) for c in issue.comments if c.updated_at >= since]
            case ["POST", "issues", number, "comments"]:
                issue = self._open(where, number)
                self._fits(given["body"])
                made = self._people.add_comment(where, issue, self._state.bot, given["body"])
                return 201, self._comment(made)
            case ["GET", "issues", "comments", number]:
                sought = self._state.find_comment(int(number))
                if sought is None:
                    raise Refusal(404, "Not Found")
                return 200, self._comment(sought[2])
            case ["PATCH", "issues", "comments", number]:
                self._fits(given["body"])
                self._comment_of_ours(number)
                changed = self._people.change_comment(int(number), self._state.bot, given["body"])
                return 200, self._comment(changed)
            case ["DELETE", "issues", "comments", number]:
                self._comment_of_ours(number)
                self._people.remove_comment(int(number), self._state.bot)
                return 204, None
            case ["POST", "issues", "comments", number, "reactions"]:
                found_comment = self._state.find_comment(int(number))
                if found_comment is None:
                    raise Refusal(404, "Not Found")
                return self._react(found_comment[2].reactions, given["content"])
            case ["POST", "issues", number, "reactions"]:
                return self._react(self._issue(where, number).reactions, given["content"])
            case ["DELETE", "issues", *of, "reactions", number]:
                if of[0] == "comments":
                    found_comment = self._state.find_comment(int(of[1]))
                    reactions = found_comment[2].reactions if found_comment else []
                else:
                    reactions = self._issue(where, of[0]).reactions
                mine = [r for r in reactions if r.id == int(number) and r.login == self._state.bot]
                if not mine:
                    raise Refusal(404, "Not Found")
                reactions.remove(mine[0])
                return 204, None
            case ["POST", "issues", number, "labels"]:
                issue = self._issue(where, number)
                for label in given["labels"]:
                    if label in where.archived_labels:
                        raise Refusal(422, "Validation Failed: the label is archived")
                    if label not in where.labels:
                        where.labels.append(label)  # GitHub makes a label that is missing
                    self._people.put_label(where, issue, self._state.bot, label)
                return 200, [self._state.label(name) for name in issue.labels]
            case ["DELETE", "issues", number, "labels", label]:
                issue = self._issue(where, number)
                if label not in issue.labels:
                    raise Refusal(404, "Label does not exist")
                self._people.take_label(where, issue, self._state.bot, label)
                return 200, [self._state.label(name) for name in issue.labels]
            case _:
                raise Refusal(404, "Not Found")

    def _comment(self, comment: Comment) -> dict[str, Any]:
        where, issue, _comment = self._state.placed[comment.id]
        return self._state.comment(where, issue, comment)

    def _react(self, reactions: list[Reaction], content: str) -> tuple[int, Any]:
        """A second one of the same kind is the first one again."""
        for reaction in reactions:
            if (reaction.login, reaction.content) == (self._state.bot, content):
                return 200, {"id": reaction.id, "content": content}
        made = Reaction(self._state.new_id(), content, self._state.bot, self._state.now())
        reactions.append(made)
        return 201, {"id": made.id, "content": content}

    def _edit(self, where: Repository, issue: Issue, given: Mapping[str, Any]) -> Any:
        bot, now = self._state.bot, self._state.now()
        if given.keys() & {"title", "body"}:
            self._fits(given.get("body") or "")
            title, body = given.get("title"), given.get("body")
            changes = self._people.changes.edit(where, issue, now, title, body)
            self._people._tell("edited", where, issue, bot, changes=changes)
        if given.get("state", issue.state) != issue.state:
            change = self._people.changes
            (change.close if given["state"] == "closed" else change.reopen)(where, issue, bot, now)
            self._people._tell(
                "closed" if given["state"] == "closed" else "reopened", where, issue, bot
            )
        return self._state.issue(where, issue)

    def _contents(self, where: Repository, path: str, ref: str | None) -> tuple[int, Any]:
        text = pulls.text_at(where, path, ref)
        if text is None:
            raise Refusal(404, "Not Found")
        return 200, {
            "type": "file",
            "encoding": "base64",
            "path": path,
            "sha": oid(text),
            "content": base64.b64encode(text.encode()).decode(),
        }

    def _issue(self, where: Repository, number: str) -> Issue:
        found = where.issues.get(int(number))
        if found is None:
            raise Refusal(404, "Not Found")
        if found.moved_to is not None:
            place, moved = found.moved_to
            path = f"/repos/{place}/issues/{moved}"
            raise Refusal(301, "Moved Permanently", Location=self._people.api_url + path)
        if found.deleted:
            raise Refusal(410, "This issue was deleted")
        return found

    def _open(self, where: Repository, number: str) -> Issue:
        found = self._issue(where, number)
        if found.locked:
            raise Refusal(403, "Unable to create comment because issue is locked.")
        return found

    def _comment_of_ours(self, number: str) -> None:
        found = self._state.find_comment(int(number))
        if found is None:
            raise Refusal(404, "Not Found")
        if found[2].author != self._state.bot:
            raise Refusal(403, "Resource not accessible by integration")

    @staticmethod
    def _fits(body: str) -> None:
        if len(body) > MAX_BODY:
            raise Refusal(422, "Validation Failed: body is too long (maximum is 65536 characters)")
