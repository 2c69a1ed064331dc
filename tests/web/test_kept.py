"""The 202, byte by byte, on connections that stay open and on those that do not."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from tests.clocks import FixedClock
from tests.web.doorway import Doorway, doorway, headers

BODY = b'{"action":"opened"}'


@pytest.fixture
async def door(sqlite_url: str, clock: FixedClock) -> AsyncIterator[Doorway]:
    async with doorway(sqlite_url, clock) as opened:
        yield opened


def _request(guid: str, *more: str, version: str = "1.1") -> bytes:
    named = headers(BODY, guid) | {"Host": "here", "Content-Length": str(len(BODY))}
    lines = [f"POST /webhook HTTP/{version}", *(f"{k}: {v}" for k, v in named.items()), *more]
    return "\r\n".join([*lines, "", ""]).encode() + BODY


async def _said(door: Doorway, *requests: bytes, until: int | None = None) -> bytes:
    """What comes back: `until` so many ends of answers, else until the connection closes."""
    reader, writer = await asyncio.open_connection(door.host, door.port)
    writer.write(b"".join(requests))
    async with asyncio.timeout(10):
        if until is None:
            said = await reader.read()
        else:
            said = b"".join([await reader.readuntil(b"\r\n\r\n") for _ in range(until)])
    writer.close()
    await writer.wait_closed()
    return said


async def test_a_202_has_the_date_and_no_body(door: Doorway, clock: FixedClock) -> None:
    said = await _said(door, _request("a"), until=1)

    clock.advance(timedelta(seconds=61))
    later = await _said(door, _request("b"), until=1)

    head = b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nDate: "
    assert said == head + b"Mon, 02 Mar 2026 09:00:00 GMT\r\n\r\n"
    assert later == head + b"Mon, 02 Mar 2026 09:01:01 GMT\r\n\r\n"


async def test_requests_sent_in_one_go_are_all_answered(door: Doorway) -> None:
    said = await _said(door, *(_request(f"guid-{n}") for n in range(5)), until=5)

    assert said.count(b"HTTP/1.1 202 Accepted") == 5
    assert await door.kept() == 5


@pytest.mark.parametrize(
    "request_", [_request("a", "Connection: close"), _request("a", version="1.0")]
)
async def test_a_connection_that_is_to_close_closes_after_the_202(
    door: Doorway, request_: bytes
) -> None:
    said = await _said(door, request_)

    assert said.split(b" ", 2)[1] == b"202"
    assert b"content-length: 0" in said.lower()
    assert await door.kept() == 1


async def test_a_sender_that_goes_before_the_answer_does_no_harm(door: Doorway) -> None:
    _reader, writer = await asyncio.open_connection(door.host, door.port)
    writer.write(_request("gone"))
    await writer.drain()
    writer.transport.abort()

    assert await door.deliver("next") == 202
