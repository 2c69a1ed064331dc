"""Makes what is learned from reports: what is missing, outgrown, old, or of other code.

One thing a turn, in a process of its own that ends with the turn.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from typing import Any

import structlog

from bot.facts import areas, kinds, related
from bot.facts.findings import Elsewhere
from bot.learning import guessing, placing, shelf
from bot.learning.guessing import Labelled
from bot.learning.placing import Filed
from bot.learning.shelf import Kept
from bot.parsing.label_names import is_area, kind_of_labels
from bot.store import models, reports
from bot.store.database import Database
from bot.store.models import POOLED, Model
from bot.vocabulary.kinds import Kind
from bot.vocabulary.time import Clock
from bot.work.child import Child

log = structlog.get_logger()

OLD = timedelta(days=7)
"""Made anew from the reports that are still kept, so that what was erased is not in it."""

GROWN = 1.1
"""So many times the reports of the last making are worth another."""

FEW = 50
"""Reports more that are worth nothing yet, however few there were."""

AT_A_TIME = 200
"""Reports handed over in one call."""

MOST_EXAMPLES = 8_000
"""Of one repository, the newest; and of all others together, each with its share."""

FEWEST_EXAMPLES = 20
"""Labelled reports below which a repository has no model of its own: the pooled one serves."""

LONGEST_CALL = 600.0
"""Seconds; training on 20,000 issues is to take a tenth of it."""


@asynccontextmanager
async def process_of_its_own() -> AsyncIterator[Elsewhere]:
    """A process that ends, with all it held, when it is not needed any more."""
    child = Child(LONGEST_CALL)
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

    async def turn(self) -> str | None:
        """Make one thing; what, or None where everything is there."""
        async with self._database.read() as connection:
            counts = await reports.counts(connection)
            publics = await reports.publics(connection)
        if not counts:
            return None
        async with self._trainer() as run:
            version = await run(shelf.version)
            for repository_id in await self._stale(related.PURPOSE, version, counts):
                if await self._made(self._index(run, repository_id), related.PURPOSE):
                    return f"{related.PURPOSE} of {repository_id}"
            version = await run(guessing.version)
            pooled = {POOLED: sum(counts[one] for one in publics if one in counts)}
            for repository_id in await self._stale(kinds.PURPOSE, version, counts | pooled):
                made = self._kinds(run, repository_id, publics, version)
                if await self._made(made, kinds.PURPOSE):
                    return f"{kinds.PURPOSE} of {repository_id or 'all'}"
            version = await run(placing.version)
            for repository_id in await self._stale(areas.PURPOSE, version, counts):
                made = self._areas(run, repository_id, counts[repository_id], version)
                if await self._made(made, areas.PURPOSE):
                    return f"{areas.PURPOSE} of {repository_id}"
        return None

    async def _made(self, making: Awaitable[None], purpose: str) -> bool:
        """Whether it was made; one that cannot be holds up no other, and is tried again."""
        try:
            await making
        except Exception:
            log.exception("model_not_made", purpose=purpose)
            return False
        return True

    async def _stale(self, purpose: str, version: str, counts: Mapping[int, int]) -> list[int]:
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
        now, after = self._clock.now(), 0
        await run(shelf.start, repository_id)
        while True:
            async with self._database.read() as connection:
                some = await reports.changed(connection, repository_id, None, after, AT_A_TIME)
            given = [Kept(one.number, one.title, one.packed, one.opened_at) for one in some]
            count = await run(shelf.take, repository_id, given, now)
            if count is None:
                raise RuntimeError(f"the trainer lost the index of {repository_id}")
            if len(some) < AT_A_TIME:
                break
            after = some[-1].number
        stored = await run(shelf.dump, repository_id)
        version = await run(shelf.version)
        await self._keep(repository_id, related.PURPOSE, Model(version, count, {}, stored, now))

    async def _kinds(
        self, run: Elsewhere, repository_id: int, publics: Mapping[int, str], version: str
    ) -> None:
        """The repository's own, on top of what the public others have; or that of all alike."""
        now, own = self._clock.now(), publics.get(repository_id) or str(repository_id or "")
        others = {of: name for of, name in publics.items() if of != repository_id}
        await run(guessing.forget_examples)
        async with self._database.read() as connection:
            count = (await reports.counts(connection)).get(repository_id, 0)
        if repository_id == POOLED:
            async with self._database.read() as connection:
                counts = await reports.counts(connection)
            count = sum(counts.get(one, 0) for one in publics)
        stored, card = b"", dict[str, Any]()
        mine = MOST_EXAMPLES if repository_id else 0
        read = await self._read_examples(run, repository_id, own, mine)
        if read >= FEWEST_EXAMPLES or repository_id == POOLED:
            for other, name in sorted(others.items()):
                read += await self._read_examples(run, other, name, MOST_EXAMPLES // len(others))
            if read:
                stored, card = await run(guessing.train_kinds, own)
        await self._keep(repository_id, kinds.PURPOSE, Model(version, count, card, stored, now))

    async def _areas(self, run: Elsewhere, repository_id: int, count: int, version: str) -> None:
        """Of people's labels that name areas; reports without any teach a little too."""
        now = self._clock.now()
        async with self._database.read() as connection:
            labels = await reports.labels(connection, repository_id)
            machines = await reports.labelled_by_machines(connection, repository_id)
        told = {
            number: frozenset(n for n in names if is_area(n) and (number, n) not in machines)
            for number, names in labels.items()
        }
        stored, card = b"", dict[str, Any]()
        if sum(map(bool, told.values())) >= FEWEST_EXAMPLES:
            await run(placing.forget_examples)
            numbers = sorted(told)[-MOST_EXAMPLES:]
            for start in range(0, len(numbers), AT_A_TIME):
                some = numbers[start : start + AT_A_TIME]
                async with self._database.read() as connection:
                    kept = await reports.standing(connection, repository_id, some)
                given = [Filed(kept[n].title, kept[n].packed, told[n]) for n in some if n in kept]
                await run(placing.read_examples, given)
            stored, card = await run(placing.train_areas)
        await self._keep(repository_id, areas.PURPOSE, Model(version, count, card, stored, now))

    async def _read_examples(self, run: Elsewhere, repository_id: int, name: str, most: int) -> int:
        """Have the trainer read a repository's newest labelled reports, oldest first; how many."""
        async with self._database.read() as connection:
            labels = await reports.labels(connection, repository_id)
            machines = await reports.labelled_by_machines(connection, repository_id)
        told: dict[int, Kind] = {}
        for number, names in labels.items():
            kind = kind_of_labels(n for n in names if (number, n) not in machines)
            if kind is not None:
                told[number] = kind
        numbers = sorted(told)[-most:] if most else []
        for start in range(0, len(numbers), AT_A_TIME):
            some = numbers[start : start + AT_A_TIME]
            async with self._database.read() as connection:
                kept = await reports.standing(connection, repository_id, some)
            given = [
                Labelled(kept[n].title, kept[n].packed, told[n], name) for n in some if n in kept
            ]
            await run(guessing.read_examples, given)
        return len(numbers)

    async def _keep(self, repository_id: int, purpose: str, made: Model) -> None:
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
