"""A client against a server that answers as told."""

from collections.abc import AsyncIterator

import pytest

from bot.github.access import Access
from bot.github.client import GitHub
from tests.clocks import FixedClock
from tests.github.server import INSTALLATION, OddServer, client, odd_server
from tests.rig.fake import new_key


@pytest.fixture(scope="session")
def key() -> str:
    """The App's private key."""
    return new_key()


@pytest.fixture
async def server(clock: FixedClock) -> AsyncIterator[OddServer]:
    async with odd_server(clock) as odd:
        yield odd


@pytest.fixture
async def github(server: OddServer, clock: FixedClock, key: str) -> AsyncIterator[GitHub]:
    async with client(server.url, clock, key) as made:
        yield made


@pytest.fixture
def access(github: GitHub) -> Access:
    return github.installation(INSTALLATION)
