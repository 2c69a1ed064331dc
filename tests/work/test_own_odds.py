"""A repository's people teach its index which look-alikes are one matter."""

from datetime import timedelta

import pytest

from bot.capabilities.triage import point_at_related_threads
from bot.facts import related
from bot.facts.gather import Seen
from bot.facts.related import Related
from bot.learning import shelf
from bot.learning.findings import Findings
from bot.store import models
from bot.store.database import Database
from bot.store.models import Purpose
from bot.vocabulary.events import CommentCreated, ThreadClosed, ThreadEvent, ThreadOpened
from bot.vocabulary.forms import RepositoryForms
from bot.vocabulary.issues import GuidanceFiles, RepositoryLabels, Sections
from bot.vocabulary.people import Person
from bot.vocabulary.related import RelatedThreads
from bot.vocabulary.threads import Thread
from bot.work.learning import OLD, Learning
from tests import builders
from tests.clocks import FixedClock
from tests.history.past import here
from tests.learning.reports import trace, unlike
from tests.work.learned import ENGINE, START, AllOpen, in_this_process, keep

AUTHOR, MEMBER = Person(1, "ann"), Person(2, "ben")
NOW = START + timedelta(days=100)
PAIRS = 8
ERRORS = (
    "KeyError: 'rope_scaling' is missing in the draft model",
    "RuntimeError: page table of an empty batch has no rows",
    "ValueError: sliding window exceeds the rotary cache",
    "OSError: tokenizer blob is truncated at its merges",
    "TypeError: sampler got a callable for temperature",
    "IndexError: expert router picked an absent expert",
    "TimeoutError: collective barrier of the decoder ranks",
    "AssertionError: speculative tokens precede their prefix",
)


def opened(number: int, title: str, body: str) -> ThreadOpened:
    at = START + timedelta(hours=number)
    return ThreadOpened(
        Thread(ENGINE, number), AUTHOR, at, False, opener=AUTHOR, title=title, body=body
    )


def look_alikes(number: int, error: str) -> tuple[str, str]:
    return f"Nightly run stops with {error}", f"Since tonight:\n\n{trace('ann', number, error)}"


def past(said: str) -> list[ThreadEvent]:
    """Pairs of look-alikes among much else; of each second one a member says something, then it is
    closed."""
    found: list[ThreadEvent] = [opened(one.number, one.title, one.body) for one in unlike(40)]
    for place, error in enumerate(ERRORS[:PAIRS]):
        first, second = 50 + 2 * place, 51 + 2 * place
        found += [opened(n, *look_alikes(n, error)) for n in (first, second)]
        where, at = Thread(ENGINE, second), START + timedelta(hours=200 + place)
        if said:
            found.append(
                CommentCreated(
                    where,
                    MEMBER,
                    at,
                    False,
                    opener=AUTHOR,
                    comment_id=second,
                    author=MEMBER,
                    association="MEMBER",
                    written_at=at,
                    body=said.format(first),
                )
            )
        found.append(ThreadClosed(where, MEMBER, at, False, opener=AUTHOR, merged=False))
    return found


async def told(store: Database) -> tuple[RelatedThreads, bool]:
    """What is like a new report of an old error, and whether it is told in public."""
    error = ERRORS[0]
    title, body = look_alikes(99, error)
    issue = builders.issue(body, title=title, thread=Thread(ENGINE, 99), created_at=NOW)
    labels, files = RepositoryLabels(frozenset()), GuidanceFiles({})
    seen = Seen(issue.thread, issue, labels, files, RepositoryForms(()), is_archived=False)
    found = await Related(store, here, lambda _thread: AllOpen()).of(seen, Findings(), NOW)
    config = point_at_related_threads.Config()
    proposed = point_at_related_threads.decide(
        builders.opened(), issue, found, Sections({}), config
    )
    return found, bool(list(proposed))


@pytest.mark.parametrize(
    ("said", "is_told"),
    [
        ("Duplicate of #{}.", True),
        ("This is not a duplicate of #{}: another machine, another cause.", False),
    ],
)
async def test_who_says_that_look_alikes_are_not_the_same_is_not_told_of_them_any_more(
    store: Database, said: str, is_told: bool
) -> None:
    clock = FixedClock(NOW)
    learning = Learning(store, clock, in_this_process)
    await keep(store, ENGINE, past(""))
    await learning.turn()
    _, before = await told(store)

    await keep(store, ENGINE, past(said))
    clock.advance(OLD + timedelta(seconds=1))
    await learning.turn()

    found, after = await told(store)
    assert before
    assert after == is_told
    assert found.threads, "volunteers are told in either case" if is_told else "or not at all"
    async with store.read() as connection:
        made = await models.find(connection, ENGINE.id, Purpose.LIKENESS)
    assert made is not None
    assert made.card["cases"] >= PAIRS


async def test_a_long_reading_goes_on_where_the_last_look_stopped(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(related, "AT_A_TIME", 5)
    monkeypatch.setattr(related, "MOST_TAKEN", 10)
    await keep(store, ENGINE, [opened(one.number, one.title, one.body) for one in unlike(3)])
    await Learning(store, FixedClock(START), in_this_process).turn()
    await keep(store, ENGINE, [opened(one.number, one.title, one.body) for one in unlike(23)])

    standing = []
    for _ in range(3):
        await told(store)
        standing.append(shelf.standing(ENGINE.id))

    assert [one and (one.after, one.until == NOW) for one in standing] == [
        (10, False),
        (20, False),
        (0, True),
    ]
