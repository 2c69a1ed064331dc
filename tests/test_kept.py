"""Whether all that a run leaves behind is named, with how it forgets, and what erasing leaves."""

import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest

from bot import app
from bot.app import kept
from bot.app.privacy import erase, export, find_person
from bot.intake.deliveries import Delivery, State
from bot.learning.activity import account
from bot.settings import read
from bot.store import activity
from bot.store.pseudonyms import Pseudonyms
from bot.store.tables import metadata
from bot.vocabulary.history import Activity, Kind, Role, Source, Told
from bot.vocabulary.people import Person
from tests.clocks import FixedClock, WallClock
from tests.history.canary import CANARY, FRIEND, columns_with, everything, live, names
from tests.rig.contract import Contract
from tests.rig.fake import FakeGitHub
from tests.scenarios.world import INCOMPLETE, REPOSITORY, World, world

AT = datetime(2026, 3, 2, tzinfo=UTC)
OPENED = Activity(Kind.OPENED, "", AT, None, Role.GHOST, detail="issue")
EXPLAINED = {
    "store.activity.key": "goes with `subject`, whose hash it repeats; a reaction's goes with it",
    "store.account.login": "the one table that knows logins; `person` is declared",
    "store.opt_out.person": "what keeps an erased person away",
}


@asynccontextmanager
async def lived(home: Path, url: str, contract: Contract) -> AsyncIterator[World]:
    """A run in which the canary did everything, also to our own comment."""
    async with world(home, url, WallClock(), contract) as made:
        github = made.github
        assert isinstance(github, FakeGitHub)
        number = await github.open_issue(REPOSITORY, CANARY, "[Bug]: it stops", INCOMPLETE)
        await made.quiet()
        (comment,) = await github.comments(REPOSITORY, number)
        await github.react(REPOSITORY, comment.id, CANARY, "-1")
        await live(github, name=REPOSITORY)
        await github.comment(REPOSITORY, number, FRIEND, "So it is")  # has reactions asked for
        await made.quiet(20)
        await made.until(lambda: has_reacted_and_all_is_folded(url), 20)
        yield made


async def has_reacted_and_all_is_folded(url: str) -> bool:
    tables = await everything(url)
    reacted = any(row["kind"] == "reacted" for row in tables["store.activity"])
    return reacted and all(row["version"] == row["folded"] for row in tables["store.item"])


def unnamed(found: set[str]) -> set[str]:
    """The tables that no line names."""
    return found - {one.name for one in kept.everything()}


async def indexes(url: str, home: Path) -> set[str]:
    """ "schema.table" of every index."""
    if url.startswith("sqlite"):
        return _indexes_of_files(home)
    connection = await asyncpg.connect(url)
    rows = await connection.fetch(
        "SELECT schemaname, tablename FROM pg_indexes WHERE schemaname <> 'pg_catalog'"
    )
    await connection.close()
    return {f"{row['schemaname']}.{row['tablename']}" for row in rows}


def _indexes_of_files(home: Path) -> set[str]:
    found = set()
    for path in home.glob("*.db"):
        connection = sqlite3.connect(path)
        names = connection.execute("SELECT tbl_name FROM sqlite_master WHERE type = 'index'")
        schema = path.stem.partition(".")[2] or "store"
        found |= {f"{schema}.{name}" for (name,) in names.fetchall()}
        connection.close()
    return found


def files_in(home: Path) -> dict[str, bytes]:
    """Name -> what stands in it."""
    return {path.name: path.read_bytes() for path in home.iterdir()}


