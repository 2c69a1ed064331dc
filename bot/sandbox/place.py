"""One GitHub inside the emulator: its REST answers, its rows, its people."""

import itertools
import json
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime
from typing import Any

from bot.sandbox.emulator import Answered, EmulatorProcess, Hook

ADMIN = "sandbox-admin"
"""Member of every organisation; puts files and renames."""

_places = itertools.count(1)


class Place:
    """What the emulator keeps for one sandbox."""

    def __init__(self, process: EmulatorProcess, now: Callable[[], datetime]) -> None:
        self._process = process
        self._now = now
        self._place = next(_places)
        self._people: dict[str, int] = {}

    async def create(self, url: str, seed: Mapping[str, Any]) -> None:
        """Begin with these users, organisations, repositories and the App."""
        await self._ask("create", url=url, seed=seed)

    async def drop(self) -> None:
        """Forget everything."""
        await self._ask("drop")

    async def http(
        self,
        method: str,
        path: str,
        *,
        token: str | None,
        body: Any = None,
        counted: bool = False,
        at: datetime | None = None,
    ) -> Answered:
        """One REST request; `counted` takes it off the token's hourly limit.

        `at`: when it happens; now, when not given.
        """
        text = None if body is None else json.dumps(body)
        answer = await self._ask(
            "http", at, method=method, path=path, token=token, body=text, counted=counted
        )
        value = answer["value"]
        data = json.loads(value["text"]) if value["text"] else None
        hooks = tuple(Hook(h["event"], h["payload"]) for h in answer["hooks"])
        return Answered(value["status"], data, value["headers"], hooks)

    async def every(self, path: str, token: str | None) -> AsyncIterator[Any]:
        """The items of a paged list; nothing where the list may not be read."""
        for page in itertools.count(1):
            sign = "&" if "?" in path else "?"
            answer = await self.http("GET", f"{path}{sign}per_page=100&page={page}", token=token)
            if not answer.good:
                return
            for item in answer.data:
                yield item
            if len(answer.data) < 100:
                return

    async def person(self, login: str) -> str:
        """The token of a person, who exists from now on."""
        token = f"ghp_{login}"
        if login not in self._people:
            answer = await self._ask("person", login=login, token=token)
            self._people[login] = answer["value"]
        return token

    async def rows(self, table: str, **where: Any) -> list[dict[str, Any]]:
        """Rows of the emulator's store, for what it has no path to read by."""
        answer = await self._ask("rows", table=f"github.{table}", where=where)
        rows: list[dict[str, Any]] = answer["value"]
        return rows

    async def thread(self, full_name: str, number: int | str) -> str:
        """The path below which the emulator keeps an issue, or a pull request."""
        kind = "pulls" if await self.is_pull_request(full_name, number) else "issues"
        return f"/repos/{full_name}/{kind}/{number}"

    async def is_pull_request(self, full_name: str, number: int | str) -> bool:
        """Whether this number is a pull request's."""
        homes = await self.rows("repos", full_name=full_name)
        if not homes or not str(number).isdigit():
            return False
        found = await self.rows("issues", repo_id=homes[0]["id"], number=int(number))
        return bool(found and found[0]["is_pull_request"])

    async def look(self, path: str) -> Any:
        """What the administrator sees at `path`, as the emulator shows it."""
        return (await self.http("GET", path, token=await self.person(ADMIN))).data

    async def change(
        self,
        table: str,
        where: Mapping[str, Any],
        values: Mapping[str, Any],
        at: datetime | None = None,
    ) -> None:
        """Change rows of the emulator's store, for what it has no path to change by.

        They count as updated `at` that time.
        """
        await self._ask("change", at, table=f"github.{table}", where=where, values=values)

    async def _ask(
        self, operation: str, at: datetime | None = None, **values: Any
    ) -> dict[str, Any]:
        return await self._process.ask(operation, self._place, at or self._now(), **values)
