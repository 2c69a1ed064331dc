"""What all pages for people share: their headers, their frame, their forms, and one way to say no.

Nothing is loaded from anywhere else, nothing runs, nothing is kept by caches or found by search
engines, and what is not there looks like what is not theirs to see.
"""

import asyncio
from collections.abc import Awaitable, Callable
from importlib.resources import files
from typing import Any
from urllib.parse import quote

import structlog
from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.github.errors import GitHubFailed, Paused
from bot.web.session import Session, Sessions

log = structlog.get_logger()

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STYLE = "/-/page.css"
READ_SECONDS = 10
MOST_FORM = 10_000
"""Bytes of a form; ours carry one token."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Refused(Exception):
    """The page is not to be had; `text` says why and what to do."""

    def __init__(self, status: int, title: str, text: str) -> None:
        super().__init__(title)
        self.status = status
        self.title = title
        self.text = text


class Pages:
    """Makes pages and holds all of them to the same rules."""

    def __init__(self, sessions: Sessions, *, has_login: bool) -> None:
        self.sessions = sessions
        self._has_login = has_login
        self._templates = Environment(
            loader=PackageLoader("bot.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._style = (files("bot.web") / "static" / "page.css").read_text(encoding="utf-8")

    def routes(self) -> list[web.RouteDef]:
        """What every page needs."""
        return [web.get(STYLE, self.guarded(self._serve_style))]

    def guarded(self, handler: Handler) -> Handler:
        """The handler of a page, with our headers on whatever comes of it."""

        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                response = await handler(request)
            except web.HTTPNotFound:
                response = self._missing(request)
            except Refused as refused:
                response = self._refused(request, refused)
            except GitHubFailed as failed:
                log.warning("page_not_shown", why=str(failed))
                waits = "a while" if isinstance(failed, Paused) else "a minute"
                text = f"GitHub does not answer just now. Try again in {waits}."
                response = self._refused(request, Refused(503, "Not now", text))
            response.headers.update(HEADERS)
            return response

        return handle

    def render(
        self, request: web.Request, template: str, *, status: int = 200, **values: Any
    ) -> web.Response:
        """A page. The template knows who is signed in and how to change that."""
        session = self.sessions.read(request)
        login = None if session or not self._has_login else f"/login?to={quote(request.path)}"
        given = {
            "style": STYLE,
            "login": login,
            "token": self.sessions.token(session) if session else None,
        }
        text = self._templates.get_template(template).render(given | values)
        return web.Response(text=text, content_type="text/html", status=status)

    async def posted(self, request: web.Request) -> Session:
        """Who sent a form of ours. Raises `Refused` unless it is of their own session."""
        session = self.sessions.read(request)
        # A browser says where a form stood; the token is for those that do not.
        foreign = request.headers.get("Sec-Fetch-Site", "same-origin") not in (
            "same-origin",
            "none",
        )
        token = "" if session is None or foreign else await _token(request)
        if session is None or not self.sessions.fits(session, token):
            text = "You are not signed in any more, or this form is old. Go back, reload the page."
            raise Refused(403, "Nothing was changed", text)
        return session

    def _missing(self, request: web.Request) -> web.Response:
        return self.render(request, "missing.html", status=404)

    def _refused(self, request: web.Request, refused: Refused) -> web.Response:
        return self.render(
            request,
            "refused.html",
            status=refused.status,
            title=refused.title,
            text=refused.text,
        )

    async def _serve_style(self, _request: web.Request) -> web.Response:
        return web.Response(text=self._style, content_type="text/css")


def see_other(path: str) -> web.Response:
    """Go there with a GET; `path` is one of ours."""
    return web.Response(status=303, headers={"Location": path})


async def _token(request: web.Request) -> str:
    """The token of a plain form; "" where it cannot be read."""
    is_form = request.content_type == "application/x-www-form-urlencoded"
    if not is_form or (request.content_length or MOST_FORM + 1) > MOST_FORM:
        return ""
    try:
        async with asyncio.timeout(READ_SECONDS):
            token = (await request.post()).get("token", "")
    except (TimeoutError, ValueError, LookupError, web.RequestPayloadError):
        return ""
    return token if isinstance(token, str) else ""
