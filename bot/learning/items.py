"""A thread's activity -> what it is now, and how long people waited for a first response. Pure.

First response (CHAOSS, "Time to First Response"): the first comment or review of a person who is
neither the author nor a machine, or a closing by such a person. Comments that only command machines
and comments that were deleted do not count. The clock stands still while a pull request is a draft;
it stops unanswered when the thread is closed without a response by others (then the wait is
censored), and goes on when it is reopened.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from bot.learning.texts import Texts, source_of
from bot.vocabulary.history import Activity, Item, Kind, Role

_ORDER = {kind: place for place, kind in enumerate(Kind)}
_RESPONSES = frozenset({Kind.COMMENTED, Kind.REVIEWED, Kind.CLOSED, Kind.MERGED})
_QUIET = frozenset(
    {
        Kind.SAID,
        Kind.MENTIONED,
        Kind.COMMANDED,
        Kind.SAME,
        Kind.DISTINCT,
        Kind.REACTED,
        Kind.COMMITTED,
        Kind.UNCOMMENTED,
        Kind.CODE_UNCOMMENTED,
    }
)


def in_order(rows: Iterable[Activity]) -> list[Activity]:
    """By time; within one second an order that is always the same."""
    return sorted(rows, key=lambda row: (row.at, _ORDER[row.kind], row.key))


def is_person(row: Activity, machines: Collection[str]) -> bool:
    """Whether a person acted: the author or another, but no machine and no deleted account."""
    return row.role in (Role.AUTHOR, Role.OTHER) and row.actor not in machines


def is_response(row: Activity, texts: Texts, machines: Collection[str]) -> bool:
    """Whether this is a response to the author."""
    if row.kind not in _RESPONSES or row.role is not Role.OTHER or not is_person(row, machines):
        return False
    if row.kind is Kind.COMMENTED:
        return texts.answers(f"c{row.key}")
    return True


def item(rows: Sequence[Activity], machines: Collection[str]) -> Item:
    """What a thread's activity comes to; `machines` are accounts that no person acts with."""
    texts = Texts(rows)
    state = _State()
    for row in in_order(rows):
        state.take(row, texts, machines)
    return state.item()


class _State:
    """A thread on the way through its activity."""

    def __init__(self) -> None:
        self.opening: Activity | None = None
        self.by_bot = False
        self.is_pull_request = False
        self.is_draft = False
        self.closed_at: datetime | None = None
        self.first_closed_at: datetime | None = None
        self.merged_at: datetime | None = None
        self.answer: Activity | None = None
        self.waited_seconds = 0.0
        self.waiting_since: datetime | None = None
        self.last_at: datetime | None = None
        self.labels: set[str] = set()
        self.gone = False

    def take(self, row: Activity, texts: Texts, machines: Collection[str]) -> None:
        """The next thing that happened."""
        source = source_of(row)
        if row.kind not in _QUIET and (source is None or texts.deleted_at(source) is None):
            self.last_at = row.at
        if self.opening is not None and self.answer is None and is_response(row, texts, machines):
            self.answer = row
            self._stop(row.at)
        match row.kind:
            case Kind.OPENED:
                self.opening = row
                self.by_bot = row.role is Role.BOT or row.actor in machines
                self.is_pull_request = row.detail in ("pull", "draft")
                self.is_draft = row.detail == "draft"
                self._start(row.at)
            case Kind.DRAFTED:
                self.is_draft = True
                self._stop(row.at)
            case Kind.READIED:
                self.is_draft = False
                self._start(row.at)
            case Kind.CLOSED | Kind.MERGED:
                self.closed_at = row.at
                self.first_closed_at = self.first_closed_at or row.at
                if row.kind is Kind.MERGED:
                    self.merged_at = row.at
                self._stop(row.at)
            case Kind.REOPENED:
                self.closed_at = None
                self._start(row.at)
            case Kind.LABELED:
                self.labels.add(row.detail)
            case Kind.UNLABELED:
                self.labels.discard(row.detail)
            case Kind.GONE:
                self.gone = True
                self._stop(row.at)
            case _:
                pass

    def _start(self, at: datetime) -> None:
        waits = self.answer is None and self.closed_at is None
        waits = waits and not (self.is_draft or self.gone)
        if waits and self.opening is not None and self.waiting_since is None:
            self.waiting_since = at

    def _stop(self, at: datetime) -> None:
        if self.waiting_since is not None:
            self.waited_seconds += (at - self.waiting_since).total_seconds()
            self.waiting_since = None

    def item(self) -> Item:
        """Where the thread stands."""
        opening, answer = self.opening, self.answer
        return Item(
            is_pull_request=self.is_pull_request,
            author=opening.actor if opening else None,
            by_bot=self.by_bot,
            opened_at=opening.at if opening else None,
            is_draft=self.is_draft,
            closed_at=self.closed_at,
            first_closed_at=self.first_closed_at,
            merged_at=self.merged_at,
            answered_at=answer.at if answer else None,
            answered_by=answer.actor if answer else None,
            waited_seconds=self.waited_seconds,
            waiting_since=self.waiting_since,
            last_at=self.last_at,
            labels=tuple(sorted(self.labels)),
            gone=self.gone,
        )
