"""`linchpin privacy` as people run it."""

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot import app
from bot.__main__ import main
from bot.app import kept
from bot.learning.activity import account
from bot.settings import read
from bot.store import activity
from bot.store.pseudonyms import Pseudonyms
from bot.vocabulary.history import Activity, Kind, Role, Source, Told
from bot.vocabulary.people import Person
from tests.history.canary import CANARY

AT = datetime(2026, 3, 2, tzinfo=UTC)
OLD, NEW = Person(500_001, CANARY, "User"), Person(500_002, CANARY, "User")
FRIEND = Person(500_003, "a-friend", "User")


@pytest.fixture
def given(tmp_path: Path, sqlite_url: str) -> Mapping[str, str]:
    """A Linchpin that knows the canary and a friend, one thread each."""
    return knowing(tmp_path, sqlite_url)


@pytest.fixture
def either(tmp_path: Path, database_url: str) -> Mapping[str, str]:
    """The same, once on each database."""
    return knowing(tmp_path, database_url)


def knowing(home: Path, url: str) -> Mapping[str, str]:
    found = {"LINCHPIN_HOME": str(home), "DATABASE_URL": url}
    asyncio.run(know(found, OLD, FRIEND))
    return found


async def know(given: Mapping[str, str], *people: Person) -> None:
    """Each opened a thread with the number of the account."""
    settings = read(given)
    await app.upgrade(settings)
    names = Pseudonyms(settings.pseudonym_key())
    told = [
        Told(1, who.id, (row,), (account(who, names),))
        for who in people
        for row in [
            Activity(Kind.OPENED, "", AT, names.person(who.id), Role.AUTHOR, detail="issue")
        ]
    ]
    async with app.open_parts(settings) as parts, parts.database.write() as connection:
        await activity.tell(connection, told, Source.WEBHOOK, AT)


def privacy(given: Mapping[str, str], *arguments: str, answer: str = "") -> Result:
    return CliRunner(env=given).invoke(main, ["privacy", *arguments], input=answer)


def exported(given: Mapping[str, str], who: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(privacy(given, "export", who).stdout)
    return found


def test_the_list_names_everything_that_is_kept(tmp_path: Path) -> None:
    ran = privacy({"LINCHPIN_HOME": str(tmp_path)}, "list", "--json")
    told = privacy({"LINCHPIN_HOME": str(tmp_path), "COLUMNS": "200"}, "list")

    assert [row["what"] for row in json.loads(ran.stdout)] == [k.name for k in kept.everything()]
    assert "store.activity" in told.output


@pytest.mark.parametrize("who", ["500001", CANARY, f"@{CANARY.upper()}"])
def test_a_person_is_exported_and_erased_by_id_and_by_login(
    either: Mapping[str, str], who: str
) -> None:
    before = exported(either, who)
    ran = privacy(either, "erase", who, "--yes", "--json")
    after = exported(either, "500001")

    assert {name: len(rows) for name, rows in before["tables"].items()} == {
        "account": 1,
        "activity": 1,
    }
    assert (ran.exit_code, json.loads(ran.stdout)) == (0, {"account": 1, "activity": 1})
    assert set(after["tables"]) == {"opt_out"}
    assert set(exported(either, "a-friend")["tables"]) == {"account", "activity"}


@pytest.mark.parametrize("command", ["export", "erase"])
def test_a_login_that_nobody_had_is_refused_with_the_remedy(
    given: Mapping[str, str], command: str
) -> None:
    ran = privacy(given, command, "@nobody", *(["--yes"] if command == "erase" else []))

    assert ran.exit_code == 1
    assert "nobody is known as nobody; give the numeric id" in ran.output
    assert "https://api.github.com/users/nobody" in ran.output


@pytest.mark.parametrize("who", ["²", "1" * 5000, "", "a b"], ids=["²", "long", "empty", "space"])
def test_what_is_neither_id_nor_login_is_refused(given: Mapping[str, str], who: str) -> None:
    ran = privacy(given, "export", who)

    assert ran.exit_code == 1
    assert "neither a numeric id nor a login" in ran.output or "nobody is known" in ran.output
    assert isinstance(ran.exception, SystemExit)


def test_a_login_that_two_people_had_is_refused_with_the_remedy(given: Mapping[str, str]) -> None:
    asyncio.run(know(given, NEW))

    ran = privacy(given, "erase", CANARY, "--yes")

    assert ran.exit_code == 1
    assert "was the login of 2 people: give the numeric id" in ran.output
    assert set(exported(given, "500001")["tables"]) == {"account", "activity"}


def test_erasing_asks_first_and_leaves_all_where_it_is_declined(given: Mapping[str, str]) -> None:
    declined = privacy(given, "erase", CANARY, answer="n\n")
    left = exported(given, CANARY)
    agreed = privacy(given, "erase", CANARY, answer="y\n")

    assert declined.exit_code == 1
    assert set(left["tables"]) == {"account", "activity"}
    assert agreed.exit_code == 0
    assert "forgotten: 1 in activity, 1 in account;" in agreed.output


def test_erasing_an_id_nothing_is_kept_of_still_keeps_the_person_away(
    given: Mapping[str, str],
) -> None:
    ran = privacy(given, "erase", "500009", "--yes")
    asyncio.run(know(given, Person(500_009, "a-late-comer", "User")))

    assert "nothing was kept" in ran.output
    assert set(exported(given, "500009")["tables"]) == {"opt_out"}
