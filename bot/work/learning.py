"""Makes what is learned from reports: what is missing, outgrown, old, or of other code.

A thing or two a turn, in processes of their own that end with the turn.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from typing import Any, assert_never

import structlog

from bot.learning import guessing, placing, shelf
from bot.learning.elsewhere import Elsewhere
from bot.learning.guessing import Labelled
from bot.learning.placing import Filed
from bot.parsing.label_names import is_area, kind_of_labels
from bot.parsing.owners import is_owner_file
from bot.store import blobs, models, reports
from bot.store.database import Database
from bot.store.models import POOLED, Model, Purpose
from bot.store.reports import Report
from bot.vocabulary.time import Clock
from bot.work.child import Child
from bot.work.indexing import AT_A_TIME, index

log = structlog.get_logger()

OLD = timedelta(days=7)
"""Made anew from the reports that are still kept, so that what was erased is not in it."""

GROWN = 1.1
"""So many times the reports of the last making are worth another."""

FEW = 50
"""Reports more that are worth nothing yet, however few there were."""

MOST_EXAMPLES = 4_000
"""Of one repository, the newest; and of all others together, each with its share. What is older
says little of today's reports, and reading it is a third of what training takes."""

FEWEST_EXAMPLES = 20
"""Labelled reports below which a repository has no model of its own: the pooled one serves."""

BESIDE = ((Purpose.LIKENESS,), (Purpose.KIND, Purpose.AREA))
"""What is made at the same time, each in a process of its own: about as long, on two cores."""

LONGEST_CALL = 600.0
"""Seconds; training on 20,000 issues is to take a tenth of it."""


NICENESS = 15
"""Whatever else the machine does goes first: webhooks, and looks at new issues."""


@asynccontextmanager
async def process_of_its_own() -> AsyncIterator[Elsewhere]:
    """A process that ends, with all it held, when it is not needed any more."""
    child = Child(LONGEST_CALL, niceness=NICENESS)
    try:
        yield child.run
    finally:
        child.stop()


