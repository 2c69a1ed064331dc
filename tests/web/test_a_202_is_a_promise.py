"""A 202 stands whatever happens next: to the process, to the disk, to the store."""

import asyncio
import re
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import asyncpg
from structlog.testing import capture_logs

from bot.app import make_inbox
from bot.intake.inbox import Limits
from bot.intake.sqlite_inbox import SqliteInbox
from tests.clocks import FixedClock
from tests.web.doorway import doorway, headers
from tests.web.served import served

HASTY = Limits(commit_seconds=0.3, busy_seconds=0.1)
BODY = b'{"action":"opened","text":"' + bytes(range(97, 123)) * 40 + b'"}'


async def _send_until_gone(url: str, sender: int, kept: list[str], enough: asyncio.Event) -> None:
    """Deliver one after the other; note every GUID that was answered 202."""
    async with aiohttp.ClientSession() as session:
        for n in range(10_000):
            guid = f"{sender}-{n}"
            try:
                async with session.post(url, data=BODY, headers=headers(BODY, guid)) as answer:
                    if answer.status == 202:
                        kept.append(guid)
            except aiohttp.ClientError:
                return
            if len(kept) >= 150:
                enough.set()


async def test_what_was_answered_202_survives_kill_9(database_url: str, tmp_path: Path) -> None:
    kept: list[str] = []
    enough = asyncio.Event()
    async with served(tmp_path, database_url) as running:
        senders = [
            asyncio.create_task(_send_until_gone(f"{running.url}/webhook", n, kept, enough))
            for n in range(8)
        ]
        async with asyncio.timeout(30):
            await enough.wait()

        await running.kill()

        await asyncio.gather(*senders)
    inbox = make_inbox(database_url)
    await inbox.open()
    try:
        entries = [await inbox.read(guid) for guid in kept]
        assert len(kept) >= 150
        assert [e.delivery.body for e in entries if e is not None] == [BODY] * len(kept)
    finally:
        await inbox.close()


async def test_sqlite_flushes_every_commit_to_the_disk(sqlite_url: str) -> None:
    inbox = make_inbox(sqlite_url)
    assert isinstance(inbox, SqliteInbox)
    await inbox.open()
    try:
        pragmas = {
            name: inbox._connected(inbox._writes).execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("synchronous", "journal_mode")
        }
    finally:
        await inbox.close()

    assert pragmas == {"synchronous": 2, "journal_mode": "wal"}  # 2 is FULL


async def test_a_full_disk_is_a_503_and_what_was_taken_stays(
    sqlite_url: str, tmp_path: Path
) -> None:
    body = b"".join(bytes([n % 251, (n * 7) % 253]) for n in range(40_000))
    answers: Counter[int] = Counter()

    async with (
        served(tmp_path, sqlite_url, before="ulimit -f 2048;") as running,
        aiohttp.ClientSession(running.url) as session,
    ):
        for n in range(100):
            sent = headers(body + bytes([n]), f"guid-{n}")
            async with session.post("/webhook", data=body + bytes([n]), headers=sent) as answer:
                answers[answer.status] += 1
        async with session.get("/healthz") as alive:
            assert alive.status == 200

    inbox = make_inbox(sqlite_url)
    await inbox.open()
    try:
        assert set(answers) == {202, 503}
        assert sum((await inbox.counts()).values()) >= answers[202]
    finally:
        await inbox.close()
    log = (tmp_path / "serve.log").read_text()
    assert len(re.findall("delivery_not_kept", log)) == answers[503]


@asynccontextmanager
async def _locked(database_url: str) -> AsyncIterator[None]:
    """Somebody else holds the inbox."""
    if database_url.startswith("sqlite"):
        path = make_inbox(database_url)
        assert isinstance(path, SqliteInbox)
        connection = sqlite3.connect(path._path, isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")
        connection.close()
    else:
        other = await asyncpg.connect(database_url)
        async with other.transaction():
            await other.execute("LOCK TABLE inbox.delivery IN ACCESS EXCLUSIVE MODE")
            yield
        await other.close()


async def test_a_locked_store_is_a_503_and_the_door_opens_again_after(
    database_url: str, clock: FixedClock
) -> None:
    async with doorway(database_url, clock, limits=HASTY) as door:
        with capture_logs() as logged:
            async with _locked(database_url):
                answers = await asyncio.gather(*(door.deliver(f"guid-{n}") for n in range(20)))
            async with asyncio.timeout(10):
                while await door.deliver("afterwards") != 202:
                    pass

        assert set(answers) == {503}
        assert await door.inbox.read("afterwards") is not None
    refused = [entry["why"] for entry in logged if entry["event"] == "delivery_not_kept"]
    assert set(refused[:20]) == {"InboxUnavailable"}


async def test_no_more_waits_in_memory_than_is_allowed(
    database_url: str, clock: FixedClock
) -> None:
    limits = Limits(deliveries=5, commit_seconds=0.5, busy_seconds=0.2)
    async with doorway(database_url, clock, limits=limits) as door:
        with capture_logs() as logged:
            async with _locked(database_url):
                answers = await asyncio.gather(*(door.deliver(f"guid-{n}") for n in range(20)))

    whys = Counter(entry["why"] for entry in logged if entry["event"] == "delivery_not_kept")
    assert set(answers) == {503}
    assert whys["InboxFull"] >= 20 - 5 - 5  # five wait; what came before them is being written
    assert whys["InboxFull"] + whys["InboxUnavailable"] == 20


async def test_no_more_bytes_wait_in_memory_than_are_allowed(
    database_url: str, clock: FixedClock
) -> None:
    limits = Limits(body_bytes=3 * len(BODY), commit_seconds=0.5, busy_seconds=0.2)
    async with doorway(database_url, clock, limits=limits) as door:
        with capture_logs() as logged:
            async with _locked(database_url):
                answers = await asyncio.gather(
                    *(door.deliver(f"guid-{n}", BODY) for n in range(20))
                )

    whys = Counter(entry["why"] for entry in logged if entry["event"] == "delivery_not_kept")
    assert set(answers) == {503}
    assert whys["InboxFull"] >= 20 - 3 - 3


async def test_a_store_that_is_gone_is_a_503(postgres_url: str, clock: FixedClock) -> None:
    async with doorway(postgres_url, clock, limits=HASTY) as door:
        assert await door.deliver("before") == 202
        connection = await asyncpg.connect(postgres_url)
        await connection.execute("DROP SCHEMA inbox CASCADE")
        await connection.close()

        assert await door.deliver("after") == 503
