"""A fake with one repository, and a client that an installation's token was minted for."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.clocks import FixedClock
from tests.rig.client import INSTALLATION, REPOSITORY, Client
from tests.rig.contract import Contract
from tests.rig.fake import FakeGitHub, new_key


@pytest.fixture(scope="session")
def key() -> str:
    return new_key()


@pytest.fixture
async def here(clock: FixedClock, contract: Contract, key: str) -> AsyncIterator[Client]:
    rig = FakeGitHub(clock, contract, key=key)
    rig.add_installation(INSTALLATION, "example-ai")
    rig.add_repository(REPOSITORY, INSTALLATION, labels=["bug"])
    await rig.start()
    await rig.open_issue(REPOSITORY, "a-reporter", "It stops", "It stops.")
    async with aiohttp.ClientSession() as session:
        made = Client(rig, clock, session)
        await made.mint()
        yield made
    await rig.stop()
