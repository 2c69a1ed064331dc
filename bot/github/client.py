"""GitHub as this App sees it: reads and writes with the right token, paced, told in plain errors.

The REST version is pinned to 2022-11-28: everything used here is the same in 2026-03-10, and
GitHub Enterprise Server does not know the newer one yet.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

import aiohttp
import orjson
from cachetools import LRUCache
from gidgethub.sansio import create_headers

from bot.github.answers import data_of, query_data
from bot.github.budgets import Budgets
from bot.github.errors import Unauthorized
from bot.github.tokens import AppCredentials, Scope, Tokens
from bot.github.transport import Answer, Transport
from bot.vocabulary.time import Clock

API_VERSION = "2022-11-28"
ACCEPT = "application/vnd.github+json"
ETAGS_PER_INSTALLATION = 500


class WriteSlots(Protocol):
    """When writes may go, kept where all processes see it."""

    async def reserve(self, installation_id: int, *, notifying: bool) -> datetime:
        """Take the next slot; wait until the time it names."""
        ...


def graphql_url_for(api_url: str) -> str:
    """The GraphQL address beside a REST one; Enterprise Server keeps it at /api/graphql."""
    base = api_url.rstrip("/")
    return base.removesuffix("/v3") + "/graphql" if base.endswith("/api/v3") else base + "/graphql"


class GitHub:
    """One GitHub host, for one App or one plain token."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        api_url: str,
        graphql_url: str | None,
        app: AppCredentials | None,
        token: str | None,
        slots: WriteSlots,
        clock: Clock,
        chance: Callable[[], float],
        user_agent: str = "linchpin-bot",
    ) -> None:
        self.api_url = api_url.rstrip("/")
        self.graphql_url = graphql_url or graphql_url_for(api_url)
        self.budgets = Budgets()
        self.slots = slots
        self.clock = clock
        self._transport = Transport(session, clock, chance)
        self._user_agent = user_agent
        self._plain_token = token
        self._tokens = Tokens(app, self._mint, clock) if app else None
        self._etags: dict[int | None, LRUCache[str, tuple[str, bytes, str]]] = {}

    def installation(self, installation_id: int) -> "Access":
        """With an installation's tokens."""
        return Access(self, installation_id)

    def app(self) -> "AppAccess":
        """As the App itself."""
        return AppAccess(self)

    def watching(self) -> "Access":
        """With the plain token alone, to read only."""
        return Access(self, None)

    @property
    def can_watch(self) -> bool:
        """Whether there is a plain token, to read where the App is not installed."""
        return self._plain_token is not None

    @property
    def tokens(self) -> Tokens:
        """Raises `Unauthorized` where no App's credentials are set."""
        if self._tokens is None:
            raise Unauthorized(401, "no App credentials: set GITHUB_APP_ID and the others", "app")
        return self._tokens

    async def authorization(self, scope: Scope | None) -> str:
        """The token for a scope; the plain one for none."""
        if scope is not None:
            return await self.tokens.token(scope)
        if self._plain_token is None:
            raise Unauthorized(401, "set GITHUB_TOKEN to watch without the App", "watching")
        return self._plain_token

    async def exchange(
        self,
        method: str,
        url: str,
        *,
        installation_id: int | None,
        body: Any = None,
        token: str | None = None,
        jwt: str | None = None,
        etag: str | None = None,
        repeatable: bool = True,
        follow: bool = True,
    ) -> Answer:
        """One request with our headers; budgets noted."""
        headers = create_headers(self._user_agent, accept=ACCEPT, oauth_token=token, jwt=jwt)
        headers["x-github-api-version"] = API_VERSION
        data = None if body is None else orjson.dumps(body)
        if data is not None:
            headers["content-type"] = "application/json; charset=utf-8"
        if etag is not None:
            headers["if-none-match"] = etag
        answer = await self._transport.send(
            method, url, headers, data, repeatable=repeatable, follow=follow
        )
        self.budgets.note(installation_id, answer.status, answer.headers)
        return answer

    def etags(self, installation_id: int | None) -> LRUCache[str, tuple[str, bytes, str]]:
        """URL -> (ETag, body, next page), of one installation: what it may see, others may not."""
        return self._etags.setdefault(installation_id, LRUCache(ETAGS_PER_INSTALLATION))

    async def _mint(self, scope: Scope) -> str:
        asked: dict[str, Any] = {}
        if scope.repository_id is not None:
            asked["repository_ids"] = [scope.repository_id]
        if scope.permissions:
            asked["permissions"] = dict(scope.permissions)
        path = f"/app/installations/{scope.installation_id}/access_tokens"
        answer = await self.app().post(path, asked)
        return str(answer["token"])


class AppAccess:
    """Requests signed as the App."""

    def __init__(self, github: GitHub) -> None:
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

    def __init__(self, github: GitHub, installation_id: int | None) -> None:
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
        """The `data` of a GraphQL query: one read."""
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
    ) -> Any:
        """One REST write, in its slot. Raises `Moved` on a redirect: nothing was written."""
        scope = await self._slot(repository_id, permissions, notifies=notifies)
        answer = await self._with_token(
            scope, method, self._github.api_url + path, body, repeatable=repeatable, follow=False
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
    ) -> Mapping[str, Any]:
        """One GraphQL mutation, in its slot."""
        scope = await self._slot(repository_id, permissions, notifies=notifies)
        return await self._graphql(document, variables, scope, repeatable=False)

    async def _slot(
        self, repository_id: int, permissions: Mapping[str, str], *, notifies: bool
    ) -> Scope:
        if self._installation_id is None:
            raise Unauthorized(401, "watched repositories are only read", "write")
        at = await self._github.slots.reserve(self._installation_id, notifying=notifies)
        wait = (at - self._github.clock.now()).total_seconds()
        if wait > 0:
            await self._github.clock.sleep(wait)
        return Scope(self._installation_id, repository_id, tuple(sorted(permissions.items())))

    def _read_scope(self) -> Scope | None:
        return None if self._installation_id is None else Scope(self._installation_id)

    async def _get(self, url: str) -> tuple[Any, str | None]:
        kept = self._github.etags(self._installation_id)
        etag, body, link = kept.get(url, (None, b"", ""))
        answer = await self._with_token(self._read_scope(), "GET", url, etag=etag)
        if answer.status == 304:
            answer = Answer(200, {"link": link}, body)
        elif answer.status == 200 and "etag" in answer.headers:
            kept[url] = (answer.headers["etag"], answer.body, answer.headers.get("link", ""))
        data = self._data(answer, f"GET {urlsplit(url).path}")
        return data, next_page(answer.headers.get("link", ""), url)

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
        return query_data(data, answer.headers, self._github.clock.now())

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
