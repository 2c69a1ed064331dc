"""Weeks are kept once they are over, and say the same as the threads do."""

from datetime import timedelta

from sqlalchemy import delete

from bot.learning.flow import WEEK, flows, waits_of, week_begins
from bot.learning.waits import waits
from bot.store import weeks
from bot.store.history_tables import activity, demand, item
from bot.store.items import item_of
from bot.vocabulary.threads import Repository
from bot.work.retention import LONG
from bot.work.weeks import AT_A_TIME, Weeks
from tests.clocks import FixedClock
from tests.history.past import here, store
from tests.rig.contract import Contract
from tests.rig.fake import FakeGitHub

NAME = "example-ai/engine"
DAYS = 100


async def test_each_week_that_is_over_is_kept_as_the_threads_tell_it_and_outlives_them(
    database_url: str, clock: FixedClock, contract: Contract
) -> None:
    github = FakeGitHub(clock, contract)
    github.plain_token = "ghp_a-token-of-the-rig"
    github.add_repository(NAME, None)
    github.populate_history(NAME, threads=150, seed=2, until=clock.now(), days=DAYS)
    await github.start()
    repository = Repository(github.state.repositories[NAME].id, "example-ai", "engine", None)
    async with store(database_url, clock, github) as opened:
        chore = Weeks(opened.database, clock, here)
        await opened.know(repository)
        await opened.backfill.begin(repository, DAYS)
        before_it_was_read = await chore.keep()
        await opened.read(repository, DAYS)
        before_it_was_folded = await chore.keep()
        await opened.past.fold()
        kept = await chore.keep()
        again = await chore.keep()
        async with opened.database.read() as connection:
            rows = (await connection.execute(item.select())).all()
        for is_pull_request in (False, True):
            items = [item_of(row) for row in rows if row.is_pull_request == is_pull_request]
            told = flows(items, clock.now(), kept)
            async with opened.database.read() as connection:
                found = await weeks.last(
                    connection, repository.id, is_pull_request=is_pull_request, weeks=100
                )
            assert [week.flow for week in found] == told
            for week in found:
                ends = week_begins(week.flow.week_on + WEEK)
                waited = waits_of(items, ends, ends - timedelta(days=28))
                assert week.waits == waits(waited)
                assert week.mode == "watch"
        async with opened.database.write() as connection:
            for table in (activity, item, demand):
                await connection.execute(delete(table))
        async with opened.database.read() as connection:
            still = await weeks.last(connection, repository.id, is_pull_request=True, weeks=100)
    await github.stop()

    assert (before_it_was_read, before_it_was_folded, again) == (0, 0, 0)
    assert 12 <= kept <= DAYS // 7 <= AT_A_TIME
    assert len(still) == kept


async def test_no_week_is_kept_of_which_the_closed_threads_are_forgotten(
    database_url: str, clock: FixedClock, contract: Contract
) -> None:
    github = FakeGitHub(clock, contract)
    github.plain_token = "ghp_a-token-of-the-rig"
    github.add_repository(NAME, None)
    await github.start()
    repository = Repository(github.state.repositories[NAME].id, "example-ai", "engine", None)
    async with store(database_url, clock, github) as opened:
        await opened.know(repository)
        await opened.read(repository, 2 * LONG.days)
        async with opened.database.read() as connection:
            missing = await weeks.missing(connection, clock.now(), 200)
    await github.stop()

    assert week_begins(missing[0].week_on) > clock.now() - LONG
    assert len(missing) == LONG.days // 7
