"""How fast a repository's past is taken in, and how quick the store is once it is full of it.

    python -m tests.benchmarks.backfill [--json] [--activities N] [--threads N] [--killed N]

A made-up GitHub tells the past over loopback; what it costs in requests and points is counted, and
its answers are kept. From memory they then go the whole way, JSON to folded threads, on SQLite and
on PostgreSQL: an item is one activity. The full stores are asked what capabilities ask at every
turn, and measured on the disk. At last a reader is killed again and again.
"""

import argparse
import asyncio
import json
import logging
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import structlog

from bot.vocabulary.backfill import Chain
from bot.work.backfill import LEAVE
from bot.work.child import Child
from tests import postgres
from tests.benchmarks import past_killed, past_questions, past_sizes
from tests.benchmarks.past_filling import fill
from tests.benchmarks.past_reading import opened
from tests.benchmarks.past_recorded import Recording, add_past, github_at, record
from tests.clocks import FixedClock

OTHER_THREADS = 20_000
"""Of each repository beside the large one."""

PER_THREAD = 5.5
"""Activities of a made-up thread, some: how many repositories it takes."""

SECONDS_A_PAGE = 1.5
"""Assumed of GitHub for a hundred threads with their timelines; it gives up after 10."""

POINTS_AN_HOUR = 5_000
"""GitHub's limit of an installation, and of a person's token ("Rate limits … GraphQL API")."""

KILLS = 5


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201 # progress, for people


def budget(recording: Recording) -> dict[str, Any]:
    """What GitHub is asked for one repository, and how long that takes at the least."""
    by_chain = {
        reading.chain.value: {"requests": reading.requests, "points": reading.points}
        for reading in recording.readings
    }
    points = sum(reading.points for reading in recording.readings)
    pages = {reading.chain: reading.requests for reading in recording.readings}
    return {
        "threads": sum(reading.threads for reading in recording.readings),
        "chains": by_chain,
        "points": points,
        "hours_waited": round(recording.hours, 2),
        "hours_by_points": round(points / (POINTS_AN_HOUR * (1 - LEAVE)), 3),
        "hours_at_1_5_s_a_page": round(max(pages.values()) * SECONDS_A_PAGE / 3600, 3),
        "largest_chain": max(Chain, key=lambda chain: pages[chain]).value,
    }


async def record_all(threads: int, activities: int, home: Path) -> list[Recording]:
    """One large repository, and as many others as the activities take."""
    rest = max(0.0, activities / PER_THREAD - threads)
    others = [OTHER_THREADS] * int(rest // OTHER_THREADS)
    others += [int(rest % OTHER_THREADS)] if rest % OTHER_THREADS >= 1 else []
    recordings = []
    async with github_at(FixedClock()) as github:
        for seed, size in enumerate([threads, *others]):
            repository = add_past(github, f"example-ai/engine-{seed}", size, seed)
            recordings.append(await record(github, repository, home))
            github.limits.core = github.limits.graphql = 1_000_000  # only the first is counted
            say(f"  {repository.full_name}: {size} threads recorded")
    return recordings


async def measure(url: str, recordings: list[Recording]) -> dict[str, Any]:
    """Fill one store and ask it."""
    child = Child()
    try:
        async with opened(url) as database:
            filled = await fill(database, child, recordings, say)
            kept = await past_questions.counts(database)
            weeks = await past_questions.keep_weeks(database, child)
            say(f"  {kept}, {weeks}")
            asked = await past_questions.measure(database)
    finally:
        child.stop()
    say(f"  {asked}")
    found = {"filling": filled.figures(), "rows": kept, "weeks": weeks, "questions": asked}
    if url.startswith("sqlite"):
        found["size"] = past_sizes.of_sqlite(Path(url.removeprefix("sqlite:///")), kept["activity"])
    else:
        found["size"] = await past_sizes.of_postgres(url, kept["activity"])
    return found


async def kill(threads: int, pairs: dict[str, tuple[str, str]]) -> dict[str, Any]:
    """A smaller repository, read undisturbed and killed, by store."""
    found = {}
    async with github_at(FixedClock()) as github:
        repository = add_past(github, "example-ai/killed", threads, 99)
        for store, urls in pairs.items():
            found[store] = await past_killed.compare(github, repository, urls, KILLS, 99)
            say(f"  {store}: {found[store]}")
    identical = all(each["identical"] for each in found.values())
    return {"threads": threads, "identical": identical, "stores": found}


LIVE = ("note", "fold")
"""What is told, not asked."""


def worst(questions: dict[str, dict[str, float]]) -> float:
    return max(each["p99_ms"] for name, each in questions.items() if name not in LIVE)


def run(given: argparse.Namespace, home: Path, server: str) -> dict[str, Any]:
    say("a past is made up, and read over HTTP ...")
    recordings = asyncio.run(record_all(given.threads, given.activities, home))
    cost = budget(recordings[0])
    say(f"  {cost}")
    urls = {"sqlite": f"sqlite:///{home}/full.db", "postgres": postgres.new_database(server)}
    stores = {}
    for store, url in urls.items():
        say(f"{store}: taken in from memory ...")
        stores[store] = asyncio.run(measure(url, recordings))
    say("a reader is killed on the way ...")
    pairs = {
        "sqlite": (f"sqlite:///{home}/whole.db", f"sqlite:///{home}/killed.db"),
        "postgres": (postgres.new_database(server), postgres.new_database(server)),
    }
    killed = asyncio.run(kill(given.killed, pairs))
    return {
        "items_per_s": {s: found["filling"]["items_per_s"] for s, found in stores.items()},
        "facts_p99_ms": {s: worst(found["questions"]) for s, found in stores.items()},
        "bytes_per_activity": {s: f["size"]["bytes_per_activity"] for s, f in stores.items()},
        "identical": killed["identical"],
        "hours_by_points": cost["hours_by_points"],
        "hours_at_1_5_s_a_page": cost["hours_at_1_5_s_a_page"],
        "budget": cost,
        "killed": killed,
        "stores": stores,
        "load": [round(one, 2) for one in os.getloadavg()],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--activities", type=int, default=1_000_000)
    parser.add_argument("--threads", type=int, default=58_000)
    parser.add_argument("--killed", type=int, default=3_000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with tempfile.TemporaryDirectory(prefix="linchpin-backfill-") as directory:
        home = Path(directory)
        home.chmod(0o755)  # PostgreSQL may run as another user
        with postgres.server() as server:
            found = run(given, home, server)
    print(json.dumps(found) if given.json else json.dumps(found, indent=2))  # noqa: T201


if __name__ == "__main__":
    main()
