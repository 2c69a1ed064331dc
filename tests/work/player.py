"""A real worker process whose jobs do what their subject says: `python -m tests.work.player HOME`.

What a job did stands in the journal, a file that outlives every kill. A behaviour that depends on
the world looks whether a file of that name lies in HOME.
"""

import asyncio
import os
import signal
import sys
import uuid
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import orjson

from bot import app
from bot.effects import Fenced
from bot.intake.deliveries import Entry
from bot.intake.inbox import Inbox
from bot.settings import read
from bot.store.database import Database
from bot.vocabulary.events import Dropped
from bot.work.chores import Pace, Routed
from bot.work.dbos_engine import DbosEngine
from bot.work.dbos_tables import lock_path
from bot.work.jobs import Job
from bot.work.runner import delivery_of
from bot.work.worker import Worker
from tests.clocks import ScaledClock, WallClock

PACE = Pace(0.2, timedelta(seconds=1), 0.2)
MAX_STARTS = 3
"""Three deaths are enough here."""


class Player:
    """The behaviours."""

    worker: Worker
    engine: DbosEngine

    def __init__(self, home: Path, inbox: Inbox) -> None:
        self._home = home
        self._inbox = inbox

    async def route(self, entry: Entry) -> Routed:
        body = orjson.loads(entry.delivery.body)
        if body["play"] == "nothing":
            return Routed(Dropped("nobody wants it"))
        return Routed(str(body["lane"]))

    async def keep(self, told: Mapping[str, object]) -> None:
        assert not told

    async def fold(self) -> None:
        pass

    async def handle(self, job: Job) -> None:
        name, play = job.id, job.subject
        if job.kind == "delivery":
            name, _attempt = delivery_of(job)
            entry = await self._inbox.read(name)
            assert entry is not None
            play = orjson.loads(entry.delivery.body)["play"]
        self._note(f"{name} begins")
        match play:
            case "hold":
                await self._until("go")
            case "die unless mended" if not self._is_there("mended"):
                os.kill(os.getpid(), signal.SIGKILL)
            case "raise unless mended" if not self._is_there("mended"):
                raise RuntimeError("it does not work")
            case "decide anew":
                follow = "second" if self._is_there("first-run") else "first"
                (self._home / "first-run").touch()
                await self.engine.enqueue([Job(follow, "play", "elsewhere", "note")])
                if follow == "first":
                    os.kill(os.getpid(), signal.SIGKILL)
            case "write when it may":
                await self._until("go")
                if not await self.worker.still_ours():
                    raise Fenced(name)
                self._note(f"{name} writes")
            case _:
                pass
        self._note(f"{name} ends")

    def _note(self, line: str) -> None:
        with (self._home / "journal").open("ab", buffering=0) as journal:
            journal.write(f"{os.getpid()} {line}\n".encode())

    def _is_there(self, name: str) -> bool:
        return (self._home / name).exists()

    async def _until(self, name: str) -> None:
        while not self._is_there(name):  # noqa: ASYNC110 # the test puts a file down
            await asyncio.sleep(0.02)


async def main(home: Path) -> None:
    settings = read()
    app.configure_logging("json")
    url = settings.store_url
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    database, inbox = Database(url), app.make_inbox(url)
    await inbox.open()
    executor_id = uuid.uuid4().hex
    player = Player(home, inbox)
    engine = DbosEngine(url, executor_id, idle_poll_seconds=0.1, max_starts=MAX_STARTS)
    worker = Worker(
        engine=engine,
        inbox=inbox,
        database=database,
        handle=player.handle,
        route=player.route,
        note=player.keep,
        fold=player.fold,
        clock=ScaledClock.read(os.environ["RIG_CLOCK"]),
        wall=WallClock(),
        executor_id=executor_id,
        lock=home / "worker.lock" if not database.is_sqlite else lock_path(url),
        periodic={},
        pace=PACE,
    )
    player.worker, player.engine = worker, engine
    await worker.start()
    (home / f"ready-{os.getpid()}").touch()
    waiting = [asyncio.create_task(event.wait()) for event in (stop, worker.fenced)]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
    await worker.stop()
    await inbox.close()
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
