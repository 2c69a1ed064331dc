"""What the tests of durable work share: a store, worker processes on it, and their journal."""

import asyncio
import os
import signal
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import orjson
import sqlalchemy as sa

from bot import app
from bot.intake.deliveries import Delivery, State
from bot.intake.inbox import Inbox
from bot.store.database import Database
from bot.store.tables import dead_letter
from bot.work.dbos_engine import DbosEngine
from bot.work.jobs import Job
from tests.clocks import ScaledClock
from tests.rig.processes import Running

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FACTOR = 200.0
"""Waits before retries are minutes; here seconds."""


@dataclass
class Stage:
    """A store and the processes that work on it. `engine` only enqueues and counts."""

    home: Path
    url: str
    database: Database
    inbox: Inbox
    engine: DbosEngine
    clock: str = field(default_factory=lambda: str(ScaledClock(FACTOR)))
    players: list[Running] = field(default_factory=list)

    async def start(self) -> Running:
        """One more worker process, at work."""
        player = Running(
            ("tests.work.player", str(self.home)),
            {"DATABASE_URL": self.url, "LINCHPIN_HOME": str(self.home), "RIG_CLOCK": self.clock},
            self.home / "player.log",
        )
        self.players.append(player)
        player.start()
        await self.until(lambda: (self.home / f"ready-{player.pid}").exists())
        return player

    def signal(self, player: Running, number: signal.Signals) -> None:
        os.kill(player.pid, number)

    def allow(self, name: str) -> None:
        """Put down the file some job waits for."""
        (self.home / name).touch()

    @property
    def journal(self) -> list[str]:
        """What jobs did, in order, without who did it."""
        return [line.partition(" ")[2] for line in self._lines()]

    def done_by(self, player: Running) -> list[str]:
        """What jobs did in that process."""
        mine = f"{player.pid} "
        return [line.removeprefix(mine) for line in self._lines() if line.startswith(mine)]

    def _lines(self) -> list[str]:
        path = self.home / "journal"
        return path.read_text().splitlines() if path.exists() else []

    async def until(self, holds: Callable[[], bool], seconds: float = 30) -> None:
        async with asyncio.timeout(seconds):
            while not holds():  # noqa: ASYNC110 # what is waited for is another process's
                await asyncio.sleep(0.02)

    async def until_written(self, *lines: str) -> None:
        """Wait until each of the lines stands in the journal."""
        await self.until(lambda: set(lines) <= set(self.journal))

    async def until_dead(self, player: Running) -> None:
        """Wait until a process that kills itself is gone."""
        process = player.process
        assert process is not None
        await self.until(lambda: process.poll() is not None)

    async def until_quiet(self, seconds: float = 30) -> None:
        """Wait until the engine has nothing more to do."""
        async with asyncio.timeout(seconds):
            while True:
                counts = await self.engine.counts()
                if not counts["waiting"] and not counts["running"]:
                    return
                await asyncio.sleep(0.05)

    async def enqueue(self, *jobs: tuple[str, str, str]) -> None:
        """Jobs as (id, lane, what to play)."""
        await self.engine.enqueue([Job(id_, "play", lane, play) for id_, lane, play in jobs])

    async def deliver(self, guid: str, play: str, lane: str = "1/1") -> None:
        body = orjson.dumps({"play": play, "lane": lane})
        await self.inbox.put(Delivery(guid, "github", "issues", body, AT))

    async def state_of(self, guid: str) -> State | None:
        entry = await self.inbox.read(guid)
        return None if entry is None else entry.state

    async def until_state(self, guid: str, state: State) -> None:
        async with asyncio.timeout(30):
            while await self.state_of(guid) is not state:  # noqa: ASYNC110 # what is waited for is another process's
                await asyncio.sleep(0.05)

    async def dead_letters(self) -> list[str]:
        async with self.database.read() as connection:
            rows = await connection.execute(sa.select(dead_letter.c.job_id))
            return [row.job_id for row in rows]

    async def end(self) -> None:
        for player in self.players:
            if player.process is not None and player.process.poll() is None:
                player.process.kill()
                player.process.wait()
        await self.inbox.close()
        await self.engine.close()
        await self.database.close()


async def make_stage(home: Path, url: str) -> Stage:
    from bot.settings import read

    await app.upgrade(read({"DATABASE_URL": url, "LINCHPIN_HOME": str(home)}))
    inbox = app.make_inbox(url)
    await inbox.open()
    return Stage(home, url, Database(url), inbox, DbosEngine(url, "the test"))


def count(lines: Iterable[str], wanted: str) -> int:
    return sum(line == wanted for line in lines)
