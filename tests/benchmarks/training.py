"""What it takes to learn from a repository's past, and to keep up with it.

    python -m tests.benchmarks.training [--issues 20000] [--postgres] [--json]

A fresh store is filled with made-up reports of one public repository, and a twentieth as many of
another. Then the chore of the product takes its turns until nothing is left to make, each with its
own process as ever. At last some more reports come: what the index takes to know them, what a look
then costs, and what the chore makes of it. Issue triage's own goal: 20,000 issues within 60 s.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from bot import app
from bot.facts.gather import Seen
from bot.facts.related import Related
from bot.learning.elsewhere import Elsewhere
from bot.learning.findings import Findings
from bot.store import models
from bot.store.database import Database
from bot.store.models import POOLED, Purpose
from bot.vocabulary.forms import RepositoryForms
from bot.vocabulary.issues import GuidanceFiles, RepositoryLabels
from bot.vocabulary.threads import Repository, Thread
from bot.work.child import Child
from bot.work.learning import Learning, process_of_its_own
from tests import builders, postgres
from tests.benchmarks.child_memory import peak_megabytes
from tests.benchmarks.labelled_past import keep, past
from tests.benchmarks.past_reading import opened
from tests.clocks import FixedClock

LARGE = Repository(1, "example-ai", "engine", 77)
SMALL = Repository(2, "example-ai", "tools", 77)
MORE = 200
LOOKS = 50


def say(text: str) -> None:
    """Progress."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201


class Nobody:
    """A GitHub that knows no thread: what is asked of it is not measured here."""

    async def query(self, document: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"repository": None}


@dataclass
class Spent:
    """What the making of one thing took."""

    seconds: float = 0.0
    cpu_seconds: float = 0.0
    """Of the process of its own, from its start; waits for a busy machine are not in it."""
    peak_mb: float = 0.0


async def trained(database: Database, clock: FixedClock) -> dict[str, Spent]:
    """Have the chore take its turns; by what each made, the last one "nothing"."""
    found: dict[str, Spent] = {}
    spent = Spent()

    @asynccontextmanager
    async def measured() -> AsyncIterator[Elsewhere]:
        async with process_of_its_own() as run:
            yield run
            spent.cpu_seconds = await run(process_time)
            spent.peak_mb = await run(peak_megabytes)

    learning = Learning(database, clock, measured)
    while "nothing" not in found:
        spent = Spent()
        begun = perf_counter()
        made = await learning.turn() or "nothing"
        spent.seconds = perf_counter() - begun
        found[made] = spent
        took = f"{spent.seconds:.1f} s, of CPU {spent.cpu_seconds:.1f}, {spent.peak_mb:.0f} MB"
        say(f"  {made}: {took}")
    return found


async def looks(related: Related, count: int, clock: FixedClock, first: int) -> list[float]:
    """Milliseconds of looking for threads like some new ones, one after the other."""
    found = []
    for number, (event, _) in enumerate(past(LARGE, count, 5, clock.now()), first):
        issue = builders.issue(
            event.body,
            title=event.title,
            thread=Thread(LARGE, number),
            created_at=clock.now(),
        )
        seen = Seen(
            issue.thread,
            issue,
            RepositoryLabels(frozenset()),
            GuidanceFiles({}),
            RepositoryForms(()),
            is_archived=False,
        )
        begun = perf_counter()
        await related.of(seen, Findings(), clock.now())
        found.append(1e3 * (perf_counter() - begun))
    return found


async def measure(url: str, issues: int) -> dict[str, Any]:
    """Everything."""
    clock = FixedClock()
    async with opened(url) as database:
        for repository, count in ((LARGE, issues), (SMALL, issues // 20)):
            reports = past(repository, count, repository.id, clock.now())
            begun = perf_counter()
            await keep(database, repository, reports, clock.now())
            say(f"{count} reports of {repository.full_name}: {perf_counter() - begun:.1f} s")
        clock.advance(timedelta(hours=1))
        spent = await trained(database, clock)
        by_purpose = {
            "likeness": spent[f"{Purpose.LIKENESS} of {LARGE.id}"],
            "kind": spent[f"{Purpose.KIND} of {LARGE.id}"],
            "area": spent[f"{Purpose.AREA} of {LARGE.id}"],
            "pooled": spent[f"{Purpose.KIND} of all"],
        }
        sizes = {}
        async with database.read() as connection:
            for name in by_purpose:
                of, purpose = (POOLED, "kind") if name == "pooled" else (LARGE.id, name)
                model = await models.find(connection, of, Purpose(purpose))
                sizes[name] = round(len(model.artefact) / 2**20, 2) if model else None
        return {
            "issues": issues,
            "seconds": round(sum(one.seconds for one in by_purpose.values()), 1),
            "cpu_seconds": round(sum(one.cpu_seconds for one in by_purpose.values()), 1),
            "seconds_by_purpose": {name: round(s.seconds, 1) for name, s in by_purpose.items()},
            "cpu_seconds_by_purpose": {
                name: round(s.cpu_seconds, 1) for name, s in by_purpose.items()
            },
            "peak_mb": round(max(one.peak_mb for one in spent.values())),
            "artefact_mb": sizes,
            **await kept_up(database, clock, issues),
        }


async def kept_up(database: Database, clock: FixedClock, issues: int) -> dict[str, Any]:
    """What MORE reports cost, in looks and in the chore."""
    child = Child()
    try:
        related = Related(database, child.run, lambda _thread: Nobody())
        cold = (await looks(related, 1, clock, issues + 10 * MORE))[0]
        before = sorted(await looks(related, LOOKS, clock, issues + 10 * MORE))[LOOKS // 2]
        clock.advance(timedelta(minutes=10))
        await keep(database, LARGE, past(LARGE, MORE, 4, clock.now(), issues + 1), clock.now())
        clock.advance(timedelta(minutes=10))
        first, *others = await looks(related, LOOKS + 1, clock, issues + 10 * MORE)
        after = sorted(others)[LOOKS // 2]
    finally:
        child.stop()
    turns = await trained(database, clock)
    return {
        "look_ms": {"first": round(cold), "usual": round(before, 1)},
        "more": MORE,
        "look_ms_with_more": {"first": round(first), "usual": round(after, 1)},
        "ms_a_report_more": round((first - before) / MORE, 2),
        "chore_seconds_with_more": {made: round(s.seconds, 2) for made, s in turns.items()},
    }


@contextmanager
def fresh(*, on_postgres: bool) -> Iterator[str]:
    """The URL of an empty database."""
    if on_postgres:
        with postgres.server() as url:
            yield postgres.new_database(url)
        return
    with tempfile.TemporaryDirectory(prefix="linchpin-training-") as directory:
        yield f"sqlite:///{Path(directory)}/linchpin.db"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--issues", type=int, default=20_000)
    parser.add_argument("--postgres", action="store_true", help="instead of SQLite")
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    given = parser.parse_args()
    app.configure_logging("console")
    with fresh(on_postgres=given.postgres) as url:
        found = asyncio.run(measure(url, given.issues))
    found["store"] = "postgres" if given.postgres else "sqlite"
    print(json.dumps(found, indent=None if given.json else 2))  # noqa: T201


if __name__ == "__main__":
    main()
