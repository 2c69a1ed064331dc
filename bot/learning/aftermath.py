"""What people did on a thread after a decision of ours. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from bot.learning.items import in_order, is_person
from bot.vocabulary.decisions import Decided
from bot.vocabulary.history import INSIDERS, Activity, Kind, Role

TRIAGES = frozenset(
    {Kind.LABELED, Kind.UNLABELED, Kind.ASSIGNED, Kind.UNASSIGNED, Kind.CLOSED, Kind.REOPENED}
)
"""GitHub lets nobody do that on another's thread who may not triage."""

SENDS_AWAY = "follow-orders"
"""The capability that acts on a maintainer's 👎, and so tells of one."""


MISTAKE = "linchpin-mistake"
"""The label by which maintainers say so, lower case."""


@dataclass(frozen=True)
class Past:
    """All that is known of one thread."""

    rows: Sequence[Activity]
    """In any order."""
    ours: Sequence[Decided]
    """What was decided on it, the oldest first."""
    stood: Mapping[tuple[str, str], datetime | None]
    """(kind, target) of the effects that were done -> when each was taken back, or None."""
    machines: Collection[str] = frozenset()
    """Keyed hashes of accounts that no person acts with."""

    @cached_property
    def people(self) -> Sequence[Activity]:
        """What persons did, in order."""
        return [row for row in in_order(self.rows) if is_person(row, self.machines)]


def is_insiders(row: Activity) -> bool:
    """Whether only somebody of the project can have done it."""
    return row.association in INSIDERS or (row.role is Role.OTHER and row.kind in TRIAGES)


def _folds(decided: Decided) -> bool:
    """Whether our comment was folded away, which of all orders only a 👎 asks for."""
    return decided.allowed and (decided.kind, decided.target) == ("comment", "minimize")


@dataclass(frozen=True)
class Aftermath:
    """One decision, and what came between it and the end of its window."""

    case: Decided
    past: Past
    until: datetime
    is_over: bool
    """Whether that end has come; else `until` is now."""

    @cached_property
    def people(self) -> Sequence[Activity]:
        """What persons did since, in order."""
        return [row for row in self.past.people if self.case.at <= row.at <= self.until]

    @cached_property
    def insiders(self) -> frozenset[str]:
        """Who showed on this thread by then that they may triage."""
        rows = (row for row in self.past.people if row.at <= self.until and is_insiders(row))
        return frozenset(row.actor for row in rows if row.actor)

    @property
    def is_gone(self) -> bool:
        """Whether the thread was deleted or moved."""
        return any(
            r.kind is Kind.GONE and self.case.at <= r.at <= self.until for r in self.past.rows
        )

    @property
    def acted(self) -> bool:
        """Whether it was not only decided but done."""
        return self.case.allowed and self.case.effect in self.past.stood

    @property
    def taken_back_at(self) -> datetime | None:
        """When a person had it undone."""
        at = self.past.stood.get(self.case.effect) if self.acted else None
        return at if at is not None and self.case.at <= at <= self.until else None

    @property
    def was_visited(self) -> bool:
        """Whether somebody of the project dealt with the thread since."""
        return any(is_insiders(row) for row in self.people)

    def done(self, kind: Kind, *, by_author: bool | None = None) -> Iterator[Activity]:
        """What persons did of a kind; the author alone, the others alone, or all."""
        for row in self.people:
            if row.kind is kind and by_author in (None, row.role is Role.AUTHOR):
                yield row

    @property
    def is_closed(self) -> bool:
        """Whether a person closed the thread since, and none reopened it."""
        last = [row.kind for row in self.people if row.kind in (Kind.CLOSED, Kind.REOPENED)]
        return bool(last) and last[-1] is Kind.CLOSED

    @cached_property
    def sent_away_at(self) -> datetime | None:
        """When a maintainer first answered our comment with 👎."""
        heard = [d.at for d in self.past.ours if d.capability == SENDS_AWAY and _folds(d)]
        seen = [row.at for row in self._reactions("-1")]
        return min((at for at in (*heard, *seen) if self.case.at <= at <= self.until), default=None)

    @cached_property
    def welcomed_at(self) -> datetime | None:
        """When a maintainer first answered it with 👍."""
        return next((row.at for row in self._reactions("+1")), None)

    @property
    def mistaken_at(self) -> datetime | None:
        """When a person put the label on that says we were wrong here."""
        put = self.done(Kind.LABELED)
        return next((row.at for row in put if row.detail.casefold() == MISTAKE), None)

    def acted_alone(self, at: datetime) -> bool:
        """Whether all that we wrote on the thread by then came from the case's capability."""
        wrote = {d.capability for d in self.past.ours if d.allowed and d.at < at}
        return wrote - {SENDS_AWAY} == {self.case.capability}

    def stood_alone(self, at: datetime) -> bool:
        """Whether all that our comment said then came from the case's capability."""
        standing: dict[str, str] = {}
        for one in self.past.ours:
            if not one.allowed or one.at >= at:
                continue
            if one.kind == "section-set":
                standing[one.target] = one.capability
            elif one.kind == "section-cleared":
                standing.pop(one.target, None)
        return set(standing.values()) == {self.case.capability}

    def later(self, kind: str) -> Iterator[Decided]:
        """What the case's capability did itself later, in order."""
        for one in self.past.ours:
            is_its = one.capability == self.case.capability and one.kind == kind
            if is_its and one.allowed and self.case.at < one.at <= self.until:
                yield one

    def _reactions(self, content: str) -> Iterator[Activity]:
        for row in self.done(Kind.REACTED):
            if row.detail == content and row.actor in self.insiders:
                yield row
