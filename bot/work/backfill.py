"""Reads repositories' past, one page a job: it goes on where it stopped, whatever stopped it.

A page's rows and the place where the next one begins are one transaction. Half of GitHub's hourly
limit is left for live work.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from bot.github.client import GitHub
from bot.github.errors import GitHubFailed, NotFound, Paused
from bot.intake import backfill as intake
from bot.intake.backfill import LARGEST_PAGE, Limit, Page, TooMuch, Unread
from bot.learning.elsewhere import Elsewhere
from bot.store import activity, backfills, consents, installations, leases, timers
from bot.store.database import Database
from bot.store.pseudonyms import Pseudonyms
from bot.store.timers import Timer
from bot.vocabulary.backfill import Chain, Reading, Stage, after
from bot.vocabulary.history import Source
from bot.vocabulary.threads import Repository
from bot.vocabulary.time import Clock
from bot.work.jobs import Job

log = structlog.get_logger()

BACKFILL = "backfill"
"""The kind of the jobs."""

DAYS = 400
"""A year and a month, so that a season can be held against the last one."""

LEAVE = 0.5
"""The share of GitHub's hourly limit that is left for live work."""

HELD = timedelta(seconds=30)
"""How long one page may take before another process may take the chain up."""

STOOD_STILL = timedelta(days=1)
"""After so long a chain whose job failed for good is tried again."""

FEW = 100
"""Entries of a page that are read here within 5 ms; more are read elsewhere."""

AFTER_FAILURE = timedelta(minutes=30)
"""When a chain is taken up again that GitHub failed: an outage, or a token that expired."""

GROWS_AFTER = 20
"""Pages that went well before a larger one is tried again."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one step did."""

    reading: Reading
    wait_until: datetime | None = None
    """When to go on; None for at once."""
    why: str = ""


