"""What many threads come to, week by week: how many came, how many went, how long people waited.

Only what people opened counts: nobody waits for an answer to a machine. Threads that are gone are
left out, here and there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.vocabulary.history import Item
from bot.vocabulary.waits import Wait

WEEK = timedelta(days=7)
WINDOW = timedelta(days=28)
"""Waits of what was opened in so long: a week holds too few threads of most repositories."""


@dataclass(frozen=True, slots=True)
class Flow:
    """One week of issues, or of pull requests."""

    week_on: date
    """Its Monday, UTC."""
    opened: int
    closed: int
    open_at_end: int


def monday(at: datetime) -> date:
    """The Monday of the week, UTC."""
    day = at.astimezone(UTC).date()
    return day - timedelta(days=day.weekday())


def week_begins(week_on: date) -> datetime:
    """The first moment of the week."""
    return datetime.combine(week_on, time(), UTC)


def flows(items: Iterable[Item], now: datetime, weeks: int) -> list[Flow]:
    """The last whole weeks before `now`, oldest first.

    A thread that was reopened counts as open since it was opened: what it was in between is not
    kept apart.
    """
    last = monday(now)
    first = last - WEEK * weeks
    opened = dict.fromkeys(range(weeks), 0)
    closed = dict.fromkeys(range(weeks), 0)
    before = 0
    for item in items:
        if item.opened_at is None or item.gone:
            continue
        opening = (monday(item.opened_at) - first).days // 7
        closing = None if item.closed_at is None else (monday(item.closed_at) - first).days // 7
        before += opening < 0 and (closing is None or closing >= 0)
        if opening in opened:
            opened[opening] += 1
        if closing is not None and closing in closed:
            closed[closing] += 1
    found = []
    for week in range(weeks):
        before += opened[week] - closed[week]
        found.append(Flow(first + WEEK * week, opened[week], closed[week], before))
    return found


def waits_of(items: Iterable[Item], as_of: datetime, since: datetime) -> list[Wait]:
    """The waits for a first response to what people opened between the two times.

    As they stood at `as_of`: what was answered or closed later still waited then.
    """
    return [
        wait
        for item in items
        if item.opened_at is not None
        and since < item.opened_at <= as_of
        and not item.by_bot
        and not item.gone
        and (wait := wait_at(item, as_of)) is not None
    ]


def wait_at(item: Item, as_of: datetime) -> Wait | None:
    """The wait for a first response as it stood then; None for a draft that nobody waits with."""
    ended_at = item.answered_at or item.closed_at
    if ended_at is not None and ended_at <= as_of:
        return Wait(item.waited_seconds, item.answered_at is not None)
    if ended_at is not None:
        # The clock ran on until it ended: what passed since then had not passed yet.
        seconds = item.waited_seconds - (ended_at - as_of).total_seconds()
        return Wait(max(0.0, seconds), answered=False)
    seconds = item.waited(as_of)
    if item.is_draft and seconds <= 0:
        return None
    return Wait(seconds, answered=False)


def open_items(items: Iterable[Item]) -> Sequence[Item]:
    """Those that are open now."""
    return [i for i in items if i.opened_at is not None and i.closed_at is None and not i.gone]
