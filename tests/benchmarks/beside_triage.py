"""How soon `/webhook` answers while issues are triaged beside it, and while none are.

    python -m tests.benchmarks.beside_triage [--store sqlite|postgres] [--rate 20] [--seconds 60]
        [--rounds 2] [--issues 20000] [--json]

`python -m bot` as it is deployed, on SQLite one process, on PostgreSQL one that takes webhooks and
one that works, against a GitHub of the rig. One repository has a past: an index of 20,000 issues
and models of their kinds and areas, made by the product. Each round sends the same load three
times, opened issues with texts of 5 to 20 KB: under an event that nobody needs ("unwanted"), of a
repository whose maintainers turned everything off ("off"), and of the one with the past
("triage"), where every capability is in shadow, so that GitHub's pace of writing holds nothing up.
The next begins when all is handled.
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot import app, capabilities
from bot.settings import read
from bot.store import backfills
from bot.store.database import Database
from bot.vocabulary.backfill import Stage
from bot.vocabulary.threads import Repository
from bot.work.learning import Learning
from tests import postgres
from tests.benchmarks.labelled_past import AREAS, KINDS, keep, past
from tests.benchmarks.opened_issues import AUTHOR, lines, texts
from tests.benchmarks.unhandled import handled
from tests.clocks import WallClock
from tests.rig.processes import GitHubProcess, Running, free_port, wait_until_listening
from tests.scenarios.world import OFFICE

TRIAGED = Repository(0, "example-ai", "engine", 77)
LEFT_ALONE = Repository(0, "example-off", "engine", 78)
LOADS = {"unwanted": "star", "off": "issues", "triage": "issues"}
"""Load -> the event its deliveries tell."""

ORGANISATION = "name: Example Systems\nprivacy-url: https://example.com/privacy\n"
AT_A_TIME = 1_000


def say(text: str) -> None:
    """Progress."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201


