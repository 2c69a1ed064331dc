"""The inbox in PostgreSQL, schema `inbox`, written by one connection of each process."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import asyncpg

from bot.intake.deliveries import Entry, State
from bot.intake.inbox import KEEP_DEAD_BODIES, KEEP_ROWS, Arrival, Inbox, Limits
from bot.intake.sqlite_inbox import COLUMNS, entry, unless_settled

CREATE = """
CREATE SCHEMA IF NOT EXISTS inbox;
CREATE TABLE IF NOT EXISTS inbox.delivery (
  number bigserial PRIMARY KEY,
  id text NOT NULL UNIQUE,
  source text NOT NULL,
  event text NOT NULL,
  attempt integer NOT NULL DEFAULT 1,
  state text NOT NULL DEFAULT 'waiting',
  reason text NOT NULL DEFAULT '',
  received_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  body bytea NOT NULL
);
CREATE INDEX IF NOT EXISTS delivery_waiting ON inbox.delivery (number) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS delivery_changed ON inbox.delivery (changed_at);
"""

PUT = """
INSERT INTO inbox.delivery AS known (id, source, event, received_at, changed_at, body)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $4::timestamptz[],
  $5::bytea[])
ON CONFLICT (id) DO UPDATE SET attempt = known.attempt + 1, state = 'waiting', reason = '',
  changed_at = excluded.changed_at, body = excluded.body
WHERE known.state = 'dead'
"""


class PostgresInbox(Inbox):
    """The inbox of many processes."""

    def __init__(self, url: str, limits: Limits | None = None) -> None:
        super().__init__(limits)
        self._url = url
        self._pool: asyncpg.Pool | None = None

    async def create(self) -> None:
        """Make schema and table; `linchpin db upgrade` does."""
        connection = await asyncpg.connect(self._url)
        try:
            await connection.execute(CREATE)
        finally:
            await connection.close()

    async def _connect(self) -> None:
        self._pool = await asyncpg.create_pool(
            self._url,
            min_size=1,
            max_size=3,
            command_timeout=self._limits.commit_seconds,
            timeout=5,
        )

    async def _disconnect(self) -> None:
        if self._pool is not None:
            await self._pool.close()

    @property
    def _connections(self) -> asyncpg.Pool:
        if self._pool is None:
            raise RuntimeError("open the inbox first")
        return self._pool

    async def _store(self, arrivals: Sequence[Arrival]) -> None:
        # One statement may name a row once; of two arrivals in one group the first is enough.
        distinct = list({a.id: a for a in reversed(arrivals)}.values())[::-1]
        await self._connections.execute(
            PUT,
            [a.id for a in distinct],
            [a.source for a in distinct],
            [a.event for a in distinct],
            [a.received_at for a in distinct],
            [a.packed for a in distinct],
        )

    async def waiting(self, limit: int) -> Sequence[Entry]:
        """Oldest first."""
        rows = await self._connections.fetch(
            f"SELECT {COLUMNS} FROM inbox.delivery WHERE state = 'waiting' "
            "ORDER BY number LIMIT $1",
            limit,
        )
        return [entry(tuple(row)) for row in rows]

    async def mark(
        self, ids: Sequence[tuple[str, int]], state: State, now: datetime, reason: str = ""
    ) -> None:
        """See `Inbox.mark`."""
        over = state in (State.DONE, State.DROPPED)
        body = ", body = ''" if over else ""
        await self._connections.execute(
            f"UPDATE inbox.delivery SET state = $3, reason = $4, changed_at = $5{body} "
            "WHERE (id, attempt) IN (SELECT * FROM unnest($1::text[], $2::int[]))"
            f"{unless_settled(state)}",
            [id_ for id_, _ in ids],
            [attempt for _, attempt in ids],
            state.value,
            reason[:500],
            now,
        )

    async def read(self, delivery_id: str) -> Entry | None:
        """One entry."""
        row = await self._connections.fetchrow(
            f"SELECT {COLUMNS} FROM inbox.delivery WHERE id = $1", delivery_id
        )
        return entry(tuple(row)) if row else None

    async def settled(self, ids: Sequence[str]) -> set[str]:
        """Those known and not dead."""
        rows = await self._connections.fetch(
            "SELECT id FROM inbox.delivery WHERE state <> 'dead' AND id = ANY($1)", list(ids)
        )
        return {row["id"] for row in rows}

    async def dead(self) -> Sequence[Entry]:
        """Those with a body."""
        rows = await self._connections.fetch(
            f"SELECT {COLUMNS} FROM inbox.delivery WHERE state = 'dead' AND body <> '' "
            "ORDER BY number"
        )
        return [entry(tuple(row)) for row in rows]

    async def counts(self) -> Mapping[State, int]:
        """By state."""
        rows = await self._connections.fetch(
            "SELECT state, count(*) AS n FROM inbox.delivery GROUP BY state"
        )
        return {State(row["state"]): row["n"] for row in rows}

    async def oldest_waiting_at(self) -> datetime | None:
        """The oldest waiting entry's arrival."""
        at: datetime | None = await self._connections.fetchval(
            "SELECT received_at FROM inbox.delivery WHERE state = 'waiting' ORDER BY number LIMIT 1"
        )
        return at

    async def forget(self, now: datetime) -> int:
        """See `Inbox.forget`."""
        await self._connections.execute(
            "UPDATE inbox.delivery SET body = '' WHERE state = 'dead' AND changed_at < $1",
            now - KEEP_DEAD_BODIES,
        )
        done: str = await self._connections.execute(
            "DELETE FROM inbox.delivery WHERE changed_at < $1 "
            "AND state NOT IN ('waiting', 'handed_over')",
            now - KEEP_ROWS,
        )
        return int(done.rsplit(" ", 1)[1])
