"""Keyed hashes: names for people and effects that mean nothing without the key."""

import hashlib

from bot.vocabulary.threads import Thread

DIGEST_BYTES = 16
"""128 bits, as DESIGN §10 asks of action ids: no collision is to be expected below 2^64 rows."""


class Pseudonyms:
    """Makes the hashes. The key is never rotated: it would make strangers of everybody."""

    def __init__(self, key: bytes) -> None:
        self._key = key[:64]

    def person(self, person_id: int) -> str:
        """The name under which a person's rows stand: 32 hex digits."""
        return self._hash("person", str(person_id))

    def effect(self, thread: Thread, kind: str, target: str) -> str:
        """The ledger's key of an effect: 32 hex digits."""
        return self._hash("effect", thread.lane, kind, target)

    def decision(self, delivery: str, thread: Thread, capability: str, action: str) -> str:
        """The id of one decision on one delivery, the same when the job runs again."""
        return self._hash("decision", delivery, thread.lane, capability, action)

    def _hash(self, *parts: str) -> str:
        text = "\0".join(parts).encode()
        return hashlib.blake2b(text, key=self._key, digest_size=DIGEST_BYTES).hexdigest()
