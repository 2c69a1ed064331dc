"""What is kept of one person is shown whole, and forgotten whole, and does not come back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from bot.intake import events
from bot.learning.activity import told
from bot.store import activity, books, opt_outs, privacy
from bot.store.database import Database
from bot.store.history_tables import account
from bot.store.privacy import Names
from bot.store.pseudonyms import Pseudonyms
from bot.store.tables import metadata
from bot.vocabulary.events import Dropped, ThreadOpened
from bot.vocabulary.history import Kind, Source
from bot.vocabulary.threads import Repository
from tests.history.canary import (
    CANARY,
    FRIEND,
    HOST,
    NAME,
    Github,
    columns_with,
    everything,
    github,
    live,
    names,
)
from tests.history.past import KEY, Store, store
from tests.rig.contract import Contract

PSEUDONYMS = Pseudonyms(KEY)


@pytest.fixture
async def here(contract: Contract) -> AsyncIterator[Github]:
    async with github(contract) as made:
        yield made


@asynccontextmanager
async def heard(url: str, here: Github) -> AsyncIterator[Store]:
    """A store that heard all the canary did."""
    async with store(url, here.clock, here.fake) as opened:
        await live(here.fake, here.clock)
        await opened.hear(here.new())
        await opened.past.fold()
        yield opened


def repository(here: Github) -> Repository:
    return Repository(here.where.id, here.where.owner, here.where.name, None)


async def names_now(opened: Store, here: Github, login: str = CANARY) -> Names:
    person = PSEUDONYMS.person(here.fake.state.users[login])
    async with opened.database.read() as connection:
        return await privacy.names_of(connection, person)


async def erase(opened: Store, who: Names) -> dict[str, int]:
    async with opened.database.write() as connection:
        done = await privacy.erase(connection, who, opened.clock.now())
    await opened.past.fold()
    return done


async def left_of(url: str, here: Github, login: str = CANARY) -> dict[str, set[str]]:
    """Where the person still stands, the list of those who opted out aside."""
    wanted = names(PSEUDONYMS, here.fake, login).values()
    return await columns_with(url, wanted, but={"store.opt_out"})


async def test_the_export_has_every_row_that_names_the_person_in_any_column(
    database_url: str, here: Github
) -> None:
    async with heard(database_url, here) as opened:
        who = await names_now(opened, here)
        async with opened.database.read() as connection:
            exported = await privacy.export(connection, who)
        tables = await everything(database_url)

    wanted = set(names(PSEUDONYMS, here.fake).values())
    naming = {
        name.removeprefix("store."): len(rows_with(rows, wanted)) for name, rows in tables.items()
    }
    assert {name: len(rows) for name, rows in exported.items()} == {
        name: count for name, count in naming.items() if count
    }
    assert set(exported) == {"account", "activity", "demand", "item", "report"}


def rows_with(rows: Any, wanted: set[str]) -> list[Any]:
    return [row for row in rows if any(w in str(v) for v in row.values() for w in wanted)]


async def test_nothing_of_an_erased_person_is_left_but_the_hash_that_keeps_it_so(
    database_url: str, here: Github
) -> None:
    async with heard(database_url, here) as opened:
        before = await left_of(database_url, here)

        await erase(opened, await names_now(opened, here))

        after = await left_of(database_url, here)
        async with opened.database.read() as connection:
            exported = await privacy.export(connection, await names_now(opened, here))

    assert before
    assert after == {}
    assert set(exported) == {"opt_out"}


async def test_threads_waits_and_everybody_else_stay_as_they_were(
    database_url: str, here: Github
) -> None:
    canary = PSEUDONYMS.person(here.fake.state.user_id(CANARY))
    async with heard(database_url, here) as opened:
        before = await opened.everything(here.where.id)
        accounts = await opened.accounts()

        await erase(opened, await names_now(opened, here))

        after = await opened.everything(here.where.id)
        left = await opened.accounts()

    assert left == {one for one in accounts if one[0] != canary}
    assert set(after) == set(before)
    for number, story in after.items():
        for name in story.item.__slots__:
            was = getattr(before[number].item, name)
            assert getattr(story.item, name) == (None if was == canary else was), (number, name)
        standing = [d for d in before[number].demands if d.person != canary]
        assert [(d.person, d.team, d.asked_at, d.ending, d.ended_at) for d in story.demands] == [
            (d.person, d.team, d.asked_at, d.ending, d.ended_at) for d in standing
        ]
    answered = [s.item for s in before.values() if s.item.answered_by == canary]
    assert answered, "the canary answered somebody"


@pytest.mark.parametrize("again", ["reading", "reading and webhooks"])
async def test_an_erased_person_does_not_come_back_by_late_webhooks_or_by_reading_again(
    database_url: str, here: Github, again: str
) -> None:
    async with store(database_url, here.clock, here.fake) as opened:
        await live(here.fake, here.clock)
        heard_first = here.new()
        await opened.hear(heard_first)
        await erase(opened, await names_now(opened, here))
        await here.fake.comment(NAME, 1, FRIEND, f"@{CANARY} was here")
        await here.fake.comment(NAME, 1, CANARY, f"I am, @{FRIEND}")
        await here.fake.assign(NAME, 1, HOST, CANARY)

        await opened.read(repository(here))
        if again == "reading and webhooks":
            await opened.hear([*heard_first, *here.new()])
        await opened.past.fold()

        assert await left_of(database_url, here) == {}
        stories = await opened.everything(here.where.id)
    said = [row for row in stories[1].rows if row.kind is Kind.COMMENTED]
    assert len(said) == 3, "what an erased person says is kept, without the name"


async def test_a_person_erased_by_id_alone_stays_away_though_others_mention_a_login_never_seen(
    database_url: str, here: Github
) -> None:
    await here.fake.open_issue(NAME, FRIEND, "It stops", f"@{CANARY} knows")
    number = here.fake.state.user_id(CANARY)
    async with store(database_url, here.clock, here.fake) as opened:
        await opened.hear(here.new())

        await erase(opened, Names(PSEUDONYMS.person(number), ()))
        await here.fake.comment(NAME, 1, CANARY, "Here I am")
        await here.fake.comment(NAME, 1, FRIEND, f"So you are, @{CANARY}")
        await opened.hear(here.new())
        await opened.past.fold()

        assert await left_of(database_url, here) == {}


async def test_a_new_login_of_an_erased_person_is_not_kept_either(
    database_url: str, here: Github
) -> None:
    async with heard(database_url, here) as opened:
        await erase(opened, await names_now(opened, here))
        here.fake.rename_person(CANARY, "another-bird")
        await here.fake.comment(NAME, 1, FRIEND, "@another-bird, are you there?")
        await here.fake.comment(NAME, 1, "another-bird", "Yes")

        await opened.hear(here.new())
        await opened.read(repository(here))
        await opened.past.fold()

        assert await left_of(database_url, here, "another-bird") == {}


async def test_whoever_opts_in_again_is_named_from_then_on(database_url: str, here: Github) -> None:
    async with heard(database_url, here) as opened:
        who = await names_now(opened, here)
        await erase(opened, who)
        async with opened.database.write() as connection:
            await opt_outs.remove(connection, who.person)

        await here.fake.comment(NAME, 1, CANARY, "I am back")
        await here.fake.comment(NAME, 2, FRIEND, f"Welcome @{CANARY}")
        await opened.hear(here.new())
        stories = await opened.everything(here.where.id)
        known = await opened.accounts()

    assert (who.person, CANARY, "User") in known
    assert [row.detail for row in stories[1].rows if row.actor == who.person] == [""]
    assert [d.causes for d in stories[2].demands if d.person == who.person] == [("mention",)]


async def test_erasing_whoever_had_a_login_before_leaves_whoever_has_it_now(
    database_url: str, here: Github
) -> None:
    async with heard(database_url, here) as opened:
        old = PSEUDONYMS.person(here.fake.state.users[CANARY])
        here.fake.rename_person(CANARY, "another-bird")
        await here.fake.comment(NAME, 1, "another-bird", "Call me otherwise")
        here.clock.at = here.clock.at.replace(day=3)
        await here.fake.comment(NAME, 2, CANARY, "I am somebody else")
        here.clock.at = here.clock.at.replace(day=4)
        await here.fake.comment(NAME, 1, FRIEND, f"Good day @{CANARY}")
        await opened.hear(here.new())
        new = PSEUDONYMS.person(here.fake.state.users[CANARY])
        async with opened.database.read() as connection:
            who = await privacy.names_of(connection, old)

        await erase(opened, who)

        stories = await opened.everything(here.where.id)
        known = await opened.accounts()
        assert await columns_with(database_url, {old, "another-bird"}, {"store.opt_out"}) == {}
    assert (new, CANARY, "User") in known
    assert new in {demand.person for demand in stories[1].demands}
    assert new in {row.actor for row in stories[2].rows}


async def test_who_is_erased_while_another_process_writes_is_not_written_down_after_it(
    database_url: str, here: Github
) -> None:
    async with store(database_url, here.clock, here.fake) as opened:
        await here.fake.open_issue(NAME, CANARY, "It stops", f"@{CANARY}")
        ((name, payload),) = here.new()
        event = events.parse(name, payload)
        assert not isinstance(event, Dropped)
        other = Database(database_url)
        async with other.write() as connection:
            await activity.tell(
                connection, told([event], PSEUDONYMS), Source.WEBHOOK, here.clock.now()
            )
            person = PSEUDONYMS.person(here.fake.state.user_id(CANARY))
            erasing = asyncio.create_task(erase(opened, Names(person, (PSEUDONYMS.login(CANARY),))))
            await asyncio.wait({erasing}, timeout=0.2)
        await erasing
        await other.close()

        assert await left_of(database_url, here) == {}


async def test_a_thread_opened_late_by_an_erased_person_is_met_without_a_name(
    database_url: str, here: Github
) -> None:
    await here.fake.open_issue(NAME, CANARY, "It stops", "")
    ((name, payload),) = here.new()
    opened_late = events.parse(name, payload)
    assert isinstance(opened_late, ThreadOpened)
    async with store(database_url, here.clock, here.fake) as opened:
        person = PSEUDONYMS.person(here.fake.state.user_id(CANARY))
        await erase(opened, Names(person, ()))

        async with opened.database.write() as connection:
            await books.meet(
                connection,
                opened_late,
                opened_late.thread,
                timedelta(0),
                PSEUDONYMS,
                here.clock.now(),
            )

        assert await left_of(database_url, here) == {}


def test_no_column_is_declared_that_its_table_has_not() -> None:
    for table in metadata.sorted_tables:
        for column in (*table.info["people"], *table.info["about"]):
            assert column in table.c, f"{table.name}.{column}"
    assert account.info["about"]
