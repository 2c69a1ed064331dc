"""What a process is made of: store, inbox, GitHub, pipeline, with real things in their hands."""

import asyncio
import random
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import aiohttp

from bot.config_upkeep import ConfigReader, ConfigUpkeep
from bot.facts.config_file import OwnersConfigs
from bot.facts.gather import Gatherer
from bot.facts.learned import Learned
from bot.facts.look import Reader
from bot.github.client import GitHub
from bot.github.tokens import AppCredentials
from bot.intake.inbox import Inbox, Limits
from bot.intake.sqlite_inbox import SqliteInbox
from bot.mail import Mail
from bot.parsing.forms import parse_forms
from bot.pipeline import Pipeline
from bot.propose import Proposer
from bot.settings import Settings
from bot.store import migrate
from bot.store.database import Database, sibling
from bot.store.pacing import StoredSlots
from bot.store.pseudonyms import Pseudonyms
from bot.store.texts import StoredTexts
from bot.vocabulary.threads import Repository, Thread
from bot.vocabulary.time import Clock
from bot.work.child import Child
from bot.work.dbos_tables import migrate_engine
from bot.work.office import Office

USER_AGENT = "linchpin-bot"


class WallClock:
    """Real time."""

    def now(self) -> datetime:
        """The present, aware, UTC."""
        return datetime.now(UTC)  # noqa: TID251 # the one real clock

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


@dataclass(frozen=True, slots=True)
class Parts:
    """What web and worker share in one process."""

    settings: Settings
    clock: Clock
    database: Database
    inbox: Inbox


def make_inbox(url: str, limits: Limits | None = None) -> Inbox:
    """The inbox beside the store."""
    if url.startswith("sqlite"):
        return SqliteInbox(sibling(url, "inbox"), limits)
    from bot.intake.postgres_inbox import PostgresInbox  # its driver is slow to load

    return PostgresInbox(url, limits)


async def upgrade(settings: Settings) -> None:
    """Bring store, inbox and engine to this version: `linchpin db upgrade`."""
    database = Database(settings.store_url)
    try:
        await migrate.upgrade(database)
    finally:
        await database.close()
    await make_inbox(settings.store_url).create()
    await asyncio.to_thread(migrate_engine, settings.store_url)


@asynccontextmanager
async def open_parts(settings: Settings, clock: Clock | None = None) -> AsyncIterator[Parts]:
    """The store and the inbox, checked to fit this version."""
    # Threads that come back from the disk wait so long for the loop's; 5 ms is Python's default.
    sys.setswitchinterval(0.0005)
    database = Database(settings.store_url)
    inbox = make_inbox(settings.store_url)
    if database.is_sqlite:  # the engine sees to its own file when it starts
        await migrate.upgrade(database)
        await inbox.create()
    try:
        await migrate.require_newest(database)
        await inbox.open()
        try:
            yield Parts(settings, clock or WallClock(), database, inbox)
        finally:
            await inbox.close()
    finally:
        await database.close()


@asynccontextmanager
async def open_github(parts: Parts) -> AsyncIterator[GitHub]:
    """GitHub with the settings' credentials."""
    settings = parts.settings
    app = None
    if settings.github_app_id and settings.github_private_key:
        app = AppCredentials(settings.github_app_id, settings.github_private_key.get_secret_value())
    async with aiohttp.ClientSession() as session:
        yield GitHub(
            session,
            api_url=settings.github_api_url,
            graphql_url=settings.github_graphql_url,
            app=app,
            token=settings.github_token.get_secret_value() if settings.github_token else None,
            slots=StoredSlots(parts.database, parts.clock),
            clock=parts.clock,
            chance=random.random,
            user_agent=USER_AGENT,
        )


async def make_pipeline(
    parts: Parts,
    github: GitHub,
    child: Child,
    office: Office,
    *,
    executor_id: str,
    still_ours: Callable[[], Awaitable[bool]],
    dry_run: bool = False,
) -> Pipeline:
    """The stations, with real things in their hands. Raises `AnotherKey`."""
    pseudonyms = Pseudonyms(parts.settings.pseudonym_key())
    async with parts.database.write() as connection:
        await pseudonyms.hold_to(connection, parts.clock.now())

    def reader_at(repository: Repository) -> Reader:
        installation_id = repository.installation_id
        return (
            github.watching() if installation_id is None else github.installation(installation_id)
        )

    def reader_of(thread: Thread) -> Reader:
        return reader_at(thread.repository)

    configs = ConfigReader(parts.database, OwnersConfigs(reader_at, parts.clock.now), parts.clock)

    gatherer = Gatherer(
        github.app() if parts.settings.has_app else None,
        reader_of,
        StoredTexts(parts.database, parts.clock),
        lambda files: child.run(parse_forms, dict(files)),
        parts.clock.now,
    )
    return Pipeline(
        database=parts.database,
        github=github,
        gatherer=gatherer,
        proposer=Proposer(Learned(parts.database, child.run, reader_of), child.run),
        configs=configs,
        config_upkeep=ConfigUpkeep(configs),
        pseudonyms=pseudonyms,
        clock=parts.clock,
        grace=timedelta(seconds=parts.settings.linchpin_grace_seconds),
        organisation=office.organisation,
        executor_id=executor_id,
        still_ours=still_ours,
        web_url=parts.settings.web_url,
        decision_pages=f"{public_url}/why/"
        if (public_url := parts.settings.linchpin_public_url)
        else "",
        mail=Mail.of(smtp.get_secret_value()) if (smtp := parts.settings.smtp_url) else None,
        dry_run=dry_run,
    )
