"""What follows from measured trust: proposals that wait for a maintainer, and demotions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import modes
from bot.store.trust_tables import trust
from bot.store.upsert import upsert
from bot.vocabulary.actions import Mode


@dataclass(frozen=True, slots=True)
class Standing:
    """One capability in one repository."""

    since: datetime | None = None
    """Cases count from here; None: all of them."""
    proposed: Mode | None = None
    """What a maintainer is to decide on: to promote, or to lower what the config says."""
    proposed_at: datetime | None = None
    why: str = ""
    """Of the proposal, else of the last demotion."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal that waits."""

    repository_id: int
    capability: str
    mode: Mode
    why: str
    at: datetime


async def of_repository(connection: AsyncConnection, repository_id: int) -> Mapping[str, Standing]:
    """Capability -> its standing, of those that have any."""
    rows = await connection.execute(select(trust).where(trust.c.repository_id == repository_id))
    return {
        r.capability: Standing(
            r.since, None if r.proposed is None else Mode(r.proposed), r.proposed_at, r.why
        )
        for r in rows
    }


async def proposals(
    connection: AsyncConnection, repository_id: int | None = None
) -> Sequence[Proposed]:
    """What waits for maintainers, in one repository or in all; the oldest first."""
    statement = select(trust).where(trust.c.proposed.is_not(None))
    if repository_id is not None:
        statement = statement.where(trust.c.repository_id == repository_id)
    rows = await connection.execute(
        statement.order_by(trust.c.proposed_at, trust.c.repository_id, trust.c.capability)
    )
    return [
        Proposed(r.repository_id, r.capability, Mode(r.proposed), r.why, r.proposed_at)
        for r in rows
    ]


async def propose(
    connection: AsyncConnection,
    repository_id: int,
    capability: str,
    mode: Mode,
    why: str,
    now: datetime,
) -> None:
    """Keep a proposal for a maintainer to decide on."""
    row = {"repository_id": repository_id, "capability": capability}
    await upsert(connection, trust, {**row, "proposed": mode.value, "proposed_at": now, "why": why})


async def withdraw(connection: AsyncConnection, repository_id: int, capability: str) -> None:
    """Take a proposal back: it does not follow any more."""
    await connection.execute(
        update(trust)
        .where(trust.c.repository_id == repository_id, trust.c.capability == capability)
        .values(proposed=None, proposed_at=None, why="")
    )


async def demote(
    connection: AsyncConnection,
    repository_id: int,
    capability: str,
    mode: Mode,
    why: str,
    now: datetime,
) -> None:
    """Lower the mode at once; cases count from here. By what was measured, or a person's word."""
    await modes.put(connection, repository_id, capability, mode, why, now)
    await _anew(connection, repository_id, capability, why, now)


async def accept(
    connection: AsyncConnection,
    repository_id: int,
    capability: str,
    mode: Mode,
    why: str,
    now: datetime,
) -> None:
    """A maintainer said yes to `mode`; to less than was proposed: then only new cases propose."""
    standing = (await of_repository(connection, repository_id)).get(capability, Standing())
    await modes.put(connection, repository_id, capability, mode, why, now)
    if standing.proposed in (None, mode):
        await withdraw(connection, repository_id, capability)
    else:
        await _anew(connection, repository_id, capability, why, now)


async def decline(
    connection: AsyncConnection, repository_id: int, capability: str, now: datetime
) -> None:
    """A maintainer said no: only cases from here on make another proposal."""
    await _anew(connection, repository_id, capability, "a maintainer said no", now)


async def _anew(
    connection: AsyncConnection, repository_id: int, capability: str, why: str, now: datetime
) -> None:
    row = {"repository_id": repository_id, "capability": capability, "since": now, "why": why}
    await upsert(connection, trust, {**row, "proposed": None, "proposed_at": None})
