"""What an issue says, as it is kept to learn from and to find likenesses in: nobody is named."""

import re
import zlib
from collections.abc import Iterable
from datetime import datetime

from bot.learning.names import Names
from bot.parsing.words import mentioned
from bot.vocabulary.events import ThreadEdited, ThreadEvent, ThreadOpened
from bot.vocabulary.history import Wording

LONGEST_TITLE = 300
"""Characters; GitHub takes 256."""

LONGEST_BODY = 40_000
"""Characters: a report behind a long dump of its environment still begins before that."""

_ADDRESS = re.compile(r"[\w.+-]{1,64}@(?=[\w-]{1,63}\.[\w.-]{2,})")

_LOGIN = re.compile(r"@([a-z\d][a-z\d-]{0,38})", re.ASCII | re.IGNORECASE)


def wording(
    events: Iterable[ThreadEvent], known_until: datetime | None, names: Names
) -> Wording | None:
    """The last version among an issue's events, which is still the present one at `known_until`."""
    last: ThreadOpened | ThreadEdited | None = None
    opened_at: datetime | None = None
    for event in events:
        if not isinstance(event, ThreadOpened | ThreadEdited) or event.is_pull_request:
            continue
        opened = event.at if isinstance(event, ThreadOpened) else event.opened_at
        opened_at = opened_at or opened
        if last is None or event.at >= last.at:
            last = event
    if last is None or opened_at is None:
        return None
    author = last.opener or (last.by if isinstance(last, ThreadOpened) else None)
    return Wording(
        nameless(last.title)[:LONGEST_TITLE],
        zlib.compress(nameless(last.body[:LONGEST_BODY]).encode("utf-8", "replace"), 6),
        names.person(author.id) if author is not None else None,
        opened_at,
        max(last.at, known_until) if known_until is not None else last.at,
    )


def unpacked(packed: bytes) -> str:
    """The text of a wording."""
    return zlib.decompress(packed).decode()


def nameless(text: str) -> str:
    """The text without whom it mentions, without addresses of mail, and without NUL."""
    plain = _ADDRESS.sub("", text.replace("\0", ""))
    logins = mentioned(plain)
    if not logins:
        return plain
    return _LOGIN.sub(lambda m: "@" if m[1].lower().rstrip("-") in logins else m[0], plain)
