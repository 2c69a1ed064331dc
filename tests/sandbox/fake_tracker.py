"""The pages' repository, on the fake GitHub."""

from collections.abc import Mapping, Sequence

from bot.sandbox.views import CommentView, IssueView, LabelChange, Refused
from tests.rig.fake import FakeGitHub
from tests.rig.things import Issue


class FakeTracker:
    """fulfils `Tracker`."""

    def __init__(self, github: FakeGitHub, full_name: str, reporter: str, maintainer: str) -> None:
        self.full_name = full_name
        self.reporter = reporter
        self.maintainer = maintainer
        self._github = github

    async def issues(self) -> Sequence[IssueView]:
        return [_view(i) for i in reversed(self._issues().values()) if not i.deleted]

    async def issue(self, number: int) -> IssueView | None:
        found = self._issues().get(number)
        return None if found is None or found.deleted else _view(found)

    async def files(self) -> Mapping[str, str]:
        return self._github.state.repositories[self.full_name].files

    async def open_issue(self, by: str, title: str, body: str, labels: Sequence[str]) -> int:
        number = await self._github.open_issue(self.full_name, by, title, body)
        for label in labels:
            await self._github.add_label(self.full_name, number, by, label)
        return number

    async def edit_body(self, number: int, by: str, body: str) -> None:
        await self._github.edit_issue(self.full_name, number, by, body=body)

    async def comment(self, number: int, by: str, body: str) -> int:
        if self._issues()[number].locked:
            raise Refused("The conversation is locked.")
        return await self._github.comment(self.full_name, number, by, body)

    async def react(self, number: int, comment_id: int, by: str, content: str) -> None:
        await self._github.react(self.full_name, comment_id, by, content)

    def _issues(self) -> dict[int, Issue]:
        return self._github.state.repositories[self.full_name].issues


def _view(issue: Issue) -> IssueView:
    return IssueView(
        number=issue.number,
        title=issue.title,
        author=issue.author,
        body=issue.body,
        created_at=issue.created_at,
        is_open=issue.state == "open",
        labels=tuple(issue.labels),
        comments=tuple(
            CommentView(
                id=c.id,
                author=c.author,
                body=c.body,
                created_at=c.created_at,
                is_edited=c.updated_at > c.created_at,
                folded_as="resolved" if c.minimized else "",
                reactions=tuple((r.content, r.login) for r in c.reactions),
            )
            for c in issue.comments
        ),
        changes=tuple(
            LabelChange(e.label, e.kind == "labeled", e.by, e.at) for e in issue.events if e.label
        ),
    )
