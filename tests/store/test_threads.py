from datetime import UTC, datetime, timedelta

from bot.store import blobs, books, decisions, installations, modes, opt_outs, tables, threads
from bot.store import effects as ledger
from bot.store.database import Database
from bot.store.memory import remember
from bot.store.pseudonyms import Pseudonyms
from bot.store.texts import StoredTexts
from bot.store.threads import StoredSection
from bot.vocabulary.actions import AddLabel, Mode, Proposal, Verdict
from bot.vocabulary.events import (
    InstallationChanged,
    LookDue,
    RepositoriesChanged,
    RepositoryChanged,
    ThreadDeleted,
    ThreadEdited,
    ThreadTransferred,
)
from bot.vocabulary.people import Person
from bot.vocabulary.threads import Repository, Thread
from tests.clocks import FixedClock

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
REPOSITORY = Repository(1, "example-ai", "engine", 77)
HERE, ELSEWHERE = Thread(REPOSITORY, 12), Thread(REPOSITORY, 13)
AUTHOR, OTHER = "a" * 32, "b" * 32
ACCOUNT = Person(9, "example-ai", "Organization")


async def test_a_thread_is_remembered_until_it_changes(database: Database) -> None:
    async with database.write() as connection:
        assert await threads.load(connection, HERE) == threads.ThreadState()
        await threads.change(connection, HERE, looked_at=NOW)
        await threads.opened(connection, HERE, NOW, NOW + timedelta(minutes=3), AUTHOR)
        await threads.opened(connection, HERE, NOW, NOW + timedelta(minutes=3), AUTHOR)
        await threads.change(connection, HERE, muted_at=NOW)
        await threads.change(connection, ELSEWHERE, gone=True)

    async with database.read() as connection:
        here = await threads.load(connection, HERE)
        elsewhere = await threads.load(connection, ELSEWHERE)
    assert here == threads.ThreadState(
        opened_at=NOW,
        first_look_at=NOW + timedelta(minutes=3),
        looked_at=NOW,
        muted_at=NOW,
    )
    assert elsewhere == threads.ThreadState(gone=True)


async def test_sections_are_set_replaced_and_cleared_each_by_itself(database: Database) -> None:
    async with database.write() as connection:
        for name, text in (("b", "B."), ("a", "A."), ("b", "B again.")):
            content = StoredSection(text, (name, "☐"))
            await threads.set_section(connection, HERE, name, content, NOW)
        await threads.set_section(connection, ELSEWHERE, "a", StoredSection("X.", ()), NOW)
        await threads.set_section(connection, HERE, "c", StoredSection("C.", ()), NOW)
        await threads.clear_section(connection, HERE, "c")
        await threads.clear_section(connection, HERE, "never there")

    async with database.read() as connection:
        state = await threads.load(connection, HERE)
    assert state.sections == (
        ("a", StoredSection("A.", ("a", "☐"))),
        ("b", StoredSection("B again.", ("b", "☐"))),
    )
    assert state.by_section["a"].text == "A."


async def test_comments_are_polled_when_due_the_longest_waiting_first(database: Database) -> None:
    def at(minutes: int) -> datetime:
        return NOW + timedelta(minutes=minutes)

    async with database.write() as connection:
        await installations.seen(connection, REPOSITORY, NOW)
        for number, due in ((1, 5), (2, 3), (3, 9), (4, 4)):
            await threads.change(
                connection,
                Thread(REPOSITORY, number),
                comment_id=number,
                comment_node_id=f"IC_{number}",
                comment_opened_at=NOW,
                next_poll_at=at(due),
            )
        await threads.change(connection, Thread(REPOSITORY, 5), next_poll_at=at(1))
        await threads.forget_comment(connection, Thread(REPOSITORY, 4))

    async with database.read() as connection:
        due_now = await threads.due_for_polling(connection, at(5), 10)
        first = await threads.due_for_polling(connection, at(60), 1)
        forgotten = await threads.load(connection, Thread(REPOSITORY, 4))
    assert [(c.number, c.node_id, c.opened_at) for c in due_now] == [
        (2, "IC_2", NOW),
        (1, "IC_1", NOW),
    ]
    assert [c.number for c in first] == [2]
    assert (forgotten.comment_id, forgotten.comment_opened_at) == (None, NOW)


