"""The HTTP server: the webhook's door in front, everything else behind it."""

from collections.abc import Awaitable, Callable, Mapping
from functools import cache

import orjson
from aiohttp import web

from bot import schema
from bot.web import health
from bot.web.door import Door
from bot.web.health import Check
from bot.web.meters import Meters


def make_application(
    door: Door | None,
    meters: Meters,
    checks: Mapping[str, Check],
    refresh: Callable[[], Awaitable[None]],
    metrics_token: str | None,
) -> web.Application:
    """The application. Without credentials there is no door, and `/readyz` says why."""
    application = web.Application()
    if door is not None:
        application.router.add_post("/webhook", door.handle)
    application.router.add_get("/healthz", health.healthz)
    application.router.add_get("/readyz", health.readyz(checks))
    application.router.add_get("/metrics", health.metrics(meters, metrics_token, refresh))
    application.router.add_get("/linchpin.schema.json", config_schema)
    return application


async def config_schema(_request: web.Request) -> web.Response:
    """The JSON schema of the config, for editors: of this version, at a place that stays."""
    return web.Response(body=_schema(), content_type="application/schema+json")


@cache
def _schema() -> bytes:
    return orjson.dumps(schema.schema())
