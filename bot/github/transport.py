"""One HTTP exchange with GitHub: in flight no more than allowed, retried no more than sensible."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

import aiohttp
import structlog

from bot.github.errors import Unreachable
from bot.vocabulary.time import Clock

log = structlog.get_logger()

IN_FLIGHT = 50
"""Requests at a time in one process. GitHub allows 100 in all, REST and GraphQL together."""

WAITS = (1.0, 2.0, 3.0)
"""Seconds before each retry, times 1..1.5 by chance: never less than GitHub wants between writes,
and with jitter at most 9 s in all."""

RETRY_WITHIN = timedelta(seconds=10)
"""No retry begins later than this after the first try; a longer outage is the engine's to wait."""

TIMEOUT = aiohttp.ClientTimeout(total=20, sock_connect=5)
"""GitHub ends a query after 10 s; twice that covers its slow days."""

MAX_REDIRECTS = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport:
    """Sends requests over one session."""

    def __init__(
        self, session: aiohttp.ClientSession, clock: Clock, chance: Callable[[], float]
    ) -> None:
        self._session = session
        self._clock = clock
        self._chance = chance
        self._slots = asyncio.Semaphore(IN_FLIGHT)

    async def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None,
        *,
        repeatable: bool,
        follow: bool,
    ) -> Answer:
        """The answer, whatever its status.

        `repeatable`: 5xx and cut connections are tried again; else only what certainly did not
        reach GitHub. `follow`: a redirect to the same host is followed (never for a write: HTTP
        clients turn a redirected POST into a GET). Raises `Unreachable`.
        """
        give_up_at = self._clock.now() + RETRY_WITHIN
        for wait in (*(seconds * (1 + self._chance() / 2) for seconds in WAITS), None):
            try:
                async with self._slots:
                    answer = await self._once(method, url, headers, body, follow=follow)
            except aiohttp.ClientConnectorError as error:
                reason: str = type(error).__name__
            except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
                reason = type(error).__name__
                if not repeatable:
                    raise Unreachable(f"{method} {url}: {reason}, not known if done") from error
            else:
                if answer.status < 500 or not repeatable:
                    return answer
                reason = str(answer.status)
                if wait is None:
                    return answer
            if wait is None or self._clock.now() + timedelta(seconds=wait) > give_up_at:
                raise Unreachable(f"{method} {url}: {reason}")
            log.info("request_retried", method=method, path=urlsplit(url).path, why=reason)
            await self._clock.sleep(wait)
        raise Unreachable(f"{method} {url}")

    async def _once(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, *, follow: bool
    ) -> Answer:
        for _ in range(MAX_REDIRECTS + 1):
            async with self._session.request(
                method, url, headers=headers, data=body, allow_redirects=False, timeout=TIMEOUT
            ) as response:
                answer = Answer(
                    response.status,
                    {name.lower(): value for name, value in response.headers.items()},
                    await response.read(),
                )
            target = urljoin(url, answer.headers.get("location", ""))
            redirected = answer.status in (301, 302, 307, 308) and "location" in answer.headers
            same_host = urlsplit(target)[:2] == urlsplit(url)[:2]
            if not (follow and redirected and same_host):
                return answer
            url = target
        return answer