async def test_the_ledger_goes_from_intent_to_done_and_counts(database: Database) -> None:
    async def intend(key: str, target: str, at: datetime) -> None:
        async with database.write() as connection:
            await ledger.intend(
                connection,
                HERE,
                key=key,
                kind="label-added",
                target=target,
                decision_id="d",
                undo={"remove_label": target},
                owner="one",
                now=at,
            )

    for n in range(2):
        await intend("1", "bug", NOW + timedelta(seconds=n))
        async with database.write() as connection:
            await ledger.done(connection, "1", NOW, result={"n": n})
    await intend("2", "old", NOW + timedelta(seconds=5))
    await intend("3", "gone", NOW + timedelta(seconds=6))
    await intend("4", "open", NOW + timedelta(seconds=7))
    async with database.write() as connection:
        await ledger.refused(connection, "2", NOW, "x" * 900)
        await ledger.refused(connection, "3", NOW, "a later look", by_github=False)
        await ledger.undone(connection, "1", NOW)

    async with database.read() as connection:
        entries = await ledger.of_thread(connection, HERE)
        memory = await remember(connection, HERE, None, NOW)
        assert await ledger.of_thread(connection, ELSEWHERE) == ()
    assert [(e.target, e.state, e.times) for e in entries] == [
        ("bug", "done", 2),
        ("old", "refused", 0),
        ("gone", "refused", 0),
        ("open", "intent", 0),
    ]
    assert (entries[0].result, entries[0].undone_at) == ({"n": 1}, NOW)
    assert entries[1].result == {"why": "x" * 500, "by_github": True}
    assert memory.refused == {("label-added", "old")}
    assert [e.target for e in memory.unfinished] == ["open"]
    assert memory.done["label-added", "bug"] == 2

    await intend("1", "bug", NOW)
    async with database.read() as connection:
        (again,) = [e for e in await ledger.of_thread(connection, HERE) if e.key == "1"]
    assert (again.state, again.times, again.undone_at) == ("intent", 2, None)


async def test_memory_counts_what_was_done_lately_and_to_whom(database: Database) -> None:
    ages = (0, 2, 10, 40)  # days
    async with database.write() as connection:
        for number, days in enumerate(ages, 1):
            where, at = Thread(REPOSITORY, number), NOW - timedelta(days=days, hours=1)
            author = AUTHOR if number != 2 else OTHER
            await threads.opened(connection, where, at, at, author)
            await threads.change(connection, where, comment_opened_at=at)
        quiet = Thread(REPOSITORY, 5)
        await threads.opened(connection, quiet, NOW, NOW, AUTHOR)
        other = Thread(Repository(2, "example-ai", "other", 77), 1)
        await threads.opened(connection, other, NOW, NOW, AUTHOR)
        await threads.change(connection, other, comment_opened_at=NOW)
        await opt_outs.add(connection, OTHER, NOW)
        await opt_outs.add(connection, OTHER, NOW)
        await modes.put(connection, 1, "a", Mode.ACT, "the config says so", NOW)
        await modes.put(connection, 1, "a", Mode.SUGGEST, "a maintainer said so", NOW)
        await modes.put(connection, 2, "a", Mode.OFF, "elsewhere", NOW)

    async with database.read() as connection:
        memory = await remember(connection, HERE, AUTHOR, NOW)
        others = await remember(connection, HERE, OTHER, NOW)
        nobody = await remember(connection, HERE, None, NOW)
    assert memory.lately.threads_opened_30_days == 4
    assert memory.lately.comments_opened_30_days == 3
    assert memory.lately.comments_opened_today == 1
    assert memory.lately.comments_to_author_7_days == 2, "in every repository"
    assert others.lately.comments_to_author_7_days == 1
    assert nobody.lately.comments_to_author_7_days == 0
    assert (memory.lately.opted_out, others.lately.opted_out, nobody.lately.opted_out) == (
        False,
        True,
        False,
    )
    assert memory.modes == {"a": Mode.SUGGEST}

    async with database.write() as connection:
        await opt_outs.remove(connection, OTHER)
        assert not (await remember(connection, HERE, OTHER, NOW)).lately.opted_out


