"""Texts by git object id, each call in its own transaction: what `facts.guidance` reads through."""

from collections.abc import Iterable, Mapping

from bot.store import blobs
from bot.store.database import Database
from bot.vocabulary.time import Clock


class StoredTexts:
    """Keeps texts in the store."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def known(self, repository_id: int, oids: Iterable[str]) -> Mapping[str, str]:
        """Object id -> text, of those we hold."""
        async with self._database.read() as connection:
            return await blobs.known(connection, repository_id, oids)

    async def keep(
        self, repository_id: int, texts: Mapping[str, str], places: Mapping[str, str]
    ) -> None:
        """Hold texts just read, and which of all held stand where (path -> object id)."""
        async with self._database.write() as connection:
            await blobs.keep(connection, repository_id, texts, self._clock.now())
            await blobs.place(connection, repository_id, places)
