"""`/healthz`, `/readyz` and `/metrics`: is it alive, can it work, how is it doing."""

import hmac
from collections.abc import Awaitable, Callable, Mapping

import structlog
from aiohttp import web

from bot.web.meters import Meters

log = structlog.get_logger()

Check = Callable[[], Awaitable[str | None]]
"""Returns when all is well, with words that anybody may read, or none. Raises when not: `NotReady`
with such words, anything else is told in the log alone."""


class NotReady(Exception):
    """What is missing, and the remedy."""


async def healthz(_request: web.Request) -> web.Response:
    """The process answers."""
    return web.json_response({"status": "alive"})


def readyz(checks: Mapping[str, Check]) -> Callable[[web.Request], Awaitable[web.Response]]:
    """200 when every check passes, else 503 with the reasons."""

    async def handle(_request: web.Request) -> web.Response:
        results: dict[str, str] = {}
        ready = True
        for name, check in checks.items():
            try:
                results[name] = await check() or "ok"
            except Exception as error:  # noqa: BLE001 # the answer is the report
                log.warning("not_ready", check=name, why=str(error))
                ready = False
                told = isinstance(error, NotReady)
                results[name] = str(error) if told else f"{type(error).__name__}, see the log"
        return web.json_response(
            {"status": "ready" if ready else "not ready", "checks": results},
            status=200 if ready else 503,
        )

    return handle


def metrics(
    meters: Meters, token: str | None, refresh: Callable[[], Awaitable[None]]
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Prometheus' text, for this machine or the bearer of the token; others find nothing here."""

    async def handle(request: web.Request) -> web.Response:
        if not _may_read(request, token):
            raise web.HTTPNotFound
        await refresh()
        return web.Response(body=meters.text(), content_type="text/plain", charset="utf-8")

    return handle


def _may_read(request: web.Request, token: str | None) -> bool:
    given = request.headers.get("Authorization", "")
    if token is not None:
        return hmac.compare_digest(
            given.encode("utf-8", "surrogateescape"), f"Bearer {token}".encode()
        )
    forwarded = any(name in request.headers for name in ("X-Forwarded-For", "Forwarded"))
    return request.remote in ("127.0.0.1", "::1") and not forwarded
