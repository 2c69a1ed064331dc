"""One GitHub host: its addresses, our credentials there, and a single exchange with our headers.

The REST version is pinned to 2022-11-28: everything used here is the same in 2026-03-10, and
GitHub Enterprise Server does not know the newer one yet.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Protocol

import aiohttp
import orjson
from cachetools import LRUCache
from gidgethub.sansio import create_headers

from bot.github.answers import data_of
from bot.github.budgets import Budgets
from bot.github.errors import Unauthorized
from bot.github.tokens import AppCredentials, Scope, Tokens
from bot.github.transport import Answer, Transport
from bot.vocabulary.time import Clock

API_VERSION = "2022-11-28"
ACCEPT = "application/vnd.github+json"
ETAG_BYTES_PER_INSTALLATION = 2_000_000
"""What answers kept for their ETags may take: a few hundred short ones, or some long."""


class WriteSlots(Protocol):
    """When writes may go, kept where all processes see it."""

    async def reserve(
        self, installation_id: int, *, notifying: bool, within: timedelta
    ) -> datetime:
        """The time of the next write, taken if it lies no further off than `within`."""
        ...


def graphql_url_for(api_url: str) -> str:
    """The GraphQL address beside a REST one; Enterprise Server keeps it at /api/graphql."""
    base = api_url.rstrip("/")
    return base.removesuffix("/v3") + "/graphql" if base.endswith("/api/v3") else base + "/graphql"


class Host:
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
        self._writing: dict[int, asyncio.Lock] = {}

    @property
    def tokens(self) -> Tokens:
        """Raises `Unauthorized` where no App's credentials are set."""
        if self._tokens is None:
            raise Unauthorized(401, "no App credentials: set GITHUB_APP_ID and the others", "app")
        return self._tokens

    @property
    def can_watch(self) -> bool:
        """Whether there is a plain token, to read where the App is not installed."""
        return self._plain_token is not None

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
        kept = self._etags.get(installation_id)
        if kept is None:
            kept = LRUCache(ETAG_BYTES_PER_INSTALLATION, getsizeof=lambda one: len(one[1]))
            self._etags[installation_id] = kept
        return kept

    def writing(self, installation_id: int) -> asyncio.Lock:
        """Held during a write, so that those of one installation go one at a time."""
        return self._writing.setdefault(installation_id, asyncio.Lock())

    async def _mint(self, scope: Scope) -> str:
        asked: dict[str, Any] = {}
        if scope.repository_id is not None:
            asked["repository_ids"] = [scope.repository_id]
        if scope.permissions:
            asked["permissions"] = dict(scope.permissions)
        path = f"/app/installations/{scope.installation_id}/access_tokens"
        answer = await self.exchange(
            "POST",
            self.api_url + path,
            installation_id=None,
            body=asked,
            jwt=self.tokens.app_token(),
            follow=False,
        )
        now = self.clock.now()
        minted = data_of(answer.status, answer.headers, answer.body, f"POST {path}", now)
        return str(minted["token"])
