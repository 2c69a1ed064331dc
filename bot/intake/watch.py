"""What changed on a repository without the App since the last look, as the events of its threads.

One conditional REST request tells whether anything changed: it is free of GitHub's limit when
nothing did. Then two GraphQL reads and two REST reads tell what. Nothing is written, ever.

Polling does not see what leaves no trace: deleted comments, threads that were deleted or moved.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.intake import fields
from bot.intake import history_queries as queries
from bot.intake.history import is_whole, item_events, opening_events, review_comment_events
from bot.intake.timeline import Node, actor, instant
from bot.vocabulary.events import CommentEdited, ThreadEdited, ThreadEvent
from bot.vocabulary.people import Person
from bot.vocabulary.threads import Repository, Thread

EVERY = timedelta(minutes=5)
"""Between two looks: half of the ten minutes after which the figures count as late."""

THREADS = 50
ITEMS = 50
"""At a time; a repository as busy as vLLM changes some twenty threads in five minutes."""

COMMENTS = 100
"""At a time: GitHub's most."""

UNSETTLED = timedelta(seconds=5)
"""What changed within these may change again in the same second: it is looked at once more."""

OVERLAP = timedelta(minutes=1)
"""Of what is asked for with what was seen; seeing an event twice adds nothing."""

MOST_PAGES = 20
"""Of each list in one look. What an outage of days left beyond them only a backfill finds."""


class Reader(Protocol):
    """The reads this module needs."""

    async def query(self, document: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        """The `data` of a GraphQL answer."""
        ...

    async def get(self, path: str, **query: Any) -> Any:
        """One REST read; free when GitHub says that nothing changed."""
        ...


@dataclass(frozen=True, slots=True)
class Changes:
    """What a look found."""

    events: tuple[ThreadEvent, ...]
    """Oldest first in each thread."""
    seen_until: datetime
    requests: int


async def look(
    reader: Reader, repository: Repository, seen_until: datetime, now: datetime
) -> Changes:
    """What changed after `seen_until`. Raises what GitHub fails with."""
    where = f"/repos/{repository.full_name}"
    newest = await reader.get(
        f"{where}/issues", state="all", sort="updated", direction="desc", per_page=1
    )
    changed_at = instant(newest[0]["updated_at"]) if newest else seen_until
    if changed_at <= seen_until:
        return Changes((), seen_until, 1)
    since = seen_until - OVERLAP
    found = _Found(repository, since, seen_until)
    for document in (queries.ISSUES, queries.PULLS):
        await found.read(reader, document)
    text = since.strftime("%Y-%m-%dT%H:%M:%SZ")
    for list_path in ("issues/comments", "pulls/comments"):
        for page in range(1, MOST_PAGES + 1):
            comments = await reader.get(
                f"{where}/{list_path}",
                sort="updated",
                direction="asc",
                since=text,
                per_page=COMMENTS,
                page=page,
            )
            found.requests += 1
            found.take_comments(comments, on_code=list_path == "pulls/comments")
            if len(comments) < COMMENTS:
                break
    until = max(seen_until, min(found.newest, now - UNSETTLED))
    return Changes(tuple(found.events), until, found.requests + 1)


class _Found:
    """What one look has found so far."""

    def __init__(self, repository: Repository, since: datetime, seen_until: datetime) -> None:
        self._repository = repository
        self._since = since
        self._openers: dict[int, tuple[Person | None, bool]] = {}
        self.newest = seen_until
        self.events: list[ThreadEvent] = []
        self.requests = 0

    async def read(self, reader: Reader, document: str) -> None:
        """The threads of one kind that changed."""
        after: str | None = None
        for _page in range(MOST_PAGES):
            data = await reader.query(document, self._variables(document, after=after))
            self.requests += 1
            threads = data["repository"]["threads"]
            nodes = [node for node in threads["nodes"] if node]
            changed = [n for n in nodes if instant(n["updatedAt"]) >= self._since]
            for node in changed:
                await self._take(reader, node)
            after = threads["pageInfo"]["endCursor"]
            if len(changed) < len(nodes) or not threads["pageInfo"]["hasNextPage"]:
                return

    async def _take(self, reader: Reader, node: Node) -> None:
        number = int(node["number"])
        self.newest = max(self.newest, instant(node["updatedAt"]))
        self._openers[number] = actor(node.get("author")), node["__typename"] == "PullRequest"
        for event in opening_events(self._repository, node):
            is_edit = isinstance(event, ThreadEdited)
            if event.at >= self._since and (is_edit or instant(node["createdAt"]) >= self._since):
                self.events.append(event)
        self.events += item_events(self._repository, node)
        while not is_whole(node):
            cursor = node["timelineItems"]["pageInfo"]["endCursor"]
            variables = self._variables(queries.THREAD_REST, afterItem=cursor, number=number)
            data = await reader.query(queries.THREAD_REST, variables)
            self.requests += 1
            following = (data["repository"] or {}).get("thread")
            if not following or following["timelineItems"]["pageInfo"]["endCursor"] == cursor:
                return
            node = following
            self.events += item_events(self._repository, node)

    def take_comments(self, comments: Sequence[Node], *, on_code: bool) -> None:
        """Comments that changed: those on lines, and of the others those that were edited."""
        for comment in comments:
            address = comment["pull_request_url" if on_code else "issue_url"]
            number = int(str(address).rpartition("/")[2])
            if on_code:
                self.events += review_comment_events(self._repository, number, comment)
                continue
            written_at, changed_at = instant(comment["created_at"]), instant(comment["updated_at"])
            if changed_at <= written_at or number not in self._openers:
                continue
            opener, is_pull_request = self._openers[number]
            author = fields.person(comment.get("user"))
            self.events.append(
                CommentEdited(
                    Thread(self._repository, number),
                    author,
                    changed_at,
                    is_pull_request,
                    int(comment["id"]),
                    author,
                    str(comment.get("body") or ""),
                    None,
                    opener=opener,
                    association=str(comment.get("author_association") or "NONE"),
                    written_at=written_at,
                )
            )

    def _variables(self, document: str, **given: Any) -> dict[str, Any]:
        since = self._since.strftime("%Y-%m-%dT%H:%M:%SZ")
        asked = {"first": THREADS, "items": ITEMS, "itemsSince": since, **given}
        return queries.variables(document, self._repository, asked)
