"""Judges what people made of decisions, and draws the conclusions: it demotes, and only proposes.

Once an hour. A mode that the maintainers wrote in the config wins: where it would be lowered, that
is a proposal too.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import groupby

import structlog

from bot import capabilities
from bot.learning import outcomes
from bot.learning.trust import Demote, Outcome, Propose, Stay, trust, verdict
from bot.store import judgements, modes
from bot.store import trust as standings
from bot.store.database import Database
from bot.store.judgements import Judged, Place
from bot.store.portions import portions
from bot.store.trust import Standing
from bot.vocabulary.actions import Mode
from bot.vocabulary.time import Clock
from bot.work.history import listed_machines

log = structlog.get_logger()

AT_A_TIME = 50
"""Threads judged between two looks at what else there is to do: some 5 ms."""


class Origin(StrEnum):
    """Who set a mode."""

    CONFIG = "config"
    """The maintainers wrote it."""
    SET = "measured"
    """A maintainer said yes to a proposal, or it was lowered."""
    DEFAULT = "default"


def in_force(
    capability: capabilities.Capability, written: Mapping[str, Mode], kept: Mapping[str, Mode]
) -> tuple[Mode, Origin]:
    """The mode that holds, as the pipeline takes it, and where it comes from."""
    name = capabilities.name(capability)
    if name in written:
        return written[name], Origin.CONFIG
    if name in kept:
        return kept[name], Origin.SET
    return capabilities.default_mode(capability), Origin.DEFAULT


def is_measured(capability: capabilities.Capability) -> bool:
    """Whether its mode follows from what people do; not where it does what they ask for."""
    return capabilities.default_mode(capability) is not Mode.ACT


def counted(told: Sequence[tuple[datetime, Outcome]], since: datetime | None) -> list[Outcome]:
    """The outcomes of what was decided since then, in order."""
    return [outcome for at, outcome in told if since is None or at > since]


class Trusting:
    """The chore."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def turn(self) -> int:
        """Judge, then draw the conclusions; how many outcomes were new."""
        async with self._database.read() as connection:
            open_threads = await judgements.open_threads(connection)
            listed = await listed_machines(connection)
        news = 0
        for repository_id, group in groupby(open_threads, key=lambda place: place.repository_id):
            news += await self._judge(repository_id, list(group), listed)
        async with self._database.read() as connection:
            repositories = await judgements.repositories(connection)
        for repository_id in repositories:
            await self._weigh(repository_id)
        return news

    async def _judge(
        self, repository_id: int, places: Sequence[Place], listed: Sequence[str]
    ) -> int:
        news = 0
        for some in portions(places, AT_A_TIME):
            numbers = [place.number for place in some]
            async with self._database.read() as connection:
                pasts = await judgements.pasts(connection, repository_id, numbers, listed)
            now = self._clock.now()
            judged = [
                Judged(case, outcomes.outcome(case, past, now), now >= outcomes.ends_at(case))
                for past in pasts.values()
                for case in outcomes.cases(past.ours)
            ]
            async with self._database.write() as connection:
                news += len(await judgements.keep(connection, repository_id, judged, now))
        return news

    async def _weigh(self, repository_id: int) -> None:
        async with self._database.read() as connection:
            told = await judgements.outcomes(connection, repository_id)
            standing = await standings.of_repository(connection, repository_id)
            kept = await modes.of_repository(connection, repository_id)
            written = await modes.written(connection, repository_id)
        for capability in filter(is_measured, capabilities.ALL):
            name = capabilities.name(capability)
            mode, origin = in_force(capability, written, kept)
            stands = standing.get(name, Standing())
            counts = counted(told.get(name, ()), stands.since)
            match verdict(mode, counts):
                case Demote(lower, why) if origin is not Origin.CONFIG:
                    await self._demote(repository_id, name, lower, why)
                case Demote(lower, why):
                    await self._propose(repository_id, name, stands, lower, why)
                case Propose(higher):
                    whole = trust(counts).whole
                    why = f"people agreed with {whole.agreed} of {whole.cases}"
                    await self._propose(repository_id, name, stands, higher, why)
                case Stay() if stands.proposed is not None:
                    async with self._database.write() as connection:
                        await standings.withdraw(connection, repository_id, name)
                case _:
                    pass

    async def _demote(self, repository_id: int, name: str, lower: Mode, why: str) -> None:
        async with self._database.write() as connection:
            await standings.demote(connection, repository_id, name, lower, why, self._clock.now())
        log.warning(
            "capability_demoted", repository=repository_id, capability=name, mode=lower, why=why
        )

    async def _propose(
        self, repository_id: int, name: str, stands: Standing, mode: Mode, why: str
    ) -> None:
        if stands.proposed is mode:
            return
        async with self._database.write() as connection:
            await standings.propose(connection, repository_id, name, mode, why, self._clock.now())
        log.info("mode_proposed", repository=repository_id, capability=name, mode=mode, why=why)
