"""A thread's activity -> who was asked for what, and how it ended. Pure.

A demand is a review requested, an assignment, or a mention by another person; one at a time for
each person and thread. It ends as answered when that person comments, reviews, closes or merges; as
relieved when somebody else does what was asked; as withdrawn when it was taken back, or the author
closed the thread; as expired after 60 days. Replies between author and maintainers about the
author's own thread are conversation, not demands. Sources: triagebot's rules for what waits for a
review (rust-lang/triagebot, pr_tracking), and for counting relief apart (our field notes, P1-P3).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.learning.items import in_order, is_person
from bot.learning.texts import Texts
from bot.vocabulary.history import INSIDERS, Activity, Demand, Ending, Kind, Role

EXPIRES = timedelta(days=60)
"""P2 of the field notes: what nobody answered in 60 days, nobody expects answered any more."""

REVIEW, ASSIGNMENT, MENTION = "review", "assignment", "mention"

_CLOSING = frozenset({Kind.CLOSED, Kind.MERGED})
_Target = tuple[str | None, str]
"""(person, team): one of the two."""


@dataclass(frozen=True, slots=True)
class _Ask:
    """Somebody is asked, or is not asked any more."""

    at: datetime
    target: _Target
    cause: str
    source: str
    by: str | None
    taken_back: bool


@dataclass(slots=True)
class _Open:
    """A demand that has not ended."""

    demand: Demand
    sources: set[tuple[str, str]] = field(default_factory=set)
    """(cause, source) pairs that still stand."""

    def waits_for(self, cause: str) -> bool:
        """Whether it still stands for this cause, perhaps among others."""
        return any(standing == cause for standing, _source in self.sources)


class _Thread:
    """A thread's demands on the way through its activity."""

    def __init__(self, author: str | None, machines: Collection[str]) -> None:
        self._author = author
        self._machines = machines
        self._open: dict[_Target, _Open] = {}
        """Oldest first."""
        self._only_mentioned: set[_Target] = set()
        self._cycles: dict[_Target, int] = {}
        self._refusals: dict[str, str | None] = {}
        """Reviews that ask the author for changes, and whose; empty once the author moved."""
        self._is_draft = False
        self.ended: list[Demand] = []

    def expire(self, now: datetime) -> None:
        """End what nobody answered in time."""
        while self._open:
            target, oldest = next(iter(self._open.items()))
            if oldest.demand.asked_at + EXPIRES > now:
                return
            self._end(target, oldest.demand.asked_at + EXPIRES, Ending.EXPIRED, None)

    def ask(self, ask: _Ask) -> None:
        """A demand begins, or goes on for one more reason."""
        target = ask.target
        if target[0] is not None and target[0] in self._machines:
            return
        if target[0] is not None and target[0] == self._author and ask.cause != ASSIGNMENT:
            return
        if target not in self._open:
            self._cycles[target] = self._cycles.get(target, 0) + 1
            demand = Demand(*target, self._cycles[target], ask.at, ask.by, ())
            self._open[target] = _Open(demand)
        one = self._open[target]
        one.sources.add((ask.cause, ask.source))
        self._note(target, one)
        causes = tuple(sorted({*one.demand.causes, ask.cause}))
        one.demand = replace(one.demand, causes=causes)
        if ask.cause == REVIEW:
            self._refusals.clear()

    def take_back(self, ask: _Ask) -> None:
        """One reason goes; with the last one the demand."""
        one = self._open.get(ask.target)
        if one is None:
            return
        one.sources = {
            (cause, source)
            for cause, source in one.sources
            if cause != ask.cause or (ask.cause == MENTION and source != ask.source)
        }
        self._note(ask.target, one)
        if not one.sources:
            self._end(ask.target, ask.at, Ending.WITHDRAWN, ask.by)

    def _note(self, target: _Target, one: _Open) -> None:
        if all(cause == MENTION for cause, _source in one.sources):
            self._only_mentioned.add(target)
        else:
            self._only_mentioned.discard(target)

    def respond(self, row: Activity) -> None:
        """Somebody commented or reviewed."""
        is_human = is_person(row, self._machines)
        if row.role is Role.AUTHOR:
            self._refusals.clear()
        elif row.kind is Kind.REVIEWED and row.detail == "changes_requested" and is_human:
            self._refusals[row.key] = row.actor
        elif row.kind is Kind.REVIEWED and row.detail == "approved":
            self._refusals = {k: by for k, by in self._refusals.items() if by != row.actor}
        if row.actor is not None:
            self._end((row.actor, ""), row.at, Ending.ANSWERED, row.actor)
        if not is_human or row.role is Role.AUTHOR:
            return
        if row.kind is Kind.REVIEWED:
            for target in [t for t in self._open if t[0] is None]:
                self._end(target, row.at, Ending.ANSWERED, row.actor)
        if row.association in INSIDERS:
            for target in list(self._only_mentioned):
                # Two who were erased are not one.
                if row.actor is None or row.actor != self._open[target].demand.asked_by:
                    self._end(target, row.at, Ending.RELIEVED, row.actor)

    def command(self, row: Activity) -> None:
        """Somebody told a machine what to do, e.g. "/approve": no answer to others, but an act."""
        if row.actor is not None and is_person(row, self._machines):
            self._end((row.actor, ""), row.at, Ending.ANSWERED, row.actor)

    def close(self, row: Activity) -> None:
        """The thread was closed or merged: nothing is left to do."""
        for target in list(self._open):
            if row.actor is not None and target[0] == row.actor:
                self._end(target, row.at, Ending.ANSWERED, row.actor)
            elif row.role is Role.AUTHOR and row.kind is Kind.CLOSED:
                self._end(target, row.at, Ending.WITHDRAWN, row.actor)
            else:
                self._end(target, row.at, Ending.RELIEVED, row.actor)

    def take(self, row: Activity) -> None:
        """What else happened on the thread."""
        match row.kind:
            case Kind.OPENED:
                self._is_draft = row.detail == "draft"
            case Kind.DRAFTED:
                self._is_draft = True
            case Kind.READIED:
                self._is_draft = False
                self._refusals.clear()
            case Kind.DISMISSED:
                self._refusals.pop(row.key, None)
            case Kind.CLOSED | Kind.MERGED:
                self.close(row)
            case Kind.GONE:
                for target in list(self._open):
                    self._end(target, row.at, Ending.WITHDRAWN, None)
            case _:
                pass

    def result(self) -> tuple[Demand, ...]:
        """All demands, oldest first."""
        in_court = not (self._is_draft or self._refusals)
        standing = [
            replace(one.demand, in_court=in_court or not one.waits_for(REVIEW))
            for one in self._open.values()
        ]
        everything = [*self.ended, *standing]
        return tuple(sorted(everything, key=lambda d: (d.asked_at, d.person or "", d.team)))

    def _end(self, target: _Target, at: datetime, ending: Ending, by: str | None) -> None:
        one = self._open.pop(target, None)
        self._only_mentioned.discard(target)
        if one is not None:
            ended = replace(one.demand, in_court=False, ended_at=at, ending=ending, ended_by=by)
            self.ended.append(ended)


