from dataclasses import replace
from typing import Any

import pytest

from bot.facts.orders import Told, orders, told
from bot.vocabulary.commands import Label, Mute, Undo
from bot.vocabulary.events import CommentEdited, CommentReacted, Event, UndoAsked
from bot.vocabulary.orders import Order, Orders, UndoThis
from bot.vocabulary.people import Person
from tests import builders
from tests.builders import AT, BOT, MAINTAINER, REPORTER, SOMEBODY, THREAD

OURS, THEIRS = 900, 77
BOX = "- [ ] Take all of this back <!-- linchpin:tick undo -->"
TICKED = BOX.replace("[ ]", "[x]")


def edited(
    body: str,
    before: str | None,
    *,
    by: Person = MAINTAINER,
    author: Person | None = MAINTAINER,
    comment_id: int = THEIRS,
) -> CommentEdited:
    return CommentEdited(THREAD, by, AT, False, comment_id, author, body=body, body_before=before)


class Roles:
    """GitHub's answer on the one maintainer."""

    async def get(self, path: str, **query: Any) -> Any:
        role = "maintain" if MAINTAINER.login in path else "read"
        return {"permission": "read", "role_name": role}


async def given(event: Event) -> tuple[Order, ...]:
    said = told(event, "linchpin-rig", OURS)
    return (await orders(event, said, builders.issue(), Roles(), Orders())).orders


def test_only_what_an_edit_added_is_said() -> None:
    event = edited("/linchpin mute\n/linchpin undo", "/linchpin mute")

    assert told(event, "linchpin-rig", OURS) == Told((Undo(None),), THEIRS)


def test_who_mends_another_persons_comment_says_nothing_by_it() -> None:
    hidden = edited("/linchpin undo", "`/linchpin undo`", author=SOMEBODY)

    assert told(hidden, "linchpin-rig", OURS) == Told()
    assert told(replace(hidden, author=None), "linchpin-rig", OURS) == Told()


@pytest.mark.parametrize("comment_id", [OURS, THEIRS])
def test_an_edit_of_which_nobody_knows_what_is_new_says_nothing(comment_id: int) -> None:
    event = edited(f"/linchpin undo\n{TICKED}", None, comment_id=comment_id)

    assert told(event, "linchpin-rig", OURS) == Told()


def test_a_tick_counts_in_our_comment_alone() -> None:
    ours = edited(TICKED, BOX, author=BOT, comment_id=OURS)

    assert told(ours, "linchpin-rig", OURS) == Told((Undo(None),))
    assert told(edited(TICKED, BOX), "linchpin-rig", OURS) == Told((), THEIRS)


async def test_a_maintainer_may_and_a_stranger_may_not() -> None:
    of_one = edited("/linchpin label bug", "")
    of_other = edited("/linchpin label bug", "", by=SOMEBODY, author=SOMEBODY)

    assert [one.is_allowed for one in await given(of_one)] == [True]
    assert [one.is_allowed for one in await given(of_other)] == [False]
    assert [one.command for one in await given(of_one)] == [Label(("bug",))]


@pytest.mark.parametrize("content", ["eyes", "confused", "-1", "+1"])
async def test_a_reaction_of_anybody_but_a_maintainer_is_no_order(content: str) -> None:
    theirs = builders.reacted(content, by_maintainer=False)  # of who opened the thread
    assert theirs.by == REPORTER

    assert await given(theirs) == ()
    assert len(await given(builders.reacted(content))) == 1


async def test_a_maintainers_eyes_mute() -> None:
    event = builders.reacted("eyes")

    assert isinstance(event, CommentReacted)
    assert [one.command for one in await given(event)] == [Mute()]


async def test_who_opened_the_thread_may_speak_of_it_and_does_not_decide() -> None:
    event = edited("/linchpin not duplicate", "", by=REPORTER, author=REPORTER)

    assert [(one.is_allowed, one.decides) for one in await given(event)] == [(True, False)]


async def test_a_bot_orders_nothing() -> None:
    assert await given(edited("/linchpin mute", "", by=BOT, author=BOT)) == ()


@pytest.mark.parametrize(("by", "may"), [(MAINTAINER, True), (SOMEBODY, False)])
async def test_what_a_page_asks_for_is_checked_again_when_it_is_done(by: Person, may: bool) -> None:
    event = UndoAsked(THREAD, by, AT, "label-added", "bug")

    (found,) = await given(event)

    assert (found.command, found.is_allowed) == (UndoThis("label-added", "bug"), may)
    assert found.comment_id is None
