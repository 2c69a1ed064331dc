"""The fake's credentials: the App's JWT, installation tokens and what they may reach."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.vocabulary.time import Clock
from tests.rig.refusal import Refusal
from tests.rig.shown import stamp
from tests.rig.state import State
from tests.rig.things import Installation

Grant = tuple[int, tuple[int, ...] | None, Mapping[str, str]]
"""Installation, repositories (None: all of them), permissions."""


class Credentials:
    """Mints and checks."""

    def __init__(self, state: State, clock: Clock, app_id: str, private_key: str) -> None:
        self.tokens: dict[str, Grant] = {}
        self.plain_token: str | None = None
        """A person's token that may read what is public, and write nothing."""
        self._state = state
        self._clock = clock
        self._app_id = app_id
        self._private_key = private_key

    @cached_property
    def _public_key(self) -> rsa.RSAPublicKey:
        key = serialization.load_pem_private_key(self._private_key.encode(), None)
        assert isinstance(key, rsa.RSAPrivateKey)
        return key.public_key()

    def check_jwt(self, request: web.Request) -> None:
        token = token_of(request)
        try:
            claims = jwt.decode(
                token,
                self._public_key,
                algorithms=["RS256"],
                options={"verify_exp": False, "verify_iat": False},
            )
        except jwt.InvalidTokenError as error:
            raise Refusal(401, "A JSON web token could not be decoded") from error
        now = self._clock.now().timestamp()
        if claims["exp"] - now > 600 or claims["exp"] < now or claims["iat"] > now:
            raise Refusal(401, "'Expiration time' claim ('exp') is too far in the future")
        if str(claims["iss"]) != self._app_id:
            raise Refusal(401, "Integration not found")

    def check_token(self, request: web.Request) -> tuple[set[int], Mapping[str, str]]:
        """The repositories the token reaches, and what it may do there."""
        token = token_of(request)
        if token == self.plain_token:
            return {r.id for r in self._state.repositories.values() if not r.private}, {}
        if token not in self.tokens:
            raise Refusal(401, "Bad credentials")
        installation_id, repositories, permissions = self.tokens[token]
        if self._state.installations[installation_id].suspended:
            raise Refusal(403, "This installation has been suspended")
        mine = {
            r.id for r in self._state.repositories.values() if r.installation_id == installation_id
        }
        return mine & set(repositories) if repositories else mine, permissions

    def caller(self, request: web.Request) -> str:
        """Whose rate limits count: an installation's, the plain token's, or the App's."""
        token = token_of(request)
        if token in self.tokens:
            return f"installation {self.tokens[token][0]}"
        return "token" if token == self.plain_token else "app"

    def mint(self, found: Installation, given: Any) -> tuple[int, Any]:
        if found.suspended:
            raise Refusal(403, "This installation has been suspended")
        order = ["read", "write", "admin"]
        asked = given.get("permissions", found.permissions)
        for name, level in asked.items():
            granted = found.permissions.get(name)
            if granted is None or order.index(level) > order.index(granted):
                raise Refusal(422, "The permissions requested are not granted")
        # The format of 2026: long, with dots, no fixed length.
        token = f"ghs_{self._app_id}_{'x' * 400}.{len(self.tokens)}.{self._state.new_id()}"
        self.tokens[token] = (found.id, tuple(given.get("repository_ids", ())) or None, asked)
        ends = self._clock.now() + timedelta(hours=1)
        return 201, {"token": token, "expires_at": stamp(ends), "permissions": asked}


def token_of(request: web.Request) -> str:
    """The token of the Authorization header; empty without one."""
    return request.headers.get("Authorization", "").partition(" ")[2]


def need(permissions: Mapping[str, str], *names: str) -> None:
    """Refuse a token that may write none of `names`."""
    if all(permissions.get(name) != "write" for name in names):
        raise Refusal(403, "Resource not accessible by integration")


def new_key() -> str:
    """A fresh RSA key, as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
