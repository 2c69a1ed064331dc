"""Processes of the rig: the fake GitHub and the bot, started, killed, started again."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """A port of this machine that nobody has; it stays the bot's over all its lives."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Running:
    """One process, in all its lives."""

    module: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    cpu_seconds: float = 0.0
    """Of the lives that ended."""
    kills: int = 0
    children: list[psutil.Process] = field(default_factory=list)

    def start(self, *, stdout: int | None = None) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self.module],
                cwd=ROOT,
                env={**os.environ, **self.environment},
                stdout=stdout if stdout is not None else log,
                stderr=log,
            )

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def total_cpu_seconds(self) -> float:
        """Of all lives, the present one included."""
        return self.cpu_seconds + self._cpu()

    def _cpu(self) -> float:
        try:
            with_children = [psutil.Process(self.pid)]
            with_children += with_children[0].children()
            times = [p.cpu_times() for p in with_children]
        except psutil.NoSuchProcess:
            return 0.0
        return sum(t.user + t.system for t in times)

    def kill(self) -> None:
        """kill -9, of it and its children."""
        assert self.process is not None
        self.cpu_seconds += self._cpu()
        children = psutil.Process(self.pid).children(recursive=True)
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        for child in children:  # they would end by themselves, a moment later
            if child.is_running():
                child.kill()
        self.kills += 1

    def stop(self) -> None:
        """Ask it to end."""
        assert self.process is not None
        self.process.terminate()
        self.process.wait(20)


class GitHubProcess:
    """The fake GitHub in a process of its own."""

    def __init__(self, clock: str, log: Path) -> None:
        self.running = Running(("tests.rig.fake", "--clock", clock), {}, log)
        self.about: dict[str, str] = {}

    def start(self) -> None:
        self.running.start(stdout=subprocess.PIPE)
        assert self.running.process is not None
        assert self.running.process.stdout is not None
        line = self.running.process.stdout.readline()
        assert line, self.running.log.read_text()
        self.about = json.loads(line)

    async def post(self, what: str, **body: Any) -> dict[str, Any]:
        return await self._call("POST", what, body)

    async def get(self, what: str) -> dict[str, Any]:
        return await self._call("GET", what, None)

    async def _call(self, method: str, what: str, body: Any) -> dict[str, Any]:
        import aiohttp

        url = f"{self.about['api_url']}/_rig/{what}"
        async with (
            aiohttp.ClientSession(raise_for_status=True) as session,
            session.request(method, url, json=body) as response,
        ):
            found: dict[str, Any] = await response.json()
            return found

    def stop(self) -> None:
        self.running.stop()
        assert self.running.process is not None
        assert self.running.process.stdout is not None
        self.running.process.stdout.close()


async def wait_until_listening(port: int, running: Running, seconds: float = 20) -> None:
    """Return when something listens on the port of this machine."""
    async with asyncio.timeout(seconds):
        while True:
            try:
                _reader, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                assert running.process is not None
                assert running.process.poll() is None, running.log.read_text()[-3000:]
                await asyncio.sleep(0.05)
            else:
                writer.close()
                await writer.wait_closed()
                return
