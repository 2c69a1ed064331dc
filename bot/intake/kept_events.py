"""Events that we made ourselves, from a poll or a page, as bytes in the inbox and back."""

import hashlib
from datetime import datetime
from functools import cache
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError

from bot.intake.deliveries import Delivery
from bot.vocabulary.events import Dropped, Event, ThreadEvent, UndoAsked

KINDS: dict[str, type[Any]] = {kind.__name__: kind for kind in get_args(Event)}


def delivery_of(
    event: ThreadEvent | UndoAsked, source: str, now: datetime, *, known_as: str | None = None
) -> Delivery:
    """The event as a delivery; the same event has the same id.

    `known_as`: the delivery's id, where GitHub gives what happened one of its own.
    """
    name = type(event).__name__
    body = _adapter(name).dump_json(event)
    digest = hashlib.blake2b(name.encode() + body, digest_size=16).hexdigest()
    return Delivery(known_as or f"{source}:{digest}", source, name, body, now)


def read(name: str, body: bytes) -> Event | Dropped:
    """The event of a delivery's name and body."""
    if name not in KINDS:
        return Dropped(f"nobody knows the event {name}")
    try:
        event: Event = _adapter(name).validate_json(body)
    except ValidationError as error:
        return Dropped(f"{name}: malformed, {error.error_count()} mistakes")
    return event


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(KINDS[name])
