"""GitHub's web flow: who somebody is, for a program that then forgets how it knows.

Shape: docs.github.com, "Generating a user access token for a GitHub App" and "Authorizing OAuth
apps"; PKCE (RFC 7636) is supported there since July 2025, with S256 alone. Enterprise Server that
does not know it yet ignores its parameters.
"""

import base64
import hashlib
from typing import Any
from urllib.parse import urlencode

import aiohttp
import orjson

from bot.github.errors import Refused, Unreachable
from bot.github.host import ACCEPT, API_VERSION
from bot.vocabulary.people import Person

TIMEOUT = aiohttp.ClientTimeout(total=10)
"""Somebody waits before an empty page; nothing is tried again, as a code is good for once."""


class SignIn:
    """The flow of one App at one GitHub host."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        web_url: str,
        api_url: str,
        client_id: str,
        client_secret: str,
        user_agent: str = "linchpin-bot",
    ) -> None:
        self._session = session
        self._web_url = web_url
        self._api_url = api_url.rstrip("/")
        self._client_id = client_id
        self._client_secret = client_secret
        self._user_agent = user_agent

    def address(self, state: str, verifier: str, back: str | None) -> str:
        """Where to send somebody. They come back to `back`, or to the App's first callback URL."""
        asked = {
            "client_id": self._client_id,
            "state": state,
            "code_challenge": challenge(verifier),
            "code_challenge_method": "S256",
        }
        if back is not None:
            asked["redirect_uri"] = back
        return f"{self._web_url}/login/oauth/authorize?{urlencode(asked)}"

    async def person(self, code: str, verifier: str, back: str | None) -> Person:
        """Who came back with the code; two requests, and the token is forgotten after them.

        Raises `Refused` where GitHub does not know the code, `Unreachable` where it cannot say.
        """
        given = {
            "client_id": self._client_id,
            "client_secret": self._client_secret,
            "code": code,
            "code_verifier": verifier,
        }
        if back is not None:
            given["redirect_uri"] = back
        minted = await self._ask(
            "POST",
            f"{self._web_url}/login/oauth/access_token",
            {"accept": "application/json"},
            given,
        )
        token = minted.get("access_token")
        if not isinstance(token, str):  # GitHub says so with 200
            raise Refused(401, str(minted.get("error", "no token"))[:100], "access_token")
        headers = {
            "accept": ACCEPT,
            "x-github-api-version": API_VERSION,
            "authorization": f"Bearer {token}",
        }
        found = await self._ask("GET", f"{self._api_url}/user", headers, None)
        if not isinstance(found.get("id"), int) or not isinstance(found.get("login"), str):
            raise Refused(502, "no user in the answer", "GET /user")
        return Person(found["id"], found["login"])

    async def _ask(
        self, method: str, url: str, headers: dict[str, str], form: dict[str, str] | None
    ) -> dict[str, Any]:
        try:
            async with self._session.request(
                method,
                url,
                headers=headers | {"user-agent": self._user_agent},
                data=form,
                allow_redirects=False,
                timeout=TIMEOUT,
            ) as response:
                status, body = response.status, await response.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unreachable(f"signing in: {type(error).__name__}") from error
        if status >= 500:
            raise Unreachable(f"signing in: {status}")
        if status != 200:
            raise Refused(status, "refused", "signing in")
        try:
            found = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise Unreachable("signing in: the answer is no JSON") from error
        return found if isinstance(found, dict) else {}


def challenge(verifier: str) -> str:
    """PKCE's S256 of a verifier (RFC 7636 §4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
