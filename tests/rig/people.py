"""What people do on the fake GitHub: each changes the state and sends the event."""

from collections.abc import Sequence
from typing import Any

from tests.rig.github import CommentSeen
from tests.rig.sender import Sender
from tests.rig.state import Comment, Issue, LabelEvent, Reaction, Repository, State


class People:
    """Half of the Protocol `GitHubRig`: acting as people, looking as a witness."""

    state: State
    sender: Sender

    def _at(self, repository: str, number: int) -> tuple[Repository, Issue]:
        found = self.state.repositories[self.state.moved.get(repository, repository)]
        return found, found.issues[number]

    def _emit(self, event: str, where: Repository, by: str, **payload: Any) -> None:
        self.sender.send(
            event,
            payload
            | {
                "repository": self.state.repository(where),
                "sender": self.state.user(by),
                "installation": {"id": where.installation_id, "node_id": "MDIz"},
            },
        )

    def _touch(self, issue: Issue) -> None:
        issue.updated_at = self.state.now()

    async def put_file(self, repository: str, path: str, text: str) -> None:
        self.state.repositories[repository].files[path] = text

    async def rename_repository(self, repository: str, name: str) -> None:
        found = self.state.repositories.pop(repository)
        found.name = name
        self.state.repositories[found.full_name] = found
        self.state.moved[repository] = found.full_name

    async def suspend(self, installation_id: int, *, suspended: bool = True) -> None:
        found = self.state.installations[installation_id]
        found.suspended = suspended
        self.sender.send(
            "installation",
            {
                "action": "suspend" if suspended else "unsuspend",
                "installation": {
                    "id": found.id,
                    "account": self.state.user(found.account),
                    "permissions": found.permissions,
                    "created_at": 1_700_000_000,
                    "updated_at": int(self.state.now().timestamp()),
                },
                "sender": self.state.user(found.account),
            },
        )

    async def open_issue(
        self, repository: str, author: str, title: str, body: str, *, is_pull_request: bool = False
    ) -> int:
        where = self.state.repositories[repository]
        return self.new_issue(where, author, title, body, is_pull_request=is_pull_request).number

    def new_issue(
        self,
        where: Repository,
        author: str,
        title: str,
        body: str,
        *,
        is_pull_request: bool = False,
    ) -> Issue:
        now, number = self.state.now(), max(where.issues, default=0) + 1
        issue = Issue(
            self.state.new_id(),
            number,
            title,
            body,
            author,
            now,
            now,
            is_pull_request=is_pull_request,
        )
        where.issues[number] = issue
        shown = self.state.issue(issue)
        if is_pull_request:
            self._emit("pull_request", where, author, action="opened", pull_request=shown)
        else:
            self._emit("issues", where, author, action="opened", issue=shown)
        return issue

    async def edit_issue(
        self,
        repository: str,
        number: int,
        editor: str,
        *,
        title: str | None = None,
        body: str | None = None,
    ) -> None:
        where, issue = self._at(repository, number)
        changes: dict[str, Any] = {}
        if title is not None:
            changes["title"], issue.title = {"from": issue.title}, title
        if body is not None:
            changes["body"], issue.body = {"from": issue.body}, body
        self._touch(issue)
        shown = self.state.issue(issue)
        self._emit("issues", where, editor, action="edited", issue=shown, changes=changes)

    async def close_issue(self, repository: str, number: int, by: str) -> None:
        where, issue = self._at(repository, number)
        issue.state = "closed"
        self._touch(issue)
        self._emit("issues", where, by, action="closed", issue=self.state.issue(issue))

    async def delete_issue(self, repository: str, number: int, by: str) -> None:
        where, issue = self._at(repository, number)
        issue.deleted = True
        self._emit("issues", where, by, action="deleted", issue=self.state.issue(issue))

    async def lock_issue(self, repository: str, number: int, by: str) -> None:
        where, issue = self._at(repository, number)
        issue.locked = True
        self._emit("issues", where, by, action="locked", issue=self.state.issue(issue))

    async def comment(self, repository: str, number: int, author: str, body: str) -> int:
        where, issue = self._at(repository, number)
        return self.add_comment(where, issue, author, body).id

    def add_comment(self, where: Repository, issue: Issue, author: str, body: str) -> Comment:
        now = self.state.now()
        comment = Comment(self.state.new_id(), author, body, now, now)
        issue.comments.append(comment)
        self.state.placed[comment.id] = (where, issue, comment)
        self._touch(issue)
        self.emit_comment("created", where, issue, comment, author)
        return comment

    def emit_comment(
        self,
        action: str,
        where: Repository,
        issue: Issue,
        comment: Comment,
        by: str,
        **more: Any,
    ) -> None:
        self._emit(
            "issue_comment",
            where,
            by,
            action=action,
            issue=self.state.issue(issue),
            comment=self.state.comment(comment),
            **more,
        )

    async def edit_comment(self, repository: str, comment_id: int, editor: str, body: str) -> None:
        self.change_comment(comment_id, editor, body)

    def change_comment(self, comment_id: int, editor: str, body: str) -> Comment:
        found = self.state.find_comment(comment_id)
        assert found is not None
        where, issue, comment = found
        before, comment.body, comment.updated_at = comment.body, body, self.state.now()
        self.emit_comment(
            "edited", where, issue, comment, editor, changes={"body": {"from": before}}
        )
        return comment

    async def delete_comment(self, repository: str, comment_id: int, by: str) -> None:
        self.remove_comment(comment_id, by)

    def remove_comment(self, comment_id: int, by: str) -> None:
        found = self.state.find_comment(comment_id)
        assert found is not None
        where, issue, comment = found
        issue.comments.remove(comment)
        del self.state.placed[comment_id]
        self.emit_comment("deleted", where, issue, comment, by)

    async def add_label(self, repository: str, number: int, by: str, label: str) -> None:
        self.put_label(*self._at(repository, number), by, label)

    def put_label(self, where: Repository, issue: Issue, by: str, label: str) -> None:
        if label in issue.labels:
            return
        issue.labels.append(label)
        issue.label_events.append(LabelEvent(label, True, by, self.state.now()))
        self._touch(issue)
        self._emit(
            "issues",
            where,
            by,
            action="labeled",
            issue=self.state.issue(issue),
            label=self.state.label(label),
        )

    async def remove_label(self, repository: str, number: int, by: str, label: str) -> None:
        self.take_label(*self._at(repository, number), by, label)

    def take_label(self, where: Repository, issue: Issue, by: str, label: str) -> None:
        issue.labels.remove(label)
        issue.label_events.append(LabelEvent(label, False, by, self.state.now()))
        self._touch(issue)
        self._emit(
            "issues",
            where,
            by,
            action="unlabeled",
            issue=self.state.issue(issue),
            label=self.state.label(label),
        )

    async def react(self, repository: str, comment_id: int, by: str, content: str) -> None:
        found = self.state.find_comment(comment_id)
        assert found is not None
        found[2].reactions.append(Reaction(self.state.new_id(), content, by, self.state.now()))

    async def labels(self, repository: str, number: int) -> frozenset[str]:
        return frozenset(self._at(repository, number)[1].labels)

    async def comments(self, repository: str, number: int) -> list[CommentSeen]:
        comments: Sequence[Comment] = self._at(repository, number)[1].comments
        return [CommentSeen(c.id, c.author, c.body, c.minimized) for c in comments]
