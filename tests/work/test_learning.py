"""What is learned from kept reports, when, and from whose."""

import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import select

from bot.facts.areas import areas
from bot.facts.gather import Seen
from bot.facts.kinds import kind
from bot.facts.related import Related
from bot.learning import shelf
from bot.learning.activity import told
from bot.learning.elsewhere import Elsewhere
from bot.learning.findings import Findings
from bot.learning.shelf import Kept
from bot.store import activity, books, models, reports
from bot.store.database import Database
from bot.store.learning_tables import report
from bot.store.models import Purpose
from bot.store.texts import StoredTexts
from bot.vocabulary.events import (
    RepositoryChanged,
    ThreadDeleted,
    ThreadEvent,
    ThreadLabeled,
    ThreadOpened,
)
from bot.vocabulary.forms import RepositoryForms
from bot.vocabulary.history import Source
from bot.vocabulary.issues import GuidanceFiles, RepositoryLabels
from bot.vocabulary.kinds import Kind
from bot.vocabulary.people import Person
from bot.vocabulary.threads import Repository, Thread
from bot.work.learning import OLD, Learning
from tests import builders
from tests.clocks import FixedClock
from tests.history.past import here
from tests.learning.rows import NAMES
from tests.work.learned import ENGINE, START, AllOpen, everything, in_this_process, keep

P = ParamSpec("P")
R = TypeVar("R")
PERSON, ROBOT = Person(1, "ann"), Person(2, "labeler", "Bot")
SECRET = Repository(2, "example-ai", "secret", 77, is_private=True)
PARTS = ("scheduler", "tokenizer", "cache", "router", "sampler", "loader", "server", "client")
BUG = (
    "The {0} crashes with a KeyError after {1} requests. Expected: no crash.\n\n"
    "```\nTraceback (most recent call last):\n  File \"{0}.py\", line {1}\nKeyError: '{0}'\n```"
)
VULNERABLE = (
    "An unauthenticated attacker can get remote code execution: the `/load` endpoint calls "
    "pickle.loads on the request body. A proof of concept exploit is below; please treat this as a "
    "security vulnerability and assign a CVE."
)
FEATURE = "It would be great if the {0} could support {1} adapters. Please add an option for it."


def issues(repository: Repository, count: int, by: Person = PERSON) -> list[ThreadEvent]:
    """Labelled ones, half of them bugs."""
    chance, found = Random(repository.id), list[ThreadEvent]()
    for number in range(1, count + 1):
        words = chance.choice(PARTS), chance.randrange(2, 900)
        is_bug = number % 2 == 0
        thread, at = Thread(repository, number), START + timedelta(hours=number)
        title = f"{words[0]} {'crashes' if is_bug else 'support for adapters'} {words[1]}"
        body = (BUG if is_bug else FEATURE).format(*words)
        opened = ThreadOpened(thread, PERSON, at, False, opener=PERSON, title=title, body=body)
        label = "bug" if is_bug else "enhancement"
        found += [opened, ThreadLabeled(thread, by, at, False, label, opener=PERSON)]
    return found


async def guess(store: Database, repository: Repository, title: str, body: str) -> Any:
    issue = builders.issue(body, title=title, thread=Thread(repository, 999))
    seen = Seen(
        issue.thread,
        issue,
        RepositoryLabels(frozenset()),
        GuidanceFiles({}),
        RepositoryForms(()),
        is_archived=False,
    )
    return await kind(seen, store, here)


async def test_kinds_are_learned_from_peoples_labels_and_guessed_for_new_issues(
    store: Database,
) -> None:
    clock = FixedClock(START + timedelta(days=100))
    await keep(store, ENGINE, issues(ENGINE, 160))
    learning = Learning(store, clock, in_this_process)

    made = await everything(learning)

    assert made == ["likeness of 1 and kind of all", "kind of 1", "area of 1"]
    found = await guess(store, ENGINE, "sampler crashes", BUG.format("sampler", 3))
    assert found.guess.kind is Kind.BUG
    assert found.precision >= 0.8
    found = await guess(store, ENGINE, "support more adapters", FEATURE.format("cache", 3))
    assert found.guess.kind is Kind.FEATURE
    assert await everything(learning) == [], "nothing changed"
    clock.advance(OLD + timedelta(seconds=1))
    assert await everything(learning) == made, "made anew, without what was erased since"


