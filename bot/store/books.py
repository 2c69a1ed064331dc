"""The books: what events say of installations, names and threads that are gone."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import installations, threads
from bot.vocabulary.events import (
    InstallationChanged,
    RepositoriesChanged,
    RepositoryChanged,
    ThreadDeleted,
    ThreadTransferred,
)

Administrative = (
    InstallationChanged
    | RepositoriesChanged
    | RepositoryChanged
    | ThreadDeleted
    | ThreadTransferred
)
"""Events that are only noted: nothing is looked at, nothing is decided."""


async def note(connection: AsyncConnection, event: Administrative, now: datetime) -> None:
    """Keep what the event says. Safe to repeat."""
    match event:
        case InstallationChanged():
            await installations.changed(connection, event, now)
            if event.change == "created":
                for repository in event.repositories:
                    await installations.seen(connection, repository, now)
        case RepositoriesChanged():
            for repository in event.added:
                await installations.seen(connection, repository, now)
            await installations.gone(connection, [r.id for r in event.removed], now)
        case RepositoryChanged():
            await installations.seen(connection, event.repository, now)
            if event.change == "deleted":
                await installations.gone(connection, [event.repository.id], now)
        case ThreadDeleted():
            await threads.change(connection, event.thread, gone=True)
        case ThreadTransferred():
            moved = {}
            if event.to is not None:
                moved["moved_to_repository_id"] = event.to.repository.id
                moved["moved_to_number"] = event.to.number
            await threads.change(connection, event.thread, gone=True, **moved)