def config(mode: str) -> dict[str, str]:
    """The repository's files, with every capability in one mode."""
    names = map(capabilities.name, capabilities.ALL)
    return {".github/linchpin.yml": "".join(f"{name}:\n  mode: {mode}\n" for name in names)}


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured."""

    issues: int
    rate: float
    seconds: float
    rounds: int

    @property
    def load(self) -> int:
        """Deliveries of one load."""
        return round(self.rate * self.seconds)


class Bench:
    """GitHub, one store, and the processes on it."""

    def __init__(self, plan: Plan, home: Path, database_url: str) -> None:
        self._plan = plan
        self._home = home
        self._clock = WallClock()
        self._url = database_url
        self._port = free_port()
        self._github = GitHubProcess(str(self._clock), home / "github.log")
        self._database = Database(database_url)

    async def result(self) -> dict[str, Any]:
        """Everything about this store."""
        with ExitStack() as stack:
            self._github.start()
            stack.callback(self._github.stop)
            environment = self._environment()
            await app.upgrade(read(environment))
            try:
                triaged, left_alone = await self._populated()
                is_one = self._url.startswith("sqlite")
                for name in ("serve --with-worker",) if is_one else ("serve --no-worker", "worker"):
                    log = self._home / f"{name.partition(' ')[0]}.log"
                    running = Running(("bot", *name.split()), environment, log)
                    running.start()
                    stack.callback(running.stop)
                    if name.startswith("serve"):
                        await wait_until_listening(self._port, running)
                return await self._rounds(triaged, left_alone)
            finally:
                await self._database.close()

    def _environment(self) -> dict[str, str]:
        about = self._github.about
        return {
            "LINCHPIN_HOME": str(self._home),
            "DATABASE_URL": self._url,
            "GITHUB_API_URL": about["api_url"],
            "GITHUB_APP_ID": about["app_id"],
            "GITHUB_PRIVATE_KEY": about["private_key"],
            "GITHUB_WEBHOOK_SECRET": about["webhook_secret"],
            "LINCHPIN_OFFICE": OFFICE,
            "LINCHPIN_GRACE_SECONDS": "0",
            "HOST": "127.0.0.1",
            "PORT": str(self._port),
            "LOG_FORMAT": "json",
        }

    async def _populated(self) -> tuple[Repository, Repository]:
        """The repositories, on GitHub with all issues and in the store with a past."""
        office = {"organisation.yml": ORGANISATION}
        await self._add(OFFICE, 79, office, private=True)
        labels = ["bug", *KINDS, *AREAS]
        ids = [
            await self._add(one.full_name, one.installation_id, config(mode), labels=labels)
            for one, mode in ((TRIAGED, "shadow"), (LEFT_ALONE, "off"))
        ]
        triaged, left_alone = replace(TRIAGED, id=ids[0]), replace(LEFT_ALONE, id=ids[1])
        now = self._clock.now()
        told = [(e.title, e.body) for e, _ in past(triaged, self._plan.issues, 1, now)]
        await self._open(triaged, told)
        await keep(self._database, triaged, past(triaged, self._plan.issues, 1, now), now)
        say(f"{self._plan.issues} issues are kept")
        async with self._database.write() as connection:
            for one in (triaged, left_alone):
                for reading in await backfills.begin(connection, one.id, now, 50, now):
                    done = replace(reading, stage=Stage.DONE, done_at=now)
                    await backfills.keep(connection, done)
        while made := await Learning(self._database, self._clock).turn():
            say(f"made: {made}")
        return triaged, left_alone

    async def _add(
        self, name: str, installation_id: int | None, files: dict[str, str], **values: Any
    ) -> int:
        given = {"repository": name, "installation_id": installation_id, "files": files}
        return int((await self._github.post("add", **given, **values))["id"])

    async def _open(self, repository: Repository, given: list[tuple[str, str]]) -> None:
        for start in range(0, len(given), AT_A_TIME):
            some = given[start : start + AT_A_TIME]
            name = repository.full_name
            await self._github.post("open", repository=name, author=AUTHOR, issues=some)

    async def _rounds(self, triaged: Repository, left_alone: Repository) -> dict[str, Any]:
        found: dict[str, list[dict[str, Any]]] = {load: [] for load in LOADS}
        first = {"triage": self._plan.issues + 1, "off": 1}
        for turn in range(self._plan.rounds):
            given = list(texts(triaged, self._plan.load, 100 + turn, self._clock.now()))
            names = list(LOADS) if turn % 2 == 0 else [*reversed(LOADS)]
            for load in names:
                where = triaged if load == "triage" else left_alone
                number = first.get(load, 1)
                if load in first:
                    await self._open(where, given)
                    first[load] += len(given)
                file = self._home / "bodies"
                file.write_bytes(lines(where, given, number, self._clock.now()))
                one = await self._load(load, file, f"{turn}-{load}", where.id)
                found[load].append(one)
                say(f"round {turn + 1} {load}: {one}")
        return {load: _middle(rounds) for load, rounds in found.items()}

    async def _load(self, load: str, file: Path, run: str, repository_id: int) -> dict[str, Any]:
        url = f"http://127.0.0.1:{self._port}/webhook"
        given = [url, LOADS[load], str(file), str(self._plan.rate), run]
        sending = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.benchmarks.steady", *given, stdout=asyncio.subprocess.PIPE
        )
        return await handled(sending, self._database, self._url, self._clock, repository_id)


def _middle(rounds: list[dict[str, Any]]) -> dict[str, Any]:
    """The median of each figure over the rounds; of the longest times, the longest."""
    longest = ("max_ms", "oldest_unhandled_s")
    return {
        key: (max if key in longest else statistics.median)([one[key] for one in rounds])
        for key in rounds[0]
    }


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--store", choices=["sqlite", "postgres"], action="append")
    parser.add_argument("--rate", type=float, default=20.0, help="deliveries a second")
    parser.add_argument("--seconds", type=float, default=60.0, help="length of one load")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--issues", type=int, default=20_000)
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    given = parser.parse_args()
    app.configure_logging("console")
    plan = Plan(given.issues, given.rate, given.seconds, given.rounds)
    found: dict[str, Any] = {"issues": plan.issues, "rate": plan.rate, "seconds": plan.seconds}
    with tempfile.TemporaryDirectory(prefix="linchpin-beside-triage-") as directory:
        Path(directory).chmod(0o755)  # PostgreSQL may run as another user
        for name in given.store or ["sqlite", "postgres"]:
            say(f"{name}:")
            found[name] = _measured(plan, name, Path(directory) / name)
    print(json.dumps(found, indent=None if given.json else 2))  # noqa: T201


def _measured(plan: Plan, store: str, home: Path) -> dict[str, Any]:
    home.mkdir(parents=True)
    if store == "sqlite":
        return asyncio.run(Bench(plan, home, f"sqlite:///{home}/linchpin.db").result())
    with postgres.server() as url:
        return asyncio.run(Bench(plan, home, postgres.new_database(url)).result())


if __name__ == "__main__":
    main()
