"""A webhook's door on a real port, with a real inbox behind it."""

import hashlib
import hmac
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from aiohttp import web

from bot.app import make_inbox
from bot.intake.inbox import Inbox, Limits
from bot.vocabulary.time import Clock
from bot.web.application import make_application
from bot.web.door import READ_SECONDS, Door
from bot.web.meters import Meters

SECRET = "a secret of the rig"


def signature(body: bytes, secret: str = SECRET) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def headers(body: bytes, guid: str, event: str = "issues", secret: str = SECRET) -> dict[str, str]:
    """What GitHub sends."""
    return {
        "Content-Type": "application/json",
        "X-GitHub-Delivery": guid,
        "X-GitHub-Event": event,
        "X-Hub-Signature-256": signature(body, secret),
    }


@dataclass
class Doorway:
    """The open door."""

    host: str
    port: int
    inbox: Inbox
    meters: Meters
    door: Door
    session: aiohttp.ClientSession

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}/webhook"

    async def post(self, body: bytes, sent: dict[str, str]) -> int:
        """The status of one request."""
        async with self.session.post(self.url, data=body, headers=sent) as answer:
            await answer.read()
            return answer.status

    async def deliver(self, guid: str, body: bytes = b'{"action":"opened"}') -> int:
        """The status of one well-signed delivery."""
        return await self.post(body, headers(body, guid))

    async def kept(self) -> int:
        """Rows in the inbox."""
        return sum((await self.inbox.counts()).values())


@asynccontextmanager
async def doorway(
    url: str,
    clock: Clock,
    *,
    secrets: Sequence[str] = (SECRET,),
    limits: Limits | None = None,
    read_seconds: float = READ_SECONDS,
) -> AsyncIterator[Doorway]:
    """Open; closed at the end."""
    inbox, meters = make_inbox(url, limits), Meters()
    await inbox.create()
    await inbox.open()
    keys = [secret.encode() for secret in secrets]
    door = Door(inbox, keys, clock, meters, read_seconds=read_seconds)

    async def nothing() -> None: ...

    runner = web.AppRunner(make_application(door, meters, {}, nothing, None), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    try:
        async with aiohttp.ClientSession() as session:
            yield Doorway(host, port, inbox, meters, door, session)
    finally:
        await runner.cleanup()
        await inbox.close()
