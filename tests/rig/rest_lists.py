"""The fake's REST lists over a whole repository: threads, and both kinds of comments."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from tests.rig import lists
from tests.rig.lists import OLDEST, Place
from tests.rig.paging import Listed
from tests.rig.state import State
from tests.rig.things import Issue, Repository

Entry = tuple[Place, Issue, Any]


def threads(state: State, where: Repository, query: Mapping[str, str]) -> Listed:
    """Issues and pull requests; by default the open ones, newest first."""
    wanted = query.get("state", "open")
    states = {"open": ("OPEN",), "closed": ("CLOSED", "MERGED"), "all": None}[wanted]
    field = "UPDATED_AT" if query.get("sort") == "updated" else "CREATED_AT"
    found = lists.threads(where, field, states, pulls=None)
    if field == "UPDATED_AT":
        found = found[bisect_left(found, (_since(query), 0)) :]
    elif "since" in query:
        since = _since(query)
        found = [place for place in found if where.issues[place[1]].updated_at >= since]
    if "creator" in query:
        found = [p for p in found if where.issues[p[1]].author == query["creator"]]
    if query.get("direction", "desc") == "desc":
        found = found[::-1]
    return Listed(found, lambda place: state.issue(where, where.issues[place[1]]))


def comments(state: State, where: Repository, query: Mapping[str, str]) -> Listed:
    """Comments below threads; by default the oldest first."""
    field = query.get("sort", "created")
    found = _chosen(lists.comments(where, field), query)
    return Listed(found, lambda entry: state.comment(where, entry[1], entry[2]))


def review_comments(state: State, where: Repository, query: Mapping[str, str]) -> Listed:
    """Comments on lines of pull requests; by default the oldest first."""
    field = query.get("sort", "created")
    found = _chosen(lists.review_comments(where, field), query)
    return Listed(found, lambda entry: state.review_comment(where, entry[1], entry[2]))


def _chosen(entries: Sequence[Entry], query: Mapping[str, str]) -> Sequence[Entry]:
    if "since" in query:
        since = _since(query)
        if query.get("sort") == "updated":
            entries = entries[bisect_left(entries, (since, 0), key=lambda entry: entry[0]) :]
        else:
            entries = [entry for entry in entries if entry[2].updated_at >= since]
    # GitHub ignores the direction where no sort is given.
    if "sort" in query and query.get("direction", "desc") == "desc":
        entries = entries[::-1]
    return entries


def _since(query: Mapping[str, str]) -> datetime:
    if "since" not in query:
        return OLDEST
    at = datetime.fromisoformat(query["since"])
    return at if at.tzinfo else at.replace(tzinfo=UTC)
