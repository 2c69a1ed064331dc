"""The effects ledger: intent, then the call, then done; and how to take it back.

An intent without done means that a process died in between: whether the call happened is found
out by looking at GitHub, never guessed.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import effect
from bot.store.upsert import upsert
from bot.vocabulary.threads import Thread


@dataclass(frozen=True, slots=True)
class Entry:
    """One effect's row."""

    key: str
    kind: str
    target: str
    state: str
    """intent, sending (what cannot be sent twice; counts as sent), done, or refused (by GitHub, or
    dropped by a later look)."""
    decision_id: str
    undo: dict[str, Any]
    result: dict[str, Any] | None
    times: int
    """How often it was done so far."""
    undone_at: datetime | None
    refused_at: datetime | None = None
    """When GitHub itself refused it; None where a later look dropped it."""


_OF_THREAD = (
    select(effect)
    .where(
        effect.c.repository_id == bindparam("repository_id"),
        effect.c.number == bindparam("number"),
    )
    .order_by(effect.c.intent_at)
)


async def of_thread(connection: AsyncConnection, where: Thread) -> tuple[Entry, ...]:
    """All effects on a thread, in the order of intent."""
    given = {"repository_id": where.repository.id, "number": where.number}
    rows = await connection.execute(_OF_THREAD, given)
    return tuple(
        Entry(
            r.key,
            r.kind,
            r.target,
            r.state,
            r.decision_id,
            r.undo,
            r.result,
            r.times,
            r.undone_at,
            r.done_at if r.state == "refused" and r.result.get("by_github") else None,
        )
        for r in rows
    )


async def intend(
    connection: AsyncConnection,
    where: Thread,
    *,
    key: str,
    kind: str,
    target: str,
    decision_id: str,
    undo: dict[str, Any],
    owner: str,
    now: datetime,
) -> None:
    """Write down what is about to be done, and by which executor."""
    await upsert(
        connection,
        effect,
        {
            "key": key,
            "repository_id": where.repository.id,
            "number": where.number,
            "kind": kind,
            "target": target,
            "state": "intent",
            "decision_id": decision_id,
            "undo": undo,
            "owner": owner,
            "intent_at": now,
            "undone_at": None,
        },
    )


_DONE = (
    update(effect).where(effect.c.key == bindparam("effect_key")).values(times=effect.c.times + 1)
)


async def done(
    connection: AsyncConnection,
    key: str,
    now: datetime,
    *,
    result: dict[str, Any],
    undo: dict[str, Any] | None = None,
) -> None:
    """Write down that it happened, with what GitHub answered that undo or a later edit needs."""
    values: dict[str, Any] = {"state": "done", "done_at": now, "result": result}
    if undo is not None:
        values["undo"] = undo
    await connection.execute(_DONE, {"effect_key": key, **values})


async def sending(connection: AsyncConnection, key: str) -> None:
    """Write down, just before the call, that it is made: whatever comes, it counts as sent."""
    await connection.execute(update(effect).where(effect.c.key == key).values(state="sending"))


async def not_sent(connection: AsyncConnection, key: str) -> None:
    """Write down that the call surely did nothing, so that the job may try again."""
    await connection.execute(update(effect).where(effect.c.key == key).values(state="intent"))


async def refused(
    connection: AsyncConnection, key: str, now: datetime, why: str, *, by_github: bool = True
) -> None:
    """Write down that it will not happen, so that nobody tries again for the same reason."""
    await connection.execute(
        update(effect)
        .where(effect.c.key == key)
        .values(state="refused", done_at=now, result={"why": why[:500], "by_github": by_github})
    )


async def taken_off(connection: AsyncConnection, where: Thread, label: str, at: datetime) -> None:
    """A person took a label off that we had put on: it is not to come back."""
    await connection.execute(
        update(effect)
        .where(
            effect.c.repository_id == where.repository.id,
            effect.c.number == where.number,
            effect.c.kind == "label-added",
            effect.c.target == label,
        )
        .values(undone_at=at)
    )


async def undone(connection: AsyncConnection, key: str, now: datetime) -> None:
    """Write down that it was taken back, by us or by a person."""
    await connection.execute(update(effect).where(effect.c.key == key).values(undone_at=now))