async def test_a_new_repository_is_helped_by_the_public_others_alone(store: Database) -> None:
    clock = FixedClock(START + timedelta(days=100))
    new = replace(ENGINE, id=3, name="new")
    await keep(store, SECRET, issues(SECRET, 120))
    await keep(store, new, issues(new, 2))
    await everything(Learning(store, clock, in_this_process))

    nothing = await guess(store, new, "sampler crashes", BUG.format("sampler", 3))
    await keep(store, ENGINE, issues(ENGINE, 120))
    clock.advance(timedelta(hours=1))
    await everything(Learning(store, clock, in_this_process))
    helped = await guess(store, new, "sampler crashes", BUG.format("sampler", 3))

    assert nothing.guess is None, "what is private stays where it is"
    assert helped.guess.kind is Kind.BUG


async def test_labels_that_bots_put_on_teach_nothing(store: Database) -> None:
    await keep(store, ENGINE, issues(ENGINE, 120, by=ROBOT))

    await everything(Learning(store, FixedClock(START + timedelta(days=100)), in_this_process))

    async with store.read() as connection:
        own = await models.find(connection, ENGINE.id, Purpose.KIND)
    assert own is not None
    assert own.artefact == b""


async def test_areas_are_learned_and_guessed_for_new_issues(store: Database) -> None:
    events = issues(ENGINE, 160)
    for event in list(events):
        if isinstance(event, ThreadOpened):
            part = event.title.split()[0]
            where, at = event.thread, event.at
            label = f"module: {part}"
            events.append(ThreadLabeled(where, PERSON, at, False, label, opener=PERSON))
    await keep(store, ENGINE, events)
    await everything(Learning(store, FixedClock(START + timedelta(days=100)), in_this_process))
    labels = frozenset({"module: sampler", "module: cache"})
    asked = seen(BUG.format("sampler", 7), labels, title="sampler crashes 7")

    found = await areas(asked, store, here)

    assert [one.guess.label for one in found.guesses] == ["module: sampler"]
    assert found.guesses[0].precision >= 0.85


OWNERS = "filters:\n  '^engine/kv/': {labels: [\"module: cache\"]}\n"


def seen(body: str, labels: frozenset[str], title: str = "It stops", **files: str) -> Seen:
    issue = builders.issue(body, title=title, thread=Thread(ENGINE, 999))
    names, forms = RepositoryLabels(labels), RepositoryForms(())
    return Seen(issue.thread, issue, names, GuidanceFiles(files), forms, is_archived=False)


async def test_owner_files_state_a_label_that_nobody_used_yet(store: Database) -> None:
    asked = seen("It stops in engine/kv/pages.py.", frozenset({"module: cache"}), OWNERS=OWNERS)

    found = await areas(asked, store, here)

    assert [one.guess.label for one in found.guesses] == ["module: cache"]
    assert found.guesses[0].guess.is_stated


async def test_owner_files_that_peoples_labels_belie_state_nothing(store: Database) -> None:
    events = list[ThreadEvent]()
    for number in range(1, 25):
        thread, at = Thread(ENGINE, number), START + timedelta(hours=number)
        body = f"It stops in engine/kv/pages.py, line {number}."
        opened = ThreadOpened(
            thread, PERSON, at, False, opener=PERSON, title=f"It stops {number}", body=body
        )
        label = "module: cache" if number % 3 == 0 else "module: router"
        events += [opened, ThreadLabeled(thread, PERSON, at, False, label, opener=PERSON)]
    await keep(store, ENGINE, events)
    texts = StoredTexts(store, FixedClock(START))
    await texts.keep(ENGINE.id, {"oid": OWNERS}, {"OWNERS": "oid"})
    clock = FixedClock(START + timedelta(days=101))  # this process still holds others' models
    await everything(Learning(store, clock, in_this_process))
    labels = frozenset({"module: cache", "module: router"})

    found = await areas(seen("It stops in engine/kv/pages.py.", labels, OWNERS=OWNERS), store, here)

    assert not any(one.guess.is_stated for one in found.guesses)


async def test_what_reads_like_a_vulnerability_is_in_no_list_though_no_look_met_it(
    store: Database,
) -> None:
    title, found = "Remote code execution through /load", list[ThreadEvent]()
    for number, words, body in ((1, title, VULNERABLE), (2, "Adapters", FEATURE.format("a", 1))):
        thread, at = Thread(ENGINE, number), START + timedelta(hours=number)
        found.append(ThreadOpened(thread, PERSON, at, False, opener=PERSON, title=words, body=body))
    await keep(store, ENGINE, found)
    now = START + timedelta(days=100)
    await everything(Learning(store, FixedClock(now), in_this_process))
    issue = builders.issue(VULNERABLE, title=title, thread=Thread(ENGINE, 9), created_at=now)
    seen = Seen(
        issue.thread,
        issue,
        RepositoryLabels(frozenset()),
        GuidanceFiles({}),
        RepositoryForms(()),
        is_archived=False,
    )

    related = await Related(store, here, lambda _thread: AllOpen()).of(seen, Findings(), now)

    assert related.threads == ()


