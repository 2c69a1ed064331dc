"""How long the questions take that are asked of a store full of the past, and one event told."""

import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from time import perf_counter
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import standing, weeks
from bot.store.database import Database
from bot.store.history_tables import account, activity, demand, item
from bot.store.pseudonyms import Pseudonyms
from bot.vocabulary.events import CommentCreated, Event, ThreadLabeled
from bot.vocabulary.history import Source
from bot.vocabulary.people import Person
from bot.vocabulary.threads import Repository, Thread
from bot.work.child import Child
from bot.work.history import History
from bot.work.weeks import Weeks
from tests.clocks import FixedClock
from tests.history.past import KEY

CALLS = 500
SAMPLE = 5_000
"""Rows from which arguments are drawn."""

Ask = Callable[[AsyncConnection], Awaitable[object]]


@dataclass(frozen=True)
class Known:
    """What may be asked about."""

    repositories: Sequence[int]
    threads: Sequence[tuple[int, int]]
    """(repository, number) of threads, drawn at random."""
    authors: Sequence[tuple[int, str]]
    """(repository, keyed person), once for each thread drawn: who opens much is asked for more."""
    asked: Sequence[tuple[int, int, str | None]]
    """(repository, number, keyed person) of open demands."""


async def known(database: Database, chance: random.Random) -> Known:
    async with database.read() as connection:
        rows = (
            await connection.execute(select(item.c.repository_id, item.c.number, item.c.author))
        ).all()
        asked = (
            await connection.execute(
                select(demand.c.repository_id, demand.c.number, demand.c.person).where(
                    demand.c.ended_at.is_(None)
                )
            )
        ).all()
    drawn = chance.sample(rows, min(SAMPLE, len(rows)))
    demands = chance.sample(asked, min(SAMPLE, len(asked)))
    return Known(
        sorted({r.repository_id for r in rows}),
        [(r.repository_id, r.number) for r in drawn],
        [(r.repository_id, r.author) for r in drawn if r.author is not None],
        [(r.repository_id, r.number, r.person) for r in demands],
    )


def questions(about: Known, chance: random.Random) -> dict[str, Callable[[], Ask]]:
    """Each question of `store.standing` and `store.weeks`, with arguments drawn anew."""

    def author() -> Ask:
        (of, person), (_of, number) = chance.choice(about.authors), chance.choice(about.threads)
        return lambda c: standing.author_history(c, of, person, but=number)

    def backlog(*, pulls: bool) -> Callable[[], Ask]:
        def one() -> Ask:
            of = chance.choice(about.repositories)
            return lambda c: standing.backlog(c, of, is_pull_request=pulls)

        return one

    def on_thread() -> Ask:
        of, number = chance.choice((chance.choice(about.threads), chance.choice(about.asked)[:2]))
        return lambda c: standing.open_demands(c, of, number)

    def on_person() -> Ask:
        person = chance.choice(about.asked)[2] or chance.choice(about.authors)[1]
        return lambda c: standing.demands_on(c, person)

    def last_weeks() -> Ask:
        of, pulls = chance.choice(about.repositories), chance.random() < 0.5
        return lambda c: weeks.last(c, of, is_pull_request=pulls, weeks=5)

    return {
        "author_history": author,
        "backlog_issues": backlog(pulls=False),
        "backlog_pulls": backlog(pulls=True),
        "open_demands": on_thread,
        "demands_on": on_person,
        "weeks_last": last_weeks,
    }


async def measure(database: Database, seed: int = 1) -> dict[str, Any]:
    """Milliseconds of each question, and of events that are told live."""
    about = await known(database, random.Random(seed))
    found: dict[str, Any] = {}
    for name, make in questions(about, random.Random(seed)).items():
        found[name] = await _times(_asked(database, make()) for _ in range(CALLS))
    return found | await _live(database, about, random.Random(seed))


async def _asked(database: Database, ask: Ask) -> None:
    async with database.read() as connection:
        await ask(connection)


async def _times(calls: Any) -> dict[str, float]:
    taken = []
    for call in calls:
        begun = perf_counter()
        await call
        taken.append(1000 * (perf_counter() - begun))
    return quantiles(taken)


def quantiles(taken: Sequence[float]) -> dict[str, float]:
    ordered = sorted(taken)
    return {
        "p50_ms": round(ordered[len(ordered) // 2], 2),
        "p99_ms": round(ordered[int(len(ordered) * 0.99)], 2),
    }


async def _live(database: Database, about: Known, chance: random.Random) -> dict[str, Any]:
    """Told and folded one by one."""
    clock, child = FixedClock(), Child()
    past = History(database, Pseudonyms(KEY), clock, child.run, frozenset)
    told, folded = [], []
    try:
        for number in range(CALLS):
            clock.advance(timedelta(seconds=1))
            event = live_event(about, chance, clock, number)
            begun = perf_counter()
            await past.note({str(number): (event, Source.WEBHOOK)})
            kept = perf_counter()
            await past.fold()
            told.append(1000 * (kept - begun))
            folded.append(1000 * (perf_counter() - kept))
    finally:
        child.stop()
    return {"note": quantiles(told), "fold": quantiles(folded)}


def live_event(about: Known, chance: random.Random, clock: FixedClock, number: int) -> Event:
    """A comment or a label on some thread, by somebody known or new."""
    of, thread_number = chance.choice(about.threads)
    thread = Thread(Repository(of, "example-ai", f"engine-{of}", None), thread_number)
    who = chance.randrange(2_000)
    person = Person(500_000 + who, f"person-{who}")
    if chance.random() < 0.3:
        return ThreadLabeled(thread, person, clock.now(), False, opener=person, label="bug")
    return CommentCreated(
        thread,
        person,
        clock.now(),
        False,
        comment_id=2_000_000_000 + number,
        author=person,
        body=f"It stops as well here. @engine-0-keeper-{who % 8}, could you have a look?",
    )


async def keep_weeks(database: Database, child: Child) -> dict[str, Any]:
    """Have every whole week kept; how many, and how long one took."""
    begun, kept = perf_counter(), 0
    keeper = Weeks(database, FixedClock(), child.run)
    while some := await keeper.keep():
        kept += some
    taken = perf_counter() - begun
    return {"weeks": kept, "ms_a_week": round(1000 * taken / kept, 1) if kept else None}


async def counts(database: Database) -> dict[str, int]:
    """Rows of the larger tables."""
    async with database.read() as connection:
        return {
            table.name: int(
                (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            )
            for table in (activity, item, demand, account)
        }
