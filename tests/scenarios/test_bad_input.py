"""What people and GitHub do wrong, from the webhook to GitHub: a quiet skip, never half a thing.

After each: every delivery was answered 202, nothing waits, nothing is dead, no effect is half done.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.intake import reactions
from bot.store import dead_letters, opt_outs
from bot.store.pseudonyms import Pseudonyms
from bot.store.tables import decision, effect
from tests.clocks import LeapingClock
from tests.rig.contract import Contract
from tests.rig.fake import FakeGitHub
from tests.rig.github import CommentSeen, GitHubRig
from tests.rig.state import label_event
from tests.scenarios.world import (
    COMPLETE,
    CONFIG,
    FORM,
    INCOMPLETE,
    INSTALLATION,
    MAINTAINER,
    REPORTER,
    REPOSITORY,
    World,
    world,
)

TITLE = "[Bug]: it stops"
Here = Callable[..., Awaitable[World]]


@pytest.fixture
async def start(tmp_path: Path, database_url: str, contract: Contract) -> AsyncIterator[Here]:
    """Starts a world; at the end, everything in it must have come to rest."""
    made: list[World] = []
    opened = []

    async def begin(**options: object) -> World:
        context = world(tmp_path, database_url, LeapingClock(60), contract, **options)  # type: ignore[arg-type] # passed on
        opened.append(context)
        made.append(await context.__aenter__())
        return made[-1]

    yield begin
    for here, context in zip(made, opened, strict=True):
        await here.quiet()
        try:
            await prove_rest(here)
        finally:
            await context.__aexit__(None, None, None)


def leap(here: World, by: timedelta) -> None:
    """Time passes at once, for GitHub as well."""
    assert isinstance(here.parts.clock, LeapingClock)
    here.parts.clock.leap(by)


async def prove_rest(here: World) -> None:
    counts = await here.parts.inbox.counts()
    async with here.parts.database.read() as connection:
        dead = await dead_letters.listed(connection)
        states = (await connection.execute(select(effect.c.state))).scalars().all()
    answered = {attempt.status for attempt in fake(here).sender.log}
    assert counts.get("dead", 0) == 0  # type: ignore[call-overload] # a StrEnum's word
    assert [letter.error for letter in dead] == []
    assert "intent" not in states
    assert answered <= {202}


def fake(here: World) -> FakeGitHub:
    assert isinstance(here.github, FakeGitHub)
    return here.github


async def reasons(here: World) -> set[str]:
    """Why proposals were refused, from the store."""
    async with here.parts.database.read() as connection:
        return set((await connection.execute(select(decision.c.reason))).scalars())


async def report(here: World, body: str = INCOMPLETE, author: str = REPORTER) -> int:
    number = await here.github.open_issue(REPOSITORY, author, TITLE, body)
    await here.quiet()
    return number


async def comments(here: World, number: int) -> Sequence[CommentSeen]:
    return await here.github.comments(REPOSITORY, number)


def writes(here: World) -> list[str]:
    return [f"{s.method} {s.path}" for s in here.github.seen if s.kind == "write"]


@asynccontextmanager
async def asked(start: Here, **options: object) -> AsyncIterator[tuple[World, int, CommentSeen]]:
    """A world with one report that was asked."""
    here = await start(**options)
    number = await report(here)
    (comment,) = await comments(here, number)
    assert await here.github.labels(REPOSITORY, number) == {"needs-info"}
    yield here, number, comment


async def test_an_issue_deleted_before_the_look_is_left_alone(start: Here) -> None:
    here = await start(overrides={"LINCHPIN_GRACE_SECONDS": "86400"})

    number = await report(here)
    await here.github.delete_issue(REPOSITORY, number, MAINTAINER)
    await here.quiet()

    assert writes(here) == []


async def test_an_issue_deleted_without_a_word_is_noticed_at_the_look(start: Here) -> None:
    async with asked(start) as (here, number, _comment):
        before = len(writes(here))
        fake(here).state.repositories[REPOSITORY].issues[number].deleted = True
        other = await here.github.comment(REPOSITORY, number, REPORTER, "1.4.2")
        await here.quiet()

        assert other
        assert len(writes(here)) == before


async def test_a_repository_that_was_renamed_is_found_under_its_new_name(start: Here) -> None:
    async with asked(start) as (here, number, _comment):
        await here.github.rename_repository(REPOSITORY, "motor")
        await here.github.edit_issue("example-ai/motor", number, REPORTER, body=COMPLETE)
        await here.quiet()

        assert await here.github.comments("example-ai/motor", number) == []
        assert await here.github.labels("example-ai/motor", number) == frozenset()


async def test_revoked_tokens_are_minted_anew(start: Here) -> None:
    async with asked(start) as (here, number, _comment):
        await here.github.revoke_tokens()
        await here.github.edit_issue(REPOSITORY, number, REPORTER, body=COMPLETE)
        await here.quiet()

        assert await comments(here, number) == []


async def test_a_suspended_installation_is_left_alone_until_it_is_taken_up_again(
    start: Here,
) -> None:
    here = await start()
    await here.github.suspend(INSTALLATION)
    await here.quiet()

    number = await report(here)
    assert writes(here) == []

    await here.github.suspend(INSTALLATION, suspended=False)
    await here.quiet()
    await here.github.edit_issue(REPOSITORY, number, REPORTER, body=INCOMPLETE + "\n")
    await here.quiet()
    assert len(await comments(here, number)) == 1


async def test_news_of_a_suspension_that_come_late_suspend_nothing(start: Here) -> None:
    here = await start()
    github = fake(here)
    await github.suspend(INSTALLATION)
    github.state.installations[INSTALLATION].suspended = False  # and of its end came before
    await here.quiet()

    number = await report(here)

    assert len(await comments(here, number)) == 1


async def test_one_person_is_asked_so_often_and_then_gets_neither_comment_nor_label(
    start: Here,
) -> None:
    here = await start()

    numbers = [await report(here) for _ in range(4)]

    asked = [len(await comments(here, n)) for n in numbers]
    labelled = [len(await here.github.labels(REPOSITORY, n)) for n in numbers]
    assert (asked, labelled) == ([1, 1, 1, 0], [1, 1, 1, 0])
    assert {"person_budget", "unexplained"} <= await reasons(here)


@pytest.mark.parametrize(
    "path", [".github/linchpin.yml", ".github/ISSUE_TEMPLATE/other.yml"], ids=["config", "form"]
)
async def test_yaml_that_breaks_readers_is_a_mistake_and_no_more(start: Here, path: str) -> None:
    async def prepare(github: GitHubRig) -> None:
        await github.put_file(REPOSITORY, path, "x: !!bool y\n")

    here = await start(prepare=prepare)

    number = await report(here)

    assert len(await comments(here, number)) == (0 if path.endswith("linchpin.yml") else 1)


async def test_a_delivery_of_a_shape_nobody_thought_of_holds_up_no_other(start: Here) -> None:
    here = await start()
    installation = {
        "id": INSTALLATION,
        "account": {"id": 2, "login": "example-ai", "type": "Organization"},
        "permissions": {"issues": "write"},
        "updated_at": "2026-03-02T09:00:00Z",
    }
    shapes: list[Any] = [5, "x", {"a": 1}, [5], [[]]]
    for odd in shapes:
        fake(here).sender.send(
            "installation",
            {"action": "created", "installation": installation, "repositories": odd},
        )

    number = await report(here)

    assert len(await comments(here, number)) == 1


async def test_a_missing_permission_is_a_refusal_with_its_reason(start: Here) -> None:
    async def read_only(github: GitHubRig) -> None:
        assert isinstance(github, FakeGitHub)
        github.state.installations[INSTALLATION].permissions["issues"] = "read"

    here = await start(prepare=read_only)

    await report(here)

    assert writes(here) == []
    assert await reasons(here) == {"missing_permission"}


async def test_an_archived_label_is_refused_by_github_and_the_list_stands_all_the_same(
    start: Here,
) -> None:
    async def archive(github: GitHubRig) -> None:
        assert isinstance(github, FakeGitHub)
        github.state.repositories[REPOSITORY].archived_labels.add("needs-info")

    here = await start(prepare=archive)

    number = await report(here)

    assert len(await comments(here, number)) == 1
    assert await here.github.labels(REPOSITORY, number) == frozenset()


async def test_a_locked_thread_is_left_alone(start: Here) -> None:
    here = await start(overrides={"LINCHPIN_GRACE_SECONDS": "60"})
    number = await here.github.open_issue(REPOSITORY, REPORTER, TITLE, INCOMPLETE)
    await here.github.lock_issue(REPOSITORY, number, MAINTAINER)

    async def looked() -> bool:
        return bool(await reasons(here))

    await here.until(looked)

    assert await reasons(here) == {"locked"}
    assert writes(here) == []


async def test_a_config_that_never_read_well_puts_everything_into_shadow(start: Here) -> None:
    here = await start(config=CONFIG + "x: 1\n")
    configs = [
        CONFIG + "  labl: x\n",
        CONFIG + "nonsense: [",
        "- a list\n",
        "budget: &a [*a]\n",
        "[" * 60_000,
    ]

    for config in configs:
        await here.github.put_file(REPOSITORY, ".github/linchpin.yml", config)
        await report(here)

    (told,) = [i for i in await here.github.issues(REPOSITORY) if i.author.endswith("[bot]")]
    about_it = {"POST /repos/example-ai/engine/issues"}
    about_it |= {f"PATCH /repos/example-ai/engine/issues/{told.number}"}
    assert set(writes(here)) == about_it
    assert "nested deeper than 50 levels" in told.body
    assert await reasons(here) == {"shadow", "allowed"}  # the issue alone


async def test_a_form_that_is_no_yaml_is_logged_and_the_others_are_read(
    start: Here, capsys: pytest.CaptureFixture[str]
) -> None:
    async def break_one(github: GitHubRig) -> None:
        await github.put_file(REPOSITORY, ".github/ISSUE_TEMPLATE/a.yml", FORM + "  - {type: [")

    here = await start(prepare=break_one)

    number = await report(here)

    assert len(await comments(here, number)) == 1
    assert "form_unreadable" in "".join(capsys.readouterr())


async def test_a_body_that_follows_no_form_is_left_alone(start: Here) -> None:
    here = await start()

    for body in ("", "🔥" * 65_536, "\n" * 16_000, "### Version\x00\n\n\x00\n", "> " * 30_000):
        await report(here, body)

    assert writes(here) == []


async def test_a_huge_report_that_follows_the_form_is_asked_all_the_same(start: Here) -> None:
    here = await start()

    number = await report(here, INCOMPLETE + "🔥" * 65_000)

    assert len(await comments(here, number)) == 1


async def test_an_author_who_is_gone_is_not_asked(start: Here) -> None:
    here = await start(overrides={"LINCHPIN_GRACE_SECONDS": "60"})
    number = await here.github.open_issue(REPOSITORY, REPORTER, TITLE, INCOMPLETE)
    fake(here).state.repositories[REPOSITORY].issues[number].author = "ghost"
    await here.github.edit_issue(REPOSITORY, number, MAINTAINER, body=INCOMPLETE + "\n")
    await here.quiet()

    assert writes(here) == []


async def test_a_pull_request_is_no_report(start: Here) -> None:
    here = await start()

    await fake(here).open_issue(REPOSITORY, REPORTER, TITLE, INCOMPLETE, is_pull_request=True)
    await here.quiet()

    assert writes(here) == []


async def test_a_maintainers_thumb_down_takes_everything_back_for_good(start: Here) -> None:
    async with asked(start) as (here, number, comment):
        await here.github.react(REPOSITORY, comment.id, MAINTAINER, "-1")
        leap(here, reactions.OFTEN)

        async def taken_back() -> bool:
            return not await here.github.labels(REPOSITORY, number)

        await here.until(taken_back)
        await here.quiet()
        assert all(c.minimized for c in await comments(here, number))
        before = len(writes(here))

        await here.github.edit_issue(REPOSITORY, number, REPORTER, body=INCOMPLETE + "\n")
        await here.quiet()
        assert len(writes(here)) == before


async def test_the_reporters_own_thumb_down_changes_nothing(start: Here) -> None:
    async with asked(start) as (here, number, comment):
        before = len(writes(here))
        await here.github.react(REPOSITORY, comment.id, REPORTER, "-1")
        await here.github.comment(REPOSITORY, number, REPORTER, "no")
        await here.quiet()

        assert await here.github.labels(REPOSITORY, number) == {"needs-info"}
        assert len(writes(here)) == before


async def test_a_label_that_a_person_took_off_never_returns(start: Here) -> None:
    async with asked(start) as (here, number, _comment):
        await here.github.remove_label(REPOSITORY, number, MAINTAINER, "needs-info")
        await here.quiet()
        assert await comments(here, number) == []

        for n in range(3):
            body = INCOMPLETE + "\n" * n
            await here.github.edit_issue(REPOSITORY, number, REPORTER, body=body)
            await here.quiet()

        assert await here.github.labels(REPOSITORY, number) == frozenset()
        assert await comments(here, number) == []


async def test_a_label_that_a_person_took_off_is_remembered_when_github_shows_it_no_more(
    start: Here,
) -> None:
    async with asked(start) as (here, number, _comment):
        await here.github.remove_label(REPOSITORY, number, MAINTAINER, "needs-info")
        await here.quiet()
        issue = fake(here).state.repositories[REPOSITORY].issues[number]
        state = fake(here).state
        issue.events += [
            label_event(state, "bug", "ci[bot]", state.now(), added=n % 2 == 0) for n in range(100)
        ]
        await here.github.edit_issue(REPOSITORY, number, REPORTER, body=INCOMPLETE + "\n")
        await here.quiet()

        assert await comments(here, number) == []
        assert "needs-info" not in await here.github.labels(REPOSITORY, number)


async def test_a_list_completed_as_the_issue_was_closed_is_taken_away(start: Here) -> None:
    async with asked(start) as (here, number, _comment):
        fake(here).state.repositories[REPOSITORY].issues[number].state = "closed"
        await here.github.edit_issue(REPOSITORY, number, REPORTER, body=COMPLETE)
        await here.quiet()

        assert await comments(here, number) == []
        assert await here.github.labels(REPOSITORY, number) == frozenset()


async def test_a_suspension_that_is_noticed_before_it_is_told_is_no_dead_letter(
    start: Here,
) -> None:
    here = await start()
    fake(here).state.installations[INSTALLATION].suspended = True

    await report(here)

    assert writes(here) == []


async def test_a_late_beginning_of_an_installation_takes_no_permission_back(start: Here) -> None:
    here = await start()
    await report(here, COMPLETE)
    installation = {
        "id": INSTALLATION,
        "account": {"id": 2, "login": "example-ai", "type": "Organization"},
        "permissions": {"issues": "read"},
        "updated_at": "2026-01-02T09:00:00Z",
    }
    fake(here).sender.send("installation", {"action": "created", "installation": installation})
    await here.quiet()

    assert len(await comments(here, await report(here))) == 1


async def test_a_nul_in_the_repositorys_files_is_a_mistake_and_no_more(start: Here) -> None:
    async def prepare(github: GitHubRig) -> None:
        await github.put_file(REPOSITORY, ".github/ISSUE_TEMPLATE/other.yml", "name: \0\n")

    here = await start(prepare=prepare)

    assert len(await comments(here, await report(here))) == 1


async def test_shadow_decides_and_writes_nothing(start: Here) -> None:
    here = await start(config="")

    await report(here)

    assert writes(here) == []
    assert await reasons(here) == {"shadow"}


async def test_a_person_who_opted_out_is_left_alone(start: Here) -> None:
    here = await start()
    known = Pseudonyms(here.settings.pseudonym_key())
    person = known.person(fake(here).state.user_id(REPORTER))
    async with here.parts.database.write() as connection:
        await opt_outs.add(connection, person, here.parts.clock.now())

    await report(here)

    assert writes(here) == []
    assert await reasons(here) == {"opted_out"}


async def test_a_report_completed_within_the_grace_period_gets_nothing(start: Here) -> None:
    here = await start(overrides={"LINCHPIN_GRACE_SECONDS": "60"})
    number = await here.github.open_issue(REPOSITORY, REPORTER, TITLE, INCOMPLETE)
    await here.github.edit_issue(REPOSITORY, number, REPORTER, body=COMPLETE)
    queries = len(here.github.seen)

    async def looked() -> bool:
        return any(s.path == "/graphql" for s in here.github.seen[queries:])

    await here.until(looked)
    await here.quiet()

    assert writes(here) == []


async def test_it_comes_to_rest_after_all_of_it(start: Here) -> None:
    here = await start()
    bodies = ["", "🔥" * 65_536, "### Version\x00\n\n\x00\n", INCOMPLETE]

    numbers = [await report(here, body) for body in bodies]
    await here.github.delete_issue(REPOSITORY, numbers[-1], MAINTAINER)
    await here.github.lock_issue(REPOSITORY, numbers[0], MAINTAINER)
    await here.quiet()

    assert [len(await comments(here, n)) for n in numbers[:3]] == [0, 0, 0]
