"""The decision page: who sees which, and what it never shows."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.intake.events import understand
from bot.vocabulary.actions import Mode
from bot.vocabulary.events import UndoAsked
from bot.vocabulary.people import Person
from bot.web.why import LONGEST, plain
from tests.clocks import FixedClock
from tests.rig.contract import Contract
from tests.rig.github import Answer
from tests.web.visitors import (
    INSTALLATION,
    MAINTAINER,
    PRIVATE,
    PUBLIC,
    STRANGER,
    Place,
    Visitor,
    place,
)

ID, OTHER = "a" * 32, "b" * 32
UNKNOWN = f"/why/{'c' * 32}"
SECTION = ("section-set", "missing-information", {"text": "Say your version."})
ALERT = '<script>alert("1")</script>'


@pytest.fixture
async def both(
    tmp_path: Path, database_url: str, clock: FixedClock, contract: Contract
) -> AsyncIterator[Place]:
    """On each of the stores."""
    async with place(tmp_path, database_url, clock, contract) as made:
        yield made


@pytest.fixture
async def here(
    tmp_path: Path, sqlite_url: str, clock: FixedClock, contract: Contract
) -> AsyncIterator[Place]:
    async with place(tmp_path, sqlite_url, clock, contract) as made:
        yield made


async def hidden(here: Place, path: str, *logins: str | None) -> bool:
    """Whether these find what they find where there is nothing."""
    for login in logins:
        visitor = await here.visitor(login)
        found, nothing = await visitor.get(path), await visitor.get(UNKNOWN)
        if found.status != 404 or found.text.replace(path, UNKNOWN) != nothing.text:
            return False
    return True


async def test_all_the_world_reads_why_a_label_stands_on_a_public_issue(both: Place) -> None:
    path = await both.decided(ID)

    seen = await (await both.visitor()).get(path)

    assert seen.status == 200
    for said in (
        "The label <b><bdi>bug</bdi></b> was put on",
        "The past is sure",
        "Label what a new issue is for",
        "it says so",
        "93 %",
        "<b>act</b>",
        "Nothing speaks against it.",
        "It stands.",
        "Sign in with GitHub",
    ):
        assert said in seen.text
    assert "A long body" not in seen.text
    assert "It stops" not in seen.text
    assert "<form" not in seen.text


async def test_a_part_of_the_comment_is_explained_while_it_stands(both: Place) -> None:
    old = await both.decided(ID, shape=SECTION, capability="ask-for-missing-information")
    both.clock.advance(timedelta(minutes=1))
    new = await both.decided(OTHER, shape=SECTION, capability="ask-for-missing-information")
    visitor = await both.visitor()

    statuses = [(await visitor.get(path)).status for path in (old, new)]
    await both.remember(comment_id=None)
    gone = await visitor.get(new)

    assert statuses == [404, 200]
    assert gone.status == 404


@pytest.mark.parametrize(
    "what",
    [
        {"mode": Mode.SHADOW, "reason": "shadow"},
        {"mode": Mode.SUGGEST, "reason": "suggested"},
        {"reason": "undoes_human"},
        {"applied": False},
        {"capability": "follow-orders"},
        {"shape": ("thread", "mute", {})},
        {"name": PRIVATE},
    ],
)
async def test_what_nobody_sees_on_a_public_thread_only_maintainers_read(
    here: Place, what: dict[str, Any]
) -> None:
    path = await here.decided(ID, **what)
    maintainer = await here.visitor(MAINTAINER)

    seen = await maintainer.get(path)
    assert seen.status == 200
    assert ("was not put on" in seen.text) is ("reason" in what)
    strangers = (None,) if what.get("name") == PRIVATE else (None, STRANGER)
    assert await hidden(here, path, *strangers)


@pytest.mark.parametrize(
    "what",
    [
        {"capability": "keep-vulnerabilities-quiet"},
        {"capability": "a-capability-of-another-version"},
        {"shape": ("person", "left-alone", {}), "capability": "follow-orders"},
        {"shape": ("private-word", "project", {})},
        {"shape": ("thread", "quiet", {})},
        {"shape": ("section-set", "elsewhere", {}), "capability": "sort-out-non-issues"},
        {"shape": ("taken-back", "thread:quiet", {}), "capability": "follow-orders"},
    ],
)
async def test_what_is_about_vulnerabilities_or_a_person_nobody_reads(
    here: Place, what: dict[str, Any]
) -> None:
    path = await here.decided(ID, **what)

    assert await hidden(here, path, None, STRANGER, MAINTAINER)


async def test_of_a_thread_that_is_kept_quiet_nothing_is_shown_to_anybody(both: Place) -> None:
    path = await both.decided(ID)
    await both.remember(sensitive_at=both.clock.now())

    assert await hidden(both, path, None, MAINTAINER)


async def test_readers_of_a_private_repository_see_what_stands_there_and_no_more(
    here: Place,
) -> None:
    stands = await here.decided(ID, name=PRIVATE)
    shadow = await here.decided(OTHER, name=PRIVATE, mode=Mode.SHADOW, reason="shadow")
    reader = await here.visitor(STRANGER)

    assert [(await reader.get(path)).status for path in (stands, shadow)] == [200, 404]
    here.github.state.repositories[PRIVATE].outsiders.add("an-outsider")
    assert await hidden(here, stands, "an-outsider")


async def test_what_became_private_is_hidden_within_five_minutes(
    here: Place, clock: FixedClock
) -> None:
    path = await here.decided(ID)
    visitor = await here.visitor()
    assert (await visitor.get(path)).status == 200
    reads = len(here.github.seen)

    assert (await visitor.get(path)).status == 200
    assert len(here.github.seen) == reads, "asked once"
    here.github.state.repositories[PUBLIC].private = True
    clock.advance(timedelta(minutes=5, seconds=1))

    assert await hidden(here, path, None)


@pytest.mark.parametrize("what", ["deleted", "suspended", "replaced"])
async def test_what_is_gone_is_hidden(here: Place, what: str) -> None:
    path = await here.decided(ID)
    repository = here.github.state.repositories[PUBLIC]
    if what == "deleted":
        repository.issues[here.numbers[PUBLIC]].deleted = True
    elif what == "suspended":
        here.github.state.installations[INSTALLATION].suspended = True
    else:
        repository.id += 100_000  # another repository has the name by now

    assert await hidden(here, path, None)


async def test_whoever_lost_the_role_decides_nothing_within_five_minutes(
    here: Place, clock: FixedClock
) -> None:
    path = await here.decided(ID, mode=Mode.SHADOW, reason="shadow")
    visitor = await here.visitor(MAINTAINER)
    assert (await visitor.get(path)).status == 200

    await here.github.demote(PUBLIC, MAINTAINER)
    clock.advance(timedelta(minutes=5, seconds=1))

    assert (await visitor.get(path)).status == 404


async def test_a_role_goes_with_the_account_not_with_its_name(here: Place) -> None:
    path = await here.decided(ID, mode=Mode.SHADOW, reason="shadow")
    visitor = await here.visitor("an-old-name")
    here.github.rename_person("an-old-name", "a-new-name")
    here.github.state.user_id("an-old-name")  # somebody else takes it
    here.github.state.repositories[PUBLIC].maintainers.add("an-old-name")

    assert (await visitor.get(path)).status == 404


async def test_words_of_others_are_words_and_nothing_else(here: Place) -> None:
    evidence = (ALERT, "thanks to @a-reporter <a@b.example>", "\u202eabc\u200b", "x" * 5_000)
    path = await here.decided(ID, label=f'{ALERT}"', why=ALERT, evidence=(*evidence, *["y"] * 50))

    text = (await (await here.visitor(MAINTAINER)).get(path)).text

    assert "<script" not in text
    assert text.count("&lt;script&gt;") == 3
    assert "a-reporter" not in text
    assert "a@b.example" not in text
    assert "\u202e" not in text
    assert "x" * (LONGEST + 1) not in text
    assert text.count("<li>") == 20


@pytest.mark.parametrize(
    ("kind", "target", "said"),
    [
        ("comment", "further", "A further comment was written"),
        ("comment", "minimize", "The comment was folded away"),
        ("thread", "mute", "The thread was muted"),
        ("taken-back", "label-added:bug", "The effect <b><bdi>label added:bug</bdi></b> was taken"),
    ],
)
async def test_what_is_no_label_is_named_as_what_it_is(
    here: Place, kind: str, target: str, said: str
) -> None:
    path = await here.decided(ID, shape=(kind, target, {}), capability="follow-orders")

    text = (await (await here.visitor(MAINTAINER)).get(path)).text

    assert said in text
    assert ("Take it back" in text) is (target == "further"), "what can be"


def test_names_and_addresses_are_taken_out_of_a_line() -> None:
    assert plain("said @ann-b, not ann@b.example; see owner/repo@v1 and @\n") == (
        "said @…, not …@…; see owner/repo@v1 and @ "
    )


async def test_a_maintainer_takes_it_back_through_the_inbox(both: Place) -> None:
    path = await both.decided(ID)
    visitor = await both.visitor(MAINTAINER)
    page = await visitor.get(path)

    undone = await visitor.post(f"{path}/undo", data={"token": page.token})
    after = await visitor.get(undone.headers["Location"])

    assert undone.status == 303
    (entry,) = await both.parts.inbox.waiting(10)
    by = Person(both.github.state.user_id(MAINTAINER), MAINTAINER)
    thread, now = both.thread(), both.clock.now()
    assert understand(entry) == UndoAsked(thread, by, now, "label-added", "bug")
    assert "Asked for." in after.text
    assert "undo" not in after.text


async def test_undo_is_for_maintainers_with_the_token_of_their_own_session(here: Place) -> None:
    path = await here.decided(ID)
    maintainer, stranger = await here.visitor(MAINTAINER), await here.visitor(STRANGER)
    anybody = await here.visitor()
    theirs = (await stranger.get(path)).token
    undo = f"{path}/undo"

    statuses = [
        (await anybody.post(undo, data={"token": theirs})).status,
        (await maintainer.post(undo)).status,
        (await maintainer.post(undo, data={"token": theirs})).status,
        (await maintainer.post(undo, json={"token": theirs})).status,
        (await stranger.post(undo, data={"token": theirs})).status,
        (await maintainer.get(undo)).status,
    ]
    own = (await maintainer.get(path)).token
    statuses += [
        (await maintainer.post(undo, data={"token": own + "x" * 20_000})).status,
        (
            await maintainer.post(
                undo, data={"token": own}, headers={"Sec-Fetch-Site": "same-site"}
            )
        ).status,
        (await maintainer.post(f"{UNKNOWN}/undo", data={"token": own})).status,
    ]

    assert statuses == [403, 403, 403, 403, 404, 405, 403, 403, 404]
    assert await here.parts.inbox.waiting(10) == []


async def test_a_session_that_ended_or_was_changed_takes_nothing_back(
    here: Place, clock: FixedClock
) -> None:
    path = await here.decided(ID, mode=Mode.SHADOW, reason="shadow")
    maintainer, stranger = await here.visitor(MAINTAINER), await here.visitor(STRANGER)
    token = (await maintainer.get(path)).token
    person = here.github.state.user_id(MAINTAINER)
    stranger.give_cookie(f"{person}.{stranger.cookie().partition('.')[2]}")

    assert await hidden_from(stranger, path)
    clock.advance(timedelta(hours=8))
    assert await hidden_from(maintainer, path)
    assert (await maintainer.post(f"{path}/undo", data={"token": token})).status == 403


async def hidden_from(visitor: Visitor, path: str) -> bool:
    return (await visitor.get(path)).status == 404


async def test_while_github_cannot_say_the_page_waits(here: Place) -> None:
    path = await here.decided(ID)
    here.github.faults.answers.append(
        Answer(
            "/graphql",
            status=403,
            body='{"message": "secondary rate limit"}',
            headers=(("retry-after", "30"),),
        )
    )

    visitor = await here.visitor()
    first, then = await visitor.get(path), await visitor.get(path)

    assert (first.status, then.status) == (503, 200)
    assert "GitHub does not answer" in first.text


@pytest.mark.parametrize("path", ["/why/x", "/why/" + "A" * 32, "/why/" + "0" * 33, "/why/%00"])
async def test_what_is_no_id_is_not_there(here: Place, path: str) -> None:
    assert (await (await here.visitor()).get(path)).status == 404
