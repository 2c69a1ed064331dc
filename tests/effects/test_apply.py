import pytest
from structlog.testing import capture_logs

from bot.github.errors import Paused, Unreachable
from bot.guard import judge
from bot.vocabulary.actions import (
    Action,
    AddLabel,
    ClearSection,
    LookAgain,
    MinimizeComment,
    Mode,
    MuteThread,
    Proposal,
    React,
    RemoveLabel,
    SetSection,
)
from tests.effects.bench import PEOPLE, REPOSITORY, Bench
from tests.guard.situations import ALL_WELL, CAPABILITY, situation
from tests.rig.github import Answer

REPORTER, MAINTAINER = PEOPLE


def actions(here: Bench) -> dict[str, Action]:
    return {
        "label-added": AddLabel(here.thread, "bug"),
        "label-removed": RemoveLabel(here.thread, "needs-info"),
        "comment": SetSection(here.thread, "missing-information", "☐ **Version**"),
        "reaction": React(here.thread, None, "eyes"),
    }


TARGETS = {
    "label-added": "bug",
    "label-removed": "needs-info",
    "comment": "living",
    "reaction": "thread:eyes",
}


async def test_labels_come_and_go_and_doing_it_again_changes_nothing(here: Bench) -> None:
    for _ in range(2):
        await here.do(AddLabel(here.thread, "bug"), AddLabel(here.thread, "a/b: c?"))
    assert await here.github.labels(REPOSITORY, here.number) == {"bug", "a/b: c?"}

    for _ in range(2):
        await here.do(RemoveLabel(here.thread, "a/b: c?"))

    assert await here.github.labels(REPOSITORY, here.number) == {"bug"}
    entry = await here.entry("label-removed", "a/b: c?")
    assert (entry.state, entry.times) == ("done", 2)


async def test_a_reaction_is_one_however_often_it_is_made(here: Bench) -> None:
    comment = await here.github.comment(REPOSITORY, here.number, REPORTER, "It is 1.4.2.")

    for _ in range(2):
        await here.do(React(here.thread, comment, "+1"), React(here.thread, None, "eyes"))

    (on_comment,) = here.issue.comments[0].reactions
    (on_thread,) = here.issue.reactions
    assert (on_comment.content, on_thread.content) == ("+1", "eyes")
    first, second = (
        await here.entry("reaction", f"{comment}:+1"),
        await here.entry("reaction", "thread:eyes"),
    )
    assert first.result == {"reaction_id": on_comment.id}
    assert second.result == {"reaction_id": on_thread.id}


async def test_the_comment_goes_first_so_that_no_label_stands_there_unexplained(
    here: Bench,
) -> None:
    await here.do(
        AddLabel(here.thread, "needs-info"),
        SetSection(here.thread, "missing-information", "☐ **Version**"),
    )

    assert [w.split()[1].rpartition("/")[2] for w in here.writes] == ["comments", "labels"]


async def test_what_nobody_sees_calls_nobody(here: Bench) -> None:
    done = await here.do(LookAgain(here.thread, here.clock.now(), "later"), MuteThread(here.thread))

    assert done == ()
    assert here.writes == []
    assert (await here.state()).muted_at == here.clock.now()


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (403, "Unable to create comment because issue is locked."),
        (404, "Not Found"),
        (410, "This issue was deleted"),
        (422, "Validation Failed: the label is archived"),
        (301, "Moved Permanently"),
    ],
)
async def test_what_github_refuses_is_noted_logged_and_left(
    here: Bench, status: int, message: str
) -> None:
    await here.do(AddLabel(here.thread, "needs-info"))
    refused = set(TARGETS.items())
    if status in (404, 410):
        refused.remove(("label-removed", "needs-info"))  # gone already, as wanted
    headers = (("Location", "/elsewhere"),) if status == 301 else ()
    below = "/repos/example-ai/engine/issues/1/"
    here.github.faults.answers = [
        Answer(below, status, headers, body=f'{{"message": "{message}"}}') for _ in TARGETS
    ] + [Answer("", 500)]
    before = len(here.writes)

    with capture_logs() as logs:
        done = await here.do(*actions(here).values())

    memory = await here.memory()
    assert len(done) == len(TARGETS) - len(refused)
    assert len(here.writes) == before + len(TARGETS), "no retry storm"
    assert memory.refused == refused
    assert memory.unfinished == ()
    for entry in memory.entries:
        assert entry.state == ("refused" if (entry.kind, entry.target) in refused else "done")
        if entry.state == "refused":
            assert entry.result is not None
            assert message in entry.result["why"] or "moved to" in entry.result["why"]
    warned = [line for line in logs if line["log_level"] == "warning"]
    assert {line["event"] for line in warned} == {"effect_refused_by_github"}
    assert {(line["kind"], line["target"]) for line in warned} == refused
    here.github.faults.answers.clear()


