import asyncio
from datetime import timedelta

import pytest

from bot.github import transport
from bot.github.access import Access
from bot.github.client import GitHub
from bot.github.errors import Moved, Unreachable
from bot.github.host import graphql_url_for
from tests.clocks import FixedClock
from tests.github.server import INSTALLATION, REPOSITORY_ID, OddServer, Said, client

COMMENTS = "/repos/o/r/issues/1/comments"


async def comment(access: Access, *, repeatable: bool = False) -> object:
    return await access.write(
        "POST",
        COMMENTS,
        {"body": "x"},
        repository_id=REPOSITORY_ID,
        permissions={"issues": "write"},
        notifies=True,
        repeatable=repeatable,
    )


@pytest.mark.parametrize(
    ("api", "graphql"),
    [
        ("https://api.github.com", "https://api.github.com/graphql"),
        ("https://api.github.com/", "https://api.github.com/graphql"),
        ("https://ghe.example.com/api/v3", "https://ghe.example.com/api/graphql"),
        ("https://ghe.example.com/api/v3/", "https://ghe.example.com/api/graphql"),
        ("https://api.octocorp.ghe.com", "https://api.octocorp.ghe.com/graphql"),
    ],
)
def test_the_graphql_address_follows_from_the_rest_one(api: str, graphql: str) -> None:
    assert graphql_url_for(api) == graphql


async def test_enterprise_server_is_asked_under_its_own_paths_with_a_token(
    server: OddServer, clock: FixedClock, key: str
) -> None:
    server.answers = [Said(body={"data": {}})]
    async with client(f"{server.url}/api/v3", clock, key) as github:
        await github.installation(INSTALLATION).get("/repos/o/r")
        await github.installation(INSTALLATION).query("query { viewer { login } }", {})

    assert [a.path for a in server.asked] == ["/api/v3/repos/o/r", "/api/graphql"]
    assert all(a.token.startswith("ghs_") for a in server.asked)
    assert server.minted[0].path == "/api/v3/app/installations/77/access_tokens"


async def test_every_request_names_the_version_it_was_written_for(
    github: GitHub, access: Access, server: OddServer
) -> None:
    server.answers = [Said(body={"data": {}})]

    await access.get("/repos/o/r")
    await access.query("query { viewer { login } }", {})
    await comment(access)
    await github.app().get("/app")

    for asked in [*server.asked, *server.minted]:
        assert asked.headers["X-GitHub-Api-Version"] == "2022-11-28"
        assert asked.headers["Accept"] == "application/vnd.github+json"
        assert asked.headers["User-Agent"] == "linchpin-bot"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_write_follows_no_redirect_and_says_where_it_points(
    access: Access, server: OddServer, status: int
) -> None:
    server.answers = [Said(status, headers={"Location": "HERE/repositories/9/comments"}), Said()]

    with pytest.raises(Moved) as moved:
        await comment(access, repeatable=True)

    assert moved.value.location.endswith("/repositories/9/comments")
    assert [(a.method, a.path) for a in server.asked] == [("POST", COMMENTS)]


async def test_a_graphql_request_follows_no_redirect(access: Access, server: OddServer) -> None:
    server.answers = [Said(301, headers={"Location": "HERE/elsewhere"}), Said(body={"data": {}})]

    with pytest.raises(Moved):
        await access.query("query { viewer { login } }", {})

    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_read_follows_a_renamed_repository(
    access: Access, server: OddServer, status: int
) -> None:
    server.answers = [
        Said(status, headers={"Location": "HERE/repositories/9"}),
        Said(body={"id": 9}),
    ]

    assert await access.get("/repos/o/r") == {"id": 9}

    assert [a.path for a in server.asked] == ["/repos/o/r", "/repositories/9"]
    assert server.asked[0].token == server.asked[1].token != ""


async def test_a_redirect_to_another_host_gets_no_token(access: Access, server: OddServer) -> None:
    server.answers = [Said(302, headers={"Location": "http://localhost:9/x"}), Said()]

    with pytest.raises(Moved):
        await access.get("/repos/o/r")

    assert len(server.asked) == 1


