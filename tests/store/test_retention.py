"""Whether every table says how it forgets and how long it keeps, and does so."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, delete

from bot.learning.flow import Flow
from bot.learning.folding import Folded
from bot.learning.trust import Outcome
from bot.store import (
    activity,
    backfills,
    blobs,
    configs,
    decisions,
    effects,
    installations,
    items,
    judgements,
    models,
    modes,
    tables,
    threads,
    trust,
    watches,
    weeks,
)
from bot.store.database import Database
from bot.store.history_tables import account, backfill
from bot.store.judgements import Judged
from bot.store.models import Model, Purpose
from bot.store.tables import metadata
from bot.store.threads import StoredSection
from bot.store.weeks import Week
from bot.vocabulary.actions import AddLabel, Mode, Proposal, Verdict
from bot.vocabulary.backfill import Chain
from bot.vocabulary.decisions import Decided
from bot.vocabulary.events import InstallationChanged
from bot.vocabulary.history import Activity, Demand, Item, Kind, Role, Source, Told, Wording
from bot.vocabulary.people import Person
from bot.vocabulary.threads import Repository, Thread
from bot.vocabulary.waits import Waits
from bot.work.retention import (
    AGES,
    HOUR,
    LONG,
    MONTH,
    WITH_THEIR_REPOSITORY,
    forget_closed,
    forget_uninstalled,
)

DAY_ONE = datetime(2026, 3, 2, tzinfo=UTC)
OPENED = Activity(Kind.OPENED, "", DAY_ONE, "an author", Role.AUTHOR, detail="issue")

TABLES = sorted(metadata.tables.values(), key=lambda table: table.name)
PERIODS = {
    "1 hour": HOUR,
    "1 day": 24 * HOUR,
    "30 days": MONTH,
    "90 days": 3 * MONTH,
    "400 days": LONG,
}


def registered(table: Table) -> bool:
    """Both in words, not empty."""
    return all(str(table.info.get(key, "")).strip() for key in ("keeps", "forgets"))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_registers_how_it_forgets_and_how_long_it_keeps(table: Table) -> None:
    assert registered(table)


def test_a_table_that_does_not_is_seen() -> None:
    for info in ({}, {"keeps": "1 day"}, {"keeps": "1 day", "forgets": " "}):
        column = Column("id", Integer, primary_key=True)
        assert not registered(Table("t", MetaData(), column, info=info))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_that_names_an_age_is_swept_at_that_age(table: Table) -> None:
    named = re.match(r"(1 hour|1 day|30 days|90 days|400 days)\b", table.info["keeps"])
    swept = {t.name: age for t, _column, age in AGES}

    assert swept.get(table.name) == (PERIODS[named.group()] if named else None)


@pytest.mark.parametrize(
    "table", [t for t in TABLES if t is not account], ids=lambda table: table.name
)
def test_no_column_holds_a_login_but_in_the_one_table_of_accounts(table: Table) -> None:
    words = {word for column in table.columns for word in column.name.split("_")}

    assert not words & {"login", "email", "user"}


async def fill(database: Database, repository: Repository, now: datetime) -> None:
    """A row of every table that belongs to a repository."""
    where = Thread(repository, 1)
    label = AddLabel(where, "bug")
    verdict = Verdict(Proposal(label, "sort", "because"), True, Mode.ACT, "allowed")
    name = f"{repository.id}"
    async with database.write() as connection:
        await installations.seen(connection, repository, now)
        await threads.change(connection, where, looked_at=now)
        await threads.set_section(connection, where, "a", StoredSection("A.", ()), now)
        await modes.put(connection, repository.id, "sort", Mode.ACT, "because", now)
        await modes.write_down(connection, repository.id, {"sort": Mode.ACT}, now)
        await trust.propose(connection, repository.id, "sort", Mode.ACT, "because", now)
        case = Decided(
            name, 1, "sort", "label-added", "bug", {}, now, Mode.ACT, allowed=True, reason="allowed"
        )
        await judgements.keep(
            connection, repository.id, [Judged(case, Outcome.AGREED, is_final=True)], now
        )
        await blobs.keep(connection, repository.id, {"oid": "text"}, now)
        await configs.looked(
            connection, repository.id, held="", own="", mistakes=0, is_owners=False
        )
        shape = ("label-added", "bug", {"label": "bug"})
        await decisions.record(connection, name, "guid", verdict, shape, now)
        words = Wording("It stops", b"", None, now, now)
        told = Told(repository.id, 1, (OPENED,), (), known_until=now, wording=words)
        await activity.tell(connection, [told], Source.HISTORY, now)
        await models.keep(connection, repository.id, Purpose.KIND, Model("1", 1, {}, b"", now))
        await backfills.begin(connection, repository.id, now, 100, now)
        for chain in (Chain.ISSUES, Chain.PULLS):  # one row of each table, as of the others
            await connection.execute(delete(backfill).where(backfill.c.chain == chain))
        await backfills.put_unread(connection, repository.id, 1, "cursor")
        await watches.add(connection, repository.id, now, now)
        asked = Demand("a person", "", 1, now, None, ("mention",))
        folded = Folded(repository.id, 1, 1, Item(opened_at=now), (asked,))
        await items.keep(connection, [folded])
        flow = Flow(now.date(), 1, 0, 1)
        await weeks.keep(connection, repository.id, Week(flow, False, Waits(0, 0, ()), "webhook"))
        await effects.intend(
            connection,
            where,
            key=name,
            kind="label-added",
            target="bug",
            decision_id=name,
            undo={},
            owner="one",
            now=now,
        )


async def rows(database: Database, table: Table) -> int:
    async with database.read() as connection:
        return len((await connection.execute(table.select())).all())


async def test_all_of_a_repository_is_forgotten_a_month_after_the_app_left(
    database: Database,
) -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    left, stays = Repository(1, "example-ai", "engine", 77), Repository(2, "example-org", "x", 78)
    account = Person(9, "example-ai", "Organization")
    for repository in (left, stays):
        await fill(database, repository, now)
    async with database.write() as connection:
        for change in ("created", "deleted"):
            event = InstallationChanged(77, change, account, (), now)
            await installations.changed(connection, event, now)
    everything = (*WITH_THEIR_REPOSITORY, tables.repository)

    assert await forget_uninstalled(database, now + MONTH) == 0
    assert {table.name: await rows(database, table) for table in everything} == {
        table.name: 2 for table in everything
    }
    await forget_uninstalled(database, now + MONTH + timedelta(seconds=1))

    assert {table.name: await rows(database, table) for table in everything} == {
        table.name: 1 for table in everything
    }
    assert await rows(database, tables.installation) == 0


async def test_a_thread_is_forgotten_400_days_after_it_was_closed_and_an_open_one_never(
    database: Database,
) -> None:
    now = DAY_ONE + LONG
    async with database.write() as connection:
        for number, closed_at in (
            (1, DAY_ONE - timedelta(1)),
            (2, DAY_ONE + timedelta(1)),
            (3, None),
        ):
            told = Told(7, number, (OPENED,), (), known_until=now)
            await activity.tell(connection, [told], Source.HISTORY, now)
            stands = Item(opened_at=DAY_ONE, closed_at=closed_at)
            await items.keep(connection, [Folded(7, number, 1, stands, ())])

    forgotten = await forget_closed(database, now)

    assert forgotten == 1
    async with database.read() as connection:
        assert await items.load(connection, 7, 1) is None
        kept = await activity.of_threads(connection, 7, [1, 2, 3])
    assert {number: len(rows) for number, rows in kept.items()} == {1: 0, 2: 1, 3: 1}


def test_what_goes_with_its_repository_or_thread_says_so() -> None:
    named = {t for t in TABLES if re.search("uninstalling|as its thread", t.info["forgets"])}

    assert named - set(WITH_THEIR_REPOSITORY) == {
        tables.installation,
        tables.repository,
        tables.timer,  # comes due, and finds nothing
    }
