"""A client of the fake that says exactly what it is told to."""

from typing import Any

import aiohttp
import jwt

from tests.clocks import FixedClock
from tests.rig.fake import FakeGitHub

REPOSITORY, INSTALLATION = "example-ai/engine", 77
HEADERS = {
    "Accept": "application/vnd.github+json",
    "X-GitHub-Api-Version": "2022-11-28",
    "User-Agent": "a-client",
}


class Client:
    """A client that says exactly what it is told to."""

    def __init__(self, rig: FakeGitHub, clock: FixedClock, session: aiohttp.ClientSession) -> None:
        self.rig, self.clock, self.session = rig, clock, session
        self.token = ""

    def jwt(self, **claims: Any) -> str:
        now = int(self.clock.now().timestamp())
        given = {"iat": now - 60, "exp": now + 540, "iss": self.rig.app_id} | claims
        return jwt.encode(given, self.rig.private_key, algorithm="RS256")

    async def ask(
        self, method: str, path: str, body: Any = None, *, token: str | None = None, **headers: str
    ) -> tuple[int, Any, Any]:
        sent = HEADERS | {"Authorization": f"Bearer {token or self.token}"} | headers
        async with self.session.request(
            method, self.rig.api_url + path, json=body, headers=sent, allow_redirects=False
        ) as response:
            text = await response.read()
            return response.status, await response.json() if text else None, response.headers

    async def mint(self, **asked: Any) -> int:
        path = f"/app/installations/{INSTALLATION}/access_tokens"
        status, answer, _headers = await self.ask("POST", path, asked, token=self.jwt())
        self.token = answer.get("token", "")
        return status

    async def query(self, document: str, **variables: Any) -> Any:
        """The whole answer to a GraphQL document."""
        body = {"query": document, "variables": variables}
        return (await self.ask("POST", "/graphql", body))[1]
