"""What one process does for all, and that it is safe to repeat after it died half-way."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.intake.deliveries import Delivery, Entry, State
from bot.intake.inbox import Inbox
from bot.store import dead_letters, executors, timers
from bot.store.database import Database
from bot.store.dead_letters import DeadLetter
from bot.store.tables import executor
from bot.store.timers import Timer
from bot.vocabulary.events import Dropped, Event
from bot.vocabulary.history import Source
from bot.work.chores import BATCH, Routed, bury, fire_timers, hand_over, take_over
from bot.work.jobs import Job
from bot.work.runner import Runner, retry_timer
from tests.clocks import FixedClock
from tests.work.lanes import Died, Lanes, die

DEAD_AFTER = timedelta(seconds=15)
ME = "this process"


@pytest.fixture
def lanes() -> Lanes:
    return Lanes()


# Handing over.


async def arrive(inbox: Inbox, clock: FixedClock, guid: str, wants: str) -> None:
    """A delivery a minute after the last one."""
    clock.advance(timedelta(minutes=1))
    await inbox.put(Delivery(guid, "github", "issues", wants.encode(), clock.now()))


async def route(entry: Entry) -> Routed:
    """The body is the lane, or says why nobody needs it."""
    wants = entry.delivery.body.decode()
    return Routed(Dropped(wants) if wants.startswith("no") else wants)


async def keep_nothing(told: Mapping[str, tuple[Event, Source]]) -> None:
    assert not told


async def states(inbox: Inbox, *guids: str) -> list[tuple[State, str]]:
    found = [await inbox.read(guid) for guid in guids]
    return [(entry.state, entry.reason) for entry in found if entry is not None]


async def test_what_waits_is_handed_over_in_the_order_it_came_each_into_its_lane(
    inbox: Inbox, lanes: Lanes, clock: FixedClock
) -> None:
    for guid, lane in (("z", "1/1"), ("a", "2/7"), ("m", "1/1")):
        await arrive(inbox, clock, guid, lane)

    handed = await hand_over(inbox, lanes, route, keep_nothing, clock)

    assert handed == 3
    assert list(lanes.jobs.values()) == [
        Job("z:1", "delivery", "1/1", "z:1"),
        Job("a:1", "delivery", "2/7", "a:1"),
        Job("m:1", "delivery", "1/1", "m:1"),
    ]
    assert await states(inbox, "z", "a", "m") == [(State.HANDED_OVER, "")] * 3
    assert await hand_over(inbox, lanes, route, keep_nothing, clock) == 0


async def test_a_delivery_whose_job_failed_for_good_is_handed_over_as_another_job(
    inbox: Inbox, lanes: Lanes, clock: FixedClock
) -> None:
    await arrive(inbox, clock, "guid", "1/1")
    await hand_over(inbox, lanes, route, keep_nothing, clock)
    await inbox.mark([("guid", 1)], State.DEAD, clock.now())
    await arrive(inbox, clock, "guid", "1/1")

    await hand_over(inbox, lanes, route, keep_nothing, clock)

    assert lanes.asked == ["guid:1", "guid:2"]
    assert lanes.jobs["guid:2"] == Job("guid:2", "delivery", "1/1", "guid:2")


async def test_what_nobody_needs_is_marked_with_its_reason_which_is_logged_once(
    inbox: Inbox, lanes: Lanes, clock: FixedClock
) -> None:
    wants = {"a": "not ours", "b": "1/1", "c": "nobody reacts", "d": "not ours"}
    for guid, what in wants.items():
        await arrive(inbox, clock, guid, what)

    with capture_logs() as logged:
        handed = await hand_over(inbox, lanes, route, keep_nothing, clock)

    assert handed == 4
    assert list(lanes.jobs) == ["b:1"]
    assert await states(inbox, *wants) == [
        (State.DROPPED, "not ours"),
        (State.HANDED_OVER, ""),
        (State.DROPPED, "nobody reacts"),
        (State.DROPPED, "not ours"),
    ]
    assert [(line["event"], line["why"], line["count"]) for line in logged] == [
        ("deliveries_dropped", "not ours", 2),
        ("deliveries_dropped", "nobody reacts", 1),
    ]


async def test_a_delivery_that_breaks_the_reading_goes_alone_and_the_others_go_on(
    inbox: Inbox, lanes: Lanes, clock: FixedClock
) -> None:
    for guid, wants in (("a", "1/1"), ("b", "\x00 breaks"), ("c", "1/1")):
        await arrive(inbox, clock, guid, wants)

    async def fragile(entry: Entry) -> Routed:
        if entry.delivery.id == "b":
            raise TypeError("nobody thought of this")
        return await route(entry)

    with capture_logs() as logged:
        await hand_over(inbox, lanes, fragile, keep_nothing, clock)

    assert [(job.id, job.lane) for job in lanes.jobs.values()] == [
        ("a:1", "1/1"),
        ("b:1", "unrouted:b"),
        ("c:1", "1/1"),
    ]
    assert await states(inbox, "a", "b", "c") == [(State.HANDED_OVER, "")] * 3
    assert [line["event"] for line in logged] == ["delivery_unrouted"]


async def test_after_a_crash_between_the_jobs_and_the_marks_the_same_jobs_are_named_again(
    inbox: Inbox, lanes: Lanes, clock: FixedClock
) -> None:
    await arrive(inbox, clock, "a", "1/1")
    await arrive(inbox, clock, "b", "not ours")
    lanes.afterwards = die
    with pytest.raises(Died):
        await hand_over(inbox, lanes, route, keep_nothing, clock)
    assert await states(inbox, "a", "b") == [(State.WAITING, "")] * 2

    await hand_over(inbox, lanes, route, keep_nothing, clock)

    assert (lanes.asked, list(lanes.jobs)) == (["a:1", "a:1"], ["a:1"])
    assert await states(inbox, "a", "b") == [(State.HANDED_OVER, ""), (State.DROPPED, "not ours")]


async def test_of_many_a_batch_is_handed_over_at_a_time(
    inbox: Inbox, lanes: Lanes, clock: FixedClock
) -> None:
    deliveries = [
        Delivery(f"{n:03}", "github", "issues", b"1/1", clock.now() + timedelta(seconds=n))
        for n in range(BATCH + 3)
    ]
    await asyncio.gather(*(inbox.put(delivery) for delivery in deliveries))

    handed = [await hand_over(inbox, lanes, route, keep_nothing, clock) for _ in range(3)]

    assert handed == [BATCH, 3, 0]
    assert lanes.asked == [f"{n:03}:1" for n in range(BATCH + 3)]


# Timers.


async def put(database: Database, *new: Timer) -> None:
    async with database.write() as connection:
        for timer in new:
            await timers.put(connection, timer)


async def test_a_timer_that_is_due_becomes_a_job_once_and_a_later_one_stays(
    database: Database, lanes: Lanes, clock: FixedClock
) -> None:
    later = clock.now() + timedelta(hours=1)
    await put(
        database,
        Timer("now", clock.now(), "look", "1/5", "1/5"),
        Timer("later", later, "look", "1/6", "1/6"),
        Timer("before", clock.now() - timedelta(seconds=1), "remind", "1/7", "1/7"),
    )

    fired = [await fire_timers(database, lanes, clock) for _ in range(2)]
    now = list(lanes.jobs.values())
    clock.advance(timedelta(hours=1))
    await fire_timers(database, lanes, clock)

    due = clock.at - timedelta(hours=1)
    assert fired == [2, 0]
    assert now == [
        Job(f"timer:before@{due.timestamp() - 1:.3f}", "remind", "1/7", "1/7"),
        Job(f"timer:now@{due.timestamp():.3f}", "look", "1/5", "1/5"),
    ]
    assert lanes.asked[2:] == [f"timer:later@{later.timestamp():.3f}"]


async def test_a_job_that_was_put_back_comes_again_as_it_was(
    database: Database, lanes: Lanes, clock: FixedClock
) -> None:
    letter = DeadLetter("guid:1", "delivery", "1/5", "guid:1", "ValueError", 5, clock.now())
    await put(database, retry_timer(letter, clock.now()))

    await fire_timers(database, lanes, clock)

    (job,) = lanes.jobs.values()
    assert (job.kind, job.lane, job.subject, job.attempt) == ("delivery", "1/5", "guid:1", 1)
    assert job.id.startswith("guid:1~1.")


async def test_after_a_crash_a_timer_fires_the_same_job(
    database: Database, lanes: Lanes, clock: FixedClock
) -> None:
    await put(database, Timer("t", clock.now(), "look", "1/5", "1/5"))
    lanes.afterwards = die
    with pytest.raises(Died):
        await fire_timers(database, lanes, clock)
    clock.advance(timedelta(minutes=3))

    fired = [await fire_timers(database, lanes, clock) for _ in range(2)]

    assert fired == [1, 0]
    assert len(lanes.asked) == 2
    assert len(lanes.jobs) == 1


async def test_a_timer_that_is_moved_while_it_fires_is_due_again_at_its_new_time(
    database: Database, lanes: Lanes, clock: FixedClock
) -> None:
    moved = Timer("t", clock.now() + timedelta(hours=1), "look", "1/5", "1/5")
    await put(database, Timer("t", clock.now(), "look", "1/5", "1/5"))
    lanes.afterwards = lambda: put(database, moved)

    await fire_timers(database, lanes, clock)
    clock.advance(timedelta(hours=1))
    await fire_timers(database, lanes, clock)

    assert len(lanes.jobs) == 2


# Taking over.


async def beaten(database: Database, executor_id: str, at: datetime) -> None:
    async with database.write() as connection:
        await executors.started(connection, executor_id, at)


async def living(database: Database) -> set[str]:
    async with database.read() as connection:
        return set((await connection.execute(select(executor.c.id))).scalars())


async def taken(database: Database, lanes: Lanes, wall: FixedClock) -> Sequence[str]:
    return await take_over(database, lanes, ME, wall, DEAD_AFTER)


async def test_who_is_silent_is_fenced_off_and_its_work_taken_and_who_beats_keeps_its_own(
    database: Database, lanes: Lanes, clock: FixedClock
) -> None:
    await beaten(database, ME, clock.now())
    await beaten(database, "silent", clock.now() - DEAD_AFTER - timedelta(seconds=1))
    await beaten(database, "slow", clock.now() - DEAD_AFTER)
    lanes.working = [ME, "silent", "slow"]

    with capture_logs() as logged:
        found = [await taken(database, lanes, clock) for _ in range(2)]

    assert found == [["silent"], []]
    assert lanes.adopted == [["silent"]]
    assert await living(database) == {ME, "slow"}
    assert [line["event"] for line in logged] == ["work_taken_over"]


async def test_an_executor_without_a_row_is_dead_whoever_took_the_row_away(
    database: Database, lanes: Lanes, clock: FixedClock
) -> None:
    await beaten(database, ME, clock.now())
    lanes.working = [ME, "unheard of"]

    assert await taken(database, lanes, clock) == ["unheard of"]
    assert lanes.adopted == [["unheard of"]]


async def test_what_was_fenced_off_is_taken_though_who_did_it_died_right_after(
    database: Database, lanes: Lanes, clock: FixedClock
) -> None:
    await beaten(database, "silent", clock.now() - timedelta(hours=1))
    lanes.working = ["silent"]
    lanes.afterwards = die
    with pytest.raises(Died):
        await taken(database, lanes, clock)
    assert await living(database) == set()

    assert await taken(database, lanes, clock) == ["silent"]


@pytest.mark.parametrize("has_row", [True, False])
async def test_nobody_takes_over_from_itself_however_long_it_was_silent(
    database: Database, lanes: Lanes, clock: FixedClock, has_row: bool
) -> None:
    if has_row:
        await beaten(database, ME, clock.now() - timedelta(days=1))
    lanes.working = [ME]

    assert await taken(database, lanes, clock) == []
    assert lanes.adopted == []
    assert await living(database) == ({ME} if has_row else set())


async def test_who_is_silent_and_has_no_work_is_fenced_off_all_the_same(
    database: Database, lanes: Lanes, clock: FixedClock
) -> None:
    await beaten(database, "silent", clock.now() - timedelta(hours=1))

    assert await taken(database, lanes, clock) == []
    assert (lanes.adopted, await living(database)) == ([], set())


# Burying.


async def test_a_job_that_took_its_process_down_too_often_becomes_a_dead_letter_once(
    database: Database, inbox: Inbox, lanes: Lanes, clock: FixedClock
) -> None:
    await arrive(inbox, clock, "guid", "1/1")
    await hand_over(inbox, lanes, route, keep_nothing, clock)
    lanes.poisons = [(lanes.jobs["guid:1"], "MAX_RECOVERY_ATTEMPTS_EXCEEDED")]
    runner = Runner(_never, inbox, database, clock)

    buried = [await bury(lanes, runner) for _ in range(2)]

    why = "the process died under it too often (MAX_RECOVERY_ATTEMPTS_EXCEEDED)"
    async with database.read() as connection:
        letters = await dead_letters.listed(connection)
    assert buried == [1, 0]
    assert letters == [DeadLetter("guid:1", "delivery", "1/1", "guid:1", why, 1, clock.now())]
    assert await states(inbox, "guid") == [(State.DEAD, why)]


async def _never(job: Job) -> None:
    raise AssertionError(job)
