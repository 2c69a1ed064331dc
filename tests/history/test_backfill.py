"""How the past is read: page by page, politely, and to the end whatever happens on the way."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.intake import backfill as intake
from bot.store import backfills, consents, installations, timers
from bot.store.pseudonyms import Pseudonyms
from bot.vocabulary.backfill import Chain, Reading, Stage
from bot.vocabulary.history import Activity, Kind
from bot.vocabulary.threads import Repository
from bot.work.backfill import AFTER_FAILURE, HELD, Backfill, Step
from bot.work.jobs import Job
from tests.clocks import FixedClock
from tests.history.past import KEY, Store, store
from tests.rig.contract import Contract
from tests.rig.fake import FakeGitHub

NAME = "example-ai/engine"
DAYS = 100


@dataclass
class Bench:
    github: FakeGitHub
    clock: FixedClock
    store: Store
    repository: Repository
    folder: Path

    async def begin(self) -> None:
        await self.store.know(self.repository)
        await self.store.backfill.begin(self.repository, DAYS)

    async def read_on(self, backfill: Backfill, most: int = 10_000) -> int:
        """Steps until all chains are done, at most so many; how many."""
        done = 0
        for chain in Chain:
            while done < most:
                step = await backfill.step(self.repository.id, chain)
                assert step is not None
                if step.reading.stage is Stage.DONE:
                    break
                done += 1
        return done

    async def readings(self) -> list[Reading]:
        async with self.store.database.read() as connection:
            return await backfills.load(connection, self.repository.id)

    async def step(self, chain: Chain = Chain.ISSUES) -> Step:
        step = await self.store.backfill.step(self.repository.id, chain)
        assert step is not None
        return step


@pytest.fixture
async def bench(
    tmp_path: Path, clock: FixedClock, contract: Contract, database_url: str
) -> AsyncIterator[Bench]:
    github = FakeGitHub(clock, contract)
    github.plain_token = "ghp_a-token-of-the-rig"
    github.add_repository(NAME, None, labels=["bug", "docs"])
    github.populate_history(NAME, threads=160, seed=7, until=clock.now(), days=2 * DAYS)
    await github.start()
    repository = Repository(github.state.repositories[NAME].id, "example-ai", "engine", None)
    async with store(database_url, clock, github) as opened:
        yield Bench(github, clock, opened, repository, tmp_path)
    await github.stop()
    assert github.violations == []


async def test_what_is_open_and_what_changed_in_the_days_asked_for_is_read_whole(
    bench: Bench,
) -> None:
    await bench.begin()
    await bench.read_on(bench.store.backfill)

    found = await bench.store.everything(bench.repository.id)
    since = bench.clock.now() - timedelta(days=DAYS)
    issues = bench.github.state.repositories[NAME].issues
    wanted = {n for n, i in issues.items() if i.state == "open" or i.updated_at >= since}
    assert wanted < set(issues), "some are old and closed"
    assert set(found) >= wanted
    assert sum(one.threads for one in await bench.readings()) == len(wanted), "each is counted once"
    longest = max(wanted, key=lambda n: len(issues[n].comments))
    assert len(issues[longest].comments) > 100
    told = {row.key for row in found[longest].rows if row.kind is Kind.COMMENTED}
    assert told == {str(comment.id) for comment in issues[longest].comments}


async def test_killed_between_any_two_pages_it_goes_on_and_ends_the_same(
    bench: Bench, contract: Contract
) -> None:
    async with store(f"sqlite:///{bench.folder}/other.db", bench.clock, bench.github) as whole:
        await whole.read(bench.repository, DAYS)
        undisturbed = await whole.everything(bench.repository.id)
    await bench.begin()
    for number in range(5):
        # A process that dies takes what it had in memory with it, and leaves its lease.
        process = bench.store.another_backfill(f"process {number}")
        await bench.read_on(process, most=1)
        bench.clock.advance(HELD)
    await bench.read_on(bench.store.another_backfill("the last one"))

    assert await bench.store.everything(bench.repository.id) == undisturbed


async def test_a_page_that_takes_github_too_long_is_asked_for_by_halves_and_grows_again(
    bench: Bench,
) -> None:
    bench.github.largest_page = 30
    await bench.begin()

    sizes = [(await bench.step()).reading.page_size for _ in range(3)]
    bench.github.largest_page = None
    await bench.read_on(bench.store.backfill)

    assert sizes == [50, 25, 25]
    assert (await bench.store.everything(bench.repository.id)) != {}
    assert all(reading.done_at is not None for reading in await bench.readings())


async def test_half_of_the_hourly_limit_is_left_for_live_work(bench: Bench) -> None:
    bench.github.limits.graphql = 10
    await bench.begin()

    waits = [(await bench.step()).wait_until for _ in range(2)]
    waits += [(await bench.step(Chain.PULLS)).wait_until for _ in range(4)]

    hour = bench.clock.now() + timedelta(hours=1)
    assert waits[:5] == [None] * 5
    assert waits[5] is not None
    assert bench.clock.now() < waits[5] <= hour


async def test_what_changes_while_the_past_is_read_is_read_too(bench: Bench) -> None:
    await bench.begin()
    await bench.step()
    bench.clock.advance(timedelta(minutes=5))
    issues = bench.github.state.repositories[NAME].issues
    late = min(n for n, i in issues.items() if i.state == "open" and not i.is_pull_request)
    await bench.github.comment(NAME, late, "ann", "Still open?")
    await bench.read_on(bench.store.backfill)

    found = await bench.store.everything(bench.repository.id)
    assert max(row.at for row in found[late].rows) == bench.clock.now().replace(microsecond=0)


async def test_a_chain_that_another_process_reads_is_left_to_it_until_it_falls_silent(
    bench: Bench,
) -> None:
    await bench.begin()
    other = bench.store.another_backfill("another process")
    await other.step(bench.repository.id, Chain.ISSUES)

    left = await bench.step()
    bench.clock.advance(HELD)
    taken = await bench.step()

    assert (left.why, left.wait_until) == (
        "another process reads this",
        bench.clock.now(),
    )
    assert taken.reading.requests == 2


async def test_a_chain_that_is_let_go_is_taken_up_at_once(bench: Bench) -> None:
    await bench.begin()
    other = bench.store.another_backfill("another process")
    await bench.step()

    await other.let_go(bench.repository.id)  # not theirs: it stays
    refused = await other.step(bench.repository.id, Chain.ISSUES)
    await bench.store.backfill.let_go(bench.repository.id)
    taken = await other.step(bench.repository.id, Chain.ISSUES)

    assert refused is not None
    assert refused.why == "another process reads this"
    assert taken is not None
    assert taken.why == ""


async def test_each_page_is_a_job_that_asks_for_the_next_one(bench: Bench) -> None:
    await bench.begin()
    async with bench.store.database.read() as connection:
        begun = await timers.due(connection, bench.clock.now(), 10)

    jobs = 0
    while True:
        async with bench.store.database.write() as connection:
            due = await timers.due(connection, bench.clock.now(), 10)
            await timers.remove(connection, due)
        if not due:
            break
        for timer in due:
            await bench.store.backfill.do(Job(timer.id, timer.kind, timer.lane, timer.subject))
            jobs += 1

    assert sorted(timer.lane for timer in begun) == [f"backfill/{chain}" for chain in sorted(Chain)]
    readings = await bench.readings()
    assert all(reading.stage is Stage.DONE for reading in readings)
    assert jobs >= sum(reading.requests for reading in readings)


async def test_a_chain_whose_job_failed_for_good_is_taken_up_again_after_a_day(
    bench: Bench,
) -> None:
    await bench.begin()
    async with bench.store.database.write() as connection:
        await timers.remove(connection, await timers.due(connection, bench.clock.now(), 10))

    due = []
    for hours in (23, 2, 2):
        bench.clock.advance(timedelta(hours=hours))
        await bench.store.backfill.begin_where_missing(None)
        async with bench.store.database.write() as connection:
            found = await timers.due(connection, bench.clock.now(), 10)
            await timers.remove(connection, found)
        due.append(len(found))

    assert due == [0, 3, 0]


async def test_a_renamed_repository_keeps_its_past_and_its_new_name_is_noted(
    bench: Bench,
) -> None:
    await bench.begin()
    await bench.github.rename_repository(NAME, "motor")
    await bench.read_on(bench.store.backfill)

    async with bench.store.database.read() as connection:
        known = await installations.by_id(connection, bench.repository.id)
    assert known is not None
    assert known.full_name == "example-ai/motor"
    assert await bench.store.everything(bench.repository.id)


async def test_commits_are_kept_of_those_alone_who_agreed(bench: Bench) -> None:
    where = bench.github.state.repositories[NAME]
    number = await bench.github.open_pull_request(NAME, "ann", "Mend it", "")
    for author in ("ann", "ben"):
        bench.clock.advance(timedelta(hours=1))
        bench.github.changes.push(where, where.issues[number], author, bench.clock.now())
    ann = Pseudonyms(KEY).person(bench.github.state.user_id("ann"))
    await bench.begin()
    await bench.read_on(bench.store.backfill)
    nobody_agreed = await bench.store.everything(bench.repository.id)

    async with bench.store.database.write() as connection:
        await consents.give(connection, ann, consents.COMMITS, bench.clock.now())
    await bench.begin()
    await bench.read_on(bench.store.backfill)
    ann_agreed = await bench.store.everything(bench.repository.id)

    def committed(rows: Iterable[Activity]) -> list[str | None]:
        return [row.actor for row in rows if row.kind is Kind.COMMITTED]

    assert not [s for story in nobody_agreed.values() for s in committed(story.rows)]
    assert set(committed(ann_agreed[number].rows)) == {ann}


async def test_a_chain_that_github_fails_for_long_is_taken_up_again(bench: Bench) -> None:
    await bench.begin()
    bench.github.plain_token = "another one"
    async with bench.store.database.write() as connection:
        due = await timers.due(connection, bench.clock.now(), 10)
        await timers.remove(connection, due)
    for timer in due:
        await bench.store.backfill.do(Job(timer.id, timer.kind, timer.lane, timer.subject))

    assert all("401" in reading.problem for reading in await bench.readings())
    async with bench.store.database.read() as connection:
        assert await timers.due(connection, bench.clock.now(), 10) == []
        again = await timers.due(connection, bench.clock.now() + AFTER_FAILURE, 10)
    assert {timer.subject for timer in again} == {timer.subject for timer in due}


async def test_what_is_begun_anew_while_a_page_is_read_begins_at_the_beginning(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bench.begin()
    read_page = intake.read_page

    async def meanwhile(*given: Any, **more: Any) -> intake.Page:
        page = await read_page(*given, **more)
        bench.clock.advance(timedelta(seconds=1))
        await bench.store.backfill.begin(bench.repository, 2 * DAYS)
        return page

    monkeypatch.setattr(intake, "read_page", meanwhile)
    await bench.step()

    begun = {reading.chain: reading for reading in await bench.readings()}[Chain.ISSUES]
    assert begun.since == bench.clock.now() - timedelta(days=2 * DAYS)
    assert (begun.cursor, begun.requests) == ("", 0)
