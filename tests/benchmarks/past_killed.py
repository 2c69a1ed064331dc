"""Whether a reading that is killed at random pages comes to what an undisturbed one comes to."""

import asyncio
import os
import random
import signal
import sys
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from bot.store.database import Database
from bot.store.history_tables import account, activity, demand, item
from bot.store.learning_tables import report
from bot.store.pseudonyms import Pseudonyms
from bot.vocabulary.threads import Repository
from bot.work.backfill import Backfill
from tests.benchmarks.past_reading import begin, opened, reader_of, readings
from tests.clocks import FixedClock
from tests.history.past import KEY, here
from tests.rig.fake import FakeGitHub

COUNTS = frozenset({"version", "folded", "id", "kept_at"})
"""Columns that tell how often or when something was told, not what."""


async def compare(
    github: FakeGitHub, repository: Repository, urls: tuple[str, str], kills: int, seed: int
) -> dict[str, Any]:
    """Read into two stores; the second reader is killed `kills` times."""
    chance = random.Random(seed)
    undisturbed = await _read(github, repository, urls[0], [])
    every = undisturbed["requests"] // (kills + 1)
    after = [chance.randint(1, max(1, 2 * every - 1)) for _ in range(kills)]
    disturbed = await _read(github, repository, urls[1], after)
    rows, again = [await _rows(url) for url in urls]
    return {
        "identical": rows == again,
        "differing": [name for name in rows if rows[name] != again[name]],
        "kills": disturbed["kills"],
        "requests": undisturbed["requests"],
        "requests_when_killed": disturbed["requests"],
        "rows": {name: len(kept) for name, kept in rows.items()},
    }


async def _read(
    github: FakeGitHub, repository: Repository, url: str, kill_after: Sequence[int]
) -> dict[str, Any]:
    clock = FixedClock()
    async with opened(url) as database, reader_of(github.api_url, database, clock) as client:
        backfill = Backfill(database, client, Pseudonyms(KEY), clock, here, "begins")
        await begin(database, backfill, repository, clock)
    before, kills = len(github.seen), 0
    for turn, requests in enumerate([*kill_after, None]):
        kills += await _turn(github, repository, url, turn, requests)
    async with opened(url) as database:
        assert all(reading.done_at for reading in await readings(database, repository.id))
    return {"requests": len(github.seen) - before, "kills": kills}


async def _turn(
    github: FakeGitHub, repository: Repository, url: str, turn: int, requests: int | None
) -> bool:
    """One process; killed after so many requests, or left to end. Whether it was killed."""
    module = ("-m", "tests.benchmarks.past_reader")
    given = (url, github.api_url, str(repository.id), str(turn))
    process = await asyncio.create_subprocess_exec(
        sys.executable, *module, *given, stdout=asyncio.subprocess.DEVNULL
    )
    last = len(github.seen) + (requests or 0)
    while len(github.seen) < last and process.returncode is None:  # noqa: ASYNC110 # another asks
        await asyncio.sleep(0.002)
    if requests is not None and process.returncode is None:
        os.kill(process.pid, signal.SIGKILL)
    status = await process.wait()
    assert status in (0, -signal.SIGKILL), f"the reader ended with {status}"
    return status == -signal.SIGKILL


async def _rows(url: str) -> dict[str, set[tuple[Any, ...]]]:
    """Table -> what stands in it."""
    database = Database(url)
    found = {}
    async with database.read() as connection:
        for table in (activity, item, demand, account, report):
            columns = [column for column in table.columns if column.name not in COUNTS]
            rows = (await connection.execute(select(*columns))).all()
            found[table.name] = {tuple(map(str, row)) for row in rows}
            assert len(found[table.name]) == len(rows), f"{table.name}: the same row twice"
    await database.close()
    return found
