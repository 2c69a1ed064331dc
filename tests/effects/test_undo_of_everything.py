"""Whatever was done and whatever people did meanwhile: after undo, only people's doings stand."""

import random

import pytest

from bot.capabilities.conversation import follow_orders
from bot.effects.shapes import shape
from bot.store import decisions, doings
from bot.vocabulary.actions import (
    Action,
    AddLabel,
    Mode,
    Proposal,
    RemoveLabel,
    SayOnce,
    SetSection,
    TakeBack,
    Verdict,
)
from bot.vocabulary.commands import Undo
from bot.vocabulary.issues import RepositoryLabels, Sections
from bot.vocabulary.orders import Order, Orders
from tests import builders
from tests.clocks import FixedClock
from tests.effects.bench import INSTALLATION, PEOPLE, REPOSITORY, Bench
from tests.rig.contract import Contract
from tests.rig.fake import FakeGitHub

REPORTER, MAINTAINER = PEOPLE
LABELS = ("bug", "needs-info", "a/b: c?")


async def act(here: Bench, chance: random.Random, number: int) -> None:
    """Linchpin does one thing, as after a look, a decision and the guard."""
    seen = await here.look()
    label = chance.choice(LABELS)
    ours = [c for c in seen.issue.label_history if c.label == label][-1:]
    state = await here.state()
    possible: list[Action] = []
    if label not in seen.issue.labels and not ours:
        possible.append(AddLabel(here.thread, label))
    if label in seen.issue.labels and ours and ours[0].by_us:
        possible.append(RemoveLabel(here.thread, label))
    if state.comment_left_at is None:
        possible.append(SetSection(here.thread, "missing-information", f"☐ **{number}**"))
    if state.comment_id is not None:
        possible.append(SayOnce(here.thread, "It is fixed."))
    if not possible:
        return
    action = chance.choice(possible)
    here.decision_id = f"{number:032d}"
    verdict = Verdict(Proposal(action, "a-capability", "because"), True, Mode.ACT, "allowed")
    async with here.database.write() as connection:
        await decisions.record(
            connection, here.decision_id, "a delivery", verdict, shape(action), here.clock.now()
        )
    await here.do(action)


async def undo(here: Bench) -> None:
    """A maintainer says `undo`."""
    seen, state = await here.look(), await here.state()
    async with here.database.read() as connection:
        did = await doings.of_thread(connection, here.thread)
    found = follow_orders.decide(
        builders.reacted(),
        seen.issue,
        Orders((Order(Undo(None), is_allowed=True),), builders.MAINTAINER),
        did,
        Sections({name: s.remembered for name, s in state.sections}),
        RepositoryLabels(frozenset(LABELS)),
        follow_orders.Config(),
    )
    actions = [one.action for one in found]
    await here.do(*(a for a in actions if not isinstance(a, SetSection)), seen=seen)


async def test_what_an_order_took_back_is_known_when_its_job_is_done_again(here: Bench) -> None:
    action = TakeBack(here.thread, "label-added", "bug")
    verdict = Verdict(Proposal(action, "follow-orders", "asked"), True, Mode.ACT, "allowed")
    async with here.database.write() as connection:
        await decisions.record(
            connection, "d" * 32, "a-delivery", verdict, shape(action), here.clock.now()
        )

    async with here.database.read() as connection:
        again = await doings.of_thread(connection, here.thread, "a-delivery~2.1764")
        other = await doings.of_thread(connection, here.thread, "another")

    assert again.begun == (("label-added", "bug"),)
    assert other.begun == ()


@pytest.mark.parametrize("seed", range(6))
async def test_undo_leaves_what_people_did_alone(
    here: Bench, clock: FixedClock, contract: Contract, key: str, seed: int
) -> None:
    alone = FakeGitHub(clock, contract, key=key)
    alone.add_installation(INSTALLATION, "example-ai")
    alone.add_repository(REPOSITORY, INSTALLATION, labels=LABELS, maintainers={MAINTAINER})
    await alone.start()
    number = await alone.open_issue(REPOSITORY, REPORTER, "It stops", "It stops.")
    chance = random.Random(seed)
    for step in range(14):
        if chance.random() < 0.6:
            await act(here, chance, step)
            continue
        with_us = await here.github.labels(REPOSITORY, here.number)
        label, kind = chance.choice(LABELS), chance.randrange(3)
        # GitHub tells nobody of a label that is put on twice: people see what is there.
        for github, one in ((here.github, here.number), (alone, number)):
            has = label in await github.labels(REPOSITORY, one)
            if kind == 0 and label not in with_us and not has:
                await github.add_label(REPOSITORY, one, MAINTAINER, label)
            elif kind == 1 and label in with_us and has:
                await github.remove_label(REPOSITORY, one, MAINTAINER, label)
            elif kind == 2:
                await github.comment(REPOSITORY, one, REPORTER, f"I say {step}.")

    await undo(here)

    expected = await alone.comments(REPOSITORY, number)
    found = await here.github.comments(REPOSITORY, here.number)
    theirs = [(c.author, c.body) for c in found if not c.author.endswith("[bot]")]
    assert theirs == [(c.author, c.body) for c in expected]
    assert await here.github.labels(REPOSITORY, here.number) == await alone.labels(
        REPOSITORY, number
    )
    for comment in found:
        if comment.author.endswith("[bot]"):
            assert comment.minimized, "what was answered is folded, what was not is gone"
    await alone.stop()
