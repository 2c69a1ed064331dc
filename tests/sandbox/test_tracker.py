from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp
import pytest

from bot.sandbox import sample
from bot.sandbox.emulator import EmulatorProcess
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.tracker import SandboxTracker
from bot.sandbox.views import IssueView, Refused, Tracker
from tests.clocks import FixedClock
from tests.rig.contract import Contract
from tests.rig.fake import FakeGitHub
from tests.sandbox.conftest import key
from tests.sandbox.fake_tracker import FakeTracker

REPORTER, MAINTAINER = sample.REPORTER, sample.MAINTAINER


@pytest.fixture
async def sandbox(emulator: EmulatorProcess, clock: FixedClock) -> AsyncIterator[Sandbox]:
    github = Sandbox(emulator, clock.now, private_key=key())
    github.add_installation(1, "example-ai")
    github.add_repository(sample.PROJECT, labels=sample.LABELS, maintainers=[MAINTAINER])
    await github.start()
    yield github
    await github.stop()


@pytest.fixture
def tracker(sandbox: Sandbox) -> SandboxTracker:
    return SandboxTracker(sandbox, sample.PROJECT, REPORTER, MAINTAINER, sample.project_files())


async def act(
    tracker: Tracker, github: Sandbox | FakeGitHub, clock: FixedClock
) -> list[IssueView | None]:
    """What people do, and what is seen of it after each act; ids aside."""
    seen = []

    async def look() -> None:
        await clock.sleep(2)
        found = await tracker.issue(1)
        if found is not None:
            found = replace(found, comments=tuple(replace(c, id=0) for c in found.comments))
        seen.append(found)

    await look()
    number = await tracker.open_issue(REPORTER, "It hangs", "Always.", ())
    await look()
    await github.add_label(sample.PROJECT, number, MAINTAINER, "needs-info")
    await look()
    comment = await tracker.comment(number, MAINTAINER, "Which version?")
    await look()
    await tracker.react(number, comment, MAINTAINER, "-1")
    await tracker.react(number, comment, REPORTER, "heart")
    await look()
    await github.edit_comment(sample.PROJECT, comment, MAINTAINER, "Which version, please?")
    await look()
    await github.remove_label(sample.PROJECT, number, MAINTAINER, "needs-info")
    await github.close_issue(sample.PROJECT, number, MAINTAINER)
    await look()
    return seen


async def test_the_sandbox_shows_what_people_did_as_the_fake_does(
    tracker: SandboxTracker, sandbox: Sandbox, clock: FixedClock, contract: Contract
) -> None:
    its_clock = FixedClock()
    fake = FakeGitHub(its_clock, contract, key=key())
    fake.add_installation(1, "example-ai")
    fake.add_repository(sample.PROJECT, 1, labels=list(sample.LABELS), maintainers={MAINTAINER})
    other = FakeTracker(fake, sample.PROJECT, REPORTER, MAINTAINER)

    seen, expected = await act(tracker, sandbox, clock), await act(other, fake, its_clock)

    assert seen == expected
    assert seen[0] is None


async def test_a_form_brings_its_labels_and_an_edit_is_marked(tracker: SandboxTracker) -> None:
    number = await tracker.open_issue(REPORTER, "It hangs", "Always.", ("bug", "inference"))
    await tracker.edit_body(number, REPORTER, "Sometimes.")

    issue = await tracker.issue(number)

    assert issue is not None
    assert (issue.labels, issue.body, issue.is_edited) == (
        ("bug", "inference"),
        "Sometimes.",
        True,
    )
    assert [i.number for i in await tracker.issues()] == [number]


async def test_a_folded_comment_says_why(tracker: SandboxTracker, sandbox: Sandbox) -> None:
    number = await tracker.open_issue(REPORTER, "It hangs", "Always.", ())
    await tracker.comment(number, REPORTER, "Solved.")
    where = f"/repos/{sample.PROJECT}/issues/{number}/comments"
    (comment,) = await sandbox.read_all(where)
    mutation = "mutation($id: ID!) { minimizeComment(input: {subjectId: $id, classifier: RESOLVED})"
    query = {"query": mutation + " { clientMutationId } }", "variables": {"id": comment["node_id"]}}
    headers = {"Authorization": f"Bearer {await sandbox.token_of(MAINTAINER)}"}

    async with (
        aiohttp.ClientSession() as session,
        session.post(sandbox.graphql_url, json=query, headers=headers) as answer,
    ):
        assert "errors" not in await answer.json()

    issue = await tracker.issue(number)
    assert issue is not None
    assert issue.comments[0].folded_as == "resolved"


async def test_a_refusal_of_github_names_its_reason(
    tracker: SandboxTracker, sandbox: Sandbox
) -> None:
    number = await tracker.open_issue(REPORTER, "It hangs", "Always.", ())
    await sandbox.lock_issue(sample.PROJECT, number, MAINTAINER)

    with pytest.raises(Refused, match="403"):
        await tracker.comment(number, REPORTER, "Please!")


async def test_a_deleted_issue_is_gone_from_the_list_too(
    tracker: SandboxTracker, sandbox: Sandbox
) -> None:
    number = await tracker.open_issue(REPORTER, "It hangs", "Always.", ())
    await sandbox.delete_issue(sample.PROJECT, number, MAINTAINER)

    assert await tracker.issue(number) is None
    assert await tracker.issues() == []


async def test_a_reaction_is_told_to_whoever_waits_for_one(tracker: SandboxTracker) -> None:
    told = 0

    async def hear() -> None:
        nonlocal told
        told += 1

    tracker.on_reaction = hear
    number = await tracker.open_issue(REPORTER, "It hangs", "Always.", ())
    comment = await tracker.comment(number, MAINTAINER, "Which version?")

    await tracker.react(number, comment, MAINTAINER, "-1")

    assert told == 1
