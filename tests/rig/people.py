"""What people do on the fake GitHub's threads: each changes the state and sends the event."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from tests.rig.changes import Changes
from tests.rig.github import CommentSeen, IssueSeen
from tests.rig.sender import Sender
from tests.rig.shown import oid
from tests.rig.state import State
from tests.rig.things import Comment, Issue, Reaction, Repository


class People:
    """A part of the Protocol `GitHubRig`: acting on threads, looking as a witness."""

    state: State
    sender: Sender
    api_url: str

    @cached_property
    def changes(self) -> Changes:
        """The state's changes, without events."""
        return Changes(self.state)

    def _at(self, repository: str, number: int) -> tuple[Repository, Issue]:
        found = self.state.repositories[self.state.moved.get(repository, repository)]
        return found, found.issues[number]

    def _emit(self, event: str, where: Repository, by: str, **payload: Any) -> None:
        if where.installation_id is None:
            return
        self.sender.send(
            event,
            payload
            | {
                "repository": self.state.repository(where),
                "sender": self.state.user(by),
                "installation": {"id": where.installation_id, "node_id": "MDIz"},
            },
        )

    def emit_push(self, where: Repository, paths: Mapping[str, Sequence[str]]) -> None:
        """A commit on the default branch, as GitHub tells of it."""
        commit = {"id": oid(f"{sorted(where.files.items())}"), "added": [], "modified": []}
        self._emit(
            "push",
            where,
            where.owner,
            ref="refs/heads/main",
            forced=False,
            commits=[commit | {"removed": []} | dict(paths)],
        )

    def _tell(self, action: str, where: Repository, issue: Issue, by: str, **more: Any) -> None:
        """The thread's own event; what happens to a pull request is never an `issues` event."""
        if issue.is_pull_request:
            shown = self.state.pull_request(where, issue)
            about = {"number": issue.number, "pull_request": shown}
            self._emit("pull_request", where, by, action=action, **about, **more)
        else:
            shown = self.state.issue(where, issue)
            self._emit("issues", where, by, action=action, issue=shown, **more)

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
        draft: bool = False,
        files: Mapping[str, str | None] | None = None,
    ) -> Issue:
        now = self.state.now()
        issue = self.changes.open(
            where, author, title, body, now, is_pull_request=is_pull_request, draft=draft
        )
        issue.files |= files or {}
        self._tell("opened", where, issue, author)
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
        changes = self.changes.edit(where, issue, self.state.now(), title, body)
        self._tell("edited", where, issue, editor, changes=changes)

    async def close_issue(self, repository: str, number: int, by: str) -> None:
        where, issue = self._at(repository, number)
        self.changes.close(where, issue, by, self.state.now())
        self._tell("closed", where, issue, by)

    async def reopen_issue(self, repository: str, number: int, by: str) -> None:
        where, issue = self._at(repository, number)
        self.changes.reopen(where, issue, by, self.state.now())
        self._tell("reopened", where, issue, by)

    async def delete_issue(self, repository: str, number: int, by: str) -> None:
        where, issue = self._at(repository, number)
        assert not issue.is_pull_request, "GitHub deletes no pull request"
        issue.deleted = True
        where.version += 1
        self._tell("deleted", where, issue, by)

    async def lock_issue(self, repository: str, number: int, by: str) -> None:
        where, issue = self._at(repository, number)
        issue.locked = True
        self.changes.note(where, issue, "locked", by, self.state.now())
        self._tell("locked", where, issue, by)

    async def assign(self, repository: str, number: int, by: str, login: str) -> None:
        where, issue = self._at(repository, number)
        if login in issue.assignees:
            return
        self.changes.assign(where, issue, by, self.state.now(), login)
        self._tell("assigned", where, issue, by, assignee=self.state.user(login))

    async def unassign(self, repository: str, number: int, by: str, login: str) -> None:
        where, issue = self._at(repository, number)
        self.changes.unassign(where, issue, by, self.state.now(), login)
        self._tell("unassigned", where, issue, by, assignee=self.state.user(login))

    async def add_label(self, repository: str, number: int, by: str, label: str) -> None:
        self.put_label(*self._at(repository, number), by, label)

    def put_label(self, where: Repository, issue: Issue, by: str, label: str) -> None:
        if label in issue.labels:
            return
        self.changes.label(where, issue, by, self.state.now(), label)
        self._tell("labeled", where, issue, by, label=self.state.label(label))

    async def remove_label(self, repository: str, number: int, by: str, label: str) -> None:
        self.take_label(*self._at(repository, number), by, label)

    def take_label(self, where: Repository, issue: Issue, by: str, label: str) -> None:
        self.changes.unlabel(where, issue, by, self.state.now(), label)
        self._tell("unlabeled", where, issue, by, label=self.state.label(label))

    async def comment(self, repository: str, number: int, author: str, body: str) -> int:
        where, issue = self._at(repository, number)
        return self.add_comment(where, issue, author, body).id

    def add_comment(self, where: Repository, issue: Issue, author: str, body: str) -> Comment:
        comment = self.changes.comment(where, issue, author, self.state.now(), body)
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
            issue=self.state.issue(where, issue),
            comment=self.state.comment(where, issue, comment),
            **more,
        )

    async def edit_comment(self, repository: str, comment_id: int, editor: str, body: str) -> None:
        self.change_comment(comment_id, editor, body)

    def change_comment(self, comment_id: int, editor: str, body: str) -> Comment:
        found = self.state.find_comment(comment_id)
        assert found is not None
        where, issue, comment = found
        before = {"body": {"from": comment.body}}
        self.changes.edit_comment(where, issue, self.state.now(), comment, body)
        self.emit_comment("edited", where, issue, comment, editor, changes=before)
        return comment

    async def delete_comment(self, repository: str, comment_id: int, by: str) -> None:
        self.remove_comment(comment_id, by)

    def remove_comment(self, comment_id: int, by: str) -> None:
        found = self.state.find_comment(comment_id)
        assert found is not None
        where, issue, comment = found
        self.changes.delete_comment(where, issue, self.state.now(), comment)
        self.emit_comment("deleted", where, issue, comment, by)

    async def demote(self, repository: str, login: str) -> None:
        self._at(repository, 1)[0].maintainers.discard(login)

    async def react(self, repository: str, comment_id: int, by: str, content: str) -> None:
        found = self.state.find_comment(comment_id)
        assert found is not None
        found[2].reactions.append(Reaction(self.state.new_id(), content, by, self.state.now()))

    async def labels(self, repository: str, number: int) -> frozenset[str]:
        return frozenset(self._at(repository, number)[1].labels)

    async def issues(self, repository: str) -> list[IssueSeen]:
        found = self._repository_of(repository).issues.values()
        return [
            IssueSeen(i.number, i.author, i.title, i.body, i.state == "open")
            for i in found
            if not i.is_pull_request and not i.deleted
        ]

    def _repository_of(self, name: str) -> Repository:
        return self.state.repositories[self.state.moved.get(name, name)]

    async def comments(self, repository: str, number: int) -> list[CommentSeen]:
        comments: Sequence[Comment] = self._at(repository, number)[1].comments
        return [
            CommentSeen(
                c.id,
                c.author,
                c.body,
                c.minimized,
                tuple(sorted(r.content for r in c.reactions)),
            )
            for c in comments
        ]
