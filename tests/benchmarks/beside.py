"""A day's events while a backfill runs: `python -m tests.benchmarks.beside [--events N] [--json]`.

A busy repository's day of 5,000 events is replayed in ten minutes, while the past of one with
20,000 threads is read beside it. Whole processes, as in the crash run: on SQLite one, on PostgreSQL
one that takes webhooks and two that work. Every 0.2 s the oldest delivery is looked for that is not
handled yet: its age, in real seconds, must stay below 5. Linchpin's clock runs 60 times as fast, so
that GitHub's pace of writing is no matter here.
"""

import argparse
import asyncio
import json
import sqlite3
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import asyncpg

from bot.store import backfills
from bot.store.database import Database
from tests import postgres
from tests.benchmarks.unhandled import oldest_unhandled
from tests.clocks import ScaledClock
from tests.crash.run import FACTOR, Plan, Run

A_SECOND = 8
"""Events a second, 140 times as many as on that day: what two cores handle beside the rig."""


class Beside(Run):
    """A run without kills, and a witness beside it."""

    async def result(self) -> dict[str, Any]:
        witness = asyncio.create_task(self._witness())
        try:
            found = await super().result()
        finally:
            witness.cancel()
            with suppress(asyncio.CancelledError):
                await witness
        return found | self.seen

    async def _witness(self) -> None:
        clock = ScaledClock.read(self.clock)
        self.seen: dict[str, Any] = {"oldest_unhandled_s": 0.0, "looks": 0, "pages": 0}
        self.seen["backfill_done"] = False
        database = Database(self.database_url)
        try:
            while True:
                await asyncio.sleep(0.2)
                with suppress(sqlite3.Error, asyncpg.PostgresError, OSError):
                    oldest = await oldest_unhandled(self.database_url)
                    async with database.read() as connection:
                        reading = await backfills.unfinished(connection)
                        pages = sum(r.requests for r in reading)
                    if not reading and self.seen["pages"]:
                        self.seen["backfill_done"] = True
                    if oldest is None:
                        continue
                    age = (clock.now() - oldest).total_seconds() / FACTOR
                    self.seen["looks"] += 1
                    self.seen["pages"] = max(self.seen["pages"], pages)
                    self.seen["oldest_unhandled_s"] = max(self.seen["oldest_unhandled_s"], age)
        finally:
            await database.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=5_000)
    parser.add_argument("--past", type=int, default=20_000, help="threads of the past to read")
    parser.add_argument("--store", choices=["sqlite", "postgres"], action="append")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    plan = Plan(
        given.events,
        0,
        given.events / A_SECOND,
        threads=max(1, given.events * 300 // 2_000),
        patience_seconds=given.events / A_SECOND * 4 + 120,
        past=given.past,
    )
    stores = {}
    with tempfile.TemporaryDirectory(prefix="linchpin-beside-") as directory:
        Path(directory).chmod(0o755)  # PostgreSQL may run as another user
        for name in given.store or ["sqlite", "postgres"]:
            print(f"{name}:", file=sys.stderr)  # noqa: T201 # progress
            stores[name] = _measure(plan, name, Path(directory) / name)
    result = {
        key: {name: found[key] for name, found in stores.items()}
        for key in ("oldest_unhandled_s", "delivered", "pages", "backfill_done", "seconds")
    }
    result["lost"] = {name: len(found["lost"]) for name, found in stores.items()}
    print(json.dumps(result) if given.json else json.dumps(result, indent=2))  # noqa: T201


def _measure(plan: Plan, database: str, home: Path) -> dict[str, Any]:
    home.mkdir(parents=True)
    if database == "sqlite":
        run = Beside(plan, home, f"sqlite:///{home}/linchpin.db", quiet=False)
        return asyncio.run(run.result())
    with postgres.server() as url:
        return asyncio.run(Beside(plan, home, postgres.new_database(url), quiet=False).result())


if __name__ == "__main__":
    main()
