"""What people do on the sandbox's GitHub, and what a witness sees of it."""

import base64
from typing import Any

from bot.sandbox.acting import Refused
from bot.sandbox.faults import CommentSeen, IssueSeen
from bot.sandbox.place import ADMIN
from bot.sandbox.pull_requests import PullRequests
from bot.sandbox.shapes import faithful, stamp, subject_of

__all__ = ["People", "Refused"]


class People(PullRequests):
    """Everything people do, and what is seen of it."""

    # Repositories and installations.

    async def put_file(self, repository: str, path: str, text: str) -> None:
        """Commit a file to the default branch of "owner/name"."""
        where = f"{self._path(repository, 'contents')}/{path}"
        held = await self._place.http("GET", where, token=await self.token_of(ADMIN))
        content = base64.b64encode(text.encode()).decode()
        body = {"message": f"Write {path}", "content": content}
        if held.good:
            body["sha"] = held.data["sha"]
        await self.as_person(ADMIN, "PUT", where, body)

    async def delete_file(self, repository: str, path: str) -> None:
        """Take a file from the default branch."""
        where = f"{self._path(repository, 'contents')}/{path}"
        held = await self._place.http("GET", where, token=await self.token_of(ADMIN))
        body = {"message": f"Delete {path}", "sha": held.data["sha"]}
        await self.as_person(ADMIN, "DELETE", where, body)

    async def rename_repository(self, repository: str, name: str) -> None:
        """Give "owner/name" another name; the old one redirects."""
        old = self._gaps.present(repository)
        await self.as_person(ADMIN, "PATCH", self._path(old), {"name": name})
        self._gaps.rename(old, f"{old.partition('/')[0]}/{name}")

    async def suspend(self, installation_id: int, *, suspended: bool = True) -> None:
        """Suspend an installation, or take it up again; the event is sent."""
        at = stamp(self._rest.now()) if suspended else None
        where = {"installation_id": installation_id}
        await self._place.change("app_installations", where, {"suspended_at": at})
        (row,) = await self._place.rows("app_installations", **where)
        change = self._gaps.suspended.add if suspended else self._gaps.suspended.discard
        change(installation_id)
        account = await self._shown(f"/orgs/{row['account_login']}")
        shown = {"id": installation_id, "account": account | {"type": row["account_type"]}}
        keys = ("permissions", "events", "repository_selection", "created_at", "suspended_at")
        shown |= {key: row[key] for key in keys} | {"updated_at": stamp(self._rest.now())}
        action = "suspend" if suspended else "unsuspend"
        payload = {"action": action, "installation": shown, "sender": account}
        self._deliveries.send("installation", faithful(payload, self._gaps))

    async def revoke_tokens(self) -> None:
        """Make every installation token so far worthless."""
        kept = self._gaps.callers
        self._gaps.callers = {t: c for t, c in kept.items() if c.installation_id is None}

    # Issues.

    async def open_issue(self, repository: str, author: str, title: str, body: str) -> int:
        """Open an issue as `author`; its number."""
        given = {"title": title, "body": body}
        made = await self.as_person(author, "POST", self._path(repository, "issues"), given)
        return int(made["number"])

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
        given = {"title": title, "body": body}
        changed = {name: value for name, value in given.items() if value is not None}
        await self.as_person(editor, "PATCH", self._path(repository, "issues", number), changed)

    async def close_issue(self, repository: str, number: int, by: str) -> None:
        """Close an issue or pull request."""
        given = {"state": "closed"}
        await self.as_person(by, "PATCH", self._path(repository, "issues", number), given)

    async def reopen_issue(self, repository: str, number: int, by: str) -> None:
        """Reopen an issue or pull request."""
        given = {"state": "open"}
        await self.as_person(by, "PATCH", self._path(repository, "issues", number), given)

    async def assign(self, repository: str, number: int, by: str, login: str) -> None:
        """Assign somebody, who exists from then on."""
        await self._place.person(login)
        where = self._path(repository, "issues", number, "assignees")
        await self.as_person(by, "POST", where, {"assignees": [login]})

    async def unassign(self, repository: str, number: int, by: str, login: str) -> None:
        """Take an assignment back."""
        await self._place.person(login)
        where = self._path(repository, "issues", number, "assignees")
        await self.as_person(by, "DELETE", where, {"assignees": [login]})

    async def delete_issue(self, repository: str, number: int, by: str) -> None:
        """Delete an issue for good."""
        issue = await self._shown(self._path(repository, "issues", number))
        full_name = self._gaps.present(repository)
        self._gaps.deleted.add((full_name, number))
        await self._emit("issues", full_name, by, action="deleted", issue=issue)

    async def lock_issue(self, repository: str, number: int, by: str) -> None:
        """Lock a conversation."""
        await self.as_person(by, "PUT", self._path(repository, "issues", number, "lock"), {})

    async def add_label(self, repository: str, number: int, by: str, label: str) -> None:
        """Put a label on."""
        where = self._path(repository, "issues", number, "labels")
        await self.as_person(by, "POST", where, {"labels": [label]})

    async def remove_label(self, repository: str, number: int, by: str, label: str) -> None:
        """Take a label off."""
        where = self._path(repository, "issues", number, "labels", label)
        await self.as_person(by, "DELETE", where)

    async def labels(self, repository: str, number: int) -> frozenset[str]:
        """The issue's labels."""
        found = await self._shown(self._path(repository, "issues", number, "labels"))
        return frozenset(label["name"] for label in found)

    # Comments.

    async def comment(self, repository: str, number: int, author: str, body: str) -> int:
        """Comment; the comment's id."""
        where = self._path(repository, "issues", number, "comments")
        made = await self.as_person(author, "POST", where, {"body": body})
        return int(made["id"])

    async def edit_comment(self, repository: str, comment_id: int, editor: str, body: str) -> None:
        """Edit a comment."""
        where = self._path(repository, "issues", "comments", comment_id)
        await self.as_person(editor, "PATCH", where, {"body": body})

    async def delete_comment(self, repository: str, comment_id: int, by: str) -> None:
        """Delete a comment."""
        where = self._path(repository, "issues", "comments", comment_id)
        await self.as_person(by, "DELETE", where)

    async def issues(self, repository: str) -> list[IssueSeen]:
        """All issues, oldest first."""
        full_name = self._gaps.present(repository)
        (home,) = await self._place.rows("repos", full_name=full_name)
        users = {row["id"]: row["login"] for row in await self._place.rows("users")}
        rows = await self._place.rows("issues", repo_id=home["id"])
        return [
            IssueSeen(
                row["number"],
                users[row["user_id"]],
                row["title"],
                row["body"] or "",
                row["state"] == "open",
            )
            for row in sorted(rows, key=lambda row: int(row["number"]))
            if not row["is_pull_request"] and (full_name, row["number"]) not in self._gaps.deleted
        ]

    async def comments(self, repository: str, number: int) -> list[CommentSeen]:
        """The issue's comments, oldest first."""
        where = self._path(repository, "issues", number, "comments")
        found = self._place.every(where, await self.token_of(ADMIN))
        return [
            CommentSeen(
                c["id"],
                c["user"]["login"],
                c["body"],
                c["id"] in self._gaps.minimized,
                tuple(sorted(r.content for r in self._gaps.reactions.get(subject_of(c), ()))),
            )
            async for c in found
        ]

    async def demote(self, repository: str, login: str) -> None:
        """Take a person's role away; they may read, as everybody."""
        self._gaps.roles.pop((repository, login), None)

    async def react(self, repository: str, comment_id: int, by: str, content: str) -> None:
        """React to a comment."""
        where = self._path(repository, "issues", "comments", comment_id, "reactions")
        await self.as_person(by, "POST", where, {"content": content})

    # Looking, without taking anything off anybody's hourly limit.

    async def read(self, path: str) -> Any:
        """What GET `path` shows; None when nothing is there."""
        answer = await self._place.http("GET", path, token=await self.token_of(ADMIN))
        return self._kept(path, answer.data) if answer.good else None

    async def read_all(self, path: str) -> list[Any]:
        """The items of a paged list, in GitHub's order."""
        found = self._place.every(path, await self.token_of(ADMIN))
        kept = [self._kept(path, item) async for item in found]
        return [item for item in kept if item is not None]

    def _kept(self, path: str, data: Any) -> Any:
        """None for a deleted issue: the emulator has it still."""
        repository = "/".join(path.split("/")[2:4])
        if "title" in data and (repository, data.get("number")) in self._gaps.deleted:
            return None
        return faithful(data, self._gaps)

    def reactions_to(self, comment_id: int) -> list[tuple[str, str]]:
        """(content, login) of each reaction to a comment, oldest first."""
        kept = self._gaps.reactions.get(f"comment {comment_id}", ())
        return [(reaction.content, reaction.login) for reaction in kept]
