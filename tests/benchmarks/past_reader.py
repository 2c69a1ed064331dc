"""A process that reads a repository's past and may be killed at any page.

    python -m tests.benchmarks.past_reader DATABASE_URL API_URL REPOSITORY_ID TURN

Like the worker it takes each chain up where it stands, and folds on the way. Its clock stands:
three minutes after that of the turn before, when nobody holds a page any more.
"""

import asyncio
import sys
from datetime import timedelta

from bot.store.database import Database
from bot.store.pseudonyms import Pseudonyms
from bot.vocabulary.backfill import Chain
from bot.work.backfill import HELD, Backfill
from bot.work.history import History
from tests.benchmarks.past_reading import read, reader_of
from tests.clocks import FixedClock
from tests.history.past import KEY, here

BETWEEN = HELD + timedelta(minutes=1)
FOLDED_EVERY = 5
"""Pages."""


async def run(url: str, api_url: str, repository_id: int, turn: int) -> None:
    """Read what is left, all chains side by side."""
    clock = FixedClock(FixedClock.at + BETWEEN * turn)
    database, names = Database(url), Pseudonyms(KEY)
    # As of one time: what nobody answered in sixty days expires.
    past = History(database, names, FixedClock(), here, frozenset)
    folding, pages = asyncio.Lock(), 0

    async def after_page() -> None:
        nonlocal pages
        pages += 1
        if pages % FOLDED_EVERY == 0:
            async with folding:
                await past.fold()

    async with reader_of(api_url, database, clock) as github:
        backfill = Backfill(database, github, names, clock, here, f"turn {turn}")
        chains = (read(backfill, repository_id, chain, clock, after_page) for chain in Chain)
        await asyncio.gather(*chains)
    await past.fold()
    await database.close()


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
