"""The fake's sign-in pages: whoever sits before it agrees at once, unless told otherwise.

Parameters and answers: docs.github.com, "Authorizing OAuth apps"; PKCE: RFC 7636.
"""

import hmac
from urllib.parse import urlencode

from aiohttp import web

from bot.github.sign_in import challenge
from tests.rig.refusal import Refusal
from tests.rig.state import State

ASKED = {"client_id", "redirect_uri", "state", "code_challenge", "code_challenge_method"}


class WebFlow:
    """Gives out codes, and tokens for codes."""

    def __init__(self, state: State) -> None:
        self.client_id, self.client_secret = "Iv23.a-client-of-the-rig", "a client's secret"
        self.callback = ""
        """The address that the App's registration names."""
        self.user = ""
        """Who sits before the browser; "" refuses."""
        self.minted = 0
        self.fails_with: dict[str, int] = {}
        """Path -> the status it is answered with."""
        self._state = state
        self._codes: dict[str, tuple[str, str, str]] = {}
        self._tokens: dict[str, str] = {}

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/login/oauth/authorize", self._authorize),
            web.post("/login/oauth/access_token", self._access_token),
        ]

    def login_of(self, token: str) -> str:
        """Whose token it is. Raises `Refusal`."""
        if "/user" in self.fails_with:
            raise Refusal(self.fails_with["/user"], "as told")
        if token not in self._tokens:
            raise Refusal(401, "Bad credentials")
        return self._tokens[token]

    async def _authorize(self, request: web.Request) -> web.StreamResponse:
        query = request.query
        if set(query) - ASKED or query["client_id"] != self.client_id:
            return web.Response(status=404, text="no such App, or a parameter that is not GitHub's")
        assert query["code_challenge_method"] == "S256"
        assert len(query["code_challenge"]) == 43
        back = query.get("redirect_uri", self.callback)
        if back != self.callback:
            return web.Response(status=400, text="redirect_uri_mismatch")
        if not self.user:
            told = {"error": "access_denied", "state": query["state"]}
        else:
            code = f"code-{self._state.new_id()}"
            asked = query.get("redirect_uri", "")
            self._codes[code] = (self.user, query["code_challenge"], asked)
            told = {"code": code, "state": query["state"]}
        location = f"{back}?{urlencode(told)}"
        return web.Response(status=302, headers={"Location": location})

    async def _access_token(self, request: web.Request) -> web.StreamResponse:
        if request.path in self.fails_with:
            return web.Response(status=self.fails_with[request.path])
        given = await request.post()
        assert request.headers["Accept"] == "application/json"
        login, wanted, asked = self._codes.pop(str(given["code"]), ("", "", ""))
        secret = str(given["client_secret"])
        if not login or challenge(str(given["code_verifier"])) != wanted:
            return web.json_response({"error": "bad_verification_code"})
        if not hmac.compare_digest(secret, self.client_secret):
            return web.json_response({"error": "incorrect_client_credentials"})
        assert given.get("redirect_uri", "") == asked
        token = f"ghu_{self._state.new_id()}"
        self._tokens[token] = login
        self.minted += 1
        return web.json_response({"access_token": token, "token_type": "bearer", "scope": ""})
