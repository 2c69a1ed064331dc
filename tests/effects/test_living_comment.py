import asyncio
from datetime import timedelta

import pytest

from bot.effects import Fenced, living_comment
from bot.effects.comment import ALL_HERE
from bot.github.errors import Unreachable
from bot.parsing.markers import marker
from bot.vocabulary.actions import AddLabel, ClearSection, MinimizeComment, SayOnce, SetSection
from tests.effects.bench import PEOPLE, REPOSITORY, Bench
from tests.rig.github import Answer

REPORTER, MAINTAINER = PEOPLE
POST = "POST /repos/example-ai/engine/issues/1/comments"


def ask(
    here: Bench, text: str = "☐ **Version**", section: str = "missing-information"
) -> SetSection:
    return SetSection(here.thread, section, text, remember=("version",))


def clear(here: Bench) -> ClearSection:
    return ClearSection(here.thread, "missing-information")


async def bodies(here: Bench) -> list[str]:
    return [
        c.body
        for c in await here.github.comments(REPOSITORY, here.number)
        if c.author == here.github.state.bot
    ]


async def test_the_comment_is_opened_once_and_edited_only_when_its_text_changes(
    here: Bench,
) -> None:
    assert await here.do(ask(here)) == ("comment: open",)
    assert await here.do(ask(here)) == ("comment: nothing",)
    assert await here.do(ask(here, "☑ **Version**")) == ("comment: edit",)

    (body,) = await bodies(here)
    assert body.startswith("☑ **Version**\n")
    assert [w.split()[0] for w in here.writes] == ["POST", "PATCH"]
    entry = await here.entry("comment", "living")
    assert entry.result is not None
    assert (entry.result["opened"], entry.result["edited"]) == (1, 1)


async def test_sections_share_the_one_comment(here: Bench) -> None:
    await here.do(ask(here, "B.", "b-notes"), ask(here))
    await here.do(ask(here, "A.", "a-notes"))

    (body,) = await bodies(here)
    assert [body.index(text) for text in ("☐ **Version**", "A.", "B.")] == sorted(
        body.index(text) for text in ("☐ **Version**", "A.", "B.")
    ), "what wants something of the reporter comes first"


async def test_only_our_own_marked_comment_is_taken_for_the_living_one(here: Bench) -> None:
    forged = await here.github.comment(
        REPOSITORY, here.number, REPORTER, f"Hi\n{marker(['missing-information'])}"
    )
    unmarked = here.github.add_comment(
        here.github.state.repositories[REPOSITORY], here.issue, here.github.state.bot, "Unmarked."
    )

    await here.do(ask(here))
    await here.do(ask(here, "☑ **Version**"))

    found = {c.id: c.body for c in here.issue.comments}
    assert found[forged].startswith("Hi")
    assert found[unmarked.id] == "Unmarked."
    assert len(found) == 3


async def test_a_run_killed_between_intent_and_call_is_finished_by_the_next(here: Bench) -> None:
    await here.intend(ask(here))

    await here.do(ask(here))

    assert len(await bodies(here)) == 1
    assert (await here.entry("comment", "living")).state == "done"


async def test_a_run_killed_between_call_and_record_leaves_one_comment_that_is_adopted(
    here: Bench,
) -> None:
    here.github.faults.answers.append(
        Answer("POST /repos/example-ai/engine/issues/1/comm", cut="after")
    )
    with pytest.raises(Unreachable):
        await here.do(ask(here))
    assert len(await bodies(here)) == 1
    assert (await here.state()).comment_id is None

    here.clock.advance(timedelta(minutes=3))
    await here.do(ask(here))

    (comment,) = here.issue.comments
    state, entry = await here.state(), await here.entry("comment", "living")
    assert state.comment_id == comment.id
    assert state.comment_opened_at == comment.created_at, "the budgets count it"
    assert state.next_poll_at is not None, "reactions to it are heard"
    assert entry.state == "done"
    assert entry.result is not None
    assert entry.result["opened"] == 1
    assert [w.split()[0] for w in here.writes] == ["POST"]


async def test_two_runs_at_once_leave_the_older_of_their_comments(here: Bench) -> None:
    seen = await here.look()
    await here.intend(ask(here))

    await asyncio.gather(
        here.do(ask(here), seen=seen),
        here.do(ask(here), seen=seen, hands=here.other_process()),
    )

    (left,) = here.issue.comments
    state = await here.state()
    assert state.comment_id == left.id
    assert [w.split()[0] for w in here.writes].count("POST") <= 2


