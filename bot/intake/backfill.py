"""Reads one page of a repository's past."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.github.errors import GitHubFailed, NotFound, QueryFailed, Unreachable
from bot.intake import history_queries as queries
from bot.intake.fields import Malformed
from bot.intake.history import is_whole, review_comment_events, thread_events
from bot.intake.timeline import Node, instant
from bot.learning.activity import told
from bot.learning.names import Names
from bot.vocabulary.backfill import Chain, Reading, Stage
from bot.vocabulary.events import ThreadEvent
from bot.vocabulary.history import Told
from bot.vocabulary.threads import Repository

ITEMS = 100
"""Of a timeline, with its thread: GitHub's most. Some one in a hundred threads is longer."""

FEWER_ITEMS = 25
"""When even one thread with all of them takes GitHub too long."""

LARGEST_PAGE = 100

OVERLAP = timedelta(minutes=2)
"""What changed a little before the reading began is read again: clocks differ."""


STRANGE = (Malformed, KeyError, TypeError, AttributeError, ValueError, OverflowError)
"""What reading raises where GitHub's answer has another shape than its schema says."""


class TooMuch(GitHubFailed):
    """GitHub could not read the page in its 10 seconds: ask for less."""


class Reader(Protocol):
    """The reads this module needs."""

    async def query(self, document: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        """The `data` of a GraphQL answer."""
        ...

    async def get(self, path: str, **query: Any) -> Any:
        """One REST read."""
        ...


@dataclass(frozen=True, slots=True)
class Limit:
    """What is left of GitHub's limit, as the answer says."""

    cost: int
    limit: int
    remaining: int
    resets_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """What was read, raw."""

    nodes: Sequence[Node]
    cursor: str
    """Where the next page begins; "" when this was the last of its stage."""
    reached_at: datetime | None
    limit: Limit | None
    is_all: bool = False
    """There are no other threads of this kind, older ones included."""
    name: str = ""
    """The repository's present "owner/name"; "" where the answer does not say."""

    @property
    def entries(self) -> int:
        """How much there is to understand."""
        timelines = (node.get("timelineItems") or {} for node in self.nodes)
        return len(self.nodes) + sum(len(one.get("nodes") or ()) for one in timelines)


@dataclass(frozen=True, slots=True)
class Unread:
    """A thread whose timeline goes on."""

    number: int
    cursor: str


async def read_page(
    reader: Reader,
    repository: Repository,
    reading: Reading,
    long: Unread | None,
    *,
    commits: bool,
) -> Page:
    """The next page of a reading; in the stage LONG of the thread `long`.

    One read. Raises `TooMuch`, and what GitHub fails with.
    """
    if reading.chain is Chain.COMMENTS:
        return await _comments(reader, repository, reading)
    if reading.stage is Stage.LONG:
        if long is None:
            return Page((), "", reading.reached_at, None)
        return await _rest(reader, repository, long, reading.page_size, commits=commits)
    is_open = reading.stage is Stage.OPEN
    data = await _query(
        reader,
        queries.ISSUES if reading.chain is Chain.ISSUES else queries.PULLS,
        repository,
        {
            "first": reading.page_size,
            "after": reading.cursor or None,
            "states": ["OPEN"] if is_open else None,
            "direction": "ASC" if is_open else "DESC",
            **_items(reading.page_size, commits=commits),
        },
    )
    found = data["repository"]
    if found is None:
        raise NotFound(404, "the repository is gone, or not ours to see", repository.full_name)
    threads = found["threads"]
    nodes = [node for node in threads["nodes"] if node]
    changed = [instant(node["updatedAt"]) for node in nodes]
    if is_open:
        # What changed since then was read before.
        nodes = [node for node, at in zip(nodes, changed, strict=True) if at < reading.since]
        is_over = any(at >= reading.since for at in changed)
    else:
        until = reading.since if reading.stage is Stage.RECENT else reading.started_at - OVERLAP
        nodes = [node for node, at in zip(nodes, changed, strict=True) if at >= until]
        is_over = any(at < until for at in changed)
    more = threads["pageInfo"]["hasNextPage"] and not is_over
    cursor = str(threads["pageInfo"]["endCursor"]) if more else ""
    reached_at = changed[-1] if changed else reading.reached_at
    if cursor and cursor == reading.cursor:
        raise QueryFailed(["REPEATED_CURSOR"], "the next page begins where this one did")
    is_all = not (is_open or is_over or threads["pageInfo"]["hasNextPage"])
    return Page(nodes, cursor, reached_at, _limit(data), is_all, _name(found))


async def _rest(
    reader: Reader, repository: Repository, long: Unread, page_size: int, *, commits: bool
) -> Page:
    given = {"number": long.number, "afterItem": long.cursor, **_items(page_size, commits=commits)}
    data = await _query(reader, queries.THREAD_REST, repository, given)
    node = (data["repository"] or {}).get("thread")
    if node and not is_whole(node):
        cursor = node["timelineItems"]["pageInfo"]["endCursor"]
        if cursor == long.cursor:
            raise QueryFailed(["REPEATED_CURSOR"], f"the timeline of {long.number} has no end")
    return Page([node] if node else [], "", None, _limit(data))


async def _comments(reader: Reader, repository: Repository, reading: Reading) -> Page:
    """By their last change, oldest first: what changes meanwhile comes again at the end.

    The cursor is a time, and the page below it: a hundred may have changed in one second.
    """
    since, _, page = reading.cursor.partition("|")
    since = since or _written(reading.since)
    number = int(page or 1)
    found = await reader.get(
        f"/repos/{repository.full_name}/pulls/comments",
        sort="updated",
        direction="asc",
        since=since,
        per_page=LARGEST_PAGE,
        page=number,
    )
    if not found:
        return Page((), "", reading.started_at, None)
    last = str(found[-1]["updated_at"])
    next_page = f"{since}|{number + 1}" if last == since else f"{last}|1"
    cursor = next_page if len(found) == LARGEST_PAGE else ""
    return Page(found, cursor, instant(last), None)


def told_by_page(
    repository: Repository, page: Page, reading: Reading, names: Names
) -> tuple[tuple[Told, ...], tuple[Unread, ...], tuple[str, ...]]:
    """What a page tells of its threads, which of them go on, and which could not be understood.

    Pure; 50 ms for a full page. A thread that GitHub tells in a way nobody thought of is left out,
    with the reason, so that it does not stand in the way of all others.
    """
    events: list[ThreadEvent] = []
    whole: dict[int, datetime] = {}
    long: list[Unread] = []
    strange: list[str] = []
    for node in page.nodes:
        try:
            if reading.chain is Chain.COMMENTS:
                events += review_comment_events(repository, _number(node), node)
                continue
            found, number = thread_events(repository, node), int(node["number"])
            if is_whole(node):
                whole[number] = instant(node["updatedAt"])
            else:
                cursor = str(node["timelineItems"]["pageInfo"]["endCursor"])
                long.append(Unread(number, cursor))
            events += found
        except STRANGE as error:
            strange.append(f"{node.get('number', node.get('id'))}: {type(error).__name__}")
    entire = reading.stage is not Stage.LONG
    return told(events, names, whole, entire=entire), tuple(long), tuple(strange)


def smaller(page_size: int) -> int | None:
    """The page to ask for when GitHub found one too much; None when there is no smaller one."""
    return page_size // 2 if page_size > 1 else None


def _items(page_size: int, *, commits: bool) -> dict[str, Any]:
    """How much of each timeline; commits only where somebody agreed."""
    asked: dict[str, Any] = {"items": FEWER_ITEMS if page_size == 1 else ITEMS}
    if commits:
        asked["pullItems"] = [*queries.PULL_ITEMS, queries.COMMITS]
    return asked


TOO_MUCH = ("timeout", "timedout", "something went wrong", "node limit", "max_node_limit")


async def _query(
    reader: Reader, document: str, repository: Repository, given: Mapping[str, Any]
) -> Mapping[str, Any]:
    try:
        return await reader.query(document, queries.variables(document, repository, given))
    except Unreachable as failed:
        raise TooMuch(str(failed)) from failed
    except QueryFailed as failed:
        told_so = str(failed).lower()
        if any(words in told_so for words in TOO_MUCH):
            raise TooMuch(str(failed)) from failed
        raise


def _limit(data: Mapping[str, Any]) -> Limit | None:
    found = data.get("rateLimit")
    if not found:
        return None
    return Limit(found["cost"], found["limit"], found["remaining"], instant(found["resetAt"]))


def _name(found: Mapping[str, Any]) -> str:
    return f"{found['owner']['login']}/{found['name']}"


def _number(comment: Node) -> int:
    """The pull request of a comment: the last part of its address."""
    return int(str(comment["pull_request_url"]).rpartition("/")[2])


def _written(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
