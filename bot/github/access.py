"""Reads and writes with the right token: as the App, as one installation, or only watching."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from bot.github.answers import data_of, query_data
from bot.github.errors import Paused, Unauthorized
from bot.github.host import Host
from bot.github.tokens import Scope
from bot.github.transport import Answer

LONGEST_WAIT = timedelta(minutes=2)
"""For a write's turn; what takes longer (the limit of an hour is used up) is for the engine."""


class AppAccess:
    """Requests signed as the App."""

    def __init__(self, github: Host) -> None:
        self._github = github
        self.link = ""
        """The Link header of the last answer."""

    async def get(self, path: str, **query: Any) -> Any:
        """One REST read."""
        return await self._send("GET", _with_query(path, query), None)

    async def post(self, path: str, body: Any = None) -> Any:
        """One REST call; minting a token or asking a redelivery may be repeated harmlessly."""
        return await self._send("POST", path, body)

    async def _send(self, method: str, path: str, body: Any) -> Any:
        github = self._github
        answer = await github.exchange(
            method,
            github.api_url + path,
            installation_id=None,
            body=body,
            jwt=github.tokens.app_token(),
            follow=method == "GET",
        )
        self.link = answer.headers.get("link", "")
        return data_of(
            answer.status, answer.headers, answer.body, f"{method} {path}", github.clock.now()
        )


class Access:
    """Requests with one installation's tokens, or with the plain token when there is none."""

    def __init__(self, github: Host, installation_id: int | None) -> None:
        self._github = github
        self._installation_id = installation_id

    async def get(self, path: str, **query: Any) -> Any:
        """One REST read; free when GitHub says that nothing changed."""
        data, _next = await self._get(self._github.api_url + _with_query(path, query))
        return data

    async def pages(self, path: str, **query: Any) -> AsyncIterator[Any]:
        """The items of a paged list; one read a page of 100."""
        url: str | None = self._github.api_url + _with_query(path, {"per_page": 100} | query)
        while url:
            data, url = await self._get(url)
            for item in data:
                yield item

    async def query(self, document: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        """The `data` of a GraphQL query, with None for what does not exist: one read."""
        return await self._graphql(document, variables, self._read_scope(), repeatable=True)

    async def write(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        repository_id: int,
        permissions: Mapping[str, str],
        notifies: bool,
        repeatable: bool,
        check: Callable[[], Awaitable[None]] | None = None,
    ) -> Any:
        """One REST write, in its slot. Raises `Moved` on a redirect: nothing was written.

        `check` is awaited when the slot has come, and may raise instead of the write.
        """
        url = self._github.api_url + path
        async with self._turn(repository_id, permissions, notifies=notifies) as scope:
            if check is not None:
                await check()
            answer = await self._with_token(
                scope, method, url, body, repeatable=repeatable, follow=False
            )
        return self._data(answer, f"{method} {path}")

    async def mutate(
        self,
        document: str,
        variables: Mapping[str, Any],
        *,
        repository_id: int,
        permissions: Mapping[str, str],
        notifies: bool,
        check: Callable[[], Awaitable[None]] | None = None,
    ) -> Mapping[str, Any]:
        """One GraphQL mutation, in its slot."""
        async with self._turn(repository_id, permissions, notifies=notifies) as scope:
            if check is not None:
                await check()
            return await self._graphql(document, variables, scope, repeatable=False)

    @asynccontextmanager
    async def _turn(
        self, repository_id: int, permissions: Mapping[str, str], *, notifies: bool
    ) -> AsyncIterator[Scope]:
        """A write's turn: token in hand first, so that the write goes when its slot says."""
        github, installation_id = self._github, self._installation_id
        if installation_id is None:
            raise Unauthorized(401, "watched repositories are only read", "write")
        scope = Scope(installation_id, repository_id, tuple(sorted(permissions.items())))
        await github.authorization(scope)
        async with github.writing(installation_id):
            at = await github.slots.reserve(
                installation_id, notifying=notifies, within=LONGEST_WAIT
            )
            wait = at - github.clock.now()
            if wait > LONGEST_WAIT:
                raise Paused(at, "as many writes as GitHub allows were made")
            if wait > timedelta(0):
                await github.clock.sleep(wait.total_seconds())
            yield scope

    def _read_scope(self) -> Scope | None:
        return None if self._installation_id is None else Scope(self._installation_id)

    async def _get(self, url: str) -> tuple[Any, str | None]:
        kept = self._github.etags(self._installation_id)
        etag, body, link = kept.get(url, (None, b"", ""))
        answer = await self._with_token(self._read_scope(), "GET", url, etag=etag)
        if answer.status == 304:
            answer = Answer(200, {"link": link}, body)
        elif answer.status == 200 and "etag" in answer.headers:
            self._keep(url, answer)
        data = self._data(answer, f"GET {urlsplit(url).path}")
        return data, next_page(answer.headers.get("link", ""), url)

    def _keep(self, url: str, answer: Answer) -> None:
        kept = self._github.etags(self._installation_id)
        if len(answer.body) <= kept.maxsize:
            kept[url] = (answer.headers["etag"], answer.body, answer.headers.get("link", ""))

    async def _graphql(
        self,
        document: str,
        variables: Mapping[str, Any],
        scope: Scope | None,
        *,
        repeatable: bool,
    ) -> Mapping[str, Any]:
        body = {"query": document, "variables": dict(variables)}
        answer = await self._with_token(
            scope, "POST", self._github.graphql_url, body, repeatable=repeatable, follow=False
        )
        data = self._data(answer, "POST /graphql")
        now = self._github.clock.now()
        return query_data(data, answer.headers, now, partly=repeatable)

    async def _with_token(
        self,
        scope: Scope | None,
        method: str,
        url: str,
        body: Any = None,
        *,
        etag: str | None = None,
        repeatable: bool = True,
        follow: bool = True,
    ) -> Answer:
        """One exchange; a token refused with 401 is minted anew, once."""
        for attempt in (1, 2):
            token = await self._github.authorization(scope)
            answer = await self._github.exchange(
                method,
                url,
                installation_id=self._installation_id,
                body=body,
                token=token,
                etag=etag,
                repeatable=repeatable,
                follow=follow,
            )
            if answer.status != 401 or scope is None or attempt == 2:
                break
            self._github.tokens.drop(scope, token)
        return answer

    def _data(self, answer: Answer, request: str) -> Any:
        now = self._github.clock.now()
        return data_of(answer.status, answer.headers, answer.body, request, now)


def _with_query(path: str, query: Mapping[str, Any]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


def next_page(link: str, url: str) -> str | None:
    """The next page of a Link header, on the same host only: the token goes nowhere else."""
    for part in link.split(","):
        target, _, parameters = part.partition(";")
        if 'rel="next"' in parameters:
            found = target.strip().strip("<>")
            return found if urlsplit(found)[:2] == urlsplit(url)[:2] else None
    return None
