"""Clients we did not write: GitHub's own JavaScript ones prove the door and the rig's GitHub."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.clocks import FixedClock, WallClock
from tests.rig import node
from tests.rig.contract import Contract
from tests.rig.fake import FakeGitHub
from tests.rig.github import Mishap
from tests.rig.sender import headers
from tests.scenarios.world import INSTALLATION, REPORTER, REPOSITORY, populate
from tests.web.doorway import SECRET, doorway

CASES = [
    {"secret": secret, "body": body}
    for secret in (SECRET, "пароль ☃", "s" * 200)
    for body in (
        '{"action":"opened"}',
        '{"title":"größer, 日本語, ☃, \U0001f680"}',
        '{ "spaced" : [ 1.0, 1e3 ] }\n',
        '{"text":"' + "x" * 30_000 + '"}',
    )
]


@pytest.fixture
async def github(contract: Contract) -> AsyncIterator[FakeGitHub]:
    made = FakeGitHub(WallClock(), contract)
    populate(made)
    await made.start()
    yield made
    await made.stop()


async def test_what_octokit_signs_opens_the_door_and_what_the_rig_signs_octokit_verifies(
    sqlite_url: str, clock: FixedClock
) -> None:
    ours = [
        headers(case["secret"], "a-guid", "issues", case["body"].encode())["X-Hub-Signature-256"]
        for case in CASES
    ]
    given = [case | {"signature": ours[n]} for n, case in enumerate(CASES)]

    theirs = await node.run("signatures.mjs", given)

    answers = []
    for n, (case, their) in enumerate(zip(CASES, theirs, strict=True)):
        async with doorway(sqlite_url, clock, secrets=[case["secret"]]) as door:
            sent = {
                "X-GitHub-Delivery": f"guid-{n}",
                "X-GitHub-Event": "issues",
                "X-Hub-Signature-256": their["signed"],
            }
            answers.append(await door.post(case["body"].encode(), sent))
    assert answers == [202] * len(CASES)
    assert [(t["verified"], t["webhooks_verified"]) for t in theirs] == [(True, True)] * len(CASES)
    assert [their["signed"] for their in theirs] == ours


async def test_octokit_refuses_what_the_door_refuses(sqlite_url: str, clock: FixedClock) -> None:
    body = '{"action":"opened"}'
    wrong = headers("another secret", "a-guid", "issues", body.encode())["X-Hub-Signature-256"]

    (their,) = await node.run(
        "signatures.mjs", [{"secret": SECRET, "body": body, "signature": wrong}]
    )

    async with doorway(sqlite_url, clock) as door:
        sent = {"X-GitHub-Delivery": "a", "X-GitHub-Event": "issues", "X-Hub-Signature-256": wrong}
        assert await door.post(body.encode(), sent) == 401
    assert (their["verified"], their["webhooks_verified"]) == (False, False)


async def test_octokit_drives_the_rigs_github_as_an_app(github: FakeGitHub) -> None:
    owner, repo = REPOSITORY.split("/")
    title, body = "Größer ☃", "### What happened?\n\nIt stops."

    came = await node.run(
        "drive.mjs",
        {
            "baseUrl": github.api_url,
            "appId": github.app_id,
            "privateKey": github.private_key,
            "installationId": INSTALLATION,
            "owner": owner,
            "repo": repo,
            "title": title,
            "body": body,
        },
    )

    assert github.violations == []
    graph = came.pop("graph")["repository"]
    bot = "linchpin-rig[bot]"
    left = ["другой ☃", "comment 1", "comment 2", "comment 3"]
    assert came == {
        "app": {"id": 1234, "slug": "linchpin-rig"},
        "installations": [77, 78],
        "installation": INSTALLATION,
        "repository": REPOSITORY,
        "issue": {"number": 1, "title": title, "body": body, "by": bot},
        "labels": ["bug"],
        "edited": "другой ☃",
        "paged": left,
        "pages": 2,
        "read": 4,
        "labelled": ["bug", "needs-info"],
        "unlabelled": ["needs-info"],
        "all_labels": ["bug", "needs-info"],
        "missing": 404,
        "too_long": 422,
        "unchanged": 304,
        "graph_missing": ["NOT_FOUND"],
    }
    assert graph["nameWithOwner"] == REPOSITORY
    assert graph["issue"]["title"] == title
    assert graph["issue"]["author"] == {"login": "linchpin-rig", "__typename": "Bot"}
    assert graph["issue"]["labels"]["nodes"] == [{"name": "needs-info"}]
    assert [comment["body"] for comment in graph["issue"]["comments"]["nodes"]] == left


async def test_probot_takes_the_rigs_webhooks_and_answers_on_it(github: FakeGitHub) -> None:
    given = {
        "appId": github.app_id,
        "privateKey": github.private_key,
        "secret": github.webhook_secret,
        "baseUrl": github.api_url,
    }
    async with node.running("probot.mjs", given) as probot:
        port = (await node.line(probot))["port"]
        await github.send_webhooks_to(f"http://127.0.0.1:{port}/webhook")
        github.faults.deliveries.append(Mishap("duplicate"))

        number = await github.open_issue(REPOSITORY, REPORTER, "日本語 ☃", "It stops.")

        heard = [await node.line(probot) for _ in range(3)]
        async with asyncio.timeout(20):
            while len(await github.comments(REPOSITORY, number)) < 2:
                heard.append(await node.line(probot))
        await github.settle()

    opened = [line for line in heard if line["name"] == "issues"]
    assert [(o["action"], o["issue"]["title"]) for o in opened] == [("opened", "日本語 ☃")] * 2
    assert len({line["id"] for line in opened}) == 1
    assert opened[0]["sender"]["login"] == REPORTER
    comments = await github.comments(REPOSITORY, number)
    assert {(c.author, c.body) for c in comments} == {("linchpin-rig[bot]", "seen by probot")}
    assert {attempt.status for attempt in github.sender.log} == {200}
    assert github.violations == []