def demands(
    rows: Sequence[Activity],
    machines: Collection[str],
    persons: Mapping[str, str],
    now: datetime,
) -> tuple[Demand, ...]:
    """The demands of a thread until `now`.

    `machines`: accounts that no person acts with, bots among them. `persons`: keyed login -> keyed
    person, for those who are known; a mention of anybody else is of nobody we know.
    """
    opening = next((row for row in rows if row.kind is Kind.OPENED), None)
    thread = _Thread(opening.actor if opening else None, machines)
    texts = Texts(rows)
    asks = [*_asks(rows), *_mentions(texts, machines, persons)]
    # Within one second: what was done, then what was taken back, then what was asked; closing comes
    # last, since "close with comment" is both.
    steps: list[tuple[datetime, int, str, Activity | _Ask]] = [
        (row.at, 3 if row.kind in _CLOSING else 0, f"{place:06}", row)
        for place, row in enumerate(in_order(rows))
    ]
    steps += [(a.at, 1 if a.taken_back else 2, f"{a.cause}{a.source}", a) for a in asks]
    for at, _rank, _key, step in sorted(steps, key=lambda s: s[:3]):
        thread.expire(at)
        if isinstance(step, _Ask):
            if step.taken_back:
                thread.take_back(step)
            else:
                thread.ask(step)
        elif step.kind is Kind.REVIEWED:
            thread.respond(step)
        elif step.kind is Kind.COMMENTED:
            source = f"c{step.key}"
            if texts.answers(source):
                thread.respond(step)
            elif texts.deleted_at(source) is None:
                thread.command(step)
        else:
            thread.take(step)
    thread.expire(now)
    return thread.result()


def _asks(rows: Sequence[Activity]) -> list[_Ask]:
    kinds = {
        Kind.REVIEW_REQUESTED: (REVIEW, False),
        Kind.REVIEW_UNREQUESTED: (REVIEW, True),
        Kind.ASSIGNED: (ASSIGNMENT, False),
        Kind.UNASSIGNED: (ASSIGNMENT, True),
    }
    found = []
    for row in rows:
        if row.kind in kinds and (row.subject is not None or row.detail):
            cause, taken_back = kinds[row.kind]
            target = (row.subject, "" if row.subject else row.detail)
            found.append(_Ask(row.at, target, cause, row.key, row.actor, taken_back))
    return found


def _mentions(texts: Texts, machines: Collection[str], persons: Mapping[str, str]) -> list[_Ask]:
    found = []
    for mention in texts.mentions():
        person, text = persons.get(mention.login_key), mention.text
        if person is None or person == text.actor or not is_person(text, machines):
            continue
        ask = _Ask(text.at, (person, ""), MENTION, mention.source, text.actor, taken_back=False)
        found.append(ask)
        if mention.gone_at is not None:
            found.append(replace(ask, at=mention.gone_at, taken_back=True))
    return found