class Learning:
    """The chore."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        trainer: Callable[[], AbstractAsyncContextManager[Elsewhere]] = process_of_its_own,
    ) -> None:
        self._database = database
        self._clock = clock
        self._trainer = trainer
        self._versions: Mapping[Purpose, str] = {}

    async def turn(self) -> str | None:
        """Make one thing of each of `BESIDE`; what, or None where everything is there."""
        async with self._database.read() as connection:
            counts = await reports.counts(connection)
            publics = await reports.publics(connection)
        if not counts:
            return None
        versions = await self._versions_of_code()
        pooled = counts | {POOLED: sum(counts.get(one, 0) for one in publics)}
        stale = {
            purpose: await self._stale(
                purpose, versions[purpose], pooled if purpose is Purpose.KIND else counts
            )
            for purpose in Purpose
        }

        async def first(*purposes: Purpose) -> str | None:
            """Make the first of these that can be made; what."""
            wanted = [(one, of) for one in purposes for of in stale[one]]
            if not wanted:
                return None
            async with self._trainer() as run:
                for purpose, repository_id in wanted:
                    count, version = pooled[repository_id], versions[purpose]
                    match purpose:
                        case Purpose.LIKENESS:
                            making = self._index(run, repository_id)
                        case Purpose.KIND:
                            making = self._kinds(run, repository_id, count, publics, version)
                        case Purpose.AREA:
                            making = self._areas(run, repository_id, count, version)
                        case _:
                            assert_never(purpose)
                    if await self._made(making, purpose):
                        return f"{purpose} of {repository_id or 'all'}"
            return None

        made = await asyncio.gather(*(first(*purposes) for purposes in BESIDE))
        return " and ".join(filter(None, made)) or None

    async def _versions_of_code(self) -> Mapping[Purpose, str]:
        """Asked for once: it takes a process that loads numpy, and does not change while we run."""
        if not self._versions:
            async with self._trainer() as run:
                self._versions = {
                    Purpose.LIKENESS: await run(shelf.version),
                    Purpose.KIND: await run(guessing.version),
                    Purpose.AREA: await run(placing.version),
                }
        return self._versions

    async def _made(self, making: Awaitable[None], purpose: Purpose) -> bool:
        """Whether it was made; one that cannot be holds up no other, and is tried again."""
        try:
            await making
        except Exception:
            log.exception("model_not_made", purpose=purpose)
            return False
        return True

    async def _stale(self, purpose: Purpose, version: str, counts: Mapping[int, int]) -> list[int]:
        """Repositories whose model is to be made, from the number of their reports."""
        async with self._database.read() as connection:
            made = await models.made(connection, purpose)
        since = self._clock.now() - OLD
        found = []
        for repository_id, count in sorted(counts.items()):
            its_version, made_at, before = made.get(repository_id, ("", since, 0))
            is_fresh = its_version == version and made_at > since and count < before * GROWN + FEW
            if count and not is_fresh:
                found.append(repository_id)
        return found

    async def _index(self, run: Elsewhere, repository_id: int) -> None:
        made = await index(self._database, run, repository_id, self._clock.now())
        await self._keep(repository_id, Purpose.LIKENESS, made)

    async def _kinds(
        self,
        run: Elsewhere,
        repository_id: int,
        count: int,
        publics: Mapping[int, str],
        version: str,
    ) -> None:
        """The repository's own, on top of what the public others have; or that of all alike."""
        now, own = self._clock.now(), publics.get(repository_id) or str(repository_id or "")
        others = {of: name for of, name in publics.items() if of != repository_id}
        await run(guessing.forget_examples)
        stored, card = b"", dict[str, Any]()
        read = 0
        if repository_id != POOLED:
            read = await self._read_kinds(run, repository_id, own, MOST_EXAMPLES)
        if read >= FEWEST_EXAMPLES or repository_id == POOLED:
            for other, name in sorted(others.items()):
                read += await self._read_kinds(run, other, name, MOST_EXAMPLES // len(others))
            if read:
                stored, card = await run(guessing.train_kinds, own)
        await self._keep(repository_id, Purpose.KIND, Model(version, count, card, stored, now))

    async def _read_kinds(self, run: Elsewhere, repository_id: int, name: str, most: int) -> int:
        """Have the trainer read a repository's newest reports whose kind people told; how many."""
        labels = await self._labels(repository_id)
        told = {n: kind for n, names in labels.items() if (kind := kind_of_labels(names))}
        numbers = sorted(told)[-most:] if most else []
        async for kept in self._texts(repository_id, numbers):
            given = [Labelled(x.title, x.packed, told[x.number], name) for x in kept]
            await run(guessing.read_examples, given)
        return len(numbers)

    async def _areas(self, run: Elsewhere, repository_id: int, count: int, version: str) -> None:
        """Of people's labels that name areas; reports without any teach a little too."""
        now, labels = self._clock.now(), await self._labels(repository_id)
        told = {number: frozenset(filter(is_area, names)) for number, names in labels.items()}
        stored, card = b"", dict[str, Any]()
        if sum(map(bool, told.values())) >= FEWEST_EXAMPLES:
            async with self._database.read() as connection:
                guidance = await blobs.placed(connection, repository_id)
            owners = {path: text for path, text in guidance.items() if is_owner_file(path)}
            await run(placing.start_examples, owners)
            async for kept in self._texts(repository_id, sorted(told)[-MOST_EXAMPLES:]):
                given = [Filed(x.title, x.packed, told[x.number]) for x in kept]
                await run(placing.read_examples, given)
            stored, card = await run(placing.train_areas)
        await self._keep(repository_id, Purpose.AREA, Model(version, count, card, stored, now))

    async def _labels(self, repository_id: int) -> dict[int, tuple[str, ...]]:
        """Number -> the labels that people put on; what bots put on teaches nothing."""
        async with self._database.read() as connection:
            labels = await reports.labels(connection, repository_id)
            machines = await reports.labelled_by_machines(connection, repository_id)
        return {
            number: tuple(name for name in names if (number, name) not in machines)
            for number, names in labels.items()
        }

    async def _texts(
        self, repository_id: int, numbers: Sequence[int]
    ) -> AsyncIterator[Sequence[Report]]:
        """What the reports say, as many at a time as are handed over in one call."""
        for start in range(0, len(numbers), AT_A_TIME):
            some = numbers[start : start + AT_A_TIME]
            async with self._database.read() as connection:
                kept = await reports.standing(connection, repository_id, some)
            yield [kept[number] for number in some if number in kept]

    async def _keep(self, repository_id: int, purpose: Purpose, made: Model) -> None:
        async with self._database.write() as connection:
            await models.keep(connection, repository_id, purpose, made)
        log.info(
            "model_made",
            repository_id=repository_id,
            purpose=purpose,
            reports=made.examples,
            bytes=len(made.artefact),
            **made.card,
        )
