"""Stores of the past that tests fill from either side, and what stands in them."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

import aiohttp
from sqlalchemy import select

from bot.github.client import GitHub
from bot.intake import events
from bot.learning.texts import forgotten
from bot.learning.wordings import unpacked
from bot.store import activity, installations, items, migrate, reports
from bot.store.database import Database
from bot.store.history_tables import account, demand, item
from bot.store.pacing import StoredSlots
from bot.store.pseudonyms import Pseudonyms
from bot.vocabulary.backfill import Chain, Stage
from bot.vocabulary.events import Dropped
from bot.vocabulary.history import Activity, Demand, Item, Source
from bot.vocabulary.threads import Repository
from bot.vocabulary.time import Clock
from bot.work.backfill import Backfill
from bot.work.history import History

P = ParamSpec("P")
R = TypeVar("R")

KEY = b"a key of the rig, long enough for anybody"


async def here(function: Callable[P, R], *values: P.args, **named: P.kwargs) -> R:
    """In this process: tests need no other."""
    return function(*values, **named)


@dataclass
class Store:
    """A store, and the two ways into it."""

    database: Database
    past: History
    another_backfill: Callable[[str], Backfill]
    """As another process, by its name."""
    github: GitHub
    clock: Clock

    def __post_init__(self) -> None:
        self.backfill = self.another_backfill("test")

    async def hear(self, deliveries: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
        """Take webhooks in, each alone."""
        for number, (name, payload) in enumerate(deliveries):
            event = events.parse(name, payload)
            if not isinstance(event, Dropped):
                await self.past.note({str(number): (event, Source.WEBHOOK)})

    async def know(self, repository: Repository) -> None:
        """Have a repository that can be read."""
        async with self.database.write() as connection:
            await installations.seen(connection, repository, self.clock.now())

    async def read(self, repository: Repository, days: int = 4000) -> None:
        """Read the past, all of it."""
        await self.know(repository)
        await self.backfill.begin(repository, days)
        for chain in Chain:
            while True:
                step = await self.backfill.step(repository.id, chain)
                assert step is not None
                if step.reading.stage is Stage.DONE:
                    break

    async def everything(self, repository_id: int) -> dict[int, "Story"]:
        """Number -> what is kept of the thread."""
        await self.past.fold()
        found = {}
        async with self.database.read() as connection:
            numbers = (
                await connection.execute(
                    select(item.c.number).where(item.c.repository_id == repository_id)
                )
            ).scalars()
            rows = await activity.of_threads(connection, repository_id, list(numbers))
            for number, some in rows.items():
                stands = await items.load(connection, repository_id, number)
                assert stands is not None
                asked = await connection.execute(
                    select(demand)
                    .where(demand.c.repository_id == repository_id, demand.c.number == number)
                    .order_by(demand.c.asked_at, demand.c.person, demand.c.team)
                )
                demands = [items.demand_of(row) for row in asked]
                found[number] = Story(frozenset(some), stands, tuple(demands))
        return found

    async def words(self, repository_id: int) -> dict[int, tuple[str, str]]:
        """Number -> title and text of each issue that is kept."""
        async with self.database.read() as connection:
            found = await reports.changed(connection, repository_id, None, 0, 10_000)
        return {one.number: (one.title, unpacked(one.packed)) for one in found}

    async def item(self, repository_id: int, number: int) -> Item:
        """The thread as it was last folded."""
        async with self.database.read() as connection:
            found = await items.load(connection, repository_id, number)
        assert found is not None
        return found

    async def accounts(self) -> set[tuple[str, str, str]]:
        """(person, login, kind) of everybody known."""
        async with self.database.read() as connection:
            rows = await connection.execute(select(account))
            return {(r.person, r.login, r.kind) for r in rows}


@dataclass(frozen=True)
class Story:
    """What is kept of one thread."""

    rows: frozenset[Activity]
    item: Item
    demands: tuple[Demand, ...]

    @property
    def told_by_github(self) -> frozenset[Activity]:
        """Without what GitHub's past does not tell."""
        return self.rows - forgotten(tuple(self.rows))


@asynccontextmanager
async def store(url: str, clock: Clock, rig: Any, token: str | None = None) -> AsyncIterator[Store]:
    """An open store that reads the rig's GitHub."""
    database = Database(url)
    await migrate.upgrade(database)
    pseudonyms = Pseudonyms(KEY)
    async with aiohttp.ClientSession() as session:
        github = GitHub(
            session,
            api_url=rig.api_url,
            graphql_url=rig.graphql_url,
            app=None,
            token=token or rig.plain_token,
            slots=StoredSlots(database, clock),
            clock=clock,
            chance=lambda: 0.0,
        )
        yield Store(
            database,
            History(database, pseudonyms, clock, here, frozenset),
            lambda owner: Backfill(database, github, pseudonyms, clock, here, owner),
            github,
            clock,
        )
    await database.close()