class Backfill:
    """Reads pages. `owner` tells this process from others that may be at it."""

    def __init__(
        self,
        database: Database,
        github: GitHub,
        pseudonyms: Pseudonyms,
        clock: Clock,
        elsewhere: Elsewhere,
        owner: str,
    ) -> None:
        self._database = database
        self._github = github
        self._pseudonyms = pseudonyms
        self._clock = clock
        self._elsewhere = elsewhere
        self._owner = owner

    async def begin(self, repository: Repository, days: int = DAYS) -> list[Reading]:
        """Have a repository's past read from the beginning, by whoever takes the jobs."""
        now = self._clock.now()
        since = now - timedelta(days=days)
        async with self._database.write() as connection:
            readings = await backfills.begin(connection, repository.id, since, LARGEST_PAGE, now)
            for reading in readings:
                await timers.put(connection, timer(reading, now))
        log.info("backfill_begun", repository=repository.full_name, days=days)
        return readings

    async def begin_where_missing(self, but: str | None) -> None:
        """Have the past read of every repository that is new; `but` "owner/name" is left out.

        A chain that stood still for a day is taken up again.
        """
        now = self._clock.now()
        async with self._database.read() as connection:
            found = await backfills.never_read(connection, watching=self._github.can_watch)
        for repository in found:
            if repository.full_name != but:
                await self.begin(repository)
        async with self._database.read() as connection:
            unfinished = await backfills.unfinished(connection)
        for reading in unfinished:
            if (reading.page_at or reading.started_at) < now - STOOD_STILL:
                log.warning("backfill_stood_still", chain=reading.chain, why=reading.problem)
                async with self._database.write() as connection:
                    await timers.put(connection, timer(reading, now))
                    await backfills.keep(connection, replace(reading, page_at=now))

    async def do(self, job: Job) -> None:
        """One page, and the job for the next one; later, where GitHub failed.

        Raises `Paused`, and what is no failure of GitHub's.
        """
        repository_id, _, name = job.subject.partition("/")
        chain = Chain(name)
        try:
            step = await self.step(int(repository_id), chain)
        except Paused:
            raise
        except GitHubFailed as failed:
            log.warning("backfill_failed", repository_id=int(repository_id), why=str(failed))
            async with self._database.write() as connection:
                reading = await backfills.find(connection, int(repository_id), chain)
                if reading is not None:
                    await backfills.keep(connection, replace(reading, problem=str(failed)))
                    due_at = self._clock.now() + AFTER_FAILURE
                    await timers.put(connection, timer(reading, due_at))
            return
        if step is None or step.reading.stage is Stage.DONE:
            return
        due_at = step.wait_until or self._clock.now()
        async with self._database.write() as connection:
            await timers.put(connection, timer(step.reading, due_at))

    async def step(self, repository_id: int, chain: Chain) -> Step | None:
        """Read one page of a chain and keep it; None where there is nothing to read.

        Raises what GitHub fails with; the page is asked for again at the next step.
        """
        now = self._clock.now()
        async with self._database.write() as connection:
            reading = await backfills.find(connection, repository_id, chain)
            repository = await installations.by_id(connection, repository_id)
            if reading is None or repository is None:
                return None
            if reading.stage is Stage.DONE:
                return Step(reading)
            lease = _lease(repository_id, chain)
            if not await leases.take(connection, lease, self._owner, now + HELD, now):
                return Step(reading, now + HELD, "another process reads this")
            long = await backfills.next_unread(connection, repository_id)
            commits = await consents.anybody(connection, consents.COMMITS)
        unread = Unread(*long) if long is not None else None
        access = (
            self._github.watching()
            if repository.installation_id is None
            else self._github.installation(repository.installation_id)
        )
        try:
            page = await intake.read_page(access, repository, reading, unread, commits=commits)
        except TooMuch as failed:
            return await self._smaller(reading, failed)
        except NotFound as failed:
            if reading.stage is not Stage.LONG and chain is not Chain.COMMENTS:
                await self._keep(replace(reading, problem=str(failed)))
                raise
            page = Page((), "", reading.reached_at, None)  # the thread is gone
        return await self._take(repository, reading, page, unread)

    async def let_go(self, repository_id: int) -> None:
        """Leave its chains to whoever comes next, who would wait for us to fall silent."""
        async with self._database.write() as connection:
            for chain in Chain:
                await leases.give_back(connection, _lease(repository_id, chain), self._owner)

    async def _take(
        self, repository: Repository, reading: Reading, page: Page, unread: Unread | None
    ) -> Step:
        given = (repository, page, reading, self._pseudonyms)
        if page.entries > FEW:
            told, long, strange = await self._elsewhere(intake.told_by_page, *given)
        else:
            told, long, strange = intake.told_by_page(*given)
        if strange:
            log.error("threads_not_understood", repository_id=repository.id, which=strange)
        now = self._clock.now()
        done = replace(
            reading,
            cursor=page.cursor,
            reached_at=page.reached_at or reading.reached_at,
            page_size=_grown(reading),
            threads=reading.threads + (len(page.nodes) if _counts(reading) else 0),
            activities=reading.activities + sum(len(one.rows) for one in told),
            requests=reading.requests + 1,
            points=reading.points + (page.limit.cost if page.limit else 0),
            page_at=now,
            problem="",
        )
        async with self._database.write() as connection:
            newest = await backfills.find(connection, repository.id, reading.chain)
            if newest is not None and newest.started_at != reading.started_at:
                return Step(newest, why="it is read anew from the beginning")
            await activity.tell(connection, told, Source.HISTORY, now)
            if reading.stage is Stage.LONG and unread is not None and not long:
                await backfills.read_whole(connection, repository.id, unread.number)
            for thread in long:
                await backfills.put_unread(connection, repository.id, thread.number, thread.cursor)
            left = await backfills.next_unread(connection, repository.id)
            stage = _next_stage(done, page, has_long=left is not None)
            done = replace(done, stage=stage, done_at=now if stage is Stage.DONE else None)
            await backfills.keep(connection, done)
            if page.name and page.name != repository.full_name:
                owner, _, name = page.name.partition("/")
                await installations.seen(
                    connection, replace(repository, owner=owner, name=name), now
                )
        if done.stage is Stage.DONE:
            log.info("backfill_chain_done", repository=repository.full_name, chain=done.chain)
        wait_until = self._wait_until(repository, page.limit)
        return Step(done, wait_until, "half of GitHub's hourly limit is used" if wait_until else "")

    async def _smaller(self, reading: Reading, failed: TooMuch) -> Step:
        size = intake.smaller(reading.page_size)
        if size is None:
            await self._keep(replace(reading, problem=str(failed)))
            raise failed
        log.info("page_halved", chain=reading.chain, to=size, why=str(failed))
        smaller = replace(reading, page_size=size, requests=reading.requests + 1)
        await self._keep(smaller)
        return Step(smaller, why=f"GitHub could not read so much at once: {size} at a time")

    async def _keep(self, reading: Reading) -> None:
        async with self._database.write() as connection:
            await backfills.keep(connection, reading)

    def _wait_until(self, repository: Repository, limit: Limit | None) -> datetime | None:
        """When the limit is renewed, where half of it is used."""
        if limit is None:
            known = self._github.budgets.all().get((repository.installation_id, "core"))
            if known is None:
                return None
            limit = Limit(1, known.limit, known.remaining, known.resets_at)
        is_free = limit.remaining >= limit.limit * LEAVE or limit.resets_at <= self._clock.now()
        return None if is_free else limit.resets_at


def timer(reading: Reading, due_at: datetime) -> Timer:
    """The timer of a chain's next page.

    Repositories take turns, a lane for each kind of chain: many that are new at once must not
    crowd out live work.
    """
    subject = f"{reading.repository_id}/{reading.chain}"
    return Timer(f"{BACKFILL}:{subject}", due_at, BACKFILL, f"{BACKFILL}/{reading.chain}", subject)


def _next_stage(reading: Reading, page: Page, *, has_long: bool) -> Stage:
    """The stage of the next page; stages in which there is nothing to read are left out."""
    stage = reading.stage
    if stage is not Stage.LONG and not page.cursor:
        stage = after(reading.chain, stage)
        if stage is Stage.OPEN and page.is_all:
            stage = Stage.CHANGED
        if stage is Stage.CHANGED and reading.requests == 1:
            stage = Stage.LONG  # nothing can change between the pages of one
    return after(reading.chain, stage) if stage is Stage.LONG and not has_long else stage


def _lease(repository_id: int, chain: Chain) -> str:
    return f"backfill:{repository_id}/{chain}"


def _counts(reading: Reading) -> bool:
    """Whether a page of it shows threads that were not counted before."""
    return reading.chain is not Chain.COMMENTS and reading.stage in (Stage.RECENT, Stage.OPEN)


def _grown(reading: Reading) -> int:
    """The next page's size: after pages that went well, twice as large."""
    if reading.page_size < LARGEST_PAGE and (reading.requests + 1) % GROWS_AFTER == 0:
        return min(LARGEST_PAGE, reading.page_size * 2)
    return reading.page_size
