"""The crash run: events pour in, the bot is killed again and again, and nothing is lost or doubled.

On SQLite one process does everything; on PostgreSQL one takes webhooks and two do the work.
"""

import asyncio
import random
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot import app
from bot.intake.inbox import Inbox
from bot.settings import read
from bot.store import timers
from bot.store.database import Database
from bot.store.tables import dead_letter, effect, thread
from bot.work.dbos_engine import DbosEngine
from tests.clocks import ScaledClock
from tests.rig.processes import GitHubProcess, Running, free_port, wait_until_listening
from tests.rig.traffic import LABEL
from tests.scenarios.world import OFFICE

FACTOR = 60
"""How much faster than the wall's the clock runs, by which writes are paced and polls come due."""

PACE = "0.5 2 0.5"
"""A silent process counts as dead after 2 s, so that a run of a minute sees several take-overs."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is to do."""

    deliveries: int
    kills: int
    seconds: float
    """Over which the events happen; the kills too."""
    threads: int = 300
    installations: int = 20
    seed: int = 1
    patience_seconds: float = 240
    past: int = 0
    """Threads that one of the repositories has before anything happens."""


@dataclass
class Run:
    """One run on one store."""

    plan: Plan
    home: Path
    database_url: str
    quiet: bool = True

    def __post_init__(self) -> None:
        self.clock = str(ScaledClock(FACTOR))
        self.github = GitHubProcess(self.clock, self.home / "github.log")
        self.port = free_port()
        self.is_sqlite = self.database_url.startswith("sqlite")
        self.chance = random.Random(self.plan.seed)
        self.processes: dict[str, Running] = {}
        self._told = 0.0

    async def result(self) -> dict[str, Any]:
        """Do it; what came of it."""
        with ExitStack() as stack:
            self.github.start()
            stack.callback(self.github.stop)
            plan = self.plan
            crowd = {"installations": plan.installations, "threads": plan.threads}
            await self.github.post("populate", **crowd, seed=plan.seed, past=plan.past)
            await self.github.post("webhooks", url=f"http://127.0.0.1:{self.port}/webhook")
            environment = self._environment()
            await app.upgrade(read(environment))
            names = ("serve",) if self.is_sqlite else ("web", "worker", "worker-2")
            for name in names:
                module = ("tests.rig.bot", name.partition("-")[0])
                log = self.home / f"{name}.log"
                self.processes[name] = Running(module, environment, log)
                self.processes[name].start()
                stack.callback(self._end, name)
            await wait_until_listening(self.port, self.processes[names[0]])
            started = time.monotonic()
            await self.github.post("traffic", deliveries=plan.deliveries, seconds=plan.seconds)
            await self._kill_now_and_then(started)
            found = await self._settled(started)
            found["seconds"] = round(time.monotonic() - started, 1)
            found["cpu_seconds"] = {
                name: round(p.total_cpu_seconds, 1)
                for name, p in {**self.processes, "github": self.github.running}.items()
            }
            found["kills"] = sum(p.kills for p in self.processes.values())
            return found

    def _environment(self) -> dict[str, str]:
        about = self.github.about
        return {
            "LINCHPIN_HOME": str(self.home),
            "DATABASE_URL": self.database_url,
            "GITHUB_API_URL": about["api_url"],
            "GITHUB_APP_ID": about["app_id"],
            "GITHUB_PRIVATE_KEY": about["private_key"],
            "GITHUB_WEBHOOK_SECRET": about["webhook_secret"],
            "LINCHPIN_OFFICE": OFFICE,
            "LINCHPIN_GRACE_SECONDS": "30",
            "LINCHPIN_POLL_SECONDS": "300",
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "RIG_CLOCK": self.clock,
            "RIG_PACE": PACE,
        }

    def _end(self, name: str) -> None:
        self.processes[name].stop()

    async def _kill_now_and_then(self, started: float) -> None:
        """Each process dies in its turn, at moments that the seed decides."""
        span = self.plan.seconds * 1.1 / max(1, self.plan.kills)
        moments = [span * (n + self.chance.random()) for n in range(self.plan.kills)]
        names = list(self.processes)
        for n, moment in enumerate(moments):
            while (left := started + moment - time.monotonic()) > 0:
                await asyncio.sleep(min(left, 0.5))
                await self._tell(started)
            victim = self.processes[names[n % len(names)]]
            victim.kill()
            victim.start()
            if victim.module[1] != "worker":
                await wait_until_listening(self.port, victim)

    async def _settled(self, started: float) -> dict[str, Any]:
        """Wait until nothing is left to do, then compare GitHub, inbox and ledger."""
        database = Database(self.database_url)
        engine = DbosEngine(self.database_url, "witness")
        inbox = app.make_inbox(self.database_url)
        await inbox.open()
        try:
            late = False
            while not await self._is_quiet(database, engine, inbox):
                if time.monotonic() > started + self.plan.patience_seconds:
                    late = True
                    break
                await asyncio.sleep(0.25)
                await self._tell(started)
            outcome = await self.github.get("outcome")
            problems = await ledger_problems(database, outcome["threads"])
            states = {s.value: n for s, n in (await inbox.counts()).items()}
            unsettled = set(outcome["guids"]) - await inbox.settled(outcome["guids"])
        finally:
            await inbox.close()
            await engine.close()
            await database.close()
        return {
            "delivered": len(outcome["guids"]),
            "posted": outcome["posted"],
            "unanswered": outcome["unanswered"],
            "lost": [*outcome["lost"], *sorted(unsettled), *(["not quiet in time"] * late)],
            "doubled": outcome["doubled"],
            "ledger": problems,
            "violations": outcome["violations"],
            "requests": outcome["requests"],
            "refused": outcome["refused"],
            "inbox": states,
        }

    async def _is_quiet(self, database: Database, engine: DbosEngine, inbox: Inbox) -> bool:
        if not (await self.github.get("progress"))["done"]:
            return False
        jobs = await engine.counts()
        states = await inbox.counts()
        if any(n for state, n in states.items() if state in ("waiting", "handed_over")):
            return False
        if jobs["waiting"] or jobs["running"]:
            return False
        async with database.read() as connection:
            if await timers.count(connection):
                return False
        outcome = await self.github.get("outcome")
        known = await inbox.settled(outcome["guids"])
        return bool(outcome["done"]) and known >= set(outcome["guids"])

    async def _tell(self, started: float) -> None:
        past = time.monotonic() - started
        if not self.quiet and past > self._told + 1:
            self._told = past
            posted = (await self.github.get("progress"))["posted"]
            line = f"{past:5.0f} s  {posted} webhooks sent"
            print(line, file=sys.stderr, flush=True)  # noqa: T201 # progress


