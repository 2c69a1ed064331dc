"""What one version of a text says: to whom, and of which other issues."""

from collections.abc import Iterator
from datetime import datetime

from bot.learning.names import Names
from bot.parsing.duplicate_claims import claims
from bot.parsing.words import is_command_only, mentioned
from bot.vocabulary.events import DuplicateMarked, ThreadEvent
from bot.vocabulary.history import Activity, Kind, Role

MOST_MENTIONED = 50
"""In one version of a text: GitHub tells no more people of it, and a text holds thousands."""

MARK = "mark"
"""In the key of what was no text: the mark that GitHub puts on duplicates."""


def second(at: datetime) -> str:
    """The second, as keys have it."""
    return str(int(at.timestamp()))


def words(
    event: ThreadEvent,
    source: str,
    at: datetime,
    text: str,
    who: tuple[str | None, Role],
    names: Names,
    association: str = "",
) -> Iterator[Activity]:
    """The activity of a text of that source in the thread of the event, as it stands since `at`."""
    version = f"{source}@{second(at)}"
    for login in sorted(mentioned(text))[:MOST_MENTIONED]:
        subject = names.login(login)
        yield Activity(
            Kind.MENTIONED, f"{version}:{subject}", at, *who, subject=subject, detail=source
        )
    if is_command_only(text):
        yield Activity(Kind.COMMANDED, version, at, *who, detail=source)
    if event.is_pull_request:
        return
    for claim in claims(text, event.thread.repository.full_name):
        if claim.number != event.thread.number:
            kind = Kind.SAME if claim.is_same else Kind.DISTINCT
            key = f"{version}:{claim.number}"
            yield Activity(kind, key, at, *who, detail=source, association=association)


def mark(event: DuplicateMarked, who: tuple[str | None, Role]) -> Activity:
    """A mark that was put on or taken off; only who may triage does that."""
    kind = Kind.SAME if event.is_same else Kind.DISTINCT
    return Activity(kind, f"{MARK}@{second(event.at)}:{event.other}", event.at, *who)
