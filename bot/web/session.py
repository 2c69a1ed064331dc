"""Who is signed in: one signed cookie, the token that forms carry, and a login half done.

Nothing is kept here: the cookie says the account's id, until when, and a random word; a form's
token is made of that word, so that it fits one session alone.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from aiohttp import web

from bot.vocabulary.time import Clock

LASTS = timedelta(hours=8)
"""A working day; whoever was given less meanwhile is asked of GitHub within minutes anyway."""

LOGIN_LASTS = timedelta(minutes=10)
"""As long as GitHub's codes are good."""

LONGEST = 1_000
"""Characters of a cookie that are looked at."""

_SESSION, _LOGIN = "linchpin", "linchpin-login"


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed in."""

    person_id: int
    expires_at: datetime
    word: str
    """Random; other for each login."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A login of this browser that went to GitHub and did not come back yet."""

    state: str
    to: str
    """The local path that was wanted."""


class Sessions:
    """Makes and reads the cookies. `keys` sign, the first one what is new."""

    def __init__(self, keys: Sequence[bytes], clock: Clock, *, secure: bool) -> None:
        self._keys = tuple(keys)
        self._clock = clock
        self._secure = secure

    def begin(self, response: web.StreamResponse, person_id: int) -> None:
        """Sign somebody in."""
        ends = self._clock.now() + LASTS
        value = f"{person_id}.{int(ends.timestamp())}.{secrets.token_urlsafe(24)}"
        self._put(response, _SESSION, value, LASTS)

    def read(self, request: web.BaseRequest) -> Session | None:
        """Who is signed in; None for nobody, a cookie not of ours, and one past its time."""
        parts = self._get(request, _SESSION)
        if parts is None or len(parts) != 3:
            return None
        person_id, ends, word = parts
        return Session(int(person_id), datetime.fromtimestamp(int(ends), UTC), word)

    def end(self, response: web.StreamResponse) -> None:
        """Sign out of this browser."""
        self._drop(response, _SESSION)

    def token(self, session: Session) -> str:
        """What a form of this session has to carry."""
        return _signature(self._keys[0], "form", session.word)

    def fits(self, session: Session, token: str) -> bool:
        """Whether a form's token is of this session."""
        return self._is_signed("form", session.word, token)

    def begin_login(self, response: web.StreamResponse, to: str) -> str:
        """Remember in this browser that a login began; its state, for GitHub to hand back."""
        state = secrets.token_urlsafe(32)
        ends = self._clock.now() + LOGIN_LASTS
        where = base64.urlsafe_b64encode(to.encode()).decode()
        self._put(response, _LOGIN, f"{state}.{int(ends.timestamp())}.{where}", LOGIN_LASTS)
        return state

    def begun(self, request: web.BaseRequest, state: str) -> Begun | None:
        """The login of this browser that GitHub hands `state` back for."""
        parts = self._get(request, _LOGIN)
        if parts is None or len(parts) != 3:
            return None
        if not hmac.compare_digest(parts[0].encode(), state.encode("utf-8", "replace")):
            return None
        return Begun(state, base64.urlsafe_b64decode(parts[2]).decode())

    def end_login(self, response: web.StreamResponse) -> None:
        """A state is good for once."""
        self._drop(response, _LOGIN)

    def verifier(self, state: str) -> str:
        """PKCE's verifier of a login: nobody who sees its state can tell it."""
        return _signature(self._keys[0], "verifier", state)

    def _name(self, name: str) -> str:
        # Browsers hold a __Host- cookie to: Secure, this host alone, every path.
        return f"__Host-{name}" if self._secure else name

    def _put(self, response: web.StreamResponse, name: str, value: str, lasts: timedelta) -> None:
        response.set_cookie(
            self._name(name),
            f"{value}.{_signature(self._keys[0], name, value)}",
            max_age=int(lasts.total_seconds()),
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="Lax",  # Strict would hide it from the page that GitHub sends people back to
        )

    def _drop(self, response: web.StreamResponse, name: str) -> None:
        response.del_cookie(
            self._name(name), path="/", secure=self._secure, httponly=True, samesite="Lax"
        )

    def _get(self, request: web.BaseRequest, name: str) -> list[str] | None:
        """The parts of a cookie whose signature fits and whose second part is still to come."""
        given = request.cookies.get(self._name(name), "")
        value, _, signature = given.rpartition(".")
        if len(given) > LONGEST or not self._is_signed(name, value, signature):
            return None
        parts = value.split(".")
        return parts if int(parts[1]) > self._clock.now().timestamp() else None

    def _is_signed(self, purpose: str, value: str, signature: str) -> bool:
        given = signature.encode("utf-8", "replace")
        fitting = [
            hmac.compare_digest(_signature(key, purpose, value).encode(), given)
            for key in self._keys
        ]
        return any(fitting)


def _signature(key: bytes, purpose: str, value: str) -> str:
    """HMAC-SHA-256 under a key of this purpose alone, 43 letters."""
    own = hmac.digest(key, f"linchpin web {purpose}".encode(), hashlib.sha256)
    digest = hmac.digest(own, value.encode("utf-8", "replace"), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
