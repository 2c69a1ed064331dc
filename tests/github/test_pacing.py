import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.github.errors import Paused
from bot.store.database import Database
from bot.store.pacing import StoredSlots, next_slot
from tests.clocks import FixedClock
from tests.github.server import INSTALLATION, REPOSITORY_ID, OddServer, Said, client

START = FixedClock().now()
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def breaches(slots: Sequence[tuple[datetime, bool]]) -> list[str]:
    """What GitHub could complain of, told without the code under test."""
    ordered = sorted(slots)
    times = [at for at, _notifying in ordered]
    loud = [at for at, notifying in ordered if notifying]
    found = []
    if any(b - a < SECOND for a, b in pairwise(times)):
        found.append("two writes within a second")
    if any(b - a < 3 * SECOND for a, b in pairwise(loud)):
        found.append("two notifying writes within three seconds")
    for most, window in ((80, MINUTE), (500, HOUR)):
        for first, over in zip(times, times[most:], strict=False):
            if over - first < window:
                found.append(f"more than {most} writes in {window}")
    return found


@given(st.lists(st.tuples(st.integers(0, 20_000), st.booleans()), max_size=700, min_size=1))
@settings(max_examples=60, deadline=None)
def test_whatever_is_asked_when_github_has_nothing_to_complain_of(
    asked: list[tuple[int, bool]],
) -> None:
    taken: list[tuple[datetime, bool]] = []
    now = START
    for milliseconds, notifying in asked:
        now += timedelta(milliseconds=milliseconds)
        recent = [slot for slot in taken if slot[0] > now - HOUR]
        at = next_slot(recent, now, notifying=notifying)
        assert at >= now
        taken.append((at, notifying))

    assert breaches(taken) == []


def test_a_burst_fills_the_minute_and_the_hour_and_no_more() -> None:
    taken: list[tuple[datetime, bool]] = []
    for _ in range(600):
        taken.append((next_slot(taken, START, notifying=False), False))

    assert breaches(taken) == []
    assert taken[59][0] == START + 59 * SECOND, "nothing waits longer than it must"
    assert taken[499][0] - START < HOUR <= taken[500][0] - START


def test_the_witness_of_these_tests_sees_a_breach() -> None:
    each = [(START + n * SECOND * 0.5, n > 80) for n in range(501)]

    assert len(set(breaches(each))) == 4


def test_a_quiet_write_waits_for_no_notifying_one() -> None:
    taken = [(START, True)]

    assert next_slot(taken, START, notifying=False) == START + SECOND
    assert next_slot(taken, START, notifying=True) == START + 3 * SECOND


async def test_processes_share_the_pace_of_an_installation(
    database: Database, database_url: str
) -> None:
    clock, other = FixedClock(), Database(database_url)
    slots = [StoredSlots(database, clock), StoredSlots(other, clock)]
    try:
        taken = await asyncio.gather(
            *(
                slots[n % 2].reserve(INSTALLATION, notifying=n % 3 == 0, within=HOUR)
                for n in range(30)
            )
        )
        elsewhere = await slots[1].reserve(78, notifying=True, within=HOUR)
    finally:
        await other.close()

    assert len(set(taken)) == 30
    assert breaches([(at, n % 3 == 0) for n, at in enumerate(taken)]) == []
    assert elsewhere == clock.now(), "another installation has its own limits"


async def test_a_slot_too_far_off_is_told_and_not_taken(database: Database) -> None:
    slots = StoredSlots(database, FixedClock())
    await slots.reserve(INSTALLATION, notifying=True)

    first = await slots.reserve(INSTALLATION, notifying=True, within=SECOND)
    second = await slots.reserve(INSTALLATION, notifying=True, within=3 * SECOND)

    assert first == second == START + 3 * SECOND


async def test_the_past_hour_is_remembered_and_older_slots_are_dropped(database: Database) -> None:
    clock = FixedClock()
    slots = StoredSlots(database, clock)
    await slots.reserve(INSTALLATION, notifying=False)
    clock.advance(HOUR + SECOND)
    await slots.reserve(INSTALLATION, notifying=False)

    assert await slots.forget(clock.now()) == 1
    assert await slots.forget(clock.now()) == 0


class Paced:
    """The store's own arithmetic without a database."""

    def __init__(self, clock: FixedClock) -> None:
        self.clock = clock
        self.taken: list[tuple[datetime, bool]] = []

    async def reserve(
        self, installation_id: int, *, notifying: bool, within: timedelta
    ) -> datetime:
        await asyncio.sleep(0)
        at = next_slot(self.taken, self.clock.now(), notifying=notifying)
        if at - self.clock.now() <= within:
            self.taken.append((at, notifying))
        return at


async def test_writes_of_an_installation_go_one_at_a_time_and_on_the_second(
    server: OddServer, clock: FixedClock, key: str
) -> None:
    async def meanwhile() -> None:
        await asyncio.sleep(0.01)

    server.answers = [Said(meanwhile=meanwhile, takes=timedelta(milliseconds=1500))]
    server.mints = [Said(201, {"token": "ghs_a"}, takes=timedelta(milliseconds=900))]
    async with client(server.url, clock, key, slots=Paced(clock)) as github:
        access = github.installation(INSTALLATION)
        await asyncio.gather(
            *(
                access.write(
                    "PUT",
                    f"/{n}",
                    repository_id=REPOSITORY_ID,
                    permissions={"issues": "write"},
                    notifies=n % 2 == 0,
                    repeatable=True,
                )
                for n in range(8)
            )
        )

    assert server.most_at_once == 1
    assert breaches([(a.at, int(a.path[1:]) % 2 == 0) for a in server.asked]) == []


async def test_a_slow_token_does_not_push_two_writes_together(
    server: OddServer, clock: FixedClock, key: str
) -> None:
    slow = Said(201, {"token": "ghs_a"}, takes=timedelta(milliseconds=900))
    async with client(server.url, clock, key, slots=Paced(clock)) as github:
        for repository_id in (1, 2):
            server.mints = [slow]
            await github.installation(INSTALLATION).write(
                "PUT",
                "/x",
                repository_id=repository_id,
                permissions={},
                notifies=False,
                repeatable=True,
            )
        await github.installation(INSTALLATION).write(
            "PUT", "/x", repository_id=2, permissions={}, notifies=False, repeatable=True
        )

    assert breaches([(a.at, False) for a in server.asked]) == []


async def test_a_used_up_hour_pauses_the_job_instead_of_holding_a_worker(
    server: OddServer, clock: FixedClock, key: str
) -> None:
    slots = Paced(clock)
    slots.taken = [(START - 3550 * SECOND + n * 6 * SECOND, False) for n in range(500)]
    clock.at = slots.taken[-1][0] + SECOND
    async with client(server.url, clock, key, slots=slots) as github:
        before = clock.now()
        with pytest.raises(Paused) as paused:
            await github.installation(INSTALLATION).write(
                "PUT", "/x", repository_id=1, permissions={}, notifies=False, repeatable=True
            )

    assert paused.value.until == slots.taken[0][0] + HOUR > before
    assert clock.now() == before
    assert server.asked == []
    assert len(slots.taken) == 500
