"""`POST /webhook`: verified and committed, or refused; never parsed, never a 500 for bad input."""

import asyncio
from collections.abc import Mapping, Sequence

import structlog
from aiohttp import web

from bot.intake.deliveries import Delivery
from bot.intake.inbox import LARGE, Inbox, InboxRefused
from bot.intake.signature import is_valid, is_well_formed
from bot.vocabulary.time import Clock
from bot.web.kept import kept
from bot.web.meters import Meters

log = structlog.get_logger()

MAX_BODY = 26 * 1024 * 1024
"""Bytes. GitHub sends at most 25 MB and drops larger events itself."""

MAX_IN_FLIGHT = 128 * 1024 * 1024
"""Bytes of bodies half here at one time (DESIGN §3)."""

READ_SECONDS = 10
"""GitHub gives up after 10 s; a sender slower than that is not GitHub."""

RETRY_AFTER = {"Retry-After": "60"}


class Refused(Exception):
    """The delivery is not taken."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class Door:
    """Takes webhooks in."""

    def __init__(
        self,
        inbox: Inbox,
        secrets: Sequence[bytes],
        clock: Clock,
        meters: Meters,
        *,
        read_seconds: float = READ_SECONDS,
    ) -> None:
        self._inbox = inbox
        self._secrets = secrets
        self._clock = clock
        self._meters = meters
        self._read_seconds = read_seconds
        self.in_flight = 0
        """Bytes of bodies half here. What is only announced costs nothing and does not count."""

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """202 once the delivery is on disk; 400, 401, 413 or 503 with the reason otherwise."""
        try:
            delivery = await self._take(request)
            await self._inbox.put(delivery)
        except Refused as refused:
            self._meters.refused(refused.status)
            log.info("delivery_refused", status=refused.status, why=refused.reason)
            headers = RETRY_AFTER if refused.status == 503 else None
            response = web.Response(status=refused.status, text=refused.reason, headers=headers)
            response.force_close()  # the body may be left unread
            return response
        except InboxRefused as refused_by_inbox:
            self._meters.refused(503)
            log.warning("delivery_not_kept", why=type(refused_by_inbox).__name__)
            return web.Response(status=503, text="not kept; send it again", headers=RETRY_AFTER)
        self._meters.accepted()
        return kept(request, delivery.received_at)

    async def _take(self, request: web.BaseRequest) -> Delivery:
        headers = request.headers
        signature = headers.get("X-Hub-Signature-256")
        if signature is None or not is_well_formed(signature):
            raise Refused(401, "X-Hub-Signature-256 is missing or malformed")
        guid, event = (
            _named(headers, "X-GitHub-Delivery", 100),
            _named(headers, "X-GitHub-Event", 60),
        )
        if "Content-Encoding" in headers:
            # It would be decoded before we see it, and the signature is over the raw bytes.
            raise Refused(400, "the body is encoded; GitHub's never is")
        body = await self._read(request)
        large = len(body) > LARGE
        check = (body, signature, self._secrets)
        if not (await asyncio.to_thread(is_valid, *check) if large else is_valid(*check)):
            raise Refused(401, "the signature does not fit the body")
        return Delivery(guid, "github", event, body, self._clock.now())

    async def _read(self, request: web.BaseRequest) -> bytes:
        named = request.content_length
        if named == 0:
            return b""
        if named is not None and named > MAX_BODY:
            raise Refused(413, "larger than 26 MiB")
        if named is not None and request.content.is_eof():
            return request.content.read_nowait()  # all here already: nothing to wait for
        body = bytearray()
        try:
            async with asyncio.timeout(self._read_seconds):
                async for chunk in request.content.iter_any():
                    body += chunk
                    self.in_flight += len(chunk)
                    if len(body) > MAX_BODY:
                        raise Refused(413, "larger than 26 MiB")
                    if self.in_flight > MAX_IN_FLIGHT:
                        raise Refused(503, "too much is coming in; send it again")
        except TimeoutError as error:
            raise Refused(408, "the body came too slowly") from error
        except web.RequestPayloadError as error:
            raise Refused(400, "the body cannot be read") from error
        finally:
            self.in_flight -= len(body)
        if named is not None and len(body) < named:
            raise Refused(400, "the body ended early")
        return bytes(body)


def _named(headers: Mapping[str, str], name: str, longest: int) -> str:
    value = headers.get(name, "")
    if not value or len(value) > longest or not value.isascii() or not value.isprintable():
        raise Refused(400, f"{name} is missing or malformed")
    return value
