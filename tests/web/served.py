"""`python -m bot serve` as a process of its own, to be killed."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot import app
from bot.settings import read
from tests.web.doorway import SECRET

TOP = Path(__file__).parents[2]


@dataclass
class Served:
    """The running process."""

    process: Process
    url: str
    """Without a path."""

    async def kill(self) -> None:
        """As the kernel does when memory runs out: nothing is finished, nobody is told."""
        with suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()


@asynccontextmanager
async def served(
    home: Path, database_url: str, *, before: str = "", works: bool = False
) -> AsyncIterator[Served]:
    """Listening; killed at the end. `before` are shell words, e.g. a limit on file sizes."""
    environment = {
        "LINCHPIN_HOME": str(home),
        "DATABASE_URL": database_url,
        "GITHUB_WEBHOOK_SECRET": SECRET,
        "HOST": "127.0.0.1",
        "PORT": "0",
        "LOG_FORMAT": "json",
    }
    await app.upgrade(read(environment))
    worker = "--with-worker" if works else "--no-worker"
    command = f'{before} exec "{sys.executable}" -m bot serve {worker}'
    with (home / "serve.log").open("wb") as log:
        process = await asyncio.create_subprocess_shell(
            command, cwd=TOP, stdout=PIPE, stderr=log, env=os.environ | environment
        )
        running = Served(process, "")
        try:
            assert process.stdout is not None
            async with asyncio.timeout(30):
                line = (await process.stdout.readline()).decode()
            assert "listens on" in line, (home / "serve.log").read_text()
            running.url = line.split("listens on ")[1].split()[0]
            yield running
        finally:
            await running.kill()
