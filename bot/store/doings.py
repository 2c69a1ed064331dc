"""What we did on a thread that stands, with the reasons that were written down for it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import effects
from bot.store.tables import decision
from bot.vocabulary.actions import Mode
from bot.vocabulary.orders import Doing, Doings
from bot.vocabulary.threads import Thread

UNDOABLE = frozenset(
    {
        ("label-added", None),
        ("label-removed", None),
        ("comment", "living"),
        ("comment", "further"),
        ("thread", "quiet"),
    }
)
"""Kind and target (None: any) of effects that people may see, or see the lack of."""

_DECISIONS = (
    select(decision)
    .where(
        decision.c.repository_id == bindparam("repository_id"),
        decision.c.number == bindparam("number"),
    )
    .order_by(decision.c.at, decision.c.id)
)


async def of_thread(
    connection: AsyncConnection, thread: Thread, delivery: str | None = None
) -> Doings:
    """All of it, with what the orders of that delivery took back already; two reads."""
    given = {"repository_id": thread.repository.id, "number": thread.number}
    rows = (await connection.execute(_DECISIONS, given)).all()
    by_id = {row.id: row for row in rows}
    standing = [
        _doing(by_id[entry.decision_id], entry.kind, entry.target)
        for entry in await effects.of_thread(connection, thread)
        if entry.state in ("sending", "done")
        and entry.undone_at is None
        and entry.decision_id in by_id
        and not UNDOABLE.isdisjoint({(entry.kind, None), (entry.kind, entry.target)})
    ]
    return Doings(
        tuple(standing),
        _latest(r for r in rows if r.kind == "section-set" and r.allowed),
        tuple(
            (r.payload["kind"], r.payload["target"])
            for r in rows
            if r.kind == "taken-back" and r.allowed and _first(r.delivery) == _first(delivery)
        ),
    )


def _first(delivery: str | None) -> str | None:
    """Of a job that is done again, what it was called at first (`bot.work.runner`)."""
    return None if delivery is None else delivery.partition("~")[0]


def _latest(rows: Iterable[Any]) -> tuple[Doing, ...]:
    """The newest of each target, in the order of targets."""
    newest = {row.target: row for row in rows}
    return tuple(_doing(newest[target], newest[target].kind, target) for target in sorted(newest))


def _doing(row: Any, kind: str, target: str) -> Doing:
    return Doing(
        kind,
        target,
        row.at,
        row.capability,
        row.why,
        tuple(row.evidence),
        row.confidence,
        Mode(row.mode),
        row.id,
    )
