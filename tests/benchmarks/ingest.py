"""How many deliveries a second are taken, against probot on the same machine in the same run.

    python -m tests.benchmarks.ingest [--seconds N] [--json]

Ours: `python -m bot serve --no-worker` on SQLite, which answers 202 after the commit. The peer:
probot 14 with a handler that does nothing, which keeps nothing. Both get the same signed bodies of
12 to 27 KB, each with its own GUID, from one load generator (`tests.benchmarks.load`, a process of
its own). Rounds alternate, so that whatever else the machine does meets both; medians are told.
`ours_with_worker` is `serve --with-worker`, whose dispatcher drops the deliveries meanwhile.
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from tests.rig import node
from tests.rig.fake import new_key
from tests.web.doorway import SECRET
from tests.web.served import served

MANY, FEW = 32, 4
"""Connections: a burst, and a quiet day."""

ROUNDS = 5


@dataclass
class Target:
    """One of the programs under load."""

    name: str
    url: str
    pid: int
    rounds: dict[int, list[dict[str, float]]] = field(default_factory=lambda: {MANY: [], FEW: []})
    memory: float = 0.0

    def cpu_seconds(self) -> float:
        """Of the process and its children."""
        process = psutil.Process(self.pid)
        times = [p.cpu_times() for p in (process, *process.children(recursive=True))]
        return sum(t.user + t.system for t in times)

    def resident(self) -> float:
        """Resident memory in MB."""
        process = psutil.Process(self.pid)
        return sum(p.memory_info().rss for p in (process, *process.children(recursive=True))) / 1e6


async def _load(target: Target, connections: int, seconds: float, run: str) -> dict[str, float]:
    """One round; requests/s, p50 and p99 in ms, CPU µs a request."""
    before = target.cpu_seconds()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.benchmarks.load",
        target.url,
        str(connections),
        str(seconds),
        run,
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    if process.returncode:
        raise SystemExit(f"the load generator failed on {target.name}")
    found: dict[str, float] = json.loads(said)
    found["cpu_us"] = (target.cpu_seconds() - before) * 1e6 / max(1, found["requests"])
    target.memory = max(target.memory, target.resident())
    return found


@asynccontextmanager
async def _ours(name: str, *, works: bool) -> AsyncIterator[Target]:
    with tempfile.TemporaryDirectory(prefix="linchpin-ingest-") as home:
        url = f"sqlite:///{home}/linchpin.db"
        async with served(Path(home), url, works=works) as running:
            yield Target(name, f"{running.url}/webhook", running.process.pid)


@asynccontextmanager
async def _probot() -> AsyncIterator[Target]:
    given = {
        "appId": "1",
        "privateKey": new_key(),
        "secret": SECRET,
        "baseUrl": "http://127.0.0.1:9",
        "quiet": True,
    }
    async with node.running("probot.mjs", given) as process:
        port = (await node.line(process))["port"]
        yield Target("probot", f"http://127.0.0.1:{port}/webhook", process.pid)


def _figures(target: Target) -> dict[str, float]:
    def middle(connections: int, key: str) -> float:
        return statistics.median(found[key] for found in target.rounds[connections])

    return {
        "rps_c32": round(middle(MANY, "rps"), 1),
        "p99_ms_c32": round(middle(MANY, "p99_ms"), 2),
        "p50_ms_c32": round(middle(MANY, "p50_ms"), 2),
        "rps_c4": round(middle(FEW, "rps"), 1),
        "p50_ms_c4": round(middle(FEW, "p50_ms"), 2),
        "p99_ms_c4": round(middle(FEW, "p99_ms"), 2),
        "cpu_us": round(middle(MANY, "cpu_us"), 1),
        "memory_mb": round(target.memory, 1),
    }


def _ratio(ours: Target, peer: Target, connections: int, key: str) -> float:
    """The median of the ratios of rounds that ran one after the other."""
    pairs = zip(ours.rounds[connections], peer.rounds[connections], strict=True)
    return round(statistics.median(a[key] / b[key] for a, b in pairs), 3)


async def measure(seconds: float, rounds: int) -> dict[str, Any]:
    """Everything, as the keys that are promised."""
    async with AsyncExitStack() as stack:
        ours = await stack.enter_async_context(_ours("ours", works=False))
        peer = await stack.enter_async_context(_probot())
        working = await stack.enter_async_context(_ours("ours with worker", works=True))
        targets = (ours, peer, working)
        for target in targets:
            await _load(target, MANY, min(2.0, seconds), "warm")
        for turn in range(rounds):
            for connections in (MANY, FEW):
                # Who goes first changes, so that neither profits from the other's turn.
                for target in targets if turn % 2 == 0 else targets[::-1]:
                    found = await _load(target, connections, seconds, f"{turn}-{connections}")
                    target.rounds[connections].append(found)
                    said = ", ".join(f"{key} {value:.1f}" for key, value in found.items())
                    sys.stderr.write(f"round {turn + 1} c={connections} {target.name}: {said}\n")
        return {
            "ours": _figures(ours),
            "probot": _figures(peer),
            "ours_with_worker": _figures(working),
            "ratio_rps_c32": _ratio(ours, peer, MANY, "rps"),
            "ratio_p99_c32": _ratio(ours, peer, MANY, "p99_ms"),
            "ratio_p50_c4": _ratio(ours, peer, FEW, "p50_ms"),
            "rounds": rounds,
            "seconds_a_round": seconds,
        }


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=4.0, help="length of one round")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    given = parser.parse_args()
    found = asyncio.run(measure(given.seconds, given.rounds))
    if given.json:
        sys.stdout.write(json.dumps(found) + "\n")
        return
    for name in ("ours", "probot", "ours_with_worker"):
        sys.stdout.write(f"{name}: {found[name]}\n")
    for name in ("ratio_rps_c32", "ratio_p99_c32", "ratio_p50_c4"):
        sys.stdout.write(f"{name}: {found[name]}\n")


if __name__ == "__main__":
    main()