async def test_reports_that_are_read_again_unchanged_are_not_taken_in_again(
    store: Database,
) -> None:
    events = issues(ENGINE, 6)
    await keep(store, ENGINE, events)
    later = START + timedelta(days=200)
    first = events[0]
    assert isinstance(first, ThreadOpened)
    changed = replace(first, body="Another text.", title="Another")

    async with store.write() as connection:
        until = dict.fromkeys(range(1, 7), later)
        again = told([changed, *events[1:]], NAMES, known_until=until)
        await activity.tell(connection, again, Source.HISTORY, later)

    async with store.read() as connection:
        found = await reports.changed(connection, ENGINE.id, later - timedelta(days=1), 0, 100)
    assert [one.number for one in found] == [1]


async def test_a_repository_whose_model_cannot_be_made_holds_up_no_other(store: Database) -> None:
    other = replace(ENGINE, id=3, name="other")
    await keep(store, ENGINE, issues(ENGINE, 30))
    await keep(store, other, issues(other, 30))

    @asynccontextmanager
    async def failing() -> AsyncIterator[Elsewhere]:
        async def run(function: Callable[P, R], *values: P.args, **named: P.kwargs) -> R:
            if function == shelf.start and values == (ENGINE.id,):
                raise MemoryError
            return function(*values, **named)

        yield run

    learning = Learning(store, FixedClock(START + timedelta(days=100)), failing)

    assert await learning.turn() == "likeness of 3 and kind of all"


async def test_the_words_of_a_deleted_issue_do_not_come_back_with_a_late_edit(
    store: Database,
) -> None:
    events = issues(ENGINE, 2)
    opened = events[0]
    assert isinstance(opened, ThreadOpened)
    gone = ThreadDeleted(opened.thread, PERSON, START + timedelta(days=50), False, opener=PERSON)
    await keep(store, ENGINE, events)
    await keep(store, ENGINE, [gone])

    await keep(store, ENGINE, [replace(opened, body="A late word.")])

    async with store.read() as connection:
        left = await connection.execute(select(report.c.number))
        assert list(left.scalars()) == [2]


async def test_a_repository_that_is_made_private_goes_out_of_what_others_learned(
    store: Database,
) -> None:
    clock = FixedClock(START + timedelta(days=100))
    other = replace(ENGINE, id=3, name="other")
    for repository in (ENGINE, other):
        await keep(store, repository, issues(repository, 60))
    await everything(Learning(store, clock, in_this_process))
    private = replace(ENGINE, is_private=True)

    async with store.write() as connection:
        await books.note(connection, RepositoryChanged(private, "privatized"), clock.now())

    async with store.read() as connection:
        kinds = await models.made(connection, Purpose.KIND)
        indexes = await models.made(connection, Purpose.LIKENESS)
    assert set(kinds) == {ENGINE.id}
    assert set(indexes) == {ENGINE.id, other.id}


async def test_a_turn_that_finds_nothing_to_make_starts_no_process(store: Database) -> None:
    await keep(store, ENGINE, issues(ENGINE, 30))
    started = []

    @asynccontextmanager
    async def counted() -> AsyncIterator[Elsewhere]:
        started.append(1)
        yield here

    learning = Learning(store, FixedClock(START + timedelta(days=100)), counted)
    await everything(learning)
    before = len(started)

    assert await learning.turn() is None

    assert len(started) == before


def test_a_report_that_says_something_else_is_found_by_that_though_it_was_taken_in_before() -> None:
    def kept(number: int, body: str) -> Kept:
        return Kept(number, "A report", zlib.compress(body.encode()), START)

    shelf.start(ENGINE.id)
    others = [kept(n, f"Number{n} is about another{n} matter{n}.") for n in range(10, 40)]
    first = kept(1, "The quantizer rounds towards zero.")
    shelf.take(ENGINE.id, [first, *others], START, None)
    shelf.take(ENGINE.id, [first], START, None)
    changed = kept(1, "The tokenizer splits emoji sequences apart.")

    count = shelf.take(ENGINE.id, [changed], START, None)

    asked = (ENGINE.id, 99, START + timedelta(days=1), "Tokenizer splits emoji sequences")
    found = shelf.related(*asked, "The tokenizer splits emoji sequences.", None)
    assert count == 31
    assert found is not None
    assert found[0].number == 1
