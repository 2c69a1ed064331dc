"""The fake's own promises: it refuses what GitHub refuses, and tells what GitHub does not know."""

from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from tests.rig.client import INSTALLATION, REPOSITORY, Client
from tests.rig.github import Answer
from tests.rig.rest import MAX_BODY

ISSUE = f"/repos/{REPOSITORY}/issues/1"


@pytest.mark.parametrize(
    ("method", "path", "body", "complaint"),
    [
        ("POST", f"{ISSUE}/labels", {"lables": ["bug"], "labels": []}, "unknown field 'lables'"),
        ("POST", f"{ISSUE}/comments", {"body": 3}, "3 is not of type"),
        ("POST", f"{ISSUE}/comments", {"text": "x", "body": "x"}, "unknown field 'text'"),
        ("POST", f"{ISSUE}/reactions", {"content": "thumbs"}, "not one of"),
        ("PATCH", f"{ISSUE}/comments", {"body": "x"}, "no such method"),
        ("GET", f"{ISSUE}/comments?per_pages=3", None, "unknown query 'per_pages'"),
        ("GET", f"{ISSUE}/comments?per_page=many", None, "per_page"),
        ("GET", f"/repos/{REPOSITORY}/isues/1", None, "no such path"),
    ],
)
async def test_a_request_that_github_does_not_document_is_reported(
    here: Client, method: str, path: str, body: Any, complaint: str
) -> None:
    assert here.rig.violations == []

    await here.ask(method, path, body)

    assert any(complaint in violation for violation in here.rig.violations), here.rig.violations


@pytest.mark.parametrize("missing", ["Accept", "X-GitHub-Api-Version"])
async def test_a_request_without_the_headers_github_wants_is_reported(
    here: Client, missing: str
) -> None:
    await here.ask("GET", ISSUE, **{missing: ""})

    assert here.rig.violations == [f"header {missing.lower()} is missing"]


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("query { viewer { logn } }", "Cannot query field 'logn'"),
        ("query { rateLimit { cost(dry: true) } }", "Unknown argument 'dry'"),
        (
            'mutation { minimizeComment(input: {subjectId: "IC_1", classifier: LOW}) '
            "{ minimizedComment { isMinimized } } }",
            "LOW",
        ),
    ],
)
async def test_a_query_that_does_not_fit_githubs_schema_is_reported(
    here: Client, query: str, complaint: str
) -> None:
    await here.ask("POST", "/graphql", {"query": query})

    assert any(complaint in violation for violation in here.rig.violations), here.rig.violations


async def test_a_request_that_the_fake_cannot_answer_is_reported(here: Client) -> None:
    status, _body, _headers = await here.ask("POST", f"{ISSUE}/labels", {})

    assert status == 500
    assert any("fails with KeyError" in violation for violation in here.rig.violations)


async def test_a_documented_request_is_not_reported(here: Client) -> None:
    await here.ask("POST", f"{ISSUE}/labels", {"labels": ["bug"]})
    await here.ask("GET", f"{ISSUE}/comments?per_page=100&since=2026-01-01T00:00:00Z")
    await here.ask("POST", "/graphql", {"query": "query { viewer { login } }"})
    await here.ask("DELETE", f"{ISSUE}/labels/bug")

    assert here.rig.violations == []
    assert [(s.kind, s.status) for s in here.rig.seen] == [
        ("token", 201),
        ("write", 200),
        ("read", 200),
        ("read", 200),
        ("write", 200),
    ]


@pytest.mark.parametrize(
    ("claims", "status"),
    [({}, 200), ({"exp": 700}, 401), ({"exp": -1}, 401), ({"iat": 30}, 401), ({"iss": "9"}, 401)],
)
async def test_the_apps_own_token_is_checked_as_github_checks_it(
    here: Client, claims: dict[str, Any], status: int
) -> None:
    now = int(here.clock.now().timestamp())
    moved = {name: now + at if isinstance(at, int) else at for name, at in claims.items()}

    assert (await here.ask("GET", "/app", token=here.jwt(**moved)))[0] == status
    assert (await here.ask("GET", "/app", token="nonsense"))[0] == 401


