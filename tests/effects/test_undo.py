import pytest

from bot.effects import take_back
from bot.effects.shapes import COMMENT
from bot.github.errors import Unreachable
from bot.vocabulary.actions import (
    Action,
    AddLabel,
    ClearSection,
    KeepQuiet,
    MinimizeComment,
    MuteThread,
    React,
    RemoveLabel,
    SayOnce,
    SetSection,
)
from tests.effects.bench import ORGANISATION, PEOPLE, REPOSITORY, Bench
from tests.rig.github import Answer

REPORTER, MAINTAINER = PEOPLE


async def undo(here: Bench, kind: str, target: str) -> bool:
    entry = await here.entry(kind, target)
    return await take_back(here.hands, (await here.look()).issue, entry, ORGANISATION)


async def snapshot(here: Bench) -> object:
    """All that people can see, and what we remember of it."""
    state = await here.state()
    return (
        sorted(here.issue.labels),
        [
            (c.author, c.body, c.minimized, [r.content for r in c.reactions])
            for c in here.issue.comments
        ],
        [(r.login, r.content) for r in here.issue.reactions],
        state.sections,
        state.muted_at,
        state.sensitive_at,
        state.comment_minimized,
    )


async def prepare(here: Bench) -> None:
    """Something of everything is there already."""
    await here.do(
        AddLabel(here.thread, "needs-info"),
        SetSection(here.thread, "missing-information", "☐ **Version**", remember=("version",)),
        SetSection(here.thread, "notes", "A note."),
    )
    await here.github.comment(REPOSITORY, here.number, REPORTER, "It is 1.4.2.")


def every_action(here: Bench) -> dict[str, tuple[Action, tuple[str, str]]]:
    thread, reply = here.thread, here.issue.comments[1].id
    return {
        "AddLabel": (AddLabel(thread, "a/b: c?"), ("label-added", "a/b: c?")),
        "RemoveLabel": (RemoveLabel(thread, "needs-info"), ("label-removed", "needs-info")),
        "SetSection": (SetSection(thread, "missing-information", "☑ **Version**"), COMMENT),
        "SetNewSection": (SetSection(thread, "more", "More."), COMMENT),
        "ClearSection": (ClearSection(thread, "missing-information"), COMMENT),
        "React": (React(thread, reply, "+1"), ("reaction", f"{reply}:+1")),
        "ReactToThread": (React(thread, None, "eyes"), ("reaction", "thread:eyes")),
        "MinimizeComment": (MinimizeComment(thread), ("comment", "minimize")),
        "KeepQuiet": (KeepQuiet(thread), ("thread", "quiet")),
        "SayOnce": (SayOnce(thread, "It is fixed."), ("comment", "further")),
        "MuteThread": (MuteThread(thread), ("thread", "mute")),
    }


async def test_undoing_an_action_restores_what_was_before(here: Bench) -> None:
    await prepare(here)
    before = await snapshot(here)
    for name, (action, (kind, target)) in every_action(here).items():
        await here.do(action)
        assert await snapshot(here) != before, name

        assert await undo(here, kind, target) is True, name

        assert await snapshot(here) == before, name
        assert (await here.entry(kind, target)).undone_at == here.clock.now()
        assert await undo(here, kind, target) is False, "once is enough"


async def test_every_kind_of_action_is_undone_by_a_test_above(here: Bench) -> None:
    await prepare(here)
    tried = {type(action).__name__ for action, _effect in every_action(here).values()}

    said_for_good = {"ReportPrivately", "TellSecurityRole"}
    orders = {"SwitchOff", "Waive", "LeaveAlone", "Welcome", "Unmute", "TakeBack"}  # people's own
    upkeep = {"TellOfConfig", "CloseConfigIssue", "ReportOnConfig"}  # mends itself
    every = {kind.__name__ for kind in Action.__args__}
    assert tried | said_for_good | orders | upkeep | {"LookAgain"} == every


async def test_undoing_the_first_comment_takes_it_away(here: Bench) -> None:
    await here.do(SetSection(here.thread, "missing-information", "☐ **Version**"))

    assert await undo(here, *COMMENT)

    assert here.issue.comments == []
    assert (await here.state()).sections == ()


async def test_several_sections_of_one_run_are_undone_together(here: Bench) -> None:
    await prepare(here)
    before = await snapshot(here)
    await here.do(
        ClearSection(here.thread, "notes"),
        SetSection(here.thread, "missing-information", "☑ **Version**"),
        SetSection(here.thread, "more", "More."),
    )

    await undo(here, *COMMENT)

    assert await snapshot(here) == before


async def test_a_run_that_died_and_ran_again_is_undone_to_before_both(here: Bench) -> None:
    await prepare(here)
    before = await snapshot(here)
    change = SetSection(here.thread, "missing-information", "☑ **Version**")
    await here.intend(change)
    await here.do(change)

    await undo(here, *COMMENT)

    assert await snapshot(here) == before


async def test_undoing_can_be_repeated_after_an_outage(here: Bench) -> None:
    await here.do(AddLabel(here.thread, "bug"))
    here.github.faults.answers = [Answer("DELETE", cut="after")] * 8
    with pytest.raises(Unreachable):
        await undo(here, "label-added", "bug")
    here.github.faults.answers.clear()
    assert (await here.entry("label-added", "bug")).undone_at is None

    assert await undo(here, "label-added", "bug")

    assert await here.github.labels(REPOSITORY, here.number) == frozenset()


async def test_what_was_refused_or_only_meant_has_nothing_to_undo(here: Bench) -> None:
    here.github.state.repositories[REPOSITORY].archived_labels.add("bug")
    await here.do(AddLabel(here.thread, "bug"))
    await here.intend(AddLabel(here.thread, "needs-info"))
    before = list(here.writes)

    assert await undo(here, "label-added", "bug") is False
    assert await undo(here, "label-added", "needs-info") is False

    assert here.writes == before
