"""A server that answers what a test tells it to, and remembers what it was asked."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import orjson
from aiohttp import web

from bot.github.client import GitHub
from bot.github.tokens import AppCredentials
from bot.vocabulary.time import Clock
from tests.clocks import FixedClock

INSTALLATION = 77
REPOSITORY_ID = 4242


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    at: datetime

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)

    @property
    def token(self) -> str:
        return self.headers.get("Authorization", "").partition(" ")[2]


@dataclass(frozen=True)
class Said:
    """An answer; `cut` closes the connection instead, `takes` is how long it takes in clock time,
    `meanwhile` is awaited before it."""

    status: int = 200
    body: Any = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False
    raw: bytes | None = None
    takes: timedelta = timedelta(0)
    meanwhile: Callable[[], Any] | None = None


@dataclass
class OddServer:
    """Gives out `answers` in order, the last one again and again; mints tokens by itself."""

    clock: FixedClock
    url: str = ""
    answers: list[Said] = field(default_factory=lambda: [Said()])
    mints: list[Said] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    minted: list[Asked] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        asked = Asked(
            request.method,
            request.path,
            request.query_string,
            request.headers.copy(),
            await request.read(),
            self.clock.now(),
        )
        if request.path.endswith("/access_tokens"):
            self.minted.append(asked)
            good = Said(201, {"token": f"ghs_{'long.and-dotted_' * 30}{len(self.minted)}"})
            said = self.mints.pop(0) if self.mints else good
        else:
            self.asked.append(asked)
            said = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        if said.meanwhile is not None:
            await said.meanwhile()
        self.at_once -= 1
        self.clock.advance(said.takes)
        if said.cut and request.transport is not None:
            request.transport.abort()
        body = orjson.dumps(said.body) if said.raw is None else said.raw
        if said.status in (204, 304):
            body = b""
        headers = {k: v.replace("HERE", self.url) for k, v in said.headers.items()}
        return web.Response(status=said.status, body=body, headers=headers)


@asynccontextmanager
async def odd_server(clock: FixedClock) -> AsyncIterator[OddServer]:
    odd = OddServer(clock)
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", odd.answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        odd.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield odd
    finally:
        await runner.cleanup()


class FreeSlots:
    """Every write may go at once; remembers who asked."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.reserved: list[tuple[int, bool]] = []

    async def reserve(
        self, installation_id: int, *, notifying: bool, within: timedelta
    ) -> datetime:
        await asyncio.sleep(0)
        self.reserved.append((installation_id, notifying))
        return self.clock.now()


@asynccontextmanager
async def client(
    api_url: str,
    clock: FixedClock,
    key: str,
    *,
    slots: Any = None,
    token: str | None = None,
    graphql_url: str | None = None,
    chance: Callable[[], float] = lambda: 1.0,
    app: bool = True,
) -> AsyncIterator[GitHub]:
    """The client under test; chance is at its worst unless told."""
    async with aiohttp.ClientSession() as session:
        yield GitHub(
            session,
            api_url=api_url,
            graphql_url=graphql_url,
            app=AppCredentials("1234", key) if app else None,
            token=token,
            slots=slots or FreeSlots(clock),
            clock=clock,
            chance=chance,
        )
