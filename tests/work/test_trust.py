"""What is judged, when, and what follows from it in the store."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot import capabilities
from bot.learning.activity import told
from bot.learning.trust import Outcome
from bot.store import activity, decisions, effects, installations, judgements, modes, trust
from bot.store.database import Database
from bot.store.trust import Standing
from bot.vocabulary.actions import AddLabel, Mode, Proposal, Verdict
from bot.vocabulary.decisions import Decided
from bot.vocabulary.events import ThreadEvent, ThreadLabeled, ThreadUnlabeled
from bot.vocabulary.history import Source
from bot.vocabulary.people import Person
from bot.vocabulary.threads import Repository, Thread
from bot.work.trust import Origin, Trusting, in_force
from tests.clocks import FixedClock
from tests.learning.rows import NAMES

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
REPOSITORY = Repository(1, "example-ai", "engine", 77)
KIND = "label-the-kind"
REPORTER, MAINTAINER = Person(1, "a-reporter"), Person(2, "a-maintainer")
HOUR = timedelta(hours=1)


async def decide(
    database: Database,
    number: int,
    at: datetime,
    mode: Mode = Mode.SHADOW,
    label: str = "bug",
    repository: Repository = REPOSITORY,
) -> None:
    """The bot labelled, or would have."""
    thread = Thread(repository, number)
    reason = "allowed" if mode is Mode.ACT else "shadow"
    proposal = Proposal(AddLabel(thread, label), KIND, "because")
    verdict = Verdict(proposal, mode is Mode.ACT, mode, reason)
    key = f"{number}:{label}:{at.timestamp()}"[:32]
    async with database.write() as connection:
        await installations.seen(connection, repository, at)
        shape = ("label-added", label, {"label": label})
        await decisions.record(connection, key, key, verdict, shape, at)
        if mode is Mode.ACT:
            await effects.intend(
                connection, thread, key=key, kind="label-added", target=label, decision_id=key,
                undo={}, owner="one", now=at,
            )  # fmt: skip
            await effects.done(connection, key, at, result={})


async def people(database: Database, *events: ThreadEvent) -> None:
    async with database.write() as connection:
        await activity.tell(connection, told(events, NAMES), Source.WEBHOOK, events[-1].at)


def put(number: int, label: str, at: datetime) -> ThreadLabeled:
    return ThreadLabeled(Thread(REPOSITORY, number), MAINTAINER, at, False, label, opener=REPORTER)


def took(number: int, label: str, at: datetime) -> ThreadUnlabeled:
    thread = Thread(REPOSITORY, number)
    return ThreadUnlabeled(thread, MAINTAINER, at, False, label, opener=REPORTER)


async def cases(
    database: Database, agreed: Sequence[bool], start: int = 1, mode: Mode = Mode.SHADOW
) -> datetime:
    """One an hour, each judged by a person; when the last was."""
    at = START + start * HOUR
    for number, agrees in enumerate(agreed, start):
        at = START + number * HOUR
        await decide(database, number, at, mode)
        await people(database, put(number, "bug" if agrees else "question", at + HOUR / 2))
    return at + HOUR


async def outcomes(database: Database) -> list[Outcome]:
    async with database.read() as connection:
        found = await judgements.outcomes(connection, REPOSITORY.id)
    return [outcome for _at, outcome in found.get(KIND, ())]


async def standing(database: Database) -> Standing:
    async with database.read() as connection:
        found = await trust.of_repository(connection, REPOSITORY.id)
    return found.get(KIND, Standing())


async def mode(database: Database) -> Mode | None:
    async with database.read() as connection:
        return (await modes.of_repository(connection, REPOSITORY.id)).get(KIND)


async def test_a_case_is_judged_once_however_often_it_was_decided_and_anew_until_its_time_is_over(
    database: Database,
) -> None:
    clock = FixedClock(START + 3 * HOUR)
    trusting = Trusting(database, clock)
    for hours in (0, 1, 2):
        await decide(database, 5, START + hours * HOUR)

    assert await trusting.turn() == 1
    assert await outcomes(database) == [Outcome.PENDING]
    assert await trusting.turn() == 0, "nothing new"

    await people(database, put(5, "bug", START + 4 * HOUR))
    clock.advance(2 * HOUR)
    assert await trusting.turn() == 1
    assert await outcomes(database) == [Outcome.AGREED]

    await people(database, took(5, "bug", START + 6 * HOUR))
    clock.advance(timedelta(days=14))
    assert await trusting.turn() == 1
    assert await outcomes(database) == [Outcome.DISAGREED]

    await people(database, put(5, "bug", START + timedelta(days=15)))
    clock.advance(timedelta(days=2))
    assert await trusting.turn() == 0, "its time is over"
    async with database.read() as connection:
        assert await judgements.open_threads(connection) == []


async def test_what_github_refused_was_not_done(database: Database) -> None:
    await decide(database, 5, START, Mode.ACT)
    async with database.write() as connection:
        (entry,) = await effects.of_thread(connection, Thread(REPOSITORY, 5))
        await effects.refused(connection, entry.key, START, "403")
    await people(database, put(5, "module: cache", START + HOUR))

    await Trusting(database, FixedClock(START + timedelta(days=20))).turn()

    assert await outcomes(database) == [Outcome.UNKNOWN]


async def test_undo_counts_against_a_label_that_was_put_on(database: Database) -> None:
    await decide(database, 5, START, Mode.ACT)
    async with database.write() as connection:
        await effects.taken_off(connection, Thread(REPOSITORY, 5), "bug", START + HOUR)

    await Trusting(database, FixedClock(START + 2 * HOUR)).turn()

    assert await outcomes(database) == [Outcome.DISAGREED]


async def test_who_agrees_often_enough_is_proposed_once_and_not_promoted(
    database: Database,
) -> None:
    clock = FixedClock(await cases(database, [True] * 21))
    trusting = Trusting(database, clock)

    await trusting.turn()

    first = await standing(database)
    assert first == Standing(None, Mode.ACT, clock.now(), "people agreed with 21 of 21")
    assert await mode(database) is None
    clock.advance(HOUR)
    await trusting.turn()
    assert await standing(database) == first
    async with database.read() as connection:
        (waiting,) = await trust.proposals(connection)
    assert (waiting.repository_id, waiting.capability, waiting.mode) == (1, KIND, Mode.ACT)


async def test_a_proposal_that_does_not_follow_any_more_is_withdrawn(database: Database) -> None:
    clock = FixedClock(await cases(database, [True] * 21))
    trusting = Trusting(database, clock)
    await trusting.turn()
    clock.advance(await cases(database, [False, False], start=30) - clock.now())

    await trusting.turn()

    assert await standing(database) == Standing()


async def test_a_no_asks_for_new_cases_and_a_yes_sets_the_mode(database: Database) -> None:
    clock = FixedClock(await cases(database, [True] * 21))
    trusting = Trusting(database, clock)
    await trusting.turn()
    async with database.write() as connection:
        await trust.decline(connection, REPOSITORY.id, KIND, clock.now())
    await trusting.turn()

    assert (await standing(database)).proposed is None

    clock.advance(await cases(database, [True] * 21, start=40) - clock.now())
    await trusting.turn()
    assert (await standing(database)).proposed is Mode.ACT
    async with database.write() as connection:
        await trust.accept(connection, REPOSITORY.id, KIND, Mode.ACT, "yes", clock.now())
    await trusting.turn()
    assert (await standing(database)).proposed is None
    assert await mode(database) is Mode.ACT


async def test_a_yes_to_less_is_asked_about_more_only_after_new_cases(database: Database) -> None:
    clock = FixedClock(await cases(database, [True] * 21))
    trusting = Trusting(database, clock)
    await trusting.turn()
    async with database.write() as connection:
        await trust.accept(connection, REPOSITORY.id, KIND, Mode.SUGGEST, "yes", clock.now())

    await trusting.turn()

    assert await mode(database) is Mode.SUGGEST
    assert await standing(database) == Standing(clock.now(), None, None, "yes")


async def test_a_mode_that_was_granted_falls_by_one_step_and_stays_there_until_new_cases(
    database: Database,
) -> None:
    async with database.write() as connection:
        await modes.put(connection, REPOSITORY.id, KIND, Mode.ACT, "yes", START)
    clock = FixedClock(await cases(database, [True] * 33 + [False] * 7, mode=Mode.ACT))
    trusting = Trusting(database, clock)

    await trusting.turn()
    fell_at = clock.now()
    clock.advance(HOUR)
    await trusting.turn()

    assert await mode(database) is Mode.SUGGEST
    assert await standing(database) == Standing(
        fell_at, None, None, "people disagreed with 7 of 40"
    )


async def test_what_the_config_says_is_not_lowered_but_the_lower_mode_is_proposed(
    database: Database,
) -> None:
    async with database.write() as connection:
        await modes.write_down(connection, REPOSITORY.id, {KIND: Mode.ACT}, START)
    clock = FixedClock(await cases(database, [False] * 3, mode=Mode.ACT))

    await Trusting(database, clock).turn()

    assert await mode(database) is None
    found = await standing(database)
    assert (found.proposed, found.why) == (Mode.SUGGEST, "people disagreed with 3 of 3")


async def test_watched_repositories_are_judged_and_nothing_is_proposed(database: Database) -> None:
    watched = replace(REPOSITORY, installation_id=None)
    for number in range(1, 23):
        at = START + number * HOUR
        await decide(database, number, at, repository=watched)
        await people(database, put(number, "bug", at + HOUR / 2))

    await Trusting(database, FixedClock(START + 30 * HOUR)).turn()

    assert await outcomes(database) == [Outcome.AGREED] * 22
    assert await standing(database) == Standing()


async def test_what_a_maintainer_said_stays_whatever_people_do(database: Database) -> None:
    await decide(database, 5, START)
    await people(database, put(5, "bug", START + HOUR))
    case = Decided("5", 5, KIND, "label-added", "bug", {}, START, Mode.SHADOW, False, "shadow")
    async with database.write() as connection:
        await judgements.say(connection, REPOSITORY.id, case, Outcome.DISAGREED, START + HOUR)

    await Trusting(database, FixedClock(START + 2 * HOUR)).turn()

    assert await outcomes(database) == [Outcome.DISAGREED]


async def test_many_threads_are_judged_in_portions(database: Database) -> None:
    for number in range(1, 121):
        await decide(database, number, START)

    assert await Trusting(database, FixedClock(START + HOUR)).turn() == 120


@pytest.mark.parametrize(
    ("written", "kept", "expected"),
    [
        ({}, {}, (Mode.SHADOW, Origin.DEFAULT)),
        ({}, {KIND: Mode.SUGGEST}, (Mode.SUGGEST, Origin.SET)),
        ({KIND: Mode.OFF}, {KIND: Mode.SUGGEST}, (Mode.OFF, Origin.CONFIG)),
    ],
)
def test_the_config_wins_over_what_was_measured_and_that_over_the_default(
    written: dict[str, Mode], kept: dict[str, Mode], expected: tuple[Mode, Origin]
) -> None:
    (kind,) = (one for one in capabilities.ALL if capabilities.name(one) == KIND)

    assert in_force(kind, written, kept) == expected
