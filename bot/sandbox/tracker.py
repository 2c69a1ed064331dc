"""The pages' repository, on the sandbox's GitHub."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.sandbox.people import Refused as RefusedByGitHub
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.views import CommentView, IssueView, LabelChange, Refused


class SandboxTracker:
    """Fulfils `Tracker`."""

    def __init__(
        self,
        github: Sandbox,
        full_name: str,
        reporter: str,
        maintainer: str,
        files: Mapping[str, str],
    ) -> None:
        self.full_name = full_name
        self.reporter = reporter
        self.maintainer = maintainer
        self.on_reaction: Callable[[], Awaitable[None]] | None = None
        """Called after each reaction, for who cannot wait until they are asked for."""
        self._github = github
        self._files = files
        self._edited: set[int] = set()
        self._issues = f"/repos/{full_name}/issues"

    async def issues(self) -> Sequence[IssueView]:
        """The issues, newest first."""
        found = await self._github.read_all(f"{self._issues}?state=all")
        return [self._view(shown, (), ()) for shown in found if "pull_request" not in shown]

    async def issue(self, number: int) -> IssueView | None:
        """One issue with everything on it; None when there is none."""
        shown = await self._github.read(f"{self._issues}/{number}")
        if shown is None:
            return None
        comments = await self._github.read_all(f"{self._issues}/{number}/comments")
        events = await self._github.read_all(f"{self._issues}/{number}/events")
        return self._view(shown, comments, events)

    async def files(self) -> Mapping[str, str]:
        """The forms and templates, by path."""
        return self._files

    async def open_issue(self, by: str, title: str, body: str, labels: Sequence[str]) -> int:
        """Open an issue with its form's labels; its number."""
        given = {"title": title, "body": body, "labels": list(labels)}
        return int((await self._act(by, "POST", self._issues, given))["number"])

    async def edit_body(self, number: int, by: str, body: str) -> None:
        """Change an issue's text."""
        await self._act(by, "PATCH", f"{self._issues}/{number}", {"body": body})
        self._edited.add(number)

    async def comment(self, number: int, by: str, body: str) -> int:
        """Comment; the comment's id."""
        made = await self._act(by, "POST", f"{self._issues}/{number}/comments", {"body": body})
        return int(made["id"])

    async def react(self, number: int, comment_id: int, by: str, content: str) -> None:
        """React to a comment."""
        where = f"{self._issues}/comments/{comment_id}/reactions"
        await self._act(by, "POST", where, {"content": content})
        if self.on_reaction is not None:
            await self.on_reaction()

    async def _act(self, by: str, method: str, path: str, body: Any) -> Any:
        try:
            return await self._github.as_person(by, method, path, body)
        except RefusedByGitHub as refused:
            raise Refused(str(refused)) from refused

    def _view(
        self, shown: Mapping[str, Any], comments: Sequence[Any], events: Sequence[Any]
    ) -> IssueView:
        number = shown["number"]
        return IssueView(
            number=number,
            title=shown["title"],
            author=shown["user"]["login"],
            body=shown["body"] or "",
            created_at=datetime.fromisoformat(shown["created_at"]),
            is_open=shown["state"] == "open",
            is_edited=number in self._edited,
            labels=tuple(label["name"] for label in shown["labels"]),
            comments=tuple(self._comment_view(comment) for comment in comments),
            changes=tuple(
                LabelChange(
                    event["label"]["name"],
                    event["event"] == "labeled",
                    (event["actor"] or {}).get("login", "ghost"),
                    datetime.fromisoformat(event["created_at"]),
                )
                for event in events
                if event["event"] in ("labeled", "unlabeled")
            ),
        )

    def _comment_view(self, shown: Mapping[str, Any]) -> CommentView:
        return CommentView(
            id=shown["id"],
            author=shown["user"]["login"],
            body=shown["body"],
            created_at=datetime.fromisoformat(shown["created_at"]),
            is_edited=shown["updated_at"] > shown["created_at"],
            folded_as=(shown.get("minimized") or {}).get("reason") or "",
            reactions=tuple(self._github.reactions_to(shown["id"])),
        )
