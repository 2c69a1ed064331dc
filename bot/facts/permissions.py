"""What an installation grants, asked once where no installation event told us."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from bot.vocabulary.events import InstallationChanged
from bot.vocabulary.people import Person


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
