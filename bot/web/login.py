"""`/login`, `/login/back` and `/logout`: GitHub says who somebody is, a cookie keeps it."""

import re

import structlog
from aiohttp import web

from bot.github.errors import Refused as RefusedByGitHub
from bot.github.sign_in import SignIn
from bot.web.pages import Pages, Refused, see_other
from bot.web.session import Sessions

log = structlog.get_logger()

HOME = "/login"
BACK = "/login/back"

_LOCAL = re.compile(r"(?:/[A-Za-z0-9._~-]{1,100}){1,8}(?:\?[A-Za-z0-9._~=&-]{0,100})?")
"""Paths of ours; no host, no second slash, nothing that a browser would read as either."""

LONGEST_CODE = 200


class Login:
    """The pages of signing in and out. `public_url` is where we are reached, None: not known."""

    def __init__(
        self, pages: Pages, sessions: Sessions, sign_in: SignIn, public_url: str | None
    ) -> None:
        self._pages = pages
        self._sessions = sessions
        self._sign_in = sign_in
        # Without an address of ours GitHub sends people to the first one the App names.
        self._back = f"{public_url}{BACK}" if public_url else None

    def routes(self) -> list[web.RouteDef]:
        """For an application's router."""
        return [
            web.get(HOME, self._pages.guarded(self.begin)),
            web.get(BACK, self._pages.guarded(self.come_back)),
            web.post("/logout", self._pages.guarded(self.leave)),
        ]

    async def begin(self, request: web.Request) -> web.StreamResponse:
        """Off to GitHub; whoever is signed in goes where they wanted at once."""
        to = local(request.query.get("to", HOME))
        if self._sessions.read(request) is not None:
            if to == HOME:
                return self._pages.render(request, "signed_in.html")
            return see_other(to)
        response = web.Response(status=303)
        state = self._sessions.begin_login(response, to)
        verifier = self._sessions.verifier(state)
        response.headers["Location"] = self._sign_in.address(state, verifier, self._back)
        return response

    async def come_back(self, request: web.Request) -> web.StreamResponse:
        """From GitHub, with a code if they agreed."""
        begun = self._sessions.begun(request, request.query.get("state", ""))
        if begun is None:
            text = "This login did not begin in this browser, or took more than ten minutes."
            raise Refused(400, "Not signed in", text)
        code = request.query.get("code", "")
        if not code or len(code) > LONGEST_CODE:
            raise Refused(400, "Not signed in", "GitHub was told no.")
        try:
            verifier = self._sessions.verifier(begun.state)
            person = await self._sign_in.person(code, verifier, self._back)
        except RefusedByGitHub as refused:
            log.warning("login_refused", why=str(refused))
            raise Refused(400, "Not signed in", "GitHub did not confirm it. Try again.") from None
        log.info("signed_in")
        response = see_other(begun.to)
        self._sessions.end_login(response)
        self._sessions.begin(response, person.id)
        return response

    async def leave(self, request: web.Request) -> web.StreamResponse:
        """Sign out of this browser."""
        await self._pages.posted(request)
        response = self._pages.render(request, "signed_out.html", token=None, login=HOME)
        self._sessions.end(response)
        return response


def local(to: str) -> str:
    """The path if it is one of ours, else the page that says who is signed in."""
    return to if _LOCAL.fullmatch(to) else HOME