async def test_a_run_leaves_nothing_that_no_line_names_and_erasing_leaves_nothing_of_the_person(
    tmp_path: Path, database_url: str, contract: Contract
) -> None:
    async with lived(tmp_path, database_url, contract) as here:
        tables = set(await everything(database_url))
        indexed = await indexes(database_url, tmp_path)
        files = set(files_in(tmp_path))
        assert isinstance(here.github, FakeGitHub)
        wanted = names(Pseudonyms(here.settings.pseudonym_key()), here.github)
        naming = await columns_with(database_url, wanted.values())
        person = await find_person(here.parts, CANARY)

        await erase(here.parts, person)
        await here.until(lambda: all_is_folded(database_url), 20)

        after = await columns_with(database_url, wanted.values(), but={"store.opt_out"})
        number = await here.github.open_issue(REPOSITORY, CANARY, "[Bug]: again", INCOMPLETE)
        await here.github.comment(REPOSITORY, number, FRIEND, f"Hello @{CANARY}")
        await here.quiet()
        late = await columns_with(database_url, wanted.values(), but={"store.opt_out"})
    raw = b"".join(files_in(tmp_path).values())

    assert unnamed(tables) == set()
    assert unnamed(indexed) == set()
    assert {name for name in files if not is_named(name)} == set()
    assert {"store.activity", "inbox.delivery", "engine.workflow_status"} <= tables
    declared = {
        f"store.{table.name}.{column}"
        for table in metadata.sorted_tables
        for column in (*table.info["people"], *table.info["about"])
    }
    assert set(naming) - declared - set(EXPLAINED) == set()
    assert {"store.activity.actor", "store.activity.subject", "store.thread.author"} <= set(naming)
    assert after == {}
    assert late == {}
    assert CANARY.encode() not in raw
    assert raw.count(wanted["person"].encode()) <= 2, "the table and index of those who opted out"


def is_named(file: str) -> bool:
    """Whether a line names a file; SQLite's own beside a database go with it."""
    plain = re.sub(r"-(wal|shm)$", "", file)
    return any(one.name.startswith(f"file {plain}") for one in kept.everything())


def test_a_table_or_file_that_no_line_names_is_seen() -> None:
    assert unnamed({"store.item", "store.diary", "engine.diary", "diary.item"}) == {
        "store.diary",
        "engine.diary",
        "diary.item",
    }
    assert not is_named("diary.db")


async def all_is_folded(url: str) -> bool:
    return all(r["version"] == r["folded"] for r in (await everything(url))["store.item"])


@pytest.mark.parametrize(
    ("body", "is_theirs"),
    [
        ('{"comment": {"user": {"login": "x", "id": 500000}}}', True),
        ('{"comment": {"body": "ask @Canary-Of-The-Mine, please"}}', True),
        ('{"comment": {"body": "ask @canary-of-the-mine-too"}}', False),
        ('{"issue": {"id": 500000, "user": {"login": "y", "id": 5}}}', False),
        ("{half of @canary-of-the-mine", True),
    ],
)
async def test_failed_deliveries_that_name_the_person_in_any_way_are_shown_and_dropped(
    tmp_path: Path, sqlite_url: str, body: str, is_theirs: bool
) -> None:
    settings = read({"LINCHPIN_HOME": str(tmp_path), "DATABASE_URL": sqlite_url})
    await app.upgrade(settings)
    names = Pseudonyms(settings.pseudonym_key())
    told = Told(1, 1, (OPENED,), (account(Person(500000, CANARY, "User"), names),))
    async with app.open_parts(settings, FixedClock()) as parts:
        now = parts.clock.now()
        async with parts.database.write() as connection:
            await activity.tell(connection, [told], Source.WEBHOOK, now)
        await parts.inbox.put(Delivery("guid", "github", "issues", body.encode(), now))
        await parts.inbox.mark([("guid", 1)], State.DEAD, now)
        for given in ("500000", f"@{CANARY}"):
            shown = await export(parts, await find_person(parts, given))
            assert shown["failed_deliveries"] == (["guid"] if is_theirs else [])

        await erase(parts, await find_person(parts, "500000"))

        entry = await parts.inbox.read("guid")
    assert entry is not None
    assert (entry.delivery.body == b"") is is_theirs
    assert entry.state is (State.DROPPED if is_theirs else State.DEAD)
