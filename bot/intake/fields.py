"""Reads GitHub's payloads into the nouns; a payload of another shape is a `Malformed`."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast, get_args

from bot.vocabulary.people import AccountKind, Person
from bot.vocabulary.threads import Repository, Thread


class Malformed(Exception):
    """The payload lacks something every payload of its kind has."""


def mapping(values: Any, key: str) -> Mapping[str, Any]:
    """The object under `key`. Raises `Malformed`."""
    found = values.get(key) if isinstance(values, Mapping) else None
    if not isinstance(found, Mapping):
        raise Malformed(f"no {key}")
    return found


def whole(values: Mapping[str, Any], key: str) -> int:
    """The whole number under `key`. Raises `Malformed`."""
    found = values.get(key)
    if not isinstance(found, int) or isinstance(found, bool):
        raise Malformed(f"no {key}")
    return found


def words(values: Mapping[str, Any], key: str) -> str:
    """The text under `key`; GitHub's null is the empty text. Raises `Malformed`."""
    found = values.get(key)
    if found is None and key in values:
        return ""
    if not isinstance(found, str):
        raise Malformed(f"no {key}")
    return found


def instant(values: Mapping[str, Any], *keys: str) -> datetime:
    """The first time under one of the keys; old payloads write them as epoch seconds."""
    for key in keys:
        found = values.get(key)
        try:
            if isinstance(found, str) and found:
                at = datetime.fromisoformat(found)
                return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
            if isinstance(found, int) and not isinstance(found, bool):
                return datetime.fromtimestamp(found, UTC)
        except (ValueError, OverflowError, OSError) as error:
            raise Malformed(f"{key} is no time") from error
    raise Malformed(f"no {keys[0]}")


def person(values: Any) -> Person | None:
    """An account; None where GitHub names nobody (a deleted account)."""
    if not isinstance(values, Mapping) or not isinstance(values.get("id"), int):
        return None
    kind = values.get("type", "User")
    known = cast(AccountKind, kind) if kind in get_args(AccountKind) else "User"
    return Person(values["id"], str(values.get("login", "")), known)


def installation_id(payload: Mapping[str, Any]) -> int | None:
    """The installation a delivery came through."""
    found = payload.get("installation")
    if isinstance(found, Mapping) and isinstance(found.get("id"), int):
        return int(found["id"])
    return None


def repository(payload: Mapping[str, Any]) -> Repository:
    """The repository of a delivery."""
    return listed_repository(mapping(payload, "repository"), installation_id(payload))


def listed_repository(found: Mapping[str, Any], installation: int | None) -> Repository:
    """A repository in the full form, or in the short one of installation events."""
    owner, _, name = words(found, "full_name").partition("/")
    return Repository(whole(found, "id"), owner, name, installation, bool(found.get("private")))


def thread(payload: Mapping[str, Any], found: Mapping[str, Any]) -> Thread:
    """The thread of an issue or pull request in a payload."""
    return Thread(repository(payload), whole(found, "number"))
