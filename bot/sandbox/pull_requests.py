"""What people do with pull requests on the sandbox's GitHub."""

import base64
import secrets
from collections.abc import Mapping

from bot.sandbox.acting import Acting, Refused
from bot.sandbox.faults import CheckSeen
from bot.sandbox.place import ADMIN

EVENTS = {"approved": "APPROVE", "changes_requested": "REQUEST_CHANGES", "commented": "COMMENT"}
"""State of a review -> what its author chooses."""


class PullRequests(Acting):
    """Acting on pull requests; what they share with issues is done as on issues."""

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
        """Open a pull request as `author`, from a branch of its own; its number.

        `files` are what it changes: path -> new text, None where it takes the file away.
        """
        path = self._path(repository, "pulls")
        base = (await self._shown(self._path(repository)))["default_branch"]
        given = {"title": title, "body": body, "head": f"change-{secrets.token_hex(4)}"}
        if files:
            tip = await self._shown(self._path(repository, "git", "ref", "heads", base))
            branch = {"ref": f"refs/heads/{given['head']}", "sha": tip["object"]["sha"]}
            await self.as_person(ADMIN, "POST", self._path(repository, "git", "refs"), branch)
            await self._commit(repository, given["head"], files)
        made = await self.as_person(author, "POST", path, given | {"base": base, "draft": draft})
        return int(made["number"])

    async def push_commit(
        self, repository: str, number: int, by: str, files: Mapping[str, str | None]
    ) -> None:
        """Push a commit more to a pull request."""
        path, full_name = self._path(repository, "pulls", number), self._gaps.present(repository)
        before = await self._shown(path)
        await self._commit(repository, before["head"]["ref"], files)
        tip = await self._shown(
            self._path(repository, "git", "ref", "heads", before["head"]["ref"])
        )
        sha = tip["object"]["sha"]
        where = {"repo_id": before["base"]["repo"]["id"], "number": number}
        await self._place.change("pull_requests", where, {"head_sha": sha})
        about = {"pull_request": await self._shown(path), "before": before["head"]["sha"]}
        await self._emit("pull_request", full_name, by, action="synchronize", after=sha, **about)

    async def check_runs(self, repository: str) -> list[CheckSeen]:
        """The checks of all commits, oldest first."""
        (home,) = await self._place.rows("repos", full_name=self._gaps.present(repository))
        return [
            CheckSeen(
                row["head_sha"],
                row["name"],
                row["conclusion"],
                row["output"]["title"],
                tuple(
                    (a["start_line"], a["start_column"], a["annotation_level"], a["message"])
                    for a in self._gaps.annotations[row["id"]]
                ),
            )
            for row in await self._place.rows("check_runs", repo_id=home["id"])
        ]

    async def _commit(self, repository: str, branch: str, files: Mapping[str, str | None]) -> None:
        for path, text in files.items():
            where = f"{self._path(repository, 'contents')}/{path}"
            held = await self._place.http(
                "GET", f"{where}?ref={branch}", token=await self.token_of(ADMIN)
            )
            body = {"message": f"Change {path}", "branch": branch}
            if held.good:
                body["sha"] = held.data["sha"]
            if text is not None:
                body["content"] = base64.b64encode(text.encode()).decode()
            method = "DELETE" if text is None else "PUT"
            await self.as_person(ADMIN, method, where, body)

    async def set_draft(self, repository: str, number: int, by: str, *, draft: bool) -> None:
        """Make a pull request a draft, or ready for review; nothing where it is that already."""
        path, full_name = self._path(repository, "pulls", number), self._gaps.present(repository)
        before = await self._shown(path)
        if before["draft"] == draft:
            return
        where = {"repo_id": before["base"]["repo"]["id"], "number": number}
        await self._place.change("pull_requests", where, {"draft": draft})
        action = "converted_to_draft" if draft else "ready_for_review"
        shown = await self._shown(path)
        await self._emit("pull_request", full_name, by, action=action, pull_request=shown)

    async def merge(self, repository: str, number: int, by: str) -> None:
        """Merge a pull request."""
        await self.as_person(by, "PUT", self._path(repository, "pulls", number, "merge"), {})

    async def request_review(
        self,
        repository: str,
        number: int,
        by: str,
        *,
        reviewer: str | None = None,
        team: str | None = None,
    ) -> None:
        """Ask a person or a team (by slug) for a review; who is asked exists from then on."""
        await self._ask("POST", repository, number, by, reviewer, team)

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
        await self._ask("DELETE", repository, number, by, reviewer, team)

    async def review(
        self, repository: str, number: int, author: str, state: str, body: str = ""
    ) -> int:
        """Give a review: approved, changes_requested or commented; its id."""
        where = self._path(repository, "pulls", number, "reviews")
        given = {"event": EVENTS[state], "body": body}
        return int((await self.as_person(author, "POST", where, given))["id"])

    async def dismiss_review(self, repository: str, number: int, by: str, review_id: int) -> None:
        """Dismiss a review."""
        steps = ("pulls", number, "reviews", review_id, "dismissals")
        given = {"message": "No longer so", "event": "DISMISS"}
        await self.as_person(by, "PUT", self._path(repository, *steps), given)

    async def comment_on_code(self, repository: str, number: int, author: str, body: str) -> int:
        """Comment on a line of a pull request, which makes a review too; the comment's id."""
        where = self._path(repository, "pulls", number)
        commit = (await self._shown(where))["head"]["sha"]
        given = {"body": body, "commit_id": commit, "path": "README.md", "line": 1, "side": "RIGHT"}
        made = await self.as_person(author, "POST", f"{where}/comments", given)
        return int(made["id"])

    async def _ask(
        self,
        method: str,
        repository: str,
        number: int,
        by: str,
        reviewer: str | None,
        team: str | None,
    ) -> None:
        owner = self._gaps.present(repository).partition("/")[0]
        given = {}
        if reviewer is not None:
            await self._place.person(reviewer)
            given["reviewers"] = [reviewer]
        if team is not None:
            await self._team(owner, team)
            given["team_reviewers"] = [team]
        where = self._path(repository, "pulls", number, "requested_reviewers")
        await self.as_person(by, method, where, given)

    async def _team(self, owner: str, slug: str) -> None:
        token = await self.token_of(ADMIN)
        found = await self._place.http("GET", f"/orgs/{owner}/teams/{slug}", token=token)
        if not found.good:
            given = {"name": slug}
            made = await self._place.http("POST", f"/orgs/{owner}/teams", token=token, body=given)
            if not made.good or made.data["slug"] != slug:
                raise Refused(f"{slug} is no slug of a team: {made.data}")
