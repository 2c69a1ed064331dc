"""What the commands do for one person: show all that is kept, or forget it."""

import asyncio
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from bot.app.parts import Parts
from bot.intake.deliveries import Entry, State
from bot.store import privacy
from bot.store.database import empty_log, sibling
from bot.store.privacy import Names
from bot.store.pseudonyms import Pseudonyms

_ID = re.compile(r"[0-9]{1,20}")


class NotOnePerson(Exception):
    """The login says not who is meant; the message says what would."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever is meant."""

    given: str
    """The numeric id or the login, as it was given."""
    names: Names


async def find_person(parts: Parts, given: str) -> Person:
    """The person of a numeric id, or of a login that is known. Raises `NotOnePerson`."""
    pseudonyms = Pseudonyms(parts.settings.pseudonym_key())
    async with parts.database.write() as connection:
        await pseudonyms.hold_to(connection, parts.clock.now())
        if _ID.fullmatch(given):
            names = await privacy.names_of(connection, pseudonyms.person(int(given)))
            return Person(given, names)
        login = given.removeprefix("@")
        login_key = pseudonyms.login(login)
        persons = await privacy.persons_named(connection, login_key)
        if len(persons) == 1:
            return Person(given, await privacy.names_of(connection, persons[0]))
    if not re.fullmatch(r"[A-Za-z0-9_-]+", login):
        raise NotOnePerson(f"{given!r} is neither a numeric id nor a login")
    remedy = f"give the numeric id, which {parts.settings.github_api_url}/users/{login} shows"
    if persons:
        raise NotOnePerson(f"{login} was the login of {len(persons)} people: {remedy}")
    raise NotOnePerson(f"nobody is known as {login}; {remedy}")


async def export(parts: Parts, person: Person) -> dict[str, Any]:
    """All that is kept of the person."""
    async with parts.database.read() as connection:
        tables = await privacy.export(connection, person.names)
    inbox = [entry.delivery.id for entry in await _failed(parts, person)]
    return {"person": person.given, "tables": tables, "failed_deliveries": inbox}


async def erase(parts: Parts, person: Person) -> dict[str, int]:
    """Forget the person, here and in whatever is read again; what was changed, by table."""
    now = parts.clock.now()
    failed = await _failed(parts, person)
    if failed:
        ids = [(entry.delivery.id, entry.attempt) for entry in failed]
        await parts.inbox.mark(ids, State.DROPPED, now, "a person in it was erased")
    async with parts.database.write() as connection:
        done = await privacy.erase(connection, person.names, now)
    if parts.database.is_sqlite:
        # The log still has the pages as they were.
        url = parts.settings.store_url
        await asyncio.to_thread(empty_log, Path(str(make_url(url).database)))
        await asyncio.to_thread(empty_log, sibling(url, "inbox"))
    return done | ({"inbox": len(failed)} if failed else {})


async def _failed(parts: Parts, person: Person) -> list[Entry]:
    """Deliveries whose job failed for good, with bodies that name the person."""
    pseudonyms = Pseudonyms(parts.settings.pseudonym_key())
    dead = await parts.inbox.dead()
    return [entry for entry in dead if _is_named(person.names, entry.delivery.body, pseudonyms)]


_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")


def _is_named(names: Names, body: bytes, pseudonyms: Pseudonyms) -> bool:
    """Whether a payload names the person, by id or by any login, also in what people wrote."""
    try:
        payload = json.loads(body)
    except ValueError:
        payload = body.decode("utf-8", "replace")
    ids, words = set(), set()
    for one in _parts_of(payload):
        if isinstance(one, int):
            ids.add(one)
        else:
            words.update(_LOGIN.findall(one))
    return any(pseudonyms.person(one) == names.person for one in ids) or any(
        pseudonyms.login(word) in names.logins for word in words
    )


def _parts_of(value: Any) -> Iterator[int | str]:
    """The ids of accounts in a payload, and all texts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _parts_of(one)
    elif isinstance(value, dict):
        if "login" in value and isinstance(value.get("id"), int):
            yield value["id"]
        for one in value.values():
            yield from _parts_of(one)
