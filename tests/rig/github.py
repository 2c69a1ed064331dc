"""What a scenario may do to a GitHub of the rig: the sandbox, or the fake.

Both implement this Protocol, so that one scenario runs on both and the outcomes are compared.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.sandbox.faults import Answer, CheckSeen, CommentSeen, Faults, IssueSeen, Mishap, Seen

__all__ = [
    "Answer",
    "CheckSeen",
    "CommentSeen",
    "Faults",
    "GitHubRig",
    "IssueSeen",
    "Mishap",
    "Seen",
]


class GitHubRig(Protocol):
    """A GitHub that scenarios can act on as people, and look at as a witness."""

    api_url: str
    graphql_url: str
    app_id: str
    slug: str
    private_key: str
    webhook_secret: str
    faults: Faults

    @property
    def seen(self) -> Sequence[Seen]:
        """Every request of the bot so far, oldest first."""
        ...

    @property
    def violations(self) -> Sequence[str]:
        """Every breach of GitHub's own API description so far; a test fails when there is one."""
        ...

    @property
    def bodies(self) -> Sequence[bytes]:
        """The body of every request so far, for the canary."""
        ...

    async def send_webhooks_to(self, url: str) -> None:
        """Deliver events to `url` from now on."""
        ...

    async def settle(self) -> None:
        """Wait until every delivery under way has been answered."""
        ...

    async def revoke_tokens(self) -> None:
        """Make every token so far worthless."""
        ...

    async def suspend(self, installation_id: int, *, suspended: bool = True) -> None:
        """Suspend an installation, or take it up again; the event is sent."""
        ...

    async def rename_repository(self, repository: str, name: str) -> None:
        """Give "owner/name" another name; the old one redirects."""
        ...

    async def put_file(self, repository: str, path: str, text: str) -> None:
        """Commit a file to the default branch of "owner/name"."""
        ...

    async def delete_file(self, repository: str, path: str) -> None:
        """Take a file from the default branch."""
        ...

    async def open_issue(self, repository: str, author: str, title: str, body: str) -> int:
        """Open an issue as `author`; its number."""
        ...

    async def edit_issue(
        self,
        repository: str,
        number: int,
        editor: str,
        *,
        title: str | None = None,
        body: str | None = None,
    ) -> None:
        """Edit title or body as `editor`."""
        ...

    async def close_issue(self, repository: str, number: int, by: str) -> None:
        """Close an issue."""
        ...

    async def reopen_issue(self, repository: str, number: int, by: str) -> None:
        """Reopen an issue or pull request."""
        ...

    async def assign(self, repository: str, number: int, by: str, login: str) -> None:
        """Assign somebody."""
        ...

    async def unassign(self, repository: str, number: int, by: str, login: str) -> None:
        """Take an assignment back."""
        ...

    async def open_pull_request(
        self,
        repository: str,
        author: str,
        title: str,
        body: str,
        *,
        draft: bool = False,
        files: Mapping[str, str | None] | None = None,
    ) -> int:
        """Open a pull request as `author`, that changes `files` (None: takes away); its number."""
        ...

    async def push_commit(
        self, repository: str, number: int, by: str, files: Mapping[str, str | None]
    ) -> None:
        """Push a commit more to a pull request."""
        ...

    async def check_runs(self, repository: str) -> list[CheckSeen]:
        """The checks of all commits, oldest first."""
        ...

    async def set_draft(self, repository: str, number: int, by: str, *, draft: bool) -> None:
        """Make a pull request a draft, or ready for review."""
        ...

    async def merge(self, repository: str, number: int, by: str) -> None:
        """Merge a pull request."""
        ...

    async def request_review(
        self,
        repository: str,
        number: int,
        by: str,
        *,
        reviewer: str | None = None,
        team: str | None = None,
    ) -> None:
        """Ask a person or a team (by slug) for a review."""
        ...

    async def remove_review_request(
        self,
        repository: str,
        number: int,
        by: str,
        *,
        reviewer: str | None = None,
        team: str | None = None,
    ) -> None:
        """Take a request for review back."""
        ...

    async def review(
        self, repository: str, number: int, author: str, state: str, body: str = ""
    ) -> int:
        """Give a review: approved, changes_requested or commented; its id."""
        ...

    async def dismiss_review(self, repository: str, number: int, by: str, review_id: int) -> None:
        """Dismiss a review."""
        ...

    async def comment_on_code(self, repository: str, number: int, author: str, body: str) -> int:
        """Comment on a line of a pull request, which makes a review too; the comment's id."""
        ...

    async def delete_issue(self, repository: str, number: int, by: str) -> None:
        """Delete an issue for good."""
        ...

    async def lock_issue(self, repository: str, number: int, by: str) -> None:
        """Lock a conversation."""
        ...

    async def comment(self, repository: str, number: int, author: str, body: str) -> int:
        """Comment; the comment's id."""
        ...

    async def edit_comment(self, repository: str, comment_id: int, editor: str, body: str) -> None:
        """Edit a comment."""
        ...

    async def delete_comment(self, repository: str, comment_id: int, by: str) -> None:
        """Delete a comment."""
        ...

    async def add_label(self, repository: str, number: int, by: str, label: str) -> None:
        """Put a label on."""
        ...

    async def remove_label(self, repository: str, number: int, by: str, label: str) -> None:
        """Take a label off."""
        ...

    async def react(self, repository: str, comment_id: int, by: str, content: str) -> None:
        """React to a comment."""
        ...

    async def demote(self, repository: str, login: str) -> None:
        """Take a person's role away; they may read, as everybody."""
        ...

    async def labels(self, repository: str, number: int) -> frozenset[str]:
        """The issue's labels."""
        ...

    async def issues(self, repository: str) -> list[IssueSeen]:
        """All issues, oldest first."""
        ...

    async def comments(self, repository: str, number: int) -> list[CommentSeen]:
        """The issue's comments, oldest first."""
        ...
