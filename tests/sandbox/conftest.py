"""A sandbox with one repository, a receiver of its webhooks, and the App at work in it."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any

import aiohttp
import jwt
import pytest
from aiohttp import web

from bot.sandbox.emulator import EmulatorProcess
from bot.sandbox.sandbox import Sandbox, new_key
from tests.clocks import FixedClock
from tests.rig.contract import Contract

REPOSITORY, SECRET = "example-ai/engine", "example-ai/secret"
ELSEWHERE = "example-org/office"
OTHERS = "example-lab/tools"
"""Where no App is installed."""
INSTALLATION, OTHER = 77, 78
REPORTER, MAINTAINER = "a-reporter", "a-maintainer"


@dataclass(frozen=True)
class Received:
    """One webhook as it arrived."""

    headers: Mapping[str, str]
    body: bytes

    @property
    def payload(self) -> Any:
        return json.loads(self.body)


@dataclass
class Receiver:
    """Takes webhooks in, and answers what it is told."""

    status: int = 202
    got: list[Received] = field(default_factory=list)
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.Response:
        self.got.append(Received(dict(request.headers), await request.read()))
        await self.may_answer.wait()
        return web.Response(status=self.status)

    @property
    def actions(self) -> list[str]:
        return [r.payload["action"] for r in self.got]


@dataclass(frozen=True)
class Reply:
    """What the sandbox answered."""

    status: int
    data: Any
    headers: Mapping[str, str]


@dataclass
class Bench:
    """The sandbox, and the App's way to it."""

    github: Sandbox
    clock: FixedClock
    receiver: Receiver
    session: aiohttp.ClientSession

    async def call(
        self, method: str, path: str, token: str | None, body: Any = None, **headers: str
    ) -> Reply:
        sent = {
            "Accept": "application/vnd.github+json",
            "User-Agent": "tests",
            "X-GitHub-Api-Version": "2022-11-28",
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        url = path if path.startswith("http") else f"{self.github.api_url}{path}"
        async with self.session.request(
            method, url, json=body, headers=sent, allow_redirects=False
        ) as answer:
            text = await answer.text()
            data = json.loads(text) if text else None
            return Reply(answer.status, data, {k.lower(): v for k, v in answer.headers.items()})

    def app_token(self, *, minutes: float = 9, age: float = 60) -> str:
        now = self.clock.now()
        claims = {
            "iat": now - timedelta(seconds=age),
            "exp": now + timedelta(minutes=minutes),
            "iss": self.github.app_id,
        }
        return jwt.encode(claims, self.github.private_key, algorithm="RS256")

    async def token(self, installation_id: int = INSTALLATION, **asked: Any) -> str:
        path = f"/app/installations/{installation_id}/access_tokens"
        minted = await self.call("POST", path, self.app_token(), asked)
        assert minted.status == 201, minted
        return str(minted.data["token"])

    async def query(self, document: str, token: str | None = None, **variables: Any) -> Any:
        body = {"query": document, "variables": variables}
        answer = await self.call("POST", "/graphql", token or await self.token(), body)
        assert answer.status == 200
        return answer.data


@cache
def key() -> str:
    """One key for all sandboxes: making one takes longer than most tests."""
    return new_key()


@pytest.fixture
async def bench(emulator: EmulatorProcess, contract: Contract) -> AsyncIterator[Bench]:
    clock, receiver = FixedClock(), Receiver()
    github = Sandbox(emulator, clock.now, check=contract, private_key=key())
    github.add_installation(INSTALLATION, "example-ai")
    github.add_installation(OTHER, "example-org")
    github.add_repository(
        REPOSITORY,
        labels=["bug", "needs-info"],
        archived_labels=["old"],
        maintainers=[MAINTAINER],
        files={".github/linchpin.yml": "{}\n", ".github/ISSUE_TEMPLATE/bug.yml": "name: Bug\n"},
    )
    github.add_repository(SECRET, private=True, files={"secret.txt": "hidden"})
    github.add_repository(ELSEWHERE, private=True)
    github.add_repository(OTHERS, files={"README.md": "Tools"})
    receiver.may_answer.set()
    application = web.Application()
    application.router.add_post("/webhook", receiver.take)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await github.start()
    await github.send_webhooks_to(f"http://127.0.0.1:{runner.addresses[0][1]}/webhook")
    async with aiohttp.ClientSession() as session:
        yield Bench(github, clock, receiver, session)
    await github.stop()
    await runner.cleanup()
