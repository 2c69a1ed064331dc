"""The signed cookies, without a server."""

from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.web.session import LASTS, LOGIN_LASTS, Session, Sessions
from tests.clocks import FixedClock

OLD, NEW = b"o" * 32, b"n" * 32


def sessions(*keys: bytes, clock: FixedClock | None = None, secure: bool = False) -> Sessions:
    return Sessions(keys or (NEW,), clock or FixedClock(), secure=secure)


def cookie(made: Sessions, person_id: int = 7) -> str:
    response = web.Response()
    made.begin(response, person_id)
    return response.cookies["linchpin"].value


def read(made: Sessions, value: str) -> Session | None:
    return made.read(make_mocked_request("GET", "/", {"Cookie": f"linchpin={value}"}))


def test_a_session_is_read_back_until_it_ends() -> None:
    clock = FixedClock()
    made = sessions(clock=clock)
    value = cookie(made, 41)

    clock.advance(LASTS - timedelta(seconds=1))
    before = read(made, value)
    clock.advance(timedelta(seconds=1))

    assert before is not None
    assert before.person_id == 41
    assert read(made, value) is None


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 200), st.characters(codec="ascii", categories=("L", "N", "P")))
def test_a_cookie_changed_anywhere_is_nobodys(position: int, letter: str) -> None:
    made = sessions()
    value = cookie(made)
    position %= len(value)
    changed = value[:position] + letter + value[position + 1 :]

    assert (read(made, changed) is None) == (changed != value)


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=1_500))
def test_no_cookie_of_others_making_fails_or_signs_in(value: str) -> None:
    request = make_mocked_request("GET", "/")
    request._cache["cookies"] = {"linchpin": value, "linchpin-login": value}

    made = sessions()

    assert made.read(request) is None
    assert made.begun(request, value) is None


def test_while_keys_rotate_both_are_read_and_the_first_signs() -> None:
    before, during, after = sessions(OLD), sessions(NEW, OLD), sessions(NEW)

    kept, fresh = cookie(before), cookie(during)

    assert read(during, kept) is not None
    assert read(after, kept) is None
    assert read(after, fresh) is not None


def test_the_token_of_a_form_fits_its_session_alone() -> None:
    made = sessions()
    mine, others = read(made, cookie(made)), read(made, cookie(made))
    assert mine is not None
    assert others is not None

    assert made.fits(mine, made.token(mine))
    assert not made.fits(mine, made.token(others))
    assert not made.fits(mine, "")


def test_a_cookie_of_one_purpose_is_none_of_the_other() -> None:
    made = sessions()
    response = web.Response()
    state = made.begin_login(response, "/why/a")
    login = response.cookies["linchpin-login"].value

    assert read(made, login) is None
    swapped = make_mocked_request("GET", "/", {"Cookie": f"linchpin-login={cookie(made)}"})
    assert made.begun(swapped, state) is None


def test_a_login_that_began_is_known_in_its_browser_for_ten_minutes() -> None:
    clock = FixedClock()
    made = sessions(clock=clock)
    response = web.Response()
    state = made.begin_login(response, "/why/a?asked=1")
    value = response.cookies["linchpin-login"].value
    request = make_mocked_request("GET", "/", {"Cookie": f"linchpin-login={value}"})

    begun, other = made.begun(request, state), made.begun(request, state[:-1])
    clock.advance(LOGIN_LASTS)

    assert begun is not None
    assert begun.to == "/why/a?asked=1"
    assert other is None
    assert made.begun(request, state) is None


@pytest.mark.parametrize(("secure", "name"), [(True, "__Host-linchpin"), (False, "linchpin")])
def test_the_cookie_is_for_this_host_and_no_script(secure: bool, name: str) -> None:
    response = web.Response()

    sessions(secure=secure).begin(response, 7)

    made = response.cookies[name]
    assert (made["httponly"], made["samesite"], made["path"], made["domain"]) == (
        True,
        "Lax",
        "/",
        "",
    )
    assert bool(made["secure"]) is secure
    assert made["max-age"] == str(8 * 3600)


def test_the_verifier_cannot_be_told_from_the_state_without_the_key() -> None:
    assert sessions(NEW).verifier("state") != sessions(OLD).verifier("state")
    assert len(sessions().verifier("state")) == 43  # RFC 7636 §4.1: 43 to 128
