"""People are deleted or renamed, threads and repositories move: who is who stays right."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

import pytest

from bot.store.pseudonyms import Pseudonyms
from bot.vocabulary.history import Ending, Role
from bot.vocabulary.threads import Repository
from tests.history.canary import CANARY, FRIEND, HOST, NAME, Github, columns_with, github
from tests.history.past import KEY, Store, store
from tests.rig.contract import Contract

NAMES = Pseudonyms(KEY)


@pytest.fixture
async def here(contract: Contract) -> AsyncIterator[Github]:
    async with github(contract) as made:
        yield made


@asynccontextmanager
async def opened(url: str, here: Github) -> AsyncIterator[Store]:
    async with AsyncExitStack() as stack:
        yield await stack.enter_async_context(store(url, here.clock, here.fake))


def repository(here: Github) -> Repository:
    return Repository(here.where.id, here.where.owner, here.where.name, None)


def person(here: Github, login: str) -> str:
    return NAMES.person(here.fake.state.user_id(login))


async def test_a_deleted_account_is_forgotten_when_the_past_is_read_again_and_its_acts_are_not(
    database_url: str, here: Github
) -> None:
    who = person(here, CANARY)
    number = await here.fake.open_issue(NAME, FRIEND, "It stops", "")
    here.clock.advance(timedelta(hours=1))
    await here.fake.comment(NAME, number, CANARY, f"Look, @{HOST}")
    await here.fake.add_label(NAME, number, CANARY, "bug")
    await here.fake.assign(NAME, number, HOST, CANARY)
    async with opened(database_url, here) as kept:
        await kept.hear(here.new())
        before = (await kept.everything(here.where.id))[number]
        here.fake.delete_person(CANARY)
        here.clock.advance(timedelta(hours=1))

        await kept.read(repository(here))

        after = (await kept.everything(here.where.id))[number]
        left = await columns_with(database_url, {who})
    assert before.item.answered_by == who
    assert set(left) == {"store.account.person"}, "the account goes when it was long not seen"
    assert {row.role for row in after.rows} == {Role.AUTHOR, Role.GHOST}
    assert after.item.labels == ("bug",)
    assert after.demands == ()


@pytest.mark.parametrize("way", ["heard", "read"])
async def test_a_renamed_person_stays_one_and_who_takes_the_old_login_is_another(
    sqlite_url: str, here: Github, way: str
) -> None:
    async with opened(sqlite_url, here) as kept:

        async def know() -> None:
            if way == "heard":
                await kept.hear(here.new())
            else:
                await kept.read(repository(here))
            await kept.past.fold()

        first = await here.fake.open_issue(NAME, CANARY, "It stops", "")
        await know()
        who = person(here, CANARY)
        here.fake.rename_person(CANARY, "another-bird")
        here.clock.advance(timedelta(hours=1))
        second = await here.fake.open_issue(NAME, "another-bird", "It stops again", "")
        third = await here.fake.open_issue(NAME, FRIEND, "Who knows?", f"Ask @{CANARY}")
        await know()
        while_free = await kept.everything(here.where.id)
        here.clock.advance(timedelta(hours=1))
        fourth = await here.fake.open_issue(NAME, CANARY, "I am new", "")
        await know()
        fifth = await here.fake.open_issue(NAME, FRIEND, "And now?", f"Ask @{CANARY}")
        await know()
        stories = await kept.everything(here.where.id)

    newcomer = person(here, CANARY)
    assert newcomer != who
    assert {stories[n].item.author for n in (first, second)} == {who}
    assert [d.person for d in while_free[third].demands] == [who]
    assert stories[fourth].item.author == newcomer
    assert [d.person for d in stories[fifth].demands] == [newcomer]


async def test_a_transferred_issue_leaves_no_demand_behind_and_begins_anew_elsewhere(
    database_url: str, here: Github
) -> None:
    there = here.fake.add_repository("example-ai/other", 77, maintainers={HOST})
    number = await here.fake.open_issue(NAME, FRIEND, "It stops", "")
    await here.fake.assign(NAME, number, HOST, CANARY)
    here.clock.advance(timedelta(hours=1))
    moved = await here.fake.transfer_issue(NAME, number, HOST, "example-ai/other")
    here.clock.advance(timedelta(hours=1))
    await here.fake.comment("example-ai/other", moved, HOST, "Here it belongs")
    async with opened(database_url, here) as kept:
        await kept.hear(here.new())
        await kept.read(repository(here))
        await kept.read(Repository(there.id, there.owner, there.name, None))

        old = (await kept.everything(here.where.id))[number]
        new = (await kept.everything(there.id))[moved]

    assert old.item.gone
    assert [d.ending for d in old.demands] == [Ending.WITHDRAWN]
    assert not new.item.gone
    assert new.item.author == person(here, FRIEND)
    assert new.item.answered_by == person(here, HOST)


@pytest.mark.parametrize("way", ["heard", "read"])
async def test_a_renamed_repository_keeps_its_past_and_adds_to_it(
    sqlite_url: str, here: Github, way: str
) -> None:
    first = await here.fake.open_issue(NAME, FRIEND, "It stops", "")
    async with opened(sqlite_url, here) as kept:
        await kept.hear(here.new())
        before = await kept.everything(here.where.id)

        await here.fake.rename_repository(NAME, "motor")
        here.clock.advance(timedelta(hours=1))
        second = await here.fake.open_issue("example-ai/motor", FRIEND, "It stops again", "")
        await here.fake.comment("example-ai/motor", first, HOST, "Here too")
        if way == "heard":
            await kept.hear(here.new())
        else:
            await kept.read(Repository(here.where.id, "example-ai", "motor", None))
        after = await kept.everything(here.where.id)

    assert set(after) == {first, second}
    assert before[first].rows < after[first].rows
    assert after[first].item.answered_by == person(here, HOST)
