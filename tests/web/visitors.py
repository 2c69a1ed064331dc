"""The web process before a GitHub of the rig, and people with browsers."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import aiohttp
from aiohttp import web

from bot import app
from bot.settings import read
from bot.store import decisions, effects, installations, threads
from bot.store.threads import StoredSection
from bot.vocabulary.actions import AddLabel, Mode, Proposal, Verdict
from bot.vocabulary.events import InstallationChanged
from bot.vocabulary.people import Person
from bot.vocabulary.threads import Repository, Thread
from tests.clocks import FixedClock
from tests.rig.contract import Contract
from tests.rig.fake import FakeGitHub, new_key

PUBLIC, PRIVATE = "example-ai/engine", "example-ai/plans"
MAINTAINER, STRANGER, REPORTER = "a-maintainer", "a-stranger", "a-reporter"
INSTALLATION = 77

key = cache(new_key)
"""One for all: making one takes a tenth of a second."""


@dataclass
class Seen:
    """A page as it came."""

    status: int
    text: str
    headers: Mapping[str, str]

    @property
    def token(self) -> str:
        """The token of its first form."""
        return self.text.split('name="token" value="')[1].split('"')[0]


@dataclass
class Visitor:
    """Somebody with a browser; redirects are not followed."""

    github: FakeGitHub
    http: aiohttp.ClientSession

    async def get(self, path: str, **options: Any) -> Seen:
        async with self.http.get(path, allow_redirects=False, **options) as answer:
            return Seen(answer.status, await answer.text(), answer.headers)

    async def post(self, path: str, **options: Any) -> Seen:
        async with self.http.post(path, allow_redirects=False, **options) as answer:
            return Seen(answer.status, await answer.text(), answer.headers)

    async def to_github(self, path: str = "/login") -> tuple[str, dict[str, str]]:
        """Begin a login; where GitHub sends them back to, and with what."""
        begun = await self.get(path)
        assert begun.status == 303
        async with self.http.get(begun.headers["Location"], allow_redirects=False) as answer:
            assert answer.status == 302, await answer.text()
            back = answer.headers["Location"]
        return back.partition("?")[0], dict(parse_qsl(urlsplit(back).query))

    async def sign_in(self, login: str, path: str = "/login") -> Seen:
        """Sign in as somebody."""
        self.github.web_flow.user = login
        _back, given = await self.to_github(path)
        return await self.get("/login/back", params=given)

    def cookie(self) -> str:
        """The session's, as the browser keeps it."""
        return next(c.value for c in self.http.cookie_jar if c.key.endswith("linchpin"))

    def give_cookie(self, value: str) -> None:
        self.http.cookie_jar.update_cookies({"linchpin": value})


@dataclass
class Place:
    """GitHub, our pages, and what the store knows."""

    github: FakeGitHub
    parts: app.Parts
    url: str
    clock: FixedClock
    stack: AsyncExitStack
    numbers: dict[str, int] = field(default_factory=dict)

    async def visitor(self, login: str | None = None) -> Visitor:
        """A new browser; with a login signed in."""
        http = await self.stack.enter_async_context(
            aiohttp.ClientSession(self.url, cookie_jar=aiohttp.CookieJar(unsafe=True))
        )
        made = Visitor(self.github, http)
        if login is not None:
            assert (await made.sign_in(login)).status == 303
        return made

    def thread(self, name: str = PUBLIC) -> Thread:
        where = self.github.state.repositories[name]
        repository = Repository(
            where.id, where.owner, where.name, where.installation_id, where.private
        )
        return Thread(repository, self.numbers[name])

    async def decided(
        self,
        decision_id: str,
        *,
        name: str = PUBLIC,
        capability: str = "label-the-kind",
        shape: tuple[str, str, dict[str, Any]] | None = None,
        label: str = "bug",
        why: str = "the past is sure",
        evidence: tuple[str, ...] = ("it says so",),
        confidence: float | None = 0.93,
        mode: Mode = Mode.ACT,
        reason: str = "allowed",
        applied: bool = True,
    ) -> str:
        """A decision in the store, with its effect done where it was allowed; its page's path."""
        thread, now = self.thread(name), self.clock.now()
        allowed = reason == "allowed"
        proposal = Proposal(AddLabel(thread, label), capability, why, evidence, confidence)
        kind, target, values = shape or ("label-added", label, {"label": label})
        async with self.parts.database.write() as connection:
            await decisions.record(
                connection,
                decision_id,
                "a-delivery",
                Verdict(proposal, allowed, mode, reason),
                (kind, target, values),
                now,
            )
            if allowed and applied:
                effect = ("comment", "living") if kind == "section-set" else (kind, target)
                key = f"{thread.lane}{effect}".encode().hex()[:32].rjust(32, "0")
                await effects.intend(
                    connection,
                    thread,
                    key=key,
                    kind=effect[0],
                    target=effect[1],
                    decision_id=decision_id,
                    undo={},
                    owner="x",
                    now=now,
                )
                await effects.done(connection, key, now, result={})
            if kind == "section-set":
                section = StoredSection("text", ())
                await threads.set_section(connection, thread, target, section, now)
                await threads.change(connection, thread, comment_id=5)
        return f"/why/{decision_id}"

    async def remember(self, name: str = PUBLIC, **values: Any) -> None:
        """Set columns of the thread's row."""
        async with self.parts.database.write() as connection:
            await threads.change(connection, self.thread(name), **values)


@asynccontextmanager
async def place(
    home: Path,
    database_url: str,
    clock: FixedClock,
    contract: Contract,
    overrides: Mapping[str, str] | None = None,
) -> AsyncIterator[Place]:
    """Everything started but the worker."""
    github = FakeGitHub(clock, contract, key=key())
    github.add_installation(INSTALLATION, "example-ai")
    numbers = {}
    for name in (PUBLIC, PRIVATE):
        github.add_repository(
            name,
            INSTALLATION,
            private=name == PRIVATE,
            labels=["bug"],
            maintainers={MAINTAINER},
        )
    async with AsyncExitStack() as stack:
        await github.start()
        stack.push_async_callback(github.stop)
        for name in (PUBLIC, PRIVATE):
            numbers[name] = await github.open_issue(name, REPORTER, "It stops", "A long body.")
        settings = read(
            {
                "LINCHPIN_HOME": str(home),
                "DATABASE_URL": database_url,
                "GITHUB_API_URL": github.api_url,
                "GITHUB_APP_ID": github.app_id,
                "GITHUB_PRIVATE_KEY": github.private_key,
                "GITHUB_WEBHOOK_SECRET": github.webhook_secret,
                "GITHUB_CLIENT_ID": github.web_flow.client_id,
                "GITHUB_CLIENT_SECRET": github.web_flow.client_secret,
                "HOST": "127.0.0.1",
                "PORT": "0",
            }
            | dict(overrides or {})
        )
        await app.upgrade(settings)
        parts = await stack.enter_async_context(app.open_parts(settings, clock))
        runner = web.AppRunner(app.make_web(parts), access_log=None)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        github.web_flow.callback = f"{settings.linchpin_public_url or url}/login/back"
        made = Place(github, parts, url, clock, stack, numbers)
        account = Person(1, "example-ai", "Organization")
        event = InstallationChanged(INSTALLATION, "created", account, (), clock.now())
        async with parts.database.write() as connection:
            await installations.changed(connection, event, clock.now())
            for name in (PUBLIC, PRIVATE):
                await installations.seen(connection, made.thread(name).repository, clock.now())
        yield made
        assert github.violations == []