async def test_a_decision_is_kept_once_with_all_a_page_shows(database: Database) -> None:
    proposal = Proposal(AddLabel(HERE, "bug"), "sort", "looks like one", ("no log",), 0.75)
    verdict = Verdict(proposal, True, Mode.ACT, "allowed")
    shape = ("label-added", "bug", {"label": "bug"})
    for _ in range(2):
        async with database.write() as connection:
            await decisions.record(connection, "1" * 32, "guid", verdict, shape, NOW)

    async with database.read() as connection:
        (row,) = await connection.execute(tables.decision.select())
    assert row._asdict() == {
        "id": "1" * 32,
        "delivery": "guid",
        "repository_id": 1,
        "number": 12,
        "capability": "sort",
        "kind": "label-added",
        "target": "bug",
        "payload": {"label": "bug"},
        "why": "looks like one",
        "evidence": ["no log"],
        "confidence": 0.75,
        "mode": "act",
        "allowed": True,
        "reason": "allowed",
        "at": NOW,
    }


async def test_texts_are_kept_by_repository_and_object_id(database: Database) -> None:
    texts = StoredTexts(database, FixedClock())
    await texts.keep(1, {"a": "A.", "b": "B."}, {})
    await texts.keep(1, {"a": "A."}, {})
    await texts.keep(2, {"a": "private"}, {})

    assert await texts.known(1, ["a", "b", "c"]) == {"a": "A.", "b": "B."}
    assert await texts.known(3, ["a"]) == {}
    assert await texts.known(1, []) == {}


async def test_where_texts_stand_is_known_as_last_read(database: Database) -> None:
    texts = StoredTexts(database, FixedClock())
    async with database.write() as connection:
        await installations.seen(connection, Repository(1, "example-ai", "engine", 77), NOW)
    await texts.keep(1, {"a": "A.", "b": "B."}, {"CODEOWNERS": "a", "OWNERS": "b"})
    await texts.keep(1, {"c": "C."}, {"CODEOWNERS": "c", ".github/linchpin.yml": "gone"})
    await texts.keep(2, {"a": "of nobody we know"}, {"OWNERS": "a"})

    async with database.read() as connection:
        assert await blobs.placed(connection, 1) == {"CODEOWNERS": "C."}
        assert await blobs.placed(connection, 2) == {}


def changed(change: str, *repositories: Repository) -> InstallationChanged:
    return InstallationChanged(77, change, ACCOUNT, (("issues", "write"),), NOW, repositories)


async def test_the_books_follow_an_installation_through_its_life(database: Database) -> None:
    second = Repository(2, "example-ai", "other", 77, is_private=True)

    async def state() -> tuple[str | None, bool, bool]:
        async with database.read() as connection:
            found = await installations.find(connection, 77)
            first = await installations.by_id(connection, 1)
            other = await installations.by_id(connection, 2)
        return (found.state if found else None, first is not None, other is not None)

    steps = (
        (changed("created", REPOSITORY), ("active", True, False)),
        (RepositoriesChanged(77, (second,), ()), ("active", True, True)),
        (RepositoriesChanged(77, (), (REPOSITORY,)), ("active", False, True)),
        (RepositoriesChanged(77, (REPOSITORY,), ()), ("active", True, True)),
        (changed("suspend"), ("suspended", True, True)),
        (changed("unsuspend"), ("active", True, True)),
        (changed("new_permissions_accepted"), ("active", True, True)),
        (RepositoryChanged(second, "deleted"), ("active", True, False)),
        (RepositoryChanged(second, "publicized"), ("active", True, True)),
        (changed("deleted"), ("deleted", False, False)),
    )
    assert await state() == (None, False, False)
    for event, expected in steps:
        for _ in range(2):
            async with database.write() as connection:
                await books.note(connection, event, NOW)
            assert await state() == expected, event


