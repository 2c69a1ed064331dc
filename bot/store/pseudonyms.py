"""Keyed hashes: names for people and effects that mean nothing without the key."""

import hashlib
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import leases
from bot.store.tables import progress
from bot.store.upsert import upsert
from bot.vocabulary.threads import Thread

DIGEST_BYTES = 16
"""128 bits, as DESIGN §10 asks of action ids: no collision is to be expected below 2^64 rows."""


KEY = "pseudonym key"
"""Under which a mark of the key is kept, from which the key cannot be told."""


class AnotherKey(Exception):
    """The store's people were named with another key."""


class Pseudonyms:
    """Makes the hashes. The key is never rotated: it would make strangers of everybody."""

    def __init__(self, key: bytes) -> None:
        self._key = key[:64]

    def person(self, person_id: int) -> str:
        """The name under which a person's rows stand: 32 hex digits."""
        return self._hash("person", str(person_id))

    def login(self, login: str) -> str:
        """The name of a login, whatever its case: 32 hex digits."""
        return self._hash("login", login.lower())

    def effect(self, thread: Thread, kind: str, target: str) -> str:
        """The ledger's key of an effect: 32 hex digits."""
        return self._hash("effect", thread.lane, kind, target)

    def decision(self, delivery: str, thread: Thread, capability: str, action: str) -> str:
        """The id of one decision on one delivery, the same when the job runs again."""
        return self._hash("decision", delivery, thread.lane, capability, action)

    async def hold_to(self, connection: AsyncConnection, now: datetime) -> None:
        """See that the store's people were named with this key. Call within a write.

        Raises `AnotherKey`: two keys make two strangers of one person, who then is asked twice as
        often as allowed, and whose opt-out is forgotten.
        """
        mark = self._hash("key")
        await upsert(connection, progress, {"name": KEY, "value": mark, "at": now}, keep=("value",))
        if await leases.noted(connection, KEY) != mark:
            raise AnotherKey(
                "this database names people with another key: give every process the same one, "
                "in LINCHPIN_PSEUDONYM_KEY or as the file pseudonym.key in LINCHPIN_HOME"
            )

    def _hash(self, *parts: str) -> str:
        text = "\0".join(parts).encode()
        return hashlib.blake2b(text, key=self._key, digest_size=DIGEST_BYTES).hexdigest()