async def test_a_copy_that_a_race_left_is_deleted_at_the_next_look(here: Bench) -> None:
    await here.do(ask(here))
    where = here.github.state.repositories[REPOSITORY]
    copy = here.github.add_comment(
        where, here.issue, here.github.state.bot, here.issue.comments[0].body
    )

    await here.do(ask(here, "☑ **Version**"))

    assert copy not in here.issue.comments
    assert len(here.issue.comments) == 1


async def test_a_process_that_was_declared_dead_writes_nothing(here: Bench) -> None:
    async def no_longer() -> bool:
        return False

    await here.do(ask(here))
    before = list(here.writes)
    for action in (
        MinimizeComment(here.thread),
        AddLabel(here.thread, "bug"),
        ask(here, "☑ **Version**"),
    ):
        with pytest.raises(Fenced):
            await here.do(action, hands=here.other_process(no_longer))

    assert here.writes == before


async def test_a_cleared_comment_nobody_answered_is_deleted(here: Bench) -> None:
    await here.do(ask(here))

    assert await here.do(clear(here)) == ("comment: delete",)

    assert here.issue.comments == []
    state = await here.state()
    assert (state.comment_id, state.next_poll_at, state.sections) == (None, None, ())
    assert state.comment_opened_at is not None, "it still counts for the budgets"


async def test_a_cleared_comment_somebody_answered_is_folded_and_says_so(here: Bench) -> None:
    await here.do(ask(here))
    here.clock.advance(timedelta(minutes=1))
    await here.github.comment(REPOSITORY, here.number, REPORTER, "It is 1.4.2.")

    assert await here.do(clear(here)) == ("comment: fold",)
    before = list(here.writes)
    assert await here.do(clear(here)) == ("comment: fold",)

    ours = here.issue.comments[0]
    assert ours.body.startswith(ALL_HERE)
    assert ours.minimized
    assert here.writes == before, "doing it again costs no write"
    assert (await here.state()).comment_minimized


async def test_a_folded_comment_is_shown_again_when_something_is_asked(here: Bench) -> None:
    await here.do(ask(here))
    here.clock.advance(timedelta(minutes=1))
    await here.github.comment(REPOSITORY, here.number, REPORTER, "It is 1.4.2.")
    await here.do(clear(here))

    await here.do(ask(here))

    ours = here.issue.comments[0]
    assert ours.body.startswith("☐ **Version**")
    assert not ours.minimized
    assert not (await here.state()).comment_minimized
    assert len(await bodies(here)) == 1


async def test_clearing_one_of_two_sections_leaves_the_other(here: Bench) -> None:
    await here.do(ask(here), ask(here, "A note.", "notes"))

    await here.do(clear(here))

    (body,) = await bodies(here)
    assert body.startswith("A note.")
    assert "Version" not in body


async def test_a_comment_deleted_by_somebody_meanwhile_is_as_wanted(here: Bench) -> None:
    await here.do(ask(here))
    seen = await here.look()
    await here.github.delete_comment(REPOSITORY, here.issue.comments[0].id, MAINTAINER)

    await here.do(clear(here), seen=seen)

    assert here.issue.comments == []
    assert (await here.entry("comment", "living")).state == "done"


async def test_a_comment_that_a_person_deleted_is_never_opened_again(here: Bench) -> None:
    await here.do(ask(here))
    await here.github.delete_comment(REPOSITORY, here.issue.comments[0].id, MAINTAINER)

    for action in (ask(here), clear(here), ask(here)):
        await here.do(action)

    assert here.issue.comments == []
    assert (await here.state()).comment_left_at is not None


async def test_a_comment_that_a_person_folded_stays_as_it_is(here: Bench) -> None:
    await here.do(ask(here))
    comment = here.issue.comments[0]
    before = comment.body
    comment.minimized = True
    await here.github.comment(REPOSITORY, here.number, REPORTER, "It is 1.4.2.")

    for action in (clear(here), ask(here), MinimizeComment(here.thread), ask(here, "Again.")):
        await here.do(action)

    assert (comment.minimized, comment.body) == (True, before)
    assert not (await here.state()).comment_minimized


