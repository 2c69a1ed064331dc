"""Speaks with the third-party emulator: one Node process, many separate GitHubs in it.

The process has no port: requests go over a socket pair, one JSON line each, and it ends when our
end closes, so it dies with its parent. Not bound to an event loop: tests share one process.
"""

import asyncio
import itertools
import json
import socket
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from bot.sandbox.node_parts import RUNNER, NodeMissing, is_installed, node

CHUNK = 1 << 18


@dataclass(frozen=True, slots=True)
class Hook:
    """An event that the emulator wants delivered to the App."""

    event: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer of GitHub: header names in lower case, decoded body, events it caused."""

    status: int
    data: Any
    headers: Mapping[str, str]
    hooks: tuple[Hook, ...] = ()

    @property
    def good(self) -> bool:
        """Whether it was carried out."""
        return 200 <= self.status < 300


class EmulatorFailed(Exception):
    """The emulator broke; the text is its own."""


class EmulatorProcess:
    """The Node process. Use as a context manager, or `stop` it."""

    def __init__(self, directory: Path) -> None:
        """`directory` holds what `node_parts.install` brought. Raises `NodeMissing`."""
        if not is_installed(directory):
            raise NodeMissing(
                f"The GitHub emulator is not in {directory}. Bring it with: "
                f"python -m bot.sandbox {directory}"
            )
        self._log = directory / "runner.log"
        ours, theirs = socket.socketpair()
        with theirs, self._log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 # our own program and script
                [node(), RUNNER, directory],
                stdin=theirs.fileno(),
                stdout=theirs.fileno(),
                stderr=log,
            )
        self._socket = ours
        self._socket.setblocking(False)
        self._rest = b""
        self._ids = itertools.count(1)
        self._under_way: asyncio.Task[Any] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    def stop(self) -> None:
        """End it; it has nothing to save."""
        self._socket.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    async def ask(self, operation: str, place: int, at: datetime, **values: Any) -> dict[str, Any]:
        """One request to the runner, carried out at the time `at`; its whole answer."""
        while self._under_way is not None and not self._under_way.done():
            await asyncio.wait({self._under_way})
        ask = {"operation": operation, "place": place, "at": int(at.timestamp() * 1000)}
        self._under_way = asyncio.ensure_future(self._exchange(ask | values))
        # An asker that goes away must not leave an answer behind for the next one.
        return await asyncio.shield(self._under_way)

    async def _exchange(self, asked: dict[str, Any]) -> dict[str, Any]:
        loop = asyncio.get_running_loop()
        asked["id"] = next(self._ids)
        await loop.sock_sendall(self._socket, json.dumps(asked).encode() + b"\n")
        while True:
            while b"\n" not in self._rest:
                chunk = await loop.sock_recv(self._socket, CHUNK)
                if not chunk:
                    raise EmulatorFailed(self._log.read_text("utf-8", "replace")[-2000:])
                self._rest += chunk
            line, _, self._rest = self._rest.partition(b"\n")
            answer: dict[str, Any] = json.loads(line)
            if answer.get("id") == asked["id"]:
                break
        if "error" in answer:
            raise EmulatorFailed(f"{asked['operation']}: {answer['error']}")
        return answer
