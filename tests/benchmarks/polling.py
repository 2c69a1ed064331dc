"""What it costs to hear of reactions: GitHub sends no event for them, so it is asked.

    python -m tests.benchmarks.polling [--comments 1000] [--days 14] [--json]

So many comments of ours are opened within one hour in one repository of the rig's GitHub, and the
product's polls run as often as in the product, leaping over what is empty. Counted is what
GitHub counts: points of GraphQL, and REST requests. One comment in ten gets a reaction. An
installation has 5,000 points an hour at the least (GitHub, "Rate limits … GraphQL API").
"""

import argparse
import asyncio
import json
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bot.app.parts import make_inbox
from bot.store import installations, migrate, tables, threads
from bot.store.database import Database
from bot.vocabulary.threads import Repository, Thread
from bot.work.polls import Polls
from tests.clocks import FixedClock
from tests.github.server import client
from tests.rig.contract import Contract
from tests.rig.fake import FakeGitHub, new_key

INSTALLATION, NAME, MAINTAINER = 77, "example-ai/engine", "a-maintainer"
POINTS_AN_HOUR = 5_000
WITHIN = timedelta(hours=1)
TICK = timedelta(seconds=60)
"""How often the product looks for what is due (`LINCHPIN_POLL_SECONDS`)."""

EVERY = 10
"""One comment in so many gets a reaction."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201 # progress, for people


async def measure(comments: int, days: int) -> dict[str, Any]:
    clock, key = FixedClock(), new_key()
    rig = FakeGitHub(clock, Contract(), key=key)
    rig.add_installation(INSTALLATION, "example-ai")
    where = rig.add_repository(NAME, INSTALLATION, maintainers={MAINTAINER})
    repository = Repository(where.id, where.owner, where.name, INSTALLATION)
    await rig.start()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'polling.db'}"
        database, inbox = Database(url), make_inbox(url)
        await migrate.upgrade(database)
        await inbox.create()
        await inbox.open()
        async with client(rig.api_url, clock, key) as github:
            await _open(rig, database, repository, clock, comments)
            polls = Polls(database, inbox, github, clock)
            begun, end = rig.points, clock.now() + timedelta(days=days)
            requests = 0
            while (due := await _next(database)) is not None and due <= end:
                clock.advance(max(due - clock.now(), TICK))
                await polls.reactions()
                requests += 1
                if requests % 200 == 0:
                    say(f"  {requests} polls, {clock.now():%Y-%m-%d %H:%M}, {rig.points - begun}")
            points = rig.points - begun
            rest = sum(s.method == "GET" for s in rig.seen)
        await inbox.close()
        await database.close()
    await rig.stop()
    share = points / (POINTS_AN_HOUR * 24 * days)
    return {
        "comments": comments,
        "days": days,
        "graphql_points": points,
        "rest_reads": rest,
        "share_of_points": round(share, 5),
    }


async def _open(
    rig: FakeGitHub, database: Database, repository: Repository, clock: FixedClock, count: int
) -> None:
    """So many issues, each with a comment of ours."""
    where = rig.state.repositories[NAME]
    async with database.write() as connection:
        await installations.seen(connection, repository, clock.now())
    for place in range(count):
        clock.advance(WITHIN / count)
        number = await rig.open_issue(NAME, f"reporter-{place}", "It stops", "It stops.")
        made = rig.add_comment(where, where.issues[number], rig.state.bot, "☐ Version")
        if place % EVERY == 0:
            await rig.react(NAME, made.id, MAINTAINER, "+1")
        now = clock.now()
        async with database.write() as connection:
            await threads.change(
                connection,
                Thread(repository, number),
                comment_id=made.id,
                comment_node_id=made.node_id,
                comment_opened_at=now,
                next_poll_at=now + timedelta(minutes=15),
            )


async def _next(database: Database) -> Any:
    async with database.read() as connection:
        return (await connection.execute(select(func.min(tables.thread.c.next_poll_at)))).scalar()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--comments", type=int, default=1_000)
    parser.add_argument("--days", type=int, default=14)
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    given = parser.parse_args()
    found = asyncio.run(measure(given.comments, given.days))
    say(f"{found['share_of_points']:.2%} of an installation's points")
    print(json.dumps(found) if given.json else found)  # noqa: T201 # the result


if __name__ == "__main__":
    main()
