"""A repository's threads and comments in order, sorted once a change, and cursors into them.

A cursor holds the values an entry is ordered by, as GitHub's do: when entries change places
between two pages, the second begins where the first ended, not at some number of entries.
"""

import base64
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from tests.rig.refusal import QueryRefused
from tests.rig.things import Comment, Issue, Repository, ReviewComment

Made = TypeVar("Made")
Place = tuple[datetime, int]
"""What entries are ordered by: a time, then number or id."""

OLDEST = datetime(1970, 1, 1, tzinfo=UTC)


def kept(where: Repository, key: tuple[object, ...], make: Callable[[], Made]) -> Made:
    """What `make` made of this version of the repository."""
    if where.kept.get("version") != where.version:
        where.kept.clear()
        where.kept["version"] = where.version
    if key not in where.kept:
        where.kept[key] = make()
    found: Made = where.kept[key]
    return found


def state_of(issue: Issue) -> str:
    """OPEN, CLOSED or MERGED."""
    return "MERGED" if issue.merged_at is not None else issue.state.upper()


def threads(
    where: Repository, field: str, states: Iterable[str] | None, *, pulls: bool | None
) -> Sequence[Place]:
    """The places of the threads (pulls None: of both kinds), least first."""
    wanted = None if states is None else frozenset(states)

    def make() -> list[Place]:
        return sorted(
            (issue.updated_at if field == "UPDATED_AT" else issue.created_at, issue.number)
            for issue in where.issues.values()
            if not issue.deleted
            and pulls in (None, issue.is_pull_request)
            and (wanted is None or state_of(issue) in wanted)
        )

    return kept(where, ("threads", field, wanted, pulls), make)


def comments(where: Repository, field: str) -> Sequence[tuple[Place, Issue, Comment]]:
    """Every comment below the threads, least first."""

    def make() -> list[tuple[Place, Issue, Comment]]:
        found = (
            ((c.updated_at if field == "updated" else c.created_at, c.id), issue, c)
            for issue in where.issues.values()
            if not issue.deleted
            for c in issue.comments
        )
        return sorted(found, key=lambda entry: entry[0])

    return kept(where, ("comments", field), make)


def review_comments(where: Repository, field: str) -> Sequence[tuple[Place, Issue, ReviewComment]]:
    """Every comment on a line of a pull request, least first."""

    def make() -> list[tuple[Place, Issue, ReviewComment]]:
        found = (
            ((c.updated_at if field == "updated" else c.created_at, c.id), issue, c)
            for issue in where.issues.values()
            for c in issue.review_comments
        )
        return sorted(found, key=lambda entry: entry[0])

    return kept(where, ("review comments", field), make)


def window(
    places: Sequence[Place], first: int, after: str | None, *, descending: bool
) -> tuple[Sequence[Place], bool]:
    """The `first` places after the cursor, in the order asked for, and whether more follow."""
    if descending:
        end = len(places) if after is None else bisect_left(places, read_cursor(after))
        start = max(0, end - first)
        return places[start:end][::-1], start > 0
    start = 0 if after is None else bisect_right(places, read_cursor(after))
    return places[start : start + first], start + first < len(places)


def cursor(place: Place) -> str:
    return base64.b64encode(f"cursor:v2:{place[0].isoformat()}|{place[1]}".encode()).decode()


def read_cursor(text: str) -> Place:
    """The place of a cursor; what is none is refused."""
    try:
        at, _, number = base64.b64decode(text).decode().removeprefix("cursor:v2:").partition("|")
        return datetime.fromisoformat(at), int(number)
    except ValueError as error:
        message = f"`{text}` does not appear to be a valid cursor."
        raise QueryRefused("INVALID_CURSOR_ARGUMENTS", message) from error
