"""Sends signed deliveries as fast as they are answered, and tells how it went as JSON.

    python -m tests.benchmarks.load URL CONNECTIONS SECONDS RUN

Raw sockets that stay open, one request under way on each. Bodies are signed before the clock
starts; only the GUID is new in each request. It spends some 50 µs a request, so that it is not
what is measured. Ends with an error if anything but 200 or 202 is answered.
"""

import asyncio
import json
import sys
from pathlib import Path
from time import perf_counter
from typing import cast
from urllib.parse import urlsplit

import orjson

from tests.payloads import examples
from tests.web.doorway import SECRET, signature

BODIES = 40
SHORTEST, LONGEST = 12_000, 27_000
"""What `issues` payloads weigh."""


def bodies() -> list[bytes]:
    """GitHub's example of an opened issue, with a report of plain English and a log in it."""
    (example,) = (p for event, n, p in examples() if (event, n) == ("issues", 15))
    prose = (Path(__file__).parents[2] / "LICENSE").read_text()
    log = "".join(
        f"2026-03-02 09:00:{n % 60:02d},{n * 37 % 1000:03d} INFO worker-{n % 7} request {n * 7919} "
        f"took {n * 131 % 9973} ms\n"
        for n in range(120)
    )
    made = []
    for n in range(BODIES):
        size = SHORTEST + (LONGEST - SHORTEST) * n // (BODIES - 1)
        text = prose[n * 50 :] + "\n```\n" + log + "```\n" + prose
        left = size - len(orjson.dumps(example))
        payload = example | {"issue": example["issue"] | {"number": n, "body": ""}}
        payload["issue"]["body"] = text[: max(0, left)]
        made.append(orjson.dumps(payload))
    return made


def request(host: str, path: str, body: bytes, event: str = "issues") -> tuple[bytes, bytes]:
    """What comes before the GUID and what after it."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
        f"User-Agent: GitHub-Hookshot/fa4e0d1\r\nContent-Length: {len(body)}\r\n"
        f"X-GitHub-Event: {event}\r\nX-GitHub-Hook-ID: 42\r\n"
        f"X-Hub-Signature-256: {signature(body, SECRET)}\r\nX-GitHub-Delivery: "
    )
    return head.encode(), b"\r\n\r\n" + body


class Sender(asyncio.Protocol):
    """One connection: the next request goes when the last is answered."""

    def __init__(self, parts: list[tuple[bytes, bytes]], guid: str, until: float) -> None:
        self.times: list[float] = []
        self.wrong: bytes | None = None
        self.over = asyncio.get_running_loop().create_future()
        self._parts = parts
        self._guid = guid
        self._until = until
        self._started = 0.0
        self._answer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by class
        self._send()

    def _send(self) -> None:
        assert self._transport is not None
        before, after = self._parts[len(self.times) % len(self._parts)]
        self._started = perf_counter()
        guid = f"{self._guid}-{len(self.times):08d}".encode()
        self._transport.write(b"".join((before, guid, after)))

    def data_received(self, data: bytes) -> None:
        self._answer += data
        head, found, rest = self._answer.partition(b"\r\n\r\n")
        if not found or len(rest) < _length(head):
            return
        now = perf_counter()
        self.times.append(now - self._started)
        self._answer = b""
        if head[9:12] not in (b"200", b"202"):
            self.wrong = head
        if self.wrong is not None or now >= self._until:
            self._end()
        else:
            self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.over.done():
            self.wrong = b"the connection was closed"
            self.over.set_result(None)

    def _end(self) -> None:
        assert self._transport is not None
        if not self.over.done():
            self.over.set_result(None)
        self._transport.close()


def _length(head: bytes) -> int:
    """Bytes of the answer's body; an answer in chunks is short enough to come with its head."""
    lower = head.lower()
    at = lower.find(b"content-length:")
    return int(lower[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


async def load(url: str, connections: int, seconds: float, run: str) -> dict[str, float]:
    """One round."""
    target = urlsplit(url)
    host, port = target.hostname or "127.0.0.1", target.port or 80
    parts = [request(f"{host}:{port}", target.path, body) for body in bodies()]
    loop = asyncio.get_running_loop()
    start = perf_counter()
    senders: list[Sender] = []
    for n in range(connections):
        mixed = parts[n % BODIES :] + parts[: n % BODIES]
        guid = f"{run}-{n}"

        def made(mixed: list[tuple[bytes, bytes]] = mixed, guid: str = guid) -> Sender:
            return Sender(mixed, guid, start + seconds)

        senders.append((await loop.create_connection(made, host, port))[1])
    async with asyncio.timeout(seconds + 30):
        await asyncio.gather(*(sender.over for sender in senders))
    passed = perf_counter() - start
    wrong = [sender.wrong for sender in senders if sender.wrong is not None]
    if wrong:
        raise SystemExit(f"answered {wrong[0]!r}")
    times = sorted(time for sender in senders for time in sender.times)
    return {
        "requests": len(times),
        "rps": len(times) / passed,
        "p50_ms": times[len(times) // 2] * 1e3,
        "p99_ms": times[int(len(times) * 0.99)] * 1e3,
    }


def main() -> None:
    """The command line."""
    url, connections, seconds, run = sys.argv[1:]
    try:
        import uvloop
    except ImportError:
        found = asyncio.run(load(url, int(connections), float(seconds), run))
    else:
        found = uvloop.run(load(url, int(connections), float(seconds), run))
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