async def test_a_token_does_what_it_was_made_for_and_no_more(here: Client) -> None:
    label = {"labels": ["bug"]}
    here.rig.add_repository("example-ai/other", INSTALLATION)
    other = here.rig.state.repositories["example-ai/other"]

    assert await here.mint(permissions={"administration": "write"}) == 422
    assert await here.mint(permissions={"contents": "read"}) == 201
    assert (await here.ask("POST", f"{ISSUE}/labels", label))[0] == 403
    assert await here.mint(repository_ids=[other.id], permissions={"issues": "write"}) == 201
    assert (await here.ask("POST", f"{ISSUE}/labels", label))[0] == 404
    await here.mint()
    assert (await here.ask("POST", f"{ISSUE}/labels", label))[0] == 200
    await here.rig.revoke_tokens()
    assert (await here.ask("POST", f"{ISSUE}/labels", label))[0] == 401
    await here.mint()
    await here.rig.suspend(INSTALLATION)
    assert (await here.ask("POST", f"{ISSUE}/labels", label))[0] == 403


async def test_the_refusals_github_is_known_for_are_given(here: Client) -> None:
    where = here.rig.state.repositories[REPOSITORY]
    where.archived_labels.add("old")
    theirs = await here.rig.comment(REPOSITORY, 1, "a-reporter", "Mine.")

    async def status(method: str, path: str, body: Any = None) -> int:
        return (await here.ask(method, path, body))[0]

    comments = f"/repos/{REPOSITORY}/issues/comments"
    assert await status("POST", f"{ISSUE}/labels", {"labels": ["old"]}) == 422
    assert await status("DELETE", f"{ISSUE}/labels/bug") == 404
    assert await status("POST", f"{ISSUE}/comments", {"body": "x" * (MAX_BODY + 1)}) == 422
    assert await status("PATCH", f"{comments}/{theirs}", {"body": "x"}) == 403
    assert await status("DELETE", f"{comments}/1") == 404
    await here.rig.lock_issue(REPOSITORY, 1, "a-maintainer")
    assert await status("POST", f"{ISSUE}/comments", {"body": "x"}) == 403
    await here.rig.delete_issue(REPOSITORY, 1, "a-maintainer")
    assert await status("POST", f"{ISSUE}/labels", {"labels": ["bug"]}) == 410
    await here.rig.rename_repository(REPOSITORY, "renamed")
    assert await status("GET", f"/repos/{REPOSITORY}/issues/1") == 301
    where.archived = True
    path = "/repos/example-ai/renamed/issues/1/labels"
    assert await status("POST", path, {"labels": ["bug"]}) == 403
    assert here.rig.violations == []


async def test_an_unchanged_answer_is_a_304_and_a_changed_one_is_not(here: Client) -> None:
    _status, _body, headers = await here.ask("GET", ISSUE)
    again = await here.ask("GET", ISSUE, **{"If-None-Match": headers["ETag"]})
    here.clock.advance(timedelta(seconds=1))
    await here.rig.edit_issue(REPOSITORY, 1, "a-reporter", title="New")
    changed = await here.ask("GET", ISSUE, **{"If-None-Match": headers["ETag"]})

    assert (again[0], again[1], changed[0]) == (304, None, 200)


async def test_faults_befall_the_next_request_they_name_and_no_other(here: Client) -> None:
    label = f"{ISSUE}/labels"
    here.rig.faults.answers = [
        Answer("labels", 429, (("Retry-After", "9"),)),
        Answer("labels", cut="before"),
        Answer("labels", cut="after"),
        Answer("/graphql", graphql_errors=("RATE_LIMITED",)),
    ]

    assert (await here.ask("GET", ISSUE))[0] == 200
    limited = await here.ask("POST", label, {"labels": ["bug"]})
    assert (limited[0], limited[2]["Retry-After"]) == (429, "9")
    for expected in (frozenset(), frozenset({"bug"})):
        with pytest.raises(aiohttp.ClientError):
            await here.ask("POST", label, {"labels": ["bug"]})
        assert await here.rig.labels(REPOSITORY, 1) == expected
    query = {"query": "query { viewer { login } }"}
    limited = await here.ask("POST", "/graphql", query)
    assert (limited[0], limited[1]["errors"][0]["type"]) == (200, "RATE_LIMITED")
    assert (await here.ask("POST", "/graphql", query))[1]["data"]["viewer"]["login"]