async def test_a_circle_of_redirects_ends(access: Access, server: OddServer) -> None:
    server.answers = [Said(301, headers={"Location": "HERE/repos/o/r"})]

    with pytest.raises(Moved):
        await access.get("/repos/o/r")

    assert len(server.asked) == transport.MAX_REDIRECTS + 1


@pytest.mark.parametrize(
    "failure", [Said(500), Said(502), Said(503, raw=b"<html>"), Said(cut=True)], ids=str
)
async def test_a_failing_server_is_asked_again(
    access: Access, server: OddServer, failure: Said
) -> None:
    server.answers = [failure, failure, Said(body={"id": 9})]

    assert await access.get("/repos/o/r") == {"id": 9}

    assert len(server.asked) == 3


@pytest.mark.parametrize("failure", [Said(502), Said(cut=True)], ids=["502", "cut"])
async def test_retries_end_within_ten_seconds_and_wait_by_chance(
    server: OddServer, clock: FixedClock, key: str, failure: Said
) -> None:
    server.answers = [failure]
    spans = {}
    for chance in (0.0, 1.0):
        server.asked.clear()
        async with client(server.url, clock, key, chance=chance.__float__) as github:
            with pytest.raises(Unreachable):
                await github.installation(INSTALLATION).get("/repos/o/r")
        spans[chance] = server.asked[-1].at - server.asked[0].at
        # aiohttp asks again at once over a fresh connection; those asks are not ours.
        assert len({asked.at for asked in server.asked}) == 4

    assert timedelta(seconds=1) < spans[0.0] < spans[1.0] <= timedelta(seconds=10)


async def test_a_slow_failing_server_is_not_asked_again_after_ten_seconds(
    access: Access, server: OddServer, clock: FixedClock
) -> None:
    server.answers = [Said(504, takes=timedelta(seconds=8))]
    start = clock.now()

    with pytest.raises(Unreachable, match="504"):
        await access.get("/repos/o/r")

    assert [a.at - start < timedelta(seconds=10) for a in server.asked] == [True, True]


@pytest.mark.parametrize("failure", [Said(502), Said(cut=True)], ids=["502", "cut"])
async def test_a_post_that_may_have_arrived_is_not_sent_again(
    access: Access, server: OddServer, failure: Said
) -> None:
    server.answers = [failure, Said()]

    with pytest.raises(Unreachable):
        await comment(access)

    assert len(server.asked) == 1


async def test_a_write_that_may_be_repeated_is(access: Access, server: OddServer) -> None:
    server.answers = [Said(502), Said(cut=True), Said(201, {"id": 1})]

    assert await comment(access, repeatable=True) == {"id": 1}

    gaps = [b.at - a.at for a, b in zip(server.asked, server.asked[1:], strict=False)]
    assert all(gap >= timedelta(seconds=1) for gap in gaps)


async def test_a_post_that_certainly_did_not_arrive_is_sent_again(
    clock: FixedClock, key: str, server: OddServer, unused_tcp_port: int
) -> None:
    start = clock.now()
    async with client(server.url, clock, key) as github:
        access = github.installation(INSTALLATION)
        await access.get("/repos/o/r")
        github.api_url = f"http://127.0.0.1:{unused_tcp_port}"
        with pytest.raises(Unreachable, match="Connector"):
            await access.write(
                "POST",
                COMMENTS,
                repository_id=REPOSITORY_ID,
                permissions={},
                notifies=False,
                repeatable=False,
            )

    assert clock.now() - start > timedelta(seconds=5), "it waited between its tries"


async def test_no_more_requests_are_in_flight_than_allowed(
    access: Access, server: OddServer
) -> None:
    async def meanwhile() -> None:
        await asyncio.sleep(0.02)

    server.answers = [Said(meanwhile=meanwhile)]

    await asyncio.gather(*(access.get(f"/repos/o/r{n}") for n in range(2 * transport.IN_FLIGHT)))

    assert transport.IN_FLIGHT // 2 < server.most_at_once <= transport.IN_FLIGHT < 100
