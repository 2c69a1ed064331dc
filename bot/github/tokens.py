"""Tokens: the App's own JWT, and installation tokens with no more reach than needed.

Read tokens serve an installation and ask for nothing in particular, so that one serves queries over
issues, contents and members; a write token serves one repository and the permissions of the write.
Both live an hour at GitHub and 55 minutes here. They have no fixed length or alphabet:
since 2026 they are some 520 characters with dots.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import jwt
from cachetools import TLRUCache
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from bot.github.errors import Unauthorized
from bot.vocabulary.time import Clock

TOKEN_LIFE = timedelta(minutes=55)
"""GitHub's hour, less what a slow request and a wrong clock may take."""

JWT_LIFE = timedelta(minutes=9)
"""GitHub takes at most 10 minutes; `iat` lies a minute back, as it asks, for clocks that differ."""

TOKENS_IN_MEMORY = 2000


@dataclass(frozen=True, slots=True)
class AppCredentials:
    """What an App proves itself with."""

    app_id: str
    private_key: str
    """PEM."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a token may reach."""

    installation_id: int
    repository_id: int | None = None
    permissions: tuple[tuple[str, str], ...] = ()


Mint = Callable[[Scope], Awaitable[str]]


class Tokens:
    """Keeps tokens until shortly before they end; many askers at once cost one request."""

    def __init__(self, credentials: AppCredentials, mint: Mint, clock: Clock) -> None:
        self._credentials = credentials
        self._mint = mint
        self._clock = clock
        self._parsed: RSAPrivateKey | None = None
        self._jwt: tuple[float, str] | None = None
        self._kept: TLRUCache[Scope, str] = TLRUCache(
            TOKENS_IN_MEMORY,
            ttu=lambda _scope, _token, now: now + TOKEN_LIFE.total_seconds(),
            timer=lambda: clock.now().timestamp(),
        )
        self._minting: dict[Scope, asyncio.Task[str]] = {}

    def app_token(self) -> str:
        """The App's JWT, signed anew when it nears its end."""
        now = self._clock.now()
        if self._jwt is None or self._jwt[0] - now.timestamp() < 60:
            ends_at = now + JWT_LIFE
            claims: dict[str, Any] = {
                "iat": now - timedelta(seconds=60),
                "exp": ends_at,
                "iss": self._credentials.app_id,
            }
            signed = jwt.encode(claims, self._key(), algorithm="RS256")
            self._jwt = (ends_at.timestamp(), signed)
        return self._jwt[1]

    def _key(self) -> RSAPrivateKey:
        """The key, parsed once. The settings have looked it over: doing so takes a long time."""
        if self._parsed is None:
            pem = self._credentials.private_key.encode()
            found = load_pem_private_key(pem, None, unsafe_skip_rsa_key_validation=True)
            if not isinstance(found, RSAPrivateKey):
                raise Unauthorized(401, "GITHUB_PRIVATE_KEY is not an RSA key", "app")
            self._parsed = found
        return self._parsed

    async def token(self, scope: Scope) -> str:
        """A token for the scope."""
        if (kept := self._kept.get(scope)) is not None:
            return kept
        if scope not in self._minting:
            task = asyncio.ensure_future(self._mint_and_keep(scope))
            self._minting[scope] = task
            task.add_done_callback(lambda _: self._minting.pop(scope, None))
        # One asker that is cancelled must not take the token from the others.
        return await asyncio.shield(self._minting[scope])

    def drop(self, scope: Scope, token: str) -> None:
        """Forget a token that GitHub refused."""
        if self._kept.get(scope) == token:
            del self._kept[scope]

    async def _mint_and_keep(self, scope: Scope) -> str:
        token = await self._mint(scope)
        self._kept[scope] = token
        return token
