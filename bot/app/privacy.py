"""What the commands do for one person: show all that is kept, or forget it."""

import re
from dataclasses import dataclass
from typing import Any

from bot.app.parts import Parts
from bot.intake.deliveries import State
from bot.store import privacy
from bot.store.privacy import Names
from bot.store.pseudonyms import Pseudonyms


class NotOnePerson(Exception):
    """The login says not who is meant; the message says what would."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever is meant."""

    given: str
    """The numeric id or the login, as it was given."""
    names: Names

    @property
    def is_id(self) -> bool:
        """Whether the id was given."""
        return self.given.isdigit()


async def find_person(parts: Parts, given: str) -> Person:
    """The person of a numeric id, or of a login that is known. Raises `NotOnePerson`."""
    pseudonyms = Pseudonyms(parts.settings.pseudonym_key())
    async with parts.database.write() as connection:
        await pseudonyms.hold_to(connection, parts.clock.now())
        if given.isdigit():
            names = await privacy.names_of(connection, pseudonyms.person(int(given)))
            return Person(given, names)
        login_key = pseudonyms.login(given.removeprefix("@"))
        persons = await privacy.persons_named(connection, login_key)
        if len(persons) == 1:
            return Person(given, await privacy.names_of(connection, persons[0]))
    if persons:
        raise NotOnePerson(
            f"{given} was the login of {len(persons)} people: give the numeric id, "
            f"which GitHub shows at /users/{given}"
        )
    raise NotOnePerson(
        f"nobody is known as {given}; give the numeric id, which GitHub shows at /users/{given}"
    )


async def export(parts: Parts, person: Person) -> dict[str, Any]:
    """All that is kept of the person."""
    async with parts.database.read() as connection:
        tables = await privacy.export(connection, person.names)
    inbox = [entry.delivery.id for entry in await parts.inbox.dead() if _names(entry, person)]
    return {"person": person.given, "tables": tables, "failed_deliveries": inbox}


async def erase(parts: Parts, person: Person) -> dict[str, int]:
    """Forget the person, here and in whatever is read again; what was changed, by table."""
    now = parts.clock.now()
    failed = [e for e in await parts.inbox.dead() if _names(e, person)]
    if failed:
        ids = [(entry.delivery.id, entry.attempt) for entry in failed]
        await parts.inbox.mark(ids, State.DROPPED, now, "a person in it was erased")
    async with parts.database.write() as connection:
        done = await privacy.erase(connection, person.names, now)
    return done | ({"inbox": len(failed)} if failed else {})


def _names(entry: Any, person: Person) -> bool:
    """Whether a payload names the person."""
    body: bytes = entry.delivery.body
    if person.is_id:
        return re.search(rb'"id":\s*%s\b' % person.given.encode(), body) is not None
    return person.given.removeprefix("@").lower().encode() in body.lower()
