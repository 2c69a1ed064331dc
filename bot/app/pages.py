"""The pages for people, with real things in their hands, for as long as an application runs."""

from collections.abc import AsyncIterator
from ipaddress import ip_address
from urllib.parse import urlsplit

import aiohttp
import structlog
from aiohttp import web

from bot.app.parts import USER_AGENT, Parts, open_github
from bot.github.sign_in import SignIn
from bot.settings import Settings
from bot.web.login import Login
from bot.web.pages import Pages
from bot.web.permission import Permissions
from bot.web.session import Sessions
from bot.web.why import Why

log = structlog.get_logger()


def add_pages(application: web.Application, parts: Parts) -> None:
    """Have the application show them; without an App's credentials there are none."""
    if not parts.settings.has_app:
        return

    async def shown(running: web.Application) -> AsyncIterator[None]:
        async with open_github(parts) as github, aiohttp.ClientSession() as session:
            settings = parts.settings
            sessions = Sessions(settings.secret_keys(), parts.clock, secure=is_secure(settings))
            permissions = Permissions(github, parts.clock)
            offers_login = has_login(settings)
            pages = Pages(sessions, has_login=offers_login)
            why = Why(
                pages, permissions, parts.database, parts.inbox, parts.clock, settings.web_url
            )
            running.add_routes([*pages.routes(), *why.routes()])
            if offers_login:
                running.add_routes(_login(settings, session, pages, sessions).routes())
            yield

    application.cleanup_ctx.append(shown)


def has_login(settings: Settings) -> bool:
    """Whether people can sign in: with the App's client, and where nobody can listen."""
    if not settings.github_client_id or not settings.github_client_secret:
        return False
    if is_secure(settings) and urlsplit(settings.linchpin_public_url or "").scheme != "https":
        log.warning("login_closed", remedy="set LINCHPIN_PUBLIC_URL to an https:// address")
        return False
    return True


def is_secure(settings: Settings) -> bool:
    """Whether cookies are for TLS alone: everywhere but on this machine itself."""
    url = settings.linchpin_public_url
    host = (urlsplit(url).hostname or "") if url else settings.host
    return urlsplit(url or "http:").scheme == "https" or not is_loopback(host)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _login(
    settings: Settings, session: aiohttp.ClientSession, pages: Pages, sessions: Sessions
) -> Login:
    secret = settings.github_client_secret
    sign_in = SignIn(
        session,
        web_url=settings.web_url,
        api_url=settings.github_api_url,
        client_id=settings.github_client_id or "",
        client_secret=secret.get_secret_value() if secret else "",
        user_agent=USER_AGENT,
    )
    return Login(pages, sessions, sign_in, settings.linchpin_public_url)
