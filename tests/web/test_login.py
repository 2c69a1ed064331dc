"""Signing in by GitHub, and everything that must not work."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.web.login import HOME, local
from tests.clocks import FixedClock
from tests.rig.contract import Contract
from tests.web.visitors import STRANGER, Place, place

PAGE = "/why/" + "0" * 32


@pytest.fixture
async def here(
    tmp_path: Path, sqlite_url: str, clock: FixedClock, contract: Contract
) -> AsyncIterator[Place]:
    async with place(tmp_path, sqlite_url, clock, contract) as made:
        yield made


async def test_somebody_signs_in_goes_where_they_wanted_and_signs_out(here: Place) -> None:
    visitor = await here.visitor()

    back = await visitor.sign_in(STRANGER, f"/login?to={PAGE}")
    signed_in = await visitor.get("/login")
    left = await visitor.post("/logout", data={"token": signed_in.token})
    after = await visitor.get(PAGE)

    assert (back.status, back.headers["Location"]) == (303, PAGE)
    assert "You are signed in" in signed_in.text
    assert (left.status, "Sign out" in left.text) == (200, False)
    assert "Sign in with GitHub" in after.text
    number = here.github.state.user_id(STRANGER)
    assert STRANGER not in back.headers["Set-Cookie"]
    assert f"linchpin={number}." in str(back.headers.getall("Set-Cookie"))  # type: ignore[attr-defined] # a multidict
    assert not [t for t in here.github.tokens if t.startswith("ghu")]


async def test_signing_out_needs_the_token_of_the_form(here: Place) -> None:
    visitor, other = await here.visitor(STRANGER), await here.visitor("somebody-else")
    theirs = (await other.get("/login")).token

    for data in ({}, {"token": ""}, {"token": theirs}):
        assert (await visitor.post("/logout", data=data)).status == 403
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    token = (await visitor.get("/login")).token
    assert (await visitor.post("/logout", data={"token": token}, headers=elsewhere)).status == 403

    assert "You are signed in" in (await visitor.get("/login")).text


async def test_a_login_that_began_in_another_browser_ends_in_nothing(here: Place) -> None:
    here.github.web_flow.user = STRANGER
    attacker, victim = await here.visitor(), await here.visitor()
    _back, given = await attacker.to_github()
    await victim.get("/login")

    seen = await victim.get("/login/back", params=given)

    assert seen.status == 400
    assert here.github.web_flow.minted == 0
    assert (await victim.get("/login")).status == 303, "nobody is signed in"


async def test_a_code_is_good_for_the_browser_that_holds_the_verifier_and_once(
    here: Place,
) -> None:
    here.github.web_flow.user = STRANGER
    thief, victim = await here.visitor(), await here.visitor()
    _back, stolen = await victim.to_github()
    _back, own = await thief.to_github()

    assert (await thief.get("/login/back", params=own | {"code": stolen["code"]})).status == 400
    assert (await victim.get("/login/back", params=stolen)).status == 400, "it is used up"


async def test_ten_minutes_later_a_login_is_begun_anew(here: Place, clock: FixedClock) -> None:
    here.github.web_flow.user = STRANGER
    visitor = await here.visitor()
    _back, given = await visitor.to_github()

    clock.advance(timedelta(minutes=11))

    assert (await visitor.get("/login/back", params=given)).status == 400


async def test_whoever_tells_github_no_is_not_signed_in(here: Place) -> None:
    visitor = await here.visitor()

    seen = await visitor.sign_in("")

    assert seen.status == 400
    assert (await visitor.get("/login")).status == 303


@pytest.mark.parametrize("where", ["/login/oauth/access_token", "/user"])
@pytest.mark.parametrize("status", [500, 401])
async def test_when_github_fails_nobody_is_signed_in(here: Place, where: str, status: int) -> None:
    visitor = await here.visitor()
    here.github.web_flow.fails_with[where] = status

    seen = await visitor.sign_in(STRANGER)

    assert seen.status == (503 if status == 500 else 400)
    assert "Set-Cookie" not in seen.headers


@pytest.mark.parametrize(
    "to",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "/%09/evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "/why/../..//evil.example",
        "/why/a\r\nSet-Cookie: a=b",
        "evil.example",
        "",
        "/" + "a" * 2_000,
    ],
)
async def test_no_login_leads_away_from_here(here: Place, to: str) -> None:
    visitor = await here.visitor()
    here.github.web_flow.user = STRANGER
    async with visitor.http.get("/login", params={"to": to}, allow_redirects=False) as begun:
        address = begun.headers["Location"]
    async with visitor.http.get(address, allow_redirects=False) as answer:
        back = answer.headers["Location"].partition("?")[2]

    seen = await visitor.get(f"/login/back?{back}")
    again = await visitor.get("/login", params={"to": to})

    assert seen.headers["Location"] == HOME
    assert again.headers.get("Location") in (None, HOME)


@settings(deadline=None, max_examples=200)
@given(st.text(st.sampled_from("/\\.:@?#%a\t\r\n "), max_size=20))
def test_a_path_that_is_let_through_has_no_second_slash_and_no_host(to: str) -> None:
    found = local(to)

    assert found.startswith("/")
    assert not set("\\:@#%\t\r\n ") & set(found)
    assert "//" not in found


async def test_pages_are_kept_by_nobody_framed_by_nobody_and_found_by_nobody(here: Place) -> None:
    visitor = await here.visitor(STRANGER)

    pages = [
        await visitor.get("/login"),
        await visitor.get(PAGE),
        await visitor.get("/login/back"),
        await visitor.post("/logout"),
        await visitor.get("/-/page.css"),
        await (await here.visitor()).get("/login"),
    ]

    for page in pages:
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["X-Robots-Tag"] == "noindex"
        assert page.headers["Cache-Control"] == "no-store"
        assert "<script" not in page.text
        assert "style=" not in page.text


@pytest.mark.parametrize(
    "overrides",
    [
        {"GITHUB_CLIENT_SECRET": ""},
        {"LINCHPIN_PUBLIC_URL": "http://linchpin.example.com"},
        {"HOST": "0.0.0.0"},  # noqa: S104 # that it would be heard everywhere is the point
    ],
)
async def test_without_client_or_tls_there_is_no_login(
    tmp_path: Path,
    sqlite_url: str,
    clock: FixedClock,
    contract: Contract,
    overrides: dict[str, str],
) -> None:
    async with place(tmp_path, sqlite_url, clock, contract, overrides) as here:
        visitor = await here.visitor()

        assert (await visitor.get("/login")).status == 404
        assert "Sign in" not in (await visitor.get(PAGE)).text


async def test_behind_tls_the_cookies_are_of_this_host_alone(
    tmp_path: Path, sqlite_url: str, clock: FixedClock, contract: Contract
) -> None:
    overrides = {"LINCHPIN_PUBLIC_URL": "https://linchpin.example.com"}
    async with place(tmp_path, sqlite_url, clock, contract, overrides) as here:
        visitor = await here.visitor()
        begun = await visitor.get("/login")

    assert begun.headers["Set-Cookie"].startswith("__Host-linchpin-login=")
    assert "Secure" in begun.headers["Set-Cookie"]
    assert (
        "redirect_uri=https%3A%2F%2Flinchpin.example.com%2Flogin%2Fback"
        in (begun.headers["Location"])
    )
