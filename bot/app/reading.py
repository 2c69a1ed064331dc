"""What the commands do that read a repository's past: backfill, and watching's list."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from bot.app.parts import Parts, open_github
from bot.github.client import GitHub
from bot.github.errors import NotFound, Paused, Unreachable
from bot.intake.backfill import TooMuch
from bot.store import backfills, installations, watches
from bot.store.pseudonyms import Pseudonyms
from bot.store.watches import Watch
from bot.vocabulary.backfill import Chain, Reading, Stage
from bot.vocabulary.threads import Repository
from bot.work.backfill import Backfill
from bot.work.child import Child
from bot.work.history import History
from bot.work.watching import Watching

TRY_AGAIN = timedelta(seconds=10)
"""When GitHub cannot be reached; an outage is waited out."""

Show = Callable[[Sequence[Reading], str], None]
"""Shows how far all chains are, and what is waited for ("" for nothing)."""


class NotToBeRead(Exception):
    """The repository cannot be read; the message says what would help."""


async def find_repository(parts: Parts, github: GitHub, name: str) -> Repository:
    """The repository of that name as GitHub has it, and whether the App is there.

    Two reads at most. Raises `NotToBeRead`.
    """
    installation_id: int | None = None
    if parts.settings.has_app:
        try:
            found = await github.app().get(f"/repos/{name}/installation")
            installation_id = int(found["id"])
        except NotFound:
            installation_id = None
    if installation_id is None and not github.can_watch:
        raise NotToBeRead(
            f"the App is not installed on {name}: install it there, or set GITHUB_TOKEN"
        )
    access = github.watching() if installation_id is None else github.installation(installation_id)
    try:
        shown = await access.get(f"/repos/{name}")
    except NotFound:
        raise NotToBeRead(f"GitHub shows no repository {name} to these credentials") from None
    owner, _, short = str(shown["full_name"]).partition("/")
    is_private = bool(shown.get("private"))
    repository = Repository(int(shown["id"]), owner, short, installation_id, is_private)
    async with parts.database.write() as connection:
        await installations.seen(connection, repository, parts.clock.now())
    return repository


async def read_past(
    parts: Parts, name: str, *, days: int, again: bool, show: Show
) -> tuple[Repository, list[Reading]]:
    """Read a repository's past to its end, going on where an earlier reading stopped.

    Another process may read at the same time: each chain is read by one. Raises `NotToBeRead`.
    """
    async with open_github(parts) as github:
        repository = await find_repository(parts, github, name)
        pseudonyms = Pseudonyms(parts.settings.pseudonym_key())
        async with parts.database.write() as connection:
            await pseudonyms.hold_to(connection, parts.clock.now())
        child = Child()
        try:
            reader = Backfill(
                parts.database, github, pseudonyms, parts.clock, child.run, uuid.uuid4().hex
            )
            async with parts.database.read() as connection:
                readings = await backfills.load(connection, repository.id)
            since = parts.clock.now() - timedelta(days=days)
            # What was read up to a day later than asked for is not read anew for that day.
            reaches = bool(readings) and readings[0].since <= since + timedelta(days=1)
            if again or not reaches:
                await reader.begin(repository, days)
            waits: dict[Chain, str] = dict.fromkeys(Chain, "")

            async def follow(chain: Chain) -> None:
                await _read_chain(parts, reader, repository, chain, waits)

            watcher = asyncio.create_task(_watch(parts, repository, waits, show))
            try:
                async with asyncio.TaskGroup() as group:
                    for chain in Chain:
                        group.create_task(follow(chain))
            finally:
                watcher.cancel()
                await reader.let_go(repository.id)
            history = History(parts.database, pseudonyms, parts.clock, child.run, lambda: None)
            await history.fold()
        finally:
            child.stop()
        async with parts.database.read() as connection:
            readings = await backfills.load(connection, repository.id)
    show(readings, "")
    return repository, readings


async def _read_chain(
    parts: Parts, reader: Backfill, repository: Repository, chain: Chain, waits: dict[Chain, str]
) -> None:
    while True:
        wait_until: datetime | None
        try:
            step = await reader.step(repository.id, chain)
            if step is None or step.reading.stage is Stage.DONE:
                return
            wait_until, why = step.wait_until, step.why
        except Paused as paused:
            wait_until, why = paused.until, "GitHub asks to wait"
        except (TooMuch, Unreachable) as failed:
            wait_until, why = parts.clock.now() + TRY_AGAIN, f"GitHub cannot be reached ({failed})"
        waits[chain] = f"{why}, until {wait_until:%H:%M:%S} UTC" if wait_until else ""
        if wait_until is not None:
            await parts.clock.sleep((wait_until - parts.clock.now()).total_seconds())
            waits[chain] = ""


async def _watch(parts: Parts, repository: Repository, waits: dict[Chain, str], show: Show) -> None:
    while True:
        async with parts.database.read() as connection:
            readings = await backfills.load(connection, repository.id)
        show(readings, "; ".join(sorted({why for why in waits.values() if why})))
        await asyncio.sleep(0.5)


@asynccontextmanager
async def _watching(parts: Parts) -> AsyncIterator[Watching]:
    async with open_github(parts) as github:
        if not github.can_watch:
            raise NotToBeRead("watching reads with a plain token: set GITHUB_TOKEN")
        yield Watching(parts.database, parts.inbox, github, parts.clock)


async def watch_add(parts: Parts, names: Sequence[str]) -> AsyncIterator[Repository]:
    """Watch repositories from now on, one after the other. Raises `NotToBeRead`."""
    async with _watching(parts) as watching:
        for name in names:
            try:
                yield await watching.add(name)
            except NotFound:
                raise NotToBeRead(f"GitHub shows no repository {name} to this token") from None


async def watch_remove(parts: Parts, names: Sequence[str]) -> list[str]:
    """Watch them no more; the names of those that were watched."""
    removed = []
    async with parts.database.write() as connection:
        for name in names:
            repository = await installations.by_name(connection, *name.split("/", 1))
            if repository is not None and await watches.remove(connection, repository.id):
                removed.append(repository.full_name)
                if repository.installation_id is None:
                    now = parts.clock.now()
                    await installations.gone(connection, [repository.id], now)
    return removed


async def watch_list(parts: Parts) -> Sequence[Watch]:
    """All that are watched."""
    async with parts.database.read() as connection:
        return await watches.listed(connection)
