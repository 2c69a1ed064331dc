"""Somebody who does everything that can be done on threads, and where that is to be found."""

import re
import sqlite3
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import orjson

from bot.store.database import store_url
from bot.store.pseudonyms import Pseudonyms
from tests.clocks import FixedClock
from tests.rig.contract import Contract
from tests.rig.fake import FakeGitHub

CANARY, FRIEND, HOST = "canary-of-the-mine", "a-friend", "a-host"
NAME = "example-ai/engine"


@dataclass(frozen=True)
class Threads:
    """What the canary took part in."""

    own_issue: int
    others_issue: int
    own_pull: int
    others_pull: int


class Github:
    """The rig's GitHub with one repository, which keeps the webhooks that it would send."""

    def __init__(self, contract: Contract) -> None:
        self.clock = FixedClock()
        self.fake = FakeGitHub(self.clock, contract)
        self.fake.plain_token = "ghp_a-token-of-the-rig"
        self.fake.add_installation(77, "example-ai")
        self.where = self.fake.add_repository(
            NAME, 77, labels=["bug"], maintainers={HOST, "a-second-host"}
        )
        self.deliveries: list[tuple[str, Any]] = []
        self.fake.sender.send = self._take  # type: ignore[method-assign] # nobody listens on a port

    def _take(self, event: str, payload: dict[str, Any]) -> None:
        self.deliveries.append((event, orjson.loads(orjson.dumps(payload))))

    def new(self) -> list[tuple[str, Any]]:
        """What was sent since the last time."""
        found, self.deliveries = self.deliveries, []
        return found


@asynccontextmanager
async def github(contract: Contract) -> AsyncIterator[Github]:
    """Listening for reads; every request was in order at the end."""
    made = Github(contract)
    await made.fake.start()
    yield made
    await made.fake.stop()
    assert made.fake.violations == []


async def live(fake: FakeGitHub, clock: FixedClock | None = None, name: str = NAME) -> Threads:
    """Do, and be done to, everything."""

    def later() -> None:
        if clock is not None:
            clock.advance(timedelta(minutes=7))

    issue = await fake.open_issue(name, CANARY, "It stops", f"@{FRIEND} knows, @{CANARY} too")
    later()
    await fake.edit_issue(name, issue, CANARY, body="It stops after the second request")
    await fake.assign(name, issue, HOST, CANARY)
    later()
    await fake.unassign(name, issue, CANARY, CANARY)
    await fake.comment(name, issue, HOST, f"Thank you @{CANARY}")
    later()

    other = await fake.open_issue(name, FRIEND, "It is slow", f"Ask @{CANARY}")
    later()
    said = await fake.comment(name, other, CANARY, f"@{HOST}, look")
    later()
    await fake.edit_comment(name, said, CANARY, f"@{HOST}, look at this; @{FRIEND} saw it")
    later()
    gone = await fake.comment(name, other, CANARY, f"@{FRIEND} never mind")
    later()
    await fake.delete_comment(name, gone, CANARY)
    await fake.comment(name, other, CANARY, "/retest")
    await fake.add_label(name, other, CANARY, "bug")
    later()
    await fake.remove_label(name, other, CANARY, "bug")
    await fake.assign(name, other, CANARY, HOST)
    later()
    await fake.close_issue(name, other, CANARY)
    later()
    await fake.reopen_issue(name, other, CANARY)
    later()

    own = await fake.open_pull_request(name, CANARY, "Mend it", f"for @{FRIEND}", draft=True)
    later()
    await fake.set_draft(name, own, CANARY, draft=False)
    await fake.request_review(name, own, CANARY, reviewer=HOST)
    later()
    await fake.review(name, own, HOST, "approved", f"Well done @{CANARY}")
    await fake.merge(name, own, HOST)
    later()

    pull = await fake.open_pull_request(name, FRIEND, "Faster", f"@{CANARY} may know")
    later()
    await fake.request_review(name, pull, FRIEND, reviewer=CANARY)
    later()
    review = await fake.review(name, pull, CANARY, "changes_requested", f"@{FRIEND}: slower")
    later()
    await fake.comment_on_code(name, pull, CANARY, f"@{HOST} wrote this")
    later()
    await fake.dismiss_review(name, pull, CANARY, review)
    later()
    await fake.merge(name, pull, CANARY)
    later()
    return Threads(issue, other, own, pull)


def names(pseudonyms: Pseudonyms, fake: FakeGitHub, login: str = CANARY) -> dict[str, str]:
    """What name -> how it would stand in a table."""
    number = fake.state.users[login]
    return {
        "login": login,
        "id": str(number),
        "person": pseudonyms.person(number),
        "login key": pseudonyms.login(login),
    }


async def columns_with(
    url: str, wanted: Collection[str], but: Collection[str] = ()
) -> dict[str, set[str]]:
    """ "schema.table.column" -> the wanted words in it, in all that this database has.

    On SQLite the schema is the part after "linchpin." in the file's name, or "store".
    """
    found: dict[str, set[str]] = {}
    for table, rows in (await everything(url)).items():
        if table in but:
            continue
        for row in rows:
            for column, value in row.items():
                words = _words_in(value, wanted)
                if words:
                    found.setdefault(f"{table}.{column}", set()).update(words)
    return found


def _words_in(value: Any, wanted: Iterable[str]) -> set[str]:
    text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
    return {word for word in wanted if re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text)}


async def everything(url: str) -> dict[str, list[Mapping[str, Any]]]:
    """ "schema.table" -> its rows: store, inbox and engine."""
    if url.startswith("sqlite"):
        return _of_files(Path(str(store_url(url).database)).parent)
    connection = await asyncpg.connect(url)
    try:
        tables = await connection.fetch(
            "SELECT schemaname, tablename FROM pg_tables "
            "WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
        found: dict[str, list[Mapping[str, Any]]] = {}
        for schema, table in tables:
            query = f'SELECT * FROM "{schema}"."{table}"'  # noqa: S608 # the catalogue names them
            rows = await connection.fetch(query)
            found[f"{schema}.{table}"] = [dict(row) for row in rows]
        return found
    finally:
        await connection.close()


def _of_files(directory: Path) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for path in sorted(directory.glob("*.db")):
        schema = path.stem.partition(".")[2] or "store"
        connection = sqlite3.connect(path)
        connection.row_factory = sqlite3.Row
        for (table,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall():
            query = f'SELECT * FROM "{table}"'  # noqa: S608 # the catalogue names them
            rows = connection.execute(query).fetchall()
            found[f"{schema}.{table}"] = [dict(row) for row in rows]
        connection.close()
    return found
