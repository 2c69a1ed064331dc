"""Sends signed deliveries at a steady rate, and tells as JSON how soon each was answered.

    python -m tests.benchmarks.steady URL EVENT BODIES RATE RUN

BODIES is a file with one payload a line, each sent once. An answer's time counts from the moment
its delivery was due, whatever the ones before it wait for: none of the load is held back while the
door is slow. Ends with an error if anything but 202 is answered.
"""

import asyncio
import json
import sys
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

from tests.benchmarks.load import request

LEAD_SECONDS = 0.2
PATIENCE_SECONDS = 60


async def sent(url: str, event: str, bodies: list[bytes], rate: float, run: str) -> list[float]:
    """Seconds of each answer."""
    target = urlsplit(url)
    host, port = target.hostname or "127.0.0.1", target.port or 80
    idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
    parts = [request(f"{host}:{port}", target.path, body, event) for body in bodies]
    start = perf_counter() + LEAD_SECONDS

    async def deliver(place: int) -> float:
        due = start + place / rate
        await asyncio.sleep(due - perf_counter())
        reader, writer = idle.pop() if idle else await asyncio.open_connection(host, port)
        before, after = parts[place]
        writer.write(before + f"{run}-{place:06d}".encode() + after)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        if head[9:12] != b"202":
            raise SystemExit(f"answered {head!r}")
        await reader.readexactly(int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0]))
        took = perf_counter() - due
        idle.append((reader, writer))
        return took

    async with asyncio.timeout(len(bodies) / rate + PATIENCE_SECONDS):
        times = await asyncio.gather(*(deliver(place) for place in range(len(bodies))))
    for _, writer in idle:
        writer.close()
    return list(times)


def main() -> None:
    """The command line."""
    url, event, file, rate, run = sys.argv[1:]
    bodies = Path(file).read_bytes().splitlines()
    times = sorted(asyncio.run(sent(url, event, bodies, float(rate), run)))
    found = {
        "deliveries": len(times),
        "p50_ms": round(times[len(times) // 2] * 1e3, 2),
        "p99_ms": round(times[int(len(times) * 0.99)] * 1e3, 2),
        "max_ms": round(times[-1] * 1e3, 2),
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
