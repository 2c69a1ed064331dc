import asyncio
from datetime import timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from bot.github.access import Access
from bot.github.client import GitHub
from bot.github.errors import Forbidden, NotFound, Unauthorized, Unprocessable
from tests.clocks import FixedClock
from tests.github.server import INSTALLATION, REPOSITORY_ID, OddServer, Said


async def label(access: Access, repository_id: int = REPOSITORY_ID, name: str = "issues") -> None:
    await access.write(
        "POST",
        "/repos/o/r/issues/1/labels",
        {"labels": ["a"]},
        repository_id=repository_id,
        permissions={name: "write"},
        notifies=False,
        repeatable=True,
    )


async def test_the_apps_own_token_lives_at_most_ten_minutes_and_forgives_clocks(
    github: GitHub, server: OddServer, clock: FixedClock, key: str
) -> None:
    await github.app().get("/app")
    clock.advance(timedelta(minutes=7, seconds=59))
    await github.app().get("/app")
    clock.advance(timedelta(minutes=2))
    await github.app().get("/app")

    public = load_pem_private_key(key.encode(), None).public_key()
    for asked in server.asked:
        claims = jwt.decode(
            asked.token,
            public,  # type: ignore[arg-type] # it is an RSA key
            algorithms=["RS256"],
            options={"verify_exp": False, "verify_iat": False},
        )
        at = asked.at.timestamp()
        assert claims["iss"] == "1234"
        assert claims["iat"] <= at - 60, "GitHub asks for a minute's leeway"
        assert at < claims["exp"] <= at + 600
        assert claims["exp"] - claims["iat"] <= 600, "a clock a minute slow must not make it longer"
    assert server.asked[0].token == server.asked[1].token != server.asked[2].token


async def test_many_askers_at_once_cost_one_token(access: Access, server: OddServer) -> None:
    async def meanwhile() -> None:
        await asyncio.sleep(0.02)

    server.mints = [Said(201, {"token": "ghs_only"}, meanwhile=meanwhile)]

    await asyncio.gather(*(access.get(f"/x{n}") for n in range(20)))

    assert len(server.minted) == 1
    assert {a.token for a in server.asked} == {"ghs_only"}


async def test_an_asker_that_is_cancelled_takes_no_token_from_the_others(
    github: GitHub, access: Access, server: OddServer
) -> None:
    started = asyncio.Event()

    async def meanwhile() -> None:
        started.set()
        await asyncio.sleep(0.02)

    server.mints = [Said(201, {"token": "ghs_only"}, meanwhile=meanwhile)]
    first = asyncio.create_task(access.get("/first"))
    await started.wait()
    second = asyncio.create_task(access.get("/second"))
    await asyncio.sleep(0)

    first.cancel()
    await second

    assert [a.path for a in server.asked] == ["/second"]
    assert len(server.minted) == 1


async def test_a_token_that_could_not_be_made_fails_its_askers_and_is_tried_anew(
    access: Access, server: OddServer
) -> None:
    server.mints = [Said(403, {"message": "This installation has been suspended"})]

    with pytest.raises(Forbidden, match="suspended"):
        await access.get("/x")
    await access.get("/x")

    assert len(server.minted) == 2


async def test_a_write_token_reaches_one_repository_and_does_one_thing(
    access: Access, server: OddServer
) -> None:
    await label(access)
    await label(access)
    await label(access, repository_id=5)
    await label(access, name="pull_requests")
    await access.get("/repos/o/r")

    assert [m.json for m in server.minted] == [
        {"repository_ids": [REPOSITORY_ID], "permissions": {"issues": "write"}},
        {"repository_ids": [5], "permissions": {"issues": "write"}},
        {"repository_ids": [REPOSITORY_ID], "permissions": {"pull_requests": "write"}},
        {},
    ]
    assert len({a.token for a in server.asked}) == 4


async def test_a_permission_that_is_not_granted_is_refused_before_the_write(
    access: Access, server: OddServer
) -> None:
    server.mints = [Said(422, {"message": "The permissions requested are not granted"})]

    with pytest.raises(Unprocessable, match="not granted"):
        await label(access)

    assert server.asked == []


async def test_tokens_of_installations_do_not_mix(github: GitHub, server: OddServer) -> None:
    await github.installation(77).get("/x")
    await github.installation(78).get("/x")

    assert [m.path.split("/")[3] for m in server.minted] == ["77", "78"]
    assert server.asked[0].token != server.asked[1].token


async def test_a_token_is_renewed_before_its_hour_is_over(
    access: Access, server: OddServer, clock: FixedClock
) -> None:
    await access.get("/x")
    clock.advance(timedelta(minutes=54))
    await access.get("/x")
    clock.advance(timedelta(minutes=2))
    await access.get("/x")

    assert [a.token for a in server.asked].count(server.asked[0].token) == 2
    assert len(server.minted) == 2
    assert clock.now() - FixedClock().now() < timedelta(hours=1)


async def test_a_revoked_token_is_replaced_once(access: Access, server: OddServer) -> None:
    await access.get("/x")
    server.answers = [Said(401, {"message": "Bad credentials"}), Said(body={"id": 9})]

    assert await access.get("/x") == {"id": 9}

    assert len(server.minted) == 2
    assert server.asked[2].token != server.asked[1].token == server.asked[0].token


async def test_a_write_whose_token_was_revoked_is_made_once_with_a_new_one(
    access: Access, server: OddServer
) -> None:
    server.answers = [Said(401, {"message": "Bad credentials"}), Said(201)]

    await label(access)

    assert len(server.asked) == 2
    assert len(server.minted) == 2


async def test_credentials_that_stay_refused_end_in_a_clear_error(
    access: Access, server: OddServer
) -> None:
    server.answers = [Said(401, {"message": "Bad credentials"})]

    with pytest.raises(Unauthorized, match="GET /x: 401 Bad credentials"):
        await access.get("/x")

    assert len(server.asked) == 2
    assert len(server.minted) == 2


async def test_an_uninstalled_app_is_told_so(access: Access, server: OddServer) -> None:
    server.mints = [Said(404, {"message": "Not Found"})]

    with pytest.raises(NotFound, match=f"/app/installations/{INSTALLATION}/access_tokens"):
        await access.get("/x")


@pytest.mark.parametrize(
    "token",
    [
        "ghs_" + "A" * 36,
        "ghs_1234_eyJhbGciOiJSUzI1NiJ9." + "x" * 400 + "." + "y-_z" * 25,
        "v1.0123456789abcdef0123456789abcdef01234567",
    ],
    ids=["old", "long and dotted", "oldest"],
)
async def test_a_token_is_used_as_it_came_whatever_it_looks_like(
    access: Access, server: OddServer, token: str
) -> None:
    server.mints = [Said(201, {"token": token})]

    await access.get("/x")

    assert server.asked[0].token == token
