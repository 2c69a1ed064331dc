"""What an installation grants: as its events said, asked once where none did."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from bot.github.errors import NotFound
from bot.store import installations
from bot.store.database import Database
from bot.store.installations import InstallationState
from bot.vocabulary.events import InstallationChanged
from bot.vocabulary.people import Person
from bot.vocabulary.threads import Thread


class AppReader(Protocol):
    """The read this module needs, as the App itself."""

    async def get(self, path: str, **query: Any) -> Any:
        """One REST read with the App's JWT."""
        ...


async def read_installation(
    app: AppReader, installation_id: int, now: datetime
) -> InstallationChanged:
    """The installation as it is, in the form of the event we missed. One read."""
    found: Mapping[str, Any] = await app.get(f"/app/installations/{installation_id}")
    account = found["account"]
    return InstallationChanged(
        installation_id=installation_id,
        change="suspend" if found.get("suspended_at") else "created",
        account=Person(account["id"], account["login"], account.get("type", "User")),
        permissions=tuple(sorted(found["permissions"].items())),
        at=now,
    )


async def installation_of(
    thread: Thread, database: Database, app: AppReader, now: datetime
) -> InstallationState | None:
    """What we know of the thread's installation; None where the App was uninstalled since.

    At most one read, kept. GitHub sends nothing for an installation that is suspended or gone, so
    where the store says so it is asked again: an old event may have come late. A watched thread has
    none: it is read with a plain token.
    """
    installation_id = thread.repository.installation_id
    if installation_id is None:
        return InstallationState("active", {}, None)
    async with database.read() as connection:
        known = await installations.find(connection, installation_id)
    if known is not None and known.permissions and known.state == "active":
        return known
    return await look_up(thread, database, app, now)


async def look_up(
    thread: Thread, database: Database, app: AppReader, now: datetime
) -> InstallationState | None:
    """What GitHub says of the thread's installation, kept; None where there is none. One read."""
    installation_id = thread.repository.installation_id
    if installation_id is None:
        return InstallationState("active", {}, None)
    try:
        found = await read_installation(app, installation_id, now)
    except NotFound:
        return None
    async with database.write() as connection:
        await installations.changed(connection, found, now)
        return await installations.find(connection, installation_id)
