from datetime import datetime, timedelta

import pytest

from bot.github.access import Access
from bot.github.client import GitHub
from bot.github.errors import Forbidden, NotFound, Paused, QueryFailed, Unreachable
from tests.clocks import FixedClock
from tests.github.server import INSTALLATION, REPOSITORY_ID, OddServer, Said

START = FixedClock().now()
RESET_AT = START + timedelta(minutes=17)
SECONDARY = {"message": "You have exceeded a secondary rate limit. Please wait a few minutes."}


def rate(resource: str, remaining: int, limit: int = 5000) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": str(remaining),
        "X-RateLimit-Reset": str(int(RESET_AT.timestamp())),
        "X-RateLimit-Resource": resource,
    }


async def comment(access: Access) -> None:
    await access.write(
        "POST",
        "/repos/o/r/issues/1/comments",
        {"body": "x"},
        repository_id=REPOSITORY_ID,
        permissions={"issues": "write"},
        notifies=True,
        repeatable=False,
    )


async def test_rest_and_graphql_budgets_are_kept_apart_and_by_installation(
    github: GitHub, server: OddServer
) -> None:
    server.answers = [
        Said(headers=rate("core", 4000)),
        Said(body={"data": {}}, headers=rate("graphql", 17)),
        Said(headers=rate("core", 12_000, 12_500)),
    ]

    await github.installation(INSTALLATION).get("/repos/o/r")
    await github.installation(INSTALLATION).query("query { viewer { login } }", {})
    await github.installation(78).get("/repos/o/r")

    left = {of: budget.remaining for of, budget in github.budgets.all().items()}
    assert left == {(77, "core"): 4000, (77, "graphql"): 17, (78, "core"): 12_000}
    assert github.budgets.all()[77, "core"].resets_at == RESET_AT


async def test_an_answer_that_nothing_changed_takes_nothing_off_the_budget(
    github: GitHub, access: Access, server: OddServer
) -> None:
    server.answers = [
        Said(headers={"ETag": '"a"'} | rate("core", 4000)),
        Said(304, headers=rate("core", 1)),
    ]

    await access.get("/repos/o/r")
    await access.get("/repos/o/r")

    assert github.budgets.all()[77, "core"].remaining == 4000


@pytest.mark.parametrize("status", [403, 429])
@pytest.mark.parametrize(
    ("headers", "message", "until"),
    [
        ({"Retry-After": "30"}, SECONDARY, START + timedelta(seconds=30)),
        ({"Retry-After": "30"} | rate("core", 0), {}, START + timedelta(seconds=30)),
        (rate("core", 0), {"message": "API rate limit exceeded"}, RESET_AT),
        (rate("core", 3000), SECONDARY, START + timedelta(seconds=60)),
        ({}, {"message": "You have triggered an abuse detection"}, START + timedelta(seconds=60)),
    ],
    ids=["retry-after", "retry-after-first", "reset", "secondary", "abuse"],
)
async def test_a_limit_pauses_until_the_time_github_names_or_a_minute(
    access: Access,
    server: OddServer,
    status: int,
    headers: dict[str, str],
    message: dict[str, str],
    until: datetime,
) -> None:
    server.answers = [Said(status, message, headers)]

    for ask in (access.get("/repos/o/r"), comment(access)):
        with pytest.raises(Paused) as paused:
            await ask
        assert paused.value.until == until
    assert len(server.asked) == 2, "a limit is never met with a retry"


async def test_a_429_without_any_header_is_a_limit_too(access: Access, server: OddServer) -> None:
    server.answers = [Said(429, {})]

    with pytest.raises(Paused) as paused:
        await access.get("/repos/o/r")

    assert paused.value.until == START + timedelta(seconds=60)


async def test_a_reset_in_the_past_still_pauses(
    access: Access, server: OddServer, clock: FixedClock
) -> None:
    clock.at = RESET_AT + timedelta(seconds=5)
    server.answers = [Said(403, {}, rate("core", 0))]

    with pytest.raises(Paused) as paused:
        await access.get("/repos/o/r")

    assert paused.value.until > clock.now()


async def test_a_403_that_names_a_missing_permission_is_no_limit(
    access: Access, server: OddServer
) -> None:
    server.answers = [
        Said(403, {"message": "Resource not accessible by integration"}, rate("core", 4000))
    ]

    with pytest.raises(Forbidden, match="not accessible"):
        await comment(access)


@pytest.mark.parametrize(
    ("errors", "headers", "until"),
    [
        ([{"type": "RATE_LIMITED", "message": "m"}], rate("graphql", 0), RESET_AT),
        ([{"type": "RATE_LIMIT", "message": "m"}], {}, START + timedelta(seconds=60)),
        ([{"message": "secondary rate limit"}], {}, START + timedelta(seconds=60)),
        (
            [{"type": "RATE_LIMITED", "message": "m"}],
            {"Retry-After": "7"},
            START + timedelta(seconds=7),
        ),
    ],
)
async def test_a_limit_inside_a_graphql_200_pauses(
    access: Access,
    server: OddServer,
    errors: list[dict[str, str]],
    headers: dict[str, str],
    until: datetime,
) -> None:
    server.answers = [Said(200, {"data": None, "errors": errors}, headers)]

    with pytest.raises(Paused) as paused:
        await access.query("query { viewer { login } }", {})

    assert paused.value.until == until


async def test_other_graphql_errors_are_told_by_their_type(
    access: Access, server: OddServer
) -> None:
    kinds = {"FORBIDDEN": Forbidden, "NOT_FOUND": NotFound, "SOMETHING": QueryFailed}
    for kind, expected in kinds.items():
        server.answers = [Said(200, {"errors": [{"type": kind, "message": "no"}]})]
        with pytest.raises(expected, match="no"):
            await access.query("query { viewer { login } }", {})


async def test_one_missing_node_hides_none_of_the_others(access: Access, server: OddServer) -> None:
    found = {"nodes": [{"id": "a"}, None]}
    missing = [{"type": "NOT_FOUND", "message": "Could not resolve to a node"}]
    server.answers = [Said(200, {"data": found, "errors": missing})]

    assert await access.query("query { viewer { login } }", {}) == found


async def test_a_mutation_of_something_gone_is_a_refusal(access: Access, server: OddServer) -> None:
    missing = [{"type": "NOT_FOUND", "message": "Could not resolve to a node"}]
    server.answers = [Said(200, {"data": {"minimizeComment": None}, "errors": missing})]

    with pytest.raises(NotFound):
        await access.mutate(
            "mutation { x }",
            {},
            repository_id=REPOSITORY_ID,
            permissions={"issues": "write"},
            notifies=False,
        )


async def test_an_answer_that_is_not_json_is_the_worlds_failure_not_ours(
    access: Access, server: OddServer
) -> None:
    server.answers = [Said(raw=b"<html>a proxy says hello</html>")]

    with pytest.raises(Unreachable, match="no JSON"):
        await access.get("/repos/o/r")
