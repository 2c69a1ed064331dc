"""REST requests about pull requests that the emulator leaves out, or carries out half."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.sandbox.emulator import Answered, Hook
from bot.sandbox.events import complete, made
from bot.sandbox.gaps import Caller, Refusal
from bot.sandbox.shapes import as_issue, faithful

if TYPE_CHECKING:
    from bot.sandbox.rest import Rest


async def answer(
    rest: "Rest", caller: Caller, full_name: str, below: Sequence[str], body: Mapping[str, Any]
) -> Answered | None:
    """The answer to a request below a repository; None where it is not about a pull request.

    `below`: the method, then the steps of the path below the repository.
    """
    if len(below) < 4 or not await rest.place.is_pull_request(full_name, below[2]):
        return None
    here = _Pull(rest, caller, full_name, below[2], rest.now())
    match below:
        case ["GET", "pulls", _, "files"]:
            return await here.files()
        case ["POST" | "DELETE" as method, "issues", _, "assignees"]:
            return await here.assign(body.get("assignees", ()), add=method == "POST")
        case ["PUT" | "DELETE" as method, "issues", _, "lock"]:
            return await here.lock(locked=method == "PUT")
        case ["POST" | "DELETE" as method, "pulls", _, "requested_reviewers"]:
            return await here.request(method, body)
        case ["POST", "pulls", _, "reviews"] | ["POST", "pulls", _, "reviews", _, "events"]:
            return await here.review("/".join(below[3:]), body)
        case ["PUT", "pulls", _, "reviews", number, "dismissals"]:
            return await here.dismiss(int(number), body)
        case ["POST", "pulls", _, "comments"]:
            return await here.comment(body)
    return None


class _Pull:
    """One pull request, on behalf of one caller, at one moment."""

    def __init__(
        self, rest: "Rest", caller: Caller, full_name: str, number: str, at: datetime
    ) -> None:
        self._rest, self._caller, self._name, self._at = rest, caller, full_name, at
        self._number = int(number)
        self._path = f"/repos/{full_name}/pulls/{number}"

    async def files(self) -> Answered:
        """The files that its last commit has otherwise than its base, by path."""
        shown = await self._shown()
        base, head = [await self._tree(shown[side]["sha"]) for side in ("base", "head")]
        changed = sorted(path for path in {*base, *head} if base.get(path) != head.get(path))
        kinds = {True: "modified", False: "added"}
        data = [
            {
                "filename": path,
                "sha": head.get(path, base.get(path)),
                "status": kinds[path in base] if path in head else "removed",
            }
            for path in changed
        ]
        return Answered(200, data, {})

    async def _tree(self, sha: str) -> dict[str, str]:
        found = await self._rest.place.look(f"/repos/{self._name}/git/trees/{sha}?recursive=1")
        return {e["path"]: e["sha"] for e in found["tree"] if e["type"] == "blob"}

    async def assign(self, logins: Sequence[str], *, add: bool) -> Answered:
        """Assign people, or take assignments back; who does not exist is passed over."""
        row = await self._writable_row()
        ids: list[int] = list(row["assignee_ids"])
        changed = []
        for login in logins:
            for user in await self._rest.place.rows("users", login=login):
                if (user["id"] in ids) != add:
                    (ids.append if add else ids.remove)(user["id"])
                    changed.append(await self._rest.place.look(f"/users/{login}"))
        await self._change({"assignee_ids": ids}, "issues", "pull_requests")
        action = "assigned" if add else "unassigned"
        hooks = [await self._made(action, assignee=user) for user in changed]
        return await self._answer_as_issue(201 if add else 200, hooks)

    async def lock(self, *, locked: bool) -> Answered:
        """Lock the conversation, or unlock it."""
        await self._writable_row()
        await self._change({"locked": locked}, "issues", "pull_requests")
        hook = await self._made("locked" if locked else "unlocked")
        return Answered(204, None, {}, await self._completed([hook]))

    async def request(self, method: str, body: Mapping[str, Any]) -> Answered:
        """Ask for reviews, or no longer: one event for each person and team."""
        before = await self._shown()
        done = await self._carry_out(method, "requested_reviewers", body)
        if not done.good:
            return done
        more, fewer = (done.data, before) if method == "POST" else (before, done.data)
        action = "review_requested" if method == "POST" else "review_request_removed"
        hooks = []
        for key, single in (
            ("requested_reviewers", "requested_reviewer"),
            ("requested_teams", "requested_team"),
        ):
            kept = {item["id"] for item in fewer[key]}
            others = [item for item in more[key] if item["id"] not in kept]
            hooks += [await self._made(action, **{single: item}) for item in others]
        status = 201 if method == "POST" else 200
        return await self._answer(status, done, await self._completed(hooks))

    async def review(self, step: str, body: Mapping[str, Any]) -> Answered:
        """A review, which nobody need be asked for any more, with its comments on code."""
        done = await self._carry_out("POST", step, body)
        if not done.good:
            return done
        hooks = []
        if done.hooks:
            (row,) = await self._rest.place.rows("pull_requests", **self._where)
            reviewer = done.data["user"]["id"]
            asked = [i for i in row["requested_reviewer_ids"] if i != reviewer]
            await self._change({"requested_reviewer_ids": asked}, "pull_requests")
            for comment in await self._rest.place.rows("comments", review_id=done.data["id"]):
                shown = await self._rest.place.look(f"{self._comments}/{comment['id']}")
                event = "pull_request_review_comment"
                hooks.append(await self._made("created", event, comment=shown))
        completed = await self._completed([*hooks, *done.hooks])
        return Answered(200, faithful(done.data, self._rest.gaps), done.headers, completed)

    async def dismiss(self, number: int, body: Mapping[str, Any]) -> Answered:
        """Dismiss a review; what it said stays, though the emulator puts the reason there."""
        rows = await self._rest.place.rows("reviews", id=number)
        done = await self._carry_out("PUT", f"reviews/{number}/dismissals", body)
        if not done.good:
            return done
        said = {"body": rows[0]["body"]}
        await self._rest.place.change("reviews", {"id": number}, said, self._at)
        words = {"body": said["body"] or ""}
        hooks = [
            Hook(hook.event, hook.payload | {"review": hook.payload["review"] | words})
            for hook in done.hooks
        ]
        completed = await self._completed(hooks, rows[0])
        data = faithful(done.data | words, self._rest.gaps)
        return Answered(200, data, done.headers, completed)

    async def comment(self, body: Mapping[str, Any]) -> Answered:
        """A comment on code, which is a review of its own too."""
        text = body.get("body")
        if not isinstance(text, str) or not text.strip():
            raise Refusal(422, "Validation Failed: body is missing")
        line = body.get("line") or body.get("position") or 1
        inner = {"path": body.get("path") or "README.md", "position": line, "body": text}
        given = {"event": "COMMENT", "comments": [inner]}
        done = await self.review("reviews", given)
        if not done.good:
            return done
        (row,) = await self._rest.place.rows("comments", review_id=done.data["id"])
        shown = await self._rest.place.look(f"{self._comments}/{row['id']}")
        data = faithful(shown, self._rest.gaps)
        return Answered(201, data, done.headers, done.hooks)

    # How it is done.

    @property
    def _comments(self) -> str:
        return f"/repos/{self._name}/pulls/comments"

    @property
    def _where(self) -> dict[str, int]:
        return {"repo_id": self._home, "number": self._number}

    async def _shown(self) -> Any:
        """The pull request as the caller may see it, before anything is done."""
        answer = await self._rest.carry_out(self._caller, "GET", self._path, None, self._at)
        if not answer.good:
            raise Refusal(answer.status, "Not Found")
        self._home = answer.data["base"]["repo"]["id"]
        return answer.data

    async def _writable_row(self) -> dict[str, Any]:
        await self._shown()
        if not self._caller.may_write("issues", "pull_requests"):
            raise Refusal(403, "Resource not accessible by integration")
        (row,) = await self._rest.place.rows("pull_requests", **self._where)
        return row

    async def _carry_out(self, method: str, step: str, body: Any) -> Answered:
        await self._shown()
        target = f"{self._path}/{step}"
        return await self._rest.carry_out(self._caller, method, target, body, self._at)

    async def _change(self, values: Mapping[str, Any], *tables: str) -> None:
        for table in tables:
            await self._rest.place.change(table, self._where, values, self._at)

    async def _made(self, action: str, event: str = "pull_request", **about: Any) -> Hook:
        shown = await self._rest.place.look(self._path)
        about |= {"action": action, "pull_request": shown}
        return await made(self._rest.place, event, self._name, self._caller.login, **about)

    async def _completed(
        self, hooks: Sequence[Hook], before: Mapping[str, Any] | None = None
    ) -> tuple[Hook, ...]:
        return await complete(hooks, self._rest.place, self._rest.gaps, self._at, before)

    async def _answer(self, status: int, done: Answered, hooks: tuple[Hook, ...]) -> Answered:
        shown = faithful(await self._rest.place.look(self._path), self._rest.gaps)
        return Answered(status, shown, done.headers, hooks)

    async def _answer_as_issue(self, status: int, hooks: Sequence[Hook]) -> Answered:
        completed = await self._completed(hooks)
        shown = await self._rest.place.look(self._path)
        return Answered(status, as_issue(shown, self._rest.gaps), {}, completed)
