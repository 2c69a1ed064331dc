"""Which deliveries are asked for again."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.intake.missed_deliveries import MOST, OVERLAP, RETENTION, catch_up, missed

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Try:
    id: int
    guid: str
    delivered_at: datetime = NOW
    succeeded: bool = False


@dataclass
class Log:
    """A delivery log of given attempts."""

    attempts: list[Try]
    asked_since: list[datetime] = field(default_factory=list)
    again: list[int] = field(default_factory=list)

    async def since(self, at: datetime) -> AsyncIterator[Try]:
        self.asked_since.append(at)
        for attempt in self.attempts:
            yield attempt

    async def redeliver(self, delivery_id: int) -> None:
        self.again.append(delivery_id)


def knows(*guids: str) -> "Knows":
    return Knows(set(guids))


@dataclass
class Knows:
    guids: set[str]

    async def __call__(self, ids: Sequence[str]) -> set[str]:
        return self.guids & set(ids)


def test_one_attempt_of_each_guid_without_success_is_asked_for_oldest_first() -> None:
    attempts = [
        Try(5, "b", NOW),
        Try(4, "c", NOW),
        Try(3, "c", NOW, succeeded=True),
        Try(2, "a", NOW - timedelta(hours=1)),
        Try(1, "a", NOW - timedelta(hours=2)),
    ]

    assert [attempt.id for attempt in missed(attempts, ())] == [2, 5]


def test_what_the_inbox_has_is_not_asked_for_whatever_the_log_says() -> None:
    assert missed([Try(1, "a"), Try(2, "b")], {"a"}) == [Try(2, "b")]


async def test_the_first_run_looks_as_far_back_as_github_remembers() -> None:
    log = Log([Try(1, "a")])

    remembered = await catch_up(log, knows(), None, NOW)

    assert (log.asked_since, log.again, remembered) == ([NOW - RETENTION], [1], NOW)


async def test_later_runs_look_back_to_the_last_one_and_a_little_more() -> None:
    log = Log([Try(1, "a")])

    await catch_up(log, knows("a"), NOW - timedelta(minutes=10), NOW)

    assert (log.asked_since, log.again) == ([NOW - timedelta(minutes=10) - OVERLAP], [])


async def test_after_a_long_outage_the_rest_is_asked_for_in_the_next_run() -> None:
    attempts = [Try(n, f"guid-{n}", NOW - timedelta(seconds=1_000 - n)) for n in range(MOST + 5)]
    log = Log(attempts)

    remembered = await catch_up(log, knows(), None, NOW)

    assert log.again == list(range(MOST))
    assert remembered == attempts[MOST].delivered_at
