"""The fake and the sandbox are one GitHub: what Linchpin does on them is the same to the letter."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.sandbox.emulator import EmulatorProcess
from tests.clocks import ScaledClock
from tests.rig.contract import Contract
from tests.rig.github import CommentSeen, Mishap
from tests.scenarios.world import (
    COMPLETE,
    CONFIG,
    INCOMPLETE,
    INSTALLATION,
    MAINTAINER,
    REPORTER,
    REPOSITORY,
    World,
    world,
)

TITLE = "[Bug]: it stops"

GENEROUS = f"""{CONFIG}
budget:
  comments-a-day: 100
  comments-a-person-a-week: 100
  share-of-new-threads: 1.0
"""
"""Room for all the stories in one repository."""


@dataclass(frozen=True)
class Outcome:
    """What a story leaves behind."""

    comments: tuple[tuple[str, str, bool], ...]
    labels: frozenset[str]
    writes: tuple[str, ...]
    """Reads are left out: polls go by the clock."""


Ends = dict[str, Outcome]


async def asked(here: World) -> int:
    number = await here.github.open_issue(REPOSITORY, REPORTER, TITLE, INCOMPLETE)
    await here.quiet()
    return number


async def completed_at_once(here: World) -> int:
    number = await asked(here)
    await here.github.edit_issue(REPOSITORY, number, REPORTER, body=COMPLETE)
    return number


async def answered_below_and_completed(here: World) -> int:
    number = await asked(here)
    await here.github.comment(REPOSITORY, number, REPORTER, "Here is what you asked for.")
    await here.quiet()
    await here.github.edit_issue(REPOSITORY, number, REPORTER, title="It stops", body=COMPLETE)
    return number


async def refused_by_a_maintainer(here: World) -> int:
    number = await asked(here)
    (comment,) = await here.github.comments(REPOSITORY, number)
    await here.github.react(REPOSITORY, comment.id, MAINTAINER, "-1")
    await here.github.comment(REPOSITORY, number, MAINTAINER, "We can see it already.")

    async def folded() -> bool:
        return (await here.github.comments(REPOSITORY, number))[0].minimized

    await here.until(folded)
    return number


async def disliked_by_a_stranger(here: World) -> int:
    number = await asked(here)
    (comment,) = await here.github.comments(REPOSITORY, number)
    await here.github.react(REPOSITORY, comment.id, REPORTER, "-1")
    await here.github.comment(REPOSITORY, number, REPORTER, "No.")
    return number


async def label_taken_off_by_a_maintainer(here: World) -> int:
    number = await asked(here)
    await here.github.remove_label(REPOSITORY, number, MAINTAINER, "needs-info")
    await here.quiet()
    half = INCOMPLETE.replace("### Version\n\n_No response_", "### Version\n\n1.4.2")
    await here.github.edit_issue(REPOSITORY, number, REPORTER, body=half)
    return number


async def our_comment_deleted_by_a_maintainer(here: World) -> int:
    number = await asked(here)
    (comment,) = await here.github.comments(REPOSITORY, number)
    await here.github.delete_comment(REPOSITORY, comment.id, MAINTAINER)
    return number


async def closed(here: World) -> int:
    number = await asked(here)
    await here.github.close_issue(REPOSITORY, number, MAINTAINER)
    return number


async def locked_from_the_start(here: World) -> int:
    here.github.faults.deliveries.append(Mishap("delay", timedelta(seconds=0.3)))
    number = await here.github.open_issue(REPOSITORY, REPORTER, TITLE, INCOMPLETE)
    await here.github.lock_issue(REPOSITORY, number, MAINTAINER)
    return number


async def told_twice_and_out_of_order(here: World) -> int:
    here.github.faults.deliveries += [Mishap("duplicate"), Mishap("reorder")]
    number = await here.github.open_issue(REPOSITORY, REPORTER, TITLE, INCOMPLETE)
    await here.quiet()
    return number


async def opened_by_a_maintainer(here: World) -> int:
    return await here.github.open_issue(REPOSITORY, MAINTAINER, TITLE, INCOMPLETE)


async def written_while_suspended(here: World) -> int:
    await here.github.suspend(INSTALLATION)
    await here.quiet()
    number = await here.github.open_issue(REPOSITORY, REPORTER, TITLE, INCOMPLETE)
    await here.quiet()
    await here.github.suspend(INSTALLATION, suspended=False)
    return number


async def tokens_revoked_between(here: World) -> int:
    number = await asked(here)
    await here.github.revoke_tokens()
    await here.github.edit_issue(REPOSITORY, number, REPORTER, body=COMPLETE)
    return number


async def renamed_between(here: World) -> int:
    number = await asked(here)
    await here.github.rename_repository(REPOSITORY, "motor")
    await here.github.edit_issue(REPOSITORY, number, REPORTER, body=COMPLETE)
    return number


STORIES: tuple[Callable[[World], Awaitable[int]], ...] = (
    completed_at_once,
    answered_below_and_completed,
    refused_by_a_maintainer,
    disliked_by_a_stranger,
    label_taken_off_by_a_maintainer,
    our_comment_deleted_by_a_maintainer,
    closed,
    locked_from_the_start,
    told_twice_and_out_of_order,
    opened_by_a_maintainer,
    written_while_suspended,
    tokens_revoked_between,
    renamed_between,  # the last: the old name only redirects from then on
)


def writes(here: World, since: int) -> tuple[str, ...]:
    """The writes, numbers left out of paths: ids differ from GitHub to GitHub."""
    return tuple(
        f"{seen.method} {re.sub(r'[0-9]+', 'N', seen.path)} {seen.status}"
        for seen in here.github.seen[since:]
        if seen.kind == "write"
    )


def plain(comment: CommentSeen) -> tuple[str, str, bool]:
    return comment.author, comment.body, comment.minimized


async def played(here: World) -> Ends:
    outcomes = {}
    for story in STORIES:
        since = len(here.github.seen)
        number = await story(here)
        await here.quiet()
        outcomes[story.__name__] = Outcome(
            comments=tuple(plain(c) for c in await here.github.comments(REPOSITORY, number)),
            labels=await here.github.labels(REPOSITORY, number),
            writes=writes(here, since),
        )
    return outcomes


async def told(home: Path, contract: Contract, process: EmulatorProcess | None) -> Ends:
    url, clock = f"sqlite:///{home}/linchpin.db", ScaledClock(60)
    async with world(home, url, clock, contract, config=GENEROUS, emulator=process) as here:
        return await played(here)


def test_every_story_ends_alike_on_the_fake_and_on_the_sandbox(
    tmp_path: Path, contract: Contract, emulator: EmulatorProcess
) -> None:
    for name in ("fake", "sandbox"):
        (tmp_path / name).mkdir()

    on_fake = asyncio.run(told(tmp_path / "fake", contract, None))
    on_sandbox = asyncio.run(told(tmp_path / "sandbox", contract, emulator))

    for story in STORIES:
        assert on_sandbox[story.__name__] == on_fake[story.__name__], story.__name__
    assert on_fake["completed_at_once"].comments == ()
    assert on_fake["refused_by_a_maintainer"].comments[0][2]
    assert on_fake["answered_below_and_completed"].comments[0][2]
