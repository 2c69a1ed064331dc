"""The answer to a delivery that is on disk: 202, the same bytes for all of one second.

aiohttp puts each answer together header by header; that would be a sixth of the work at the door.
"""

from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache

from aiohttp import HttpVersion11, web
from aiohttp.abc import AbstractStreamWriter


class _Kept(web.StreamResponse):
    """Says 202 on a connection that stays open. It knows nothing of a request: one serves all."""

    def __init__(self, at: datetime) -> None:
        super().__init__(status=202)
        date = format_datetime(at, usegmt=True)
        self._bytes = f"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nDate: {date}\r\n\r\n".encode()

    @property
    def keep_alive(self) -> bool:
        """Always."""
        return True

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """Send it."""
        if request.transport is None:
            raise ConnectionResetError("the sender is gone")
        request.transport.write(self._bytes)
        return None

    async def write_eof(self, data: bytes = b"") -> None:
        """Nothing is left to send."""


def kept(request: web.BaseRequest, at: datetime) -> web.StreamResponse:
    """The answer to this request."""
    if request.keep_alive and request.version == HttpVersion11:
        return _kept(int(at.timestamp()))
    return web.Response(status=202)


@lru_cache(maxsize=2)
def _kept(second: int) -> _Kept:
    return _Kept(datetime.fromtimestamp(second, UTC))