@pytest.mark.parametrize("answered", [False, True])
async def test_a_comment_that_a_person_wrote_in_keeps_their_words(
    here: Bench, answered: bool
) -> None:
    await here.do(ask(here))
    comment = here.issue.comments[0]
    comment.body = before = f"Please try the newest version first.\n\n{comment.body}"
    if answered:
        await here.github.comment(REPOSITORY, here.number, REPORTER, "It is 1.4.2.")

    for action in (ask(here, "☑ **Version**"), clear(here), ask(here)):
        await here.do(action)

    assert comment in here.issue.comments
    assert (comment.minimized, comment.body) == (False, before)


async def test_a_text_whose_writing_nobody_recorded_is_still_ours(
    here: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    await here.do(ask(here))

    async def die(*_given: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(living_comment, "_remember", die)
        for text in ("Second.", "Third."):
            with pytest.raises(RuntimeError, match="killed"):
                await here.do(ask(here, text))
    await here.do(ask(here, "Fourth."))

    (body,) = await bodies(here)
    assert body.startswith("Fourth.")


async def test_line_ends_that_github_changes_are_nobodys_words(here: Bench) -> None:
    await here.do(ask(here))
    comment = here.issue.comments[0]
    comment.body = comment.body.replace("\n", "\r\n") + "\r\n"

    await here.do(ask(here, "☑ **Version**"))

    assert comment.body.startswith("☑ **Version**")


async def talk(here: Bench, comments: int) -> None:
    for n in range(comments):
        await here.github.comment(REPOSITORY, here.number, REPORTER, f"Comment {n}.")


async def test_a_comment_between_those_that_a_look_brings_is_still_edited_and_resolved(
    here: Bench,
) -> None:
    await talk(here, 30)
    await here.do(ask(here))
    here.clock.advance(timedelta(minutes=1))
    await talk(here, 75)
    seen = await here.look()
    assert not any(c.by_us for c in seen.issue.comments)

    await here.do(ask(here, "☑ **Version**"))
    await here.do(clear(here))

    (ours,) = [c for c in here.issue.comments if c.author == here.github.state.bot]
    assert ours.body.startswith(ALL_HERE)
    assert ours.minimized
    assert [w.split()[0] for w in here.writes].count("POST") == 2, "one comment, one fold"


async def test_an_edit_out_of_sight_that_never_reached_github_leaves_the_comment_ours(
    here: Bench,
) -> None:
    await talk(here, 30)
    await here.do(ask(here))
    here.clock.advance(timedelta(minutes=1))
    await talk(here, 75)
    comment = f"/repos/{REPOSITORY}/issues/comments/"
    here.github.faults.answers = [Answer(comment, 502)] * 4
    with pytest.raises(Unreachable):
        await here.do(ask(here, "☑ **Version**"))
    here.github.faults.answers.clear()
    del here.issue.comments[40:]  # now a look brings it

    await here.do(ask(here, "☐ **Another**"))

    (body,) = await bodies(here)
    assert body.startswith("☐ **Another**")


async def test_the_comment_can_be_folded_away_alone(here: Bench) -> None:
    await here.do(ask(here))

    assert await here.do(MinimizeComment(here.thread)) == ("comment: minimize",)
    await here.do(MinimizeComment(here.thread))

    assert here.issue.comments[0].minimized
    assert (await here.state()).comment_minimized
    assert len(here.writes) == 2


async def test_a_pull_request_is_written_to_with_a_token_for_pull_requests(here: Bench) -> None:
    here.issue.is_pull_request = True

    await here.do(ask(here), MinimizeComment(here.thread))

    scoped = [given for _id, only, given in here.github.tokens.values() if only]
    assert scoped == [{"pull_requests": "write"}]
    assert here.issue.comments[0].author == here.github.state.bot


async def test_what_a_dead_run_meant_to_open_is_forgotten_when_a_later_look_says_no(
    here: Bench,
) -> None:
    await here.intend(ask(here))

    await here.do()

    assert here.issue.comments == []
    assert (await here.state()).sections == ()


async def test_the_further_comment_is_folded_away_with_it(here: Bench) -> None:
    await here.do(ask(here))
    await here.do(SayOnce(here.thread, "It is fixed."))

    await here.do(MinimizeComment(here.thread))

    living, further = here.issue.comments
    assert "A maintainer's 👎 above" in further.body, "reactions to this one are not read"
    assert (living.minimized, further.minimized) == (True, True)
