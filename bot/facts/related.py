"""Older threads like a new one: found in the child process's index, checked against the store.

The index is kept in the store by the chore that learns; here what was told since is taken in. Where
there is none yet nothing is found, and nothing said.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog

from bot.facts.fates import fates
from bot.facts.gather import Seen
from bot.facts.look import Reader
from bot.learning import shelf
from bot.learning.elsewhere import Elsewhere
from bot.learning.findings import Findings
from bot.learning.shelf import Kept, Standing
from bot.store import models, reports, threads
from bot.store.database import Database
from bot.store.models import Purpose
from bot.vocabulary.likeness import Likeness
from bot.vocabulary.related import RelatedThread, RelatedThreads
from bot.vocabulary.threads import Thread

log = structlog.get_logger()

AT_LEAST = 0.2
"""Weaker ones help nobody, not even in a briefing: from here on about half are one matter
(`bot.learning.odds.BRIEFED_AT`, which is not named here as it loads numpy)."""

FIXED_WITHIN = timedelta(days=90)
"""What was closed longer ago is another matter when it comes again."""

OVERLAP = timedelta(minutes=5)
"""Reports written down in transactions that were still open at the last reading."""

MOST_WHY = 5
AT_A_TIME = 200
"""Reports handed over in one call."""

MOST_TAKEN = 2_000
"""Reports taken in by one look: a second or two. A larger rest is left to the next looks."""


class Related:
    """Finds related threads."""

    def __init__(
        self, database: Database, elsewhere: Elsewhere, reader_of: Callable[[Thread], Reader]
    ) -> None:
        self._database = database
        self._elsewhere = elsewhere
        self._reader_of = reader_of

    async def of(self, seen: Seen, findings: Findings, now: datetime) -> RelatedThreads:
        """What is like an issue, and open or fixed lately; nothing for a pull request.

        One read of GitHub where something is found.
        """
        issue, repository_id = seen.issue, seen.thread.repository.id
        if issue.is_pull_request or not await self._hold(repository_id, now):
            return RelatedThreads()
        found = await self._elsewhere(
            shelf.related,
            repository_id,
            issue.thread.number,
            issue.created_at,
            issue.title,
            issue.body,
            findings.fingerprint,
        )
        return await self._standing(seen.thread, found or (), now)

    async def _hold(self, repository_id: int, now: datetime) -> bool:
        """Have the child hold the index, up to date; what is much goes on with the next look."""
        standing = await self._newest(repository_id)
        if standing is None:
            return False
        since, taken = standing.until - OVERLAP, 0
        reading_since, after = standing.reading_since or now, standing.after
        while True:
            async with self._database.read() as connection:
                some = await reports.changed(connection, repository_id, since, after, AT_A_TIME)
            given = [Kept(one.number, one.title, one.packed, one.opened_at) for one in some]
            is_all = len(some) < AT_A_TIME
            after = after if is_all else some[-1].number
            place = (reading_since, None if is_all else after)
            if await self._elsewhere(shelf.take, repository_id, given, *place) is None:
                return False
            taken += len(some)
            if is_all or taken >= MOST_TAKEN:
                return True

    async def _newest(self, repository_id: int) -> Standing | None:
        """How far the child's index is, loaded anew where the chore made another since."""
        standing = await self._elsewhere(shelf.standing, repository_id)
        async with self._database.read() as connection:
            made_at = await models.made_when(connection, repository_id, Purpose.LIKENESS)
        if made_at is None or (standing is not None and standing.made_at == made_at):
            return standing if made_at is not None else None
        async with self._database.read() as connection:
            stored = await models.find(connection, repository_id, Purpose.LIKENESS)
        if stored is None:
            return None
        await self._elsewhere(shelf.load, repository_id, stored.artefact, stored.made_at)
        return await self._elsewhere(shelf.standing, repository_id)

    async def _standing(
        self, thread: Thread, found: Sequence[Likeness], now: datetime
    ) -> RelatedThreads:
        likely = [one for one in found if one.probability >= AT_LEAST]
        numbers = [one.number for one in likely]
        async with self._database.read() as connection:
            known = await reports.standing(connection, thread.repository.id, numbers)
            hidden = await threads.sensitive(connection, thread.repository.id, numbers)
        # Read before this looked at them, or while it was off: no list shows those either.
        told = {n: known[n] for n in numbers if n in known and n not in hidden}
        given = [(one.title, one.packed) for one in told.values()]
        quiet = await self._elsewhere(shelf.quiet, given) if given else ()
        shown_numbers = [n for n, is_quiet in zip(told, quiet, strict=True) if not is_quiet]
        become = await fates(self._reader_of(thread), thread.repository, shown_numbers)
        shown = []
        for one in likely:
            fate = become.get(one.number)
            if fate is None or not (fate.is_open or fate.is_fixed):
                continue
            if fate.closed_at is not None and fate.closed_at < now - FIXED_WITHIN:
                continue
            why = (*one.errors, *one.identifiers, *one.words)[:MOST_WHY]
            shown.append(
                RelatedThread(
                    one.number,
                    one.probability,
                    fate.is_open,
                    fate.closed_at,
                    fate.fixed_by,
                    why,
                    one.for_public,
                )
            )
        return RelatedThreads(tuple(shown))
