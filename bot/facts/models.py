"""Has the child process hold a repository's model; the store keeps it."""

from datetime import datetime
from typing import Protocol

from bot.learning.elsewhere import Elsewhere
from bot.store import models
from bot.store.database import Database
from bot.store.models import Purpose


class Holder(Protocol):
    """A module whose functions the child is called with: `guessing` or `placing`."""

    def holds(self, repository_id: int, made_at: datetime, /) -> bool:
        """Whether that model is there."""
        ...

    def hold(self, repository_id: int, made_at: datetime, stored: bytes, /) -> bool:
        """Take it in; False where other code made it."""
        ...


async def hold(
    database: Database, elsewhere: Elsewhere, holder: Holder, repository_id: int, purpose: Purpose
) -> datetime | None:
    """When the model was made that the child now holds; None where there is none to be used."""
    async with database.read() as connection:
        made_at = await models.made_when(connection, repository_id, purpose)
    if made_at is None or await elsewhere(holder.holds, repository_id, made_at):
        return made_at
    async with database.read() as connection:
        stored = await models.find(connection, repository_id, purpose)
    if stored is None or not stored.artefact:
        return None  # too few labelled reports
    is_held = await elsewhere(holder.hold, repository_id, stored.made_at, stored.artefact)
    return stored.made_at if is_held else None