async def test_a_repository_is_known_by_its_id_and_called_by_its_present_name(
    database: Database,
) -> None:
    renamed = Repository(1, "example-org", "renamed", 77)
    async with database.write() as connection:
        await books.note(connection, changed("created", REPOSITORY), NOW)
        await books.note(connection, RepositoryChanged(renamed, "renamed"), NOW)

    async with database.read() as connection:
        assert await installations.by_id(connection, 1) == renamed
        assert await installations.by_name(connection, "example-org", "renamed") == renamed
        assert await installations.by_name(connection, "example-ai", "engine") is None


async def test_a_pause_holds_until_its_latest_end(database: Database) -> None:
    async def paused_until(minutes: int) -> datetime | None:
        async with database.write() as connection:
            await installations.pause(connection, 77, NOW + timedelta(minutes=minutes), NOW)
            found = await installations.find(connection, 77)
        return found.paused_until if found else None

    assert await paused_until(5) == NOW + timedelta(minutes=5), "of an installation never met, too"
    assert await paused_until(3) == NOW + timedelta(minutes=5)
    assert await paused_until(9) == NOW + timedelta(minutes=9)
    async with database.write() as connection:
        await books.note(connection, changed("created"), NOW)
        found = await installations.find(connection, 77)
    assert found is not None
    assert found.paused_until == NOW + timedelta(minutes=9), "news of it do not end a pause"
    assert found.permissions == {"issues": "write"}


async def test_a_thread_that_is_gone_or_moved_is_noted(database: Database) -> None:
    there = Thread(Repository(2, "example-ai", "other", 77), 99)
    by = Person(5, "a-maintainer")
    async with database.write() as connection:
        await books.note(connection, ThreadDeleted(HERE, by, NOW, False), NOW)
        await books.note(connection, ThreadTransferred(ELSEWHERE, by, NOW, False, there), NOW)
        assert (await threads.load(connection, HERE)).gone
        assert (await threads.load(connection, ELSEWHERE)).gone
        rows = await connection.execute(tables.thread.select().where(tables.thread.c.number == 13))
        row = rows.one()
    assert (row.moved_to_repository_id, row.moved_to_number) == (2, 99)


async def test_a_thread_that_was_not_found_once_is_there_when_something_happens_on_it(
    database: Database,
) -> None:
    there = Thread(Repository(2, "example-ai", "other", 77), 99)
    by, key = Person(5, "a-maintainer"), Pseudonyms(b"k" * 32)
    wait = timedelta(minutes=3)
    async with database.write() as connection:
        await threads.change(connection, HERE, gone=True)
        await books.note(connection, ThreadTransferred(ELSEWHERE, by, NOW, False, there), NOW)
        found = []
        for thread in (HERE, ELSEWHERE):
            looked = LookDue(thread, NOW, "look")
            asleep = await books.meet(connection, looked, thread, wait, key, NOW)
            spoken = ThreadEdited(thread, by, NOW, False, None, None)
            awake = await books.meet(connection, spoken, thread, wait, key, NOW)
            found.append((asleep.gone, awake.gone))

    assert found == [(True, False), (True, True)]


def test_hashes_tell_apart_what_differs_and_need_the_key() -> None:
    one, other = Pseudonyms(b"k" * 32), Pseudonyms(b"l" * 32)

    made = {
        one.person(1),
        one.person(11),
        other.person(1),
        one.effect(HERE, "a", "b"),
        one.effect(HERE, "ab", ""),
        one.effect(ELSEWHERE, "a", "b"),
        one.decision("g", HERE, "a", "b"),
        one.decision("h", HERE, "a", "b"),
    }

    assert len(made) == 8
    assert one.person(1) == Pseudonyms(b"k" * 32).person(1)
    assert {len(name) for name in made} == {32}