async def ledger_problems(database: Database, threads: Mapping[str, Any]) -> list[str]:
    """Where the ledger and GitHub differ. Empty is well."""
    problems = []
    async with database.read() as connection:
        letters = await connection.execute(sa.select(dead_letter))
        problems += [f"dead letter {row.job_id}: {row.error}" for row in letters]
        rows = {}
        for row in await connection.execute(sa.select(effect)):
            rows[row.repository_id, row.number, row.kind, row.target] = row
            # An intent that a later look dropped never happened, and GitHub is asked below.
            dropped = row.state == "refused" and not (row.result or {}).get("by_github", True)
            if row.state != "done" and not dropped:
                problems.append(f"{row.repository_id}/{row.number} {row.kind}: {row.state}")
        comments = {
            (row.repository_id, row.number): row.comment_id
            for row in await connection.execute(sa.select(thread))
        }
    for name, found in threads.items():
        key = found["repository_id"], found["number"]
        if comments.get(key) != found["comment_id"]:
            problems.append(f"{name}: comment {found['comment_id']}, ours {comments.get(key)}")
        added = rows.get((*key, "label-added", LABEL))
        removed = rows.get((*key, "label-removed", LABEL))
        taken_off_at = removed.done_at if removed and removed.state == "done" else None
        labelled = (
            added is not None
            and added.state == "done"
            and (taken_off_at is None or taken_off_at < added.done_at)
        )
        if labelled != found["labelled"]:
            problems.append(f"{name}: label {found['labelled']}, in the ledger {labelled}")
    return problems
