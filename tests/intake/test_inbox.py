"""What the inbox keeps, how it writes, and what it lets go; on both stores."""

import asyncio
import sqlite3
from collections.abc import Sequence
from datetime import timedelta

import asyncpg
import pytest
from structlog.testing import capture_logs

from bot.app import make_inbox
from bot.intake.deliveries import Delivery, State
from bot.intake.inbox import KEEP_DEAD_BODIES, KEEP_ROWS, LARGE, Arrival, Inbox
from bot.intake.postgres_inbox import PostgresInbox
from bot.intake.sqlite_inbox import FOLD_AFTER, SqliteInbox
from tests.clocks import FixedClock

BODY = b'{"action":"opened","text":"' + b"the same again " * 200 + b'"}'


def a_delivery(clock: FixedClock, guid: str = "a-guid", body: bytes = BODY) -> Delivery:
    return Delivery(guid, "github", "issues", body, clock.at)


async def _stored_bytes(inbox: Inbox, guid: str) -> int:
    """How many bytes of the body are in the row."""
    if isinstance(inbox, SqliteInbox):
        connection = sqlite3.connect(inbox._path)
        row = connection.execute("SELECT length(body) FROM delivery WHERE id = ?", (guid,))
        found: int = row.fetchone()[0]
        connection.close()
        return found
    assert isinstance(inbox, PostgresInbox)
    other = await asyncpg.connect(inbox._url)
    found = await other.fetchval("SELECT length(body) FROM inbox.delivery WHERE id = $1", guid)
    await other.close()
    return found


async def test_whatever_waits_is_committed_in_one_group(
    database_url: str, clock: FixedClock
) -> None:
    groups: list[int] = []
    parent = SqliteInbox if database_url.startswith("sqlite") else PostgresInbox

    class Watched(parent):  # type: ignore[misc, valid-type] # the store under test
        async def _store(self, arrivals: Sequence[Arrival]) -> None:
            groups.append(len(arrivals))
            await super()._store(arrivals)

    made = make_inbox(database_url)
    made.__class__ = Watched
    await made.create()
    await made.open()

    await asyncio.gather(*(made.put(a_delivery(clock, f"guid-{n}")) for n in range(1_200)))

    assert groups == [500, 500, 200]
    assert await made.counts() == {State.WAITING: 1_200}
    await made.close()


async def test_what_waits_when_the_process_stops_is_committed_first(
    database_url: str, clock: FixedClock
) -> None:
    made = make_inbox(database_url)
    await made.create()
    await made.open()
    under_way = [asyncio.create_task(made.put(a_delivery(clock, f"guid-{n}"))) for n in range(50)]
    await asyncio.sleep(0)

    await made.close()

    await asyncio.gather(*under_way)
    again = make_inbox(database_url)
    await again.open()
    assert await again.counts() == {State.WAITING: 50}
    await again.close()


async def test_one_guid_twice_in_a_group_is_one_row_with_the_first_body(
    inbox: Inbox, clock: FixedClock
) -> None:
    await asyncio.gather(
        inbox.put(a_delivery(clock, "twice", b"first")),
        inbox.put(a_delivery(clock, "once")),
        inbox.put(a_delivery(clock, "twice", b"second")),
    )

    entries = {e.delivery.id: e for e in await inbox.waiting(10)}
    assert set(entries) == {"once", "twice"}
    assert (entries["twice"].delivery.body, entries["twice"].attempt) == (b"first", 1)


async def test_a_dead_one_that_comes_twice_in_a_group_is_tried_once_more_only(
    inbox: Inbox, clock: FixedClock
) -> None:
    await inbox.put(a_delivery(clock))
    await inbox.mark([("a-guid", 1)], State.DEAD, clock.at)

    await asyncio.gather(inbox.put(a_delivery(clock)), inbox.put(a_delivery(clock)))

    (entry,) = await inbox.waiting(10)
    assert entry.attempt == 2


async def test_a_body_is_kept_small_and_comes_back_whole(inbox: Inbox, clock: FixedClock) -> None:
    await inbox.put(a_delivery(clock))

    entry = await inbox.read("a-guid")
    assert await _stored_bytes(inbox, "a-guid") < len(BODY) / 5
    assert entry is not None
    assert entry.delivery == a_delivery(clock)