async def test_a_label_or_a_reaction_that_is_gone_already_is_as_wanted(here: Bench) -> None:
    await here.do(RemoveLabel(here.thread, "needs-info"))

    assert (await here.entry("label-removed", "needs-info")).state == "done"


async def test_one_refusal_stops_none_of_the_others(here: Bench) -> None:
    here.github.state.repositories[REPOSITORY].archived_labels.add("bug")

    done = await here.do(*actions(here).values())

    assert done == ("comment: open", "label-removed: needs-info", "reaction: thread:eyes")
    assert (await here.entry("label-added", "bug")).state == "refused"


async def test_the_guard_leaves_alone_for_a_day_what_github_refused(here: Bench) -> None:
    here.github.state.repositories[REPOSITORY].archived_labels.add("bug")
    await here.do(AddLabel(here.thread, "bug"))
    again = Proposal(AddLabel(here.thread, "bug"), CAPABILITY, "because")

    def verdict(refused: frozenset[tuple[str, str]]) -> str:
        now = situation(ALL_WELL, modes={CAPABILITY: Mode.ACT}, refused=refused)
        return judge([again], now)[0].reason

    assert verdict((await here.memory()).refused) == "refused_before"
    here.clock.at = here.clock.at.replace(day=here.clock.at.day + 1, hour=10)
    assert verdict((await here.memory()).refused) == "allowed"


async def test_a_limit_or_an_outage_leaves_the_intent_for_the_next_run(here: Bench) -> None:
    await here.do(AddLabel(here.thread, "needs-info"))
    below = "/repos/example-ai/engine/issues/1/"
    for kind, action in actions(here).items():
        here.github.faults.answers = [Answer(below, 429, (("Retry-After", "30"),))]
        with pytest.raises(Paused):
            await here.do(action)
        here.github.faults.answers = [Answer(below, 502)] * 4
        with pytest.raises(Unreachable):
            await here.do(action)
        here.github.faults.answers.clear()
        assert (await here.entry(kind, TARGETS[kind])).state == "intent"

        await here.do(action)

        assert (await here.entry(kind, TARGETS[kind])).state == "done"
    assert (await here.memory()).unfinished == ()
    assert (len(here.issue.comments), len(here.issue.reactions)) == (1, 1)
    assert here.issue.labels == ["bug"]


async def test_an_intent_that_nobody_repeats_is_closed_by_what_github_shows(here: Bench) -> None:
    await here.github.add_label(REPOSITORY, here.number, MAINTAINER, "bug")
    await here.intend(
        AddLabel(here.thread, "bug"),
        AddLabel(here.thread, "needs-info"),
        RemoveLabel(here.thread, "needs-info"),
        React(here.thread, None, "eyes"),
        MinimizeComment(here.thread),
    )

    await here.do()

    states = {e.kind + ":" + e.target: e.state for e in (await here.memory()).entries}
    assert states == {
        "label-added:bug": "done",
        "label-added:needs-info": "refused",
        "label-removed:needs-info": "done",
        "reaction:thread:eyes": "refused",
        "comment:minimize": "refused",
    }
    assert here.writes == []
    assert (await here.memory()).refused == frozenset(), "GitHub refused nothing of it"


async def test_the_tokens_of_writes_reach_this_repository_and_issues_alone(here: Bench) -> None:
    await here.do(*actions(here).values(), ClearSection(here.thread, "notes"))

    reach = [(only, given) for _id, only, given in here.github.tokens.values() if only]
    assert reach == [((here.thread.repository.id,), {"issues": "write"})]
