"""The bench, on both stores."""

from collections.abc import AsyncIterator

import pytest

from bot.store.database import Database
from tests.clocks import FixedClock
from tests.effects.bench import Bench, bench
from tests.rig.contract import Contract
from tests.rig.fake import new_key


@pytest.fixture(scope="session")
def key() -> str:
    """The App's private key."""
    return new_key()


@pytest.fixture
async def here(
    database: Database, clock: FixedClock, contract: Contract, key: str
) -> AsyncIterator[Bench]:
    async with bench(database, clock, contract, key) as made:
        yield made