async def test_a_body_of_many_megabytes_is_kept_whole(inbox: Inbox, clock: FixedClock) -> None:
    body = b"0123456789" * (LARGE // 5)

    await inbox.put(a_delivery(clock, body=body))

    entry = await inbox.read("a-guid")
    assert entry is not None
    assert entry.delivery.body == body


async def test_sqlite_folds_its_log_beside_the_writer(sqlite_url: str, clock: FixedClock) -> None:
    made = make_inbox(sqlite_url)
    assert isinstance(made, SqliteInbox)
    await made.open()

    for turn in range(3):
        names = [f"{turn}-{n}" for n in range(FOLD_AFTER)]
        await asyncio.gather(*(made.put(a_delivery(clock, name)) for name in names))
        assert made._folding is not None
        await made._folding

    file, log = made._path, made._path.with_name(made._path.name + "-wal")
    assert log.stat().st_size < file.stat().st_size
    await made.close()


async def test_a_log_that_cannot_be_folded_is_told_and_loses_nothing(
    sqlite_url: str, clock: FixedClock
) -> None:
    made = make_inbox(sqlite_url)
    assert isinstance(made, SqliteInbox)
    await made.open()
    assert made._reads is not None
    made._reads.close()

    with capture_logs() as logged:
        names = [str(n) for n in range(FOLD_AFTER)]
        await asyncio.gather(*(made.put(a_delivery(clock, name)) for name in names))
        assert made._folding is not None
        await made._folding

    assert [line["event"] for line in logged] == ["inbox_log_not_folded"]
    await made.close()


@pytest.mark.parametrize("state", [State.DONE, State.DROPPED])
async def test_a_body_goes_when_its_work_is_over_and_the_guid_stays_known(
    inbox: Inbox, clock: FixedClock, state: State
) -> None:
    await inbox.put(a_delivery(clock))

    await inbox.mark([("a-guid", 1)], state, clock.at, "the reason")

    entry = await inbox.read("a-guid")
    assert await _stored_bytes(inbox, "a-guid") == 0
    assert entry is not None
    assert (entry.delivery.body, entry.state, entry.reason) == (b"", state, "the reason")
    assert await inbox.settled(["a-guid", "unheard-of"]) == {"a-guid"}


async def test_a_dead_body_is_kept_for_three_days(inbox: Inbox, clock: FixedClock) -> None:
    await inbox.put(a_delivery(clock))
    await inbox.mark([("a-guid", 1)], State.DEAD, clock.at)

    await inbox.forget(clock.at + KEEP_DEAD_BODIES - timedelta(minutes=1))
    kept = await _stored_bytes(inbox, "a-guid")
    await inbox.forget(clock.at + KEEP_DEAD_BODIES + timedelta(minutes=1))

    assert kept > 0
    assert await _stored_bytes(inbox, "a-guid") == 0
    assert await inbox.settled(["a-guid"]) == set()


async def test_a_row_goes_after_thirty_days_unless_its_work_waits(
    inbox: Inbox, clock: FixedClock
) -> None:
    states = (State.DONE, State.DROPPED, State.DEAD, State.HANDED_OVER)
    for state in states:
        await inbox.put(a_delivery(clock, state.value))
        await inbox.mark([(state.value, 1)], state, clock.at)
    await inbox.put(a_delivery(clock, "waiting"))

    early = await inbox.forget(clock.at + KEEP_ROWS - timedelta(minutes=1))
    late = await inbox.forget(clock.at + KEEP_ROWS + timedelta(minutes=1))

    assert (early, late) == (0, 3)
    assert await inbox.counts() == {State.HANDED_OVER: 1, State.WAITING: 1}


async def test_the_end_of_a_job_stands_though_its_hand_over_is_noted_later(
    inbox: Inbox, clock: FixedClock
) -> None:
    await inbox.put(a_delivery(clock))
    await inbox.mark([("a-guid", 1)], State.DONE, clock.at)

    await inbox.mark([("a-guid", 1)], State.HANDED_OVER, clock.at)

    entry = await inbox.read("a-guid")
    assert entry is not None
    assert entry.state is State.DONE


async def test_an_older_attempt_does_not_settle_a_newer_one(
    inbox: Inbox, clock: FixedClock
) -> None:
    await inbox.put(a_delivery(clock))
    await inbox.mark([("a-guid", 1)], State.DEAD, clock.at)
    await inbox.put(a_delivery(clock))

    await inbox.mark([("a-guid", 1)], State.DONE, clock.at)

    (entry,) = await inbox.waiting(10)
    assert (entry.attempt, entry.state, entry.delivery.body) == (2, State.WAITING, BODY)


async def test_the_oldest_are_handed_over_first(inbox: Inbox, clock: FixedClock) -> None:
    oldest = clock.at
    for n in range(5):
        await inbox.put(a_delivery(clock, f"guid-{n}"))
        clock.advance(timedelta(minutes=1))

    first = await inbox.waiting(2)

    assert [entry.delivery.id for entry in first] == ["guid-0", "guid-1"]
    assert await inbox.oldest_waiting_at() == oldest


async def test_who_waits_for_work_hears_of_an_arrival(inbox: Inbox, clock: FixedClock) -> None:
    waiting = asyncio.create_task(inbox.wait_for_arrival(30))
    await asyncio.sleep(0)

    await inbox.put(a_delivery(clock))

    async with asyncio.timeout(5):
        await waiting
