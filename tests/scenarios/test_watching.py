"""Repositories without the App: watched with a token, known like the others, never written to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from aiohttp import web
from sqlalchemy import select

from bot import app
from bot.app.reading import watch_add
from bot.settings import read
from bot.store import activity, backfills, items, standing
from bot.store.history_tables import activity as activity_table
from bot.store.tables import decision
from bot.vocabulary.history import Kind, Source
from tests.clocks import ScaledClock
from tests.rig.contract import Contract
from tests.rig.fake import FakeGitHub
from tests.scenarios.world import CONFIG, FORM, INCOMPLETE

NAMES = ("example-ai/engine", "example-ai/models", "example-lab/tools")
SPEED = 200
"""Five minutes in one and a half seconds."""


@dataclass
class Watched:
    """A Linchpin without an App, and the GitHub it watches."""

    github: FakeGitHub
    parts: app.Parts
    url: str

    async def until_told(self, repository: str, number: int, *kinds: Kind) -> None:
        """Wait until these kinds of activity are known of a thread."""
        repository_id = self.github.state.repositories[repository].id
        async with asyncio.timeout(60):
            while True:
                async with self.parts.database.read() as connection:
                    rows = await activity.of_threads(connection, repository_id, [number])
                if set(kinds) <= {row.kind for row in rows[number]}:
                    return
                await asyncio.sleep(0.05)

    async def reasons(self) -> set[str]:
        """Why what was proposed may not be done, once something was."""
        async with asyncio.timeout(30):
            while True:
                async with self.parts.database.read() as connection:
                    found = await connection.execute(select(decision.c.reason))
                    reasons = set(found.scalars())
                if reasons:
                    return reasons
                await asyncio.sleep(0.05)

    async def until_read(self) -> None:
        """Wait until the past of every repository was read."""
        async with asyncio.timeout(60):
            while True:
                async with self.parts.database.read() as connection:
                    if not await backfills.unfinished(connection):
                        return
                await asyncio.sleep(0.05)

    async def told_by(self) -> set[str]:
        """Who told what is known."""
        async with self.parts.database.read() as connection:
            found = await connection.execute(select(activity_table.c.told_by))
            return set(found.scalars())

    async def ready(self) -> dict[str, str]:
        """What /readyz says."""
        async with aiohttp.ClientSession() as session, session.get(f"{self.url}/readyz") as answer:
            checks: dict[str, str] = (await answer.json())["checks"]
        return checks

    async def metrics(self) -> str:
        """What /metrics says."""
        async with aiohttp.ClientSession() as session, session.get(f"{self.url}/metrics") as answer:
            return await answer.text()


@asynccontextmanager
async def watching(
    home: Path, database_url: str, contract: Contract, names: tuple[str, ...]
) -> AsyncIterator[Watched]:
    clock = ScaledClock(SPEED)
    github = FakeGitHub(clock, contract)
    github.plain_token = "ghp_a-token-of-the-rig"
    for name in names:
        files = {".github/ISSUE_TEMPLATE/bug.yml": FORM, ".github/linchpin.yml": CONFIG}
        github.add_repository(name, None, maintainers={"cleo"}, labels=["bug"], files=files)
    await github.start()
    settings = read(
        {
            "LINCHPIN_HOME": str(home),
            "DATABASE_URL": database_url,
            "GITHUB_API_URL": github.api_url,
            "GITHUB_TOKEN": github.plain_token,
            "LINCHPIN_GRACE_SECONDS": "0",
        }
    )
    await app.upgrade(settings)
    async with app.open_parts(settings, clock) as parts:
        assert len([added async for added in watch_add(parts, names)]) == len(names)
        runner = web.AppRunner(app.make_web(parts), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        async with app.run_worker(parts, idle_poll_seconds=0.1):
            yield Watched(github, parts, url)
        await runner.cleanup()
    await github.stop()
    assert github.violations == []
    assert [seen for seen in github.seen if seen.kind == "write"] == []


async def test_watched_repositories_yield_activity_demands_and_response_times_and_no_write(
    tmp_path: Path, database_url: str, contract: Contract
) -> None:
    async with watching(tmp_path, database_url, contract, NAMES) as here:
        github = here.github
        numbers = {}
        for name in NAMES:
            number = await github.open_issue(name, "ann", "[Bug]: it stops", INCOMPLETE)
            await github.comment(name, number, "cleo", "Could @dan have a look?")
            pull = await github.open_pull_request(name, "ben", "Mend it", "See above.")
            await github.request_review(name, pull, "ben", reviewer="cleo")
            await github.comment_on_code(name, pull, "dan", "Here, @ann?")
            numbers[name] = number, pull
        await github.open_issue(NAMES[0], "ann", "[Bug]: it stops again", INCOMPLETE)
        for name, (number, pull) in numbers.items():
            await here.until_told(name, number, Kind.OPENED, Kind.COMMENTED, Kind.MENTIONED)
            await here.until_told(name, pull, Kind.REVIEW_REQUESTED, Kind.CODE_COMMENTED)
        async with asyncio.timeout(30):
            while not (await _demands(here, numbers)):  # noqa: ASYNC110 # folded in its own time
                await asyncio.sleep(0.05)

        for name, (number, pull) in numbers.items():
            repository_id = github.state.repositories[name].id
            async with here.parts.database.read() as connection:
                issue = await items.load(connection, repository_id, number)
                asked = await standing.open_demands(connection, repository_id, pull)
                mentioned = await standing.open_demands(connection, repository_id, number)
                backlog = await standing.backlog(connection, repository_id, is_pull_request=False)
            assert issue is not None
            assert issue.answered_at is not None, "cleo answered"
            assert backlog.mode == "watch"
            assert [demand.causes for demand in mentioned] == [("mention",)]
            assert ("review",) in [demand.causes for demand in asked]
        await here.until_read()
        await github.reopen_issue(NAMES[0], await _closed(github), "cleo")
        await here.until_told(NAMES[0], 1, Kind.CLOSED, Kind.REOPENED)
        assert await here.told_by() == {Source.WATCH, Source.HISTORY}
        assert await here.reasons() == {"watched"}, "what would be said is decided, and refused"
        checks = await here.ready()
        assert checks["watching"].startswith("ok: 3 repositories")
        assert "of 5000 graphql left" in checks["watching"]
        metrics = await here.metrics()
        assert "linchpin_watched_repositories 3.0" in metrics
        assert 'linchpin_watch_token_remaining{resource="core"}' in metrics


async def _closed(github: FakeGitHub) -> int:
    await github.close_issue(NAMES[0], 1, "cleo")
    return 1


async def _demands(here: Watched, numbers: dict[str, tuple[int, int]]) -> bool:
    async with here.parts.database.read() as connection:
        return all(
            [
                await standing.open_demands(
                    connection, here.github.state.repositories[name].id, number
                )
                for name, both in numbers.items()
                for number in both
            ]
        )
