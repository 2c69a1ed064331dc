"""DBOS Transact behind the port.

A workflow is one job: no steps, sleeps or child calls, so that nothing is replayed from records and
a second run starts from the top. Everything is enqueued through `DBOSClient`, never from within a
workflow. The private calls used here are held by the conformance suite.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions
from dbos._registrations import get_func_info
from dbos._serialization import DBOSPortableJSON

from bot.work.dbos_tables import APPLICATION, SCHEMA, make_engine, migrate
from bot.work.engine import Run
from bot.work.jobs import Job

VERSION = "1"
"""Constant: rows of another version would never be taken up again. Raised with a migration only."""

QUEUE = "lanes"
WORKFLOW = "job"

CONCURRENCY = 16
"""Jobs at a time in one process; most of a job's time is waiting for GitHub."""

BUSY_POLL_SECONDS = 0.1
IDLE_POLL_SECONDS = 1.0

LANES_IN_MEMORY = 10_000
"""Lanes whose last time is remembered: a megabyte."""

MAX_STARTS = 10
"""A job whose process died this often under it is given up: it is probably the reason."""


class DbosEngine:
    """The engine of one process."""

    def __init__(
        self,
        url: str,
        executor_id: str,
        *,
        concurrency: int = CONCURRENCY,
        idle_poll_seconds: float = IDLE_POLL_SECONDS,
        max_starts: int = MAX_STARTS,
    ) -> None:
        self._engine = make_engine(url)
        self._executor_id = executor_id
        self._concurrency = concurrency
        self._idle_poll_seconds = idle_poll_seconds
        self._max_starts = max_starts
        # While a job waits under which processes died that often, jobs run one at a time: the
        # deaths that follow count for the one that is the reason, not for those beside it.
        self._suspect_after = (max_starts + 1) // 2
        self._run: Run | None = None
        self._client: DBOSClient | None = None
        self._pace: tuple[float, int] | None = None
        schema = "" if self._engine.dialect.name == "sqlite" else f"{SCHEMA}."
        self._table = f"{schema}workflow_status"

    async def start(self, run: Run) -> None:
        """Begin to take jobs. At most one engine of this kind runs in a process."""
        self._run = run
        if self._engine.dialect.name == "sqlite":
            await asyncio.to_thread(migrate, self._engine)
        logging.getLogger("dbos").setLevel(logging.ERROR)
        config: DBOSConfig = {
            "name": APPLICATION,
            "system_database_engine": self._engine,
            "application_version": VERSION,
            "executor_id": self._executor_id,
            "serializer": DBOSPortableJSON,
            "use_listen_notify": False,
            "dbos_system_schema": SCHEMA,
            "run_migrations": False,
            "log_level": "ERROR",
            "enable_otlp": False,
        }
        DBOS(config=config)
        _register(self, self._max_starts)
        await self._set_pace(self._idle_poll_seconds)
        DBOS.launch()

    async def stop(self, *, patience_seconds: float) -> None:
        """See the port."""
        seconds = max(0, round(patience_seconds))
        await asyncio.to_thread(DBOS.destroy, workflow_completion_timeout_sec=seconds)
        self._engine.dispose()

    async def close(self) -> None:
        """Let go of the database where `start` was never called."""
        self._engine.dispose()

    async def run(self, job: Job) -> None:
        """Called by the workflow."""
        if self._run is None:
            raise RuntimeError("start the engine first")
        await self._run(job)

    async def enqueue(self, jobs: Sequence[Job]) -> None:
        """See the port."""
        if jobs:
            await asyncio.to_thread(self._enqueue, jobs)

    def _enqueue(self, jobs: Sequence[Job]) -> None:
        """In one transaction, and in order: rows of one lane get rising times.

        The public `enqueue_in_transaction` leaves the time to the database, which gives all rows
        of a transaction the same one (on SQLite under Python 3.11 even all rows of a second), so
        that ids would decide the order; and it takes four statements a job.
        """
        client = self._clients()
        database = client._sys_db
        if len(database._batch_created_at_cursors) > LANES_IN_MEMORY:
            database._batch_created_at_cursors.clear()  # read anew from the rows that still wait
        statuses = []
        for job in jobs:
            options: EnqueueOptions = {
                "workflow_name": WORKFLOW,
                "queue_name": QUEUE,
                "workflow_id": job.id,
                "app_version": VERSION,
                "queue_partition_key": job.lane,
                "application_name": APPLICATION,
            }
            values = (job.id, job.kind, job.lane, job.subject, job.attempt)
            statuses.append(client._build_enqueue_status(options, *values)[1])
        database.init_workflows(statuses)

    def _clients(self) -> DBOSClient:
        if self._client is None:
            self._client = DBOSClient(
                system_database_engine=self._engine,
                dbos_system_schema=SCHEMA,
                serializer=DBOSPortableJSON,
                application_name=APPLICATION,
                lazy=True,
            )
        return self._client

    async def cancel(self, job_id: str) -> None:
        """See the port."""
        await asyncio.to_thread(self._clients().cancel_workflow, job_id)
        await self._change(
            f"UPDATE {self._table} SET status = 'CANCELLED' "
            "WHERE workflow_uuid = :id AND status = 'ERROR'",
            id=job_id,
        )

    async def counts(self) -> Mapping[str, int]:
        """See the port."""
        # What is done is not counted: it is most of the table, and this is asked every second.
        rows = await self._rows(
            f"SELECT status, count(*) FROM {self._table} WHERE status IN ('ENQUEUED', 'DELAYED', "
            "'PENDING', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED', 'ERROR') GROUP BY status"
        )
        by_status = {str(status): int(n) for status, n in rows}
        return {
            "waiting": by_status.get("ENQUEUED", 0) + by_status.get("DELAYED", 0),
            "running": by_status.get("PENDING", 0),
            "given_up": by_status.get("MAX_RECOVERY_ATTEMPTS_EXCEEDED", 0)
            + by_status.get("ERROR", 0),
        }

    async def adopt(self, executor_ids: Sequence[str]) -> int:
        """See the port. DBOS's own recovery keeps the lane and the count of starts."""
        if not executor_ids:
            return 0
        # Its public resume would forget both; this one is held by the conformance suite.
        handles = await asyncio.to_thread(DBOS._recover_pending_workflows, list(executor_ids))
        return len(handles)

    async def executors_with_work(self) -> Sequence[str]:
        """See the port."""
        rows = await self._rows(
            f"SELECT DISTINCT executor_id FROM {self._table} WHERE status = 'PENDING'"
        )
        return [str(row[0]) for row in rows if row[0]]

    async def given_up(self) -> Sequence[tuple[Job, str]]:
        """See the port."""
        rows = await self._rows(
            f"SELECT workflow_uuid, queue_partition_key, status FROM {self._table} "
            "WHERE status IN ('MAX_RECOVERY_ATTEMPTS_EXCEEDED', 'ERROR')"
        )
        found = []
        for workflow_id, lane, status in rows:
            given = await asyncio.to_thread(
                self._clients().list_workflows, workflow_ids=[workflow_id], load_input=True
            )
            inputs: Any = given[0].input if given else None
            arguments = (inputs or {}).get("args", ())
            if len(arguments) == 5:
                _id, kind, _lane, subject, attempt = arguments
                job = Job(str(workflow_id), kind, str(lane), subject, attempt)
                found.append((job, str(status)))
        return found

    async def forget(self, before_ms: int) -> int:
        """See the port."""
        done = await self._change(
            f"DELETE FROM {self._table} WHERE status IN ('SUCCESS', 'CANCELLED') "
            "AND completed_at < :before",
            before=before_ms,
        )
        for kept in ("workflow_input", "workflow_output"):  # nothing ties these to their job
            table = self._table.replace("workflow_status", kept)
            await self._change(
                f"DELETE FROM {table} WHERE retention_timestamp < :before AND NOT EXISTS "
                f"(SELECT 1 FROM {self._table} s WHERE s.workflow_uuid = {table}.workflow_uuid)",
                before=before_ms,
            )
        return done

    async def breathe(self) -> None:
        """Poll quickly while there is work, slowly when there is none. Call once a second."""
        counts = await self.counts()
        busy = counts["waiting"] + counts["running"] > 0
        await self._set_pace(BUSY_POLL_SECONDS if busy else self._idle_poll_seconds)

    async def _set_pace(self, seconds: float) -> None:
        suspects = await self._rows(
            f"SELECT 1 FROM {self._table} WHERE status IN ('ENQUEUED', 'PENDING') "
            f"AND recovery_attempts >= {self._suspect_after} LIMIT 1"
        )
        pace = (seconds, 1 if suspects else self._concurrency)
        if pace == self._pace:
            return
        self._pace = pace
        await asyncio.to_thread(
            self._clients().register_queue,
            QUEUE,
            partition_concurrency=1,
            worker_concurrency=pace[1],
            polling_interval_sec=seconds,
            on_conflict="always_update",
        )

    async def _change(self, statement: str, **values: Any) -> int:
        def change() -> int:
            with self._engine.begin() as connection:
                return connection.execute(sa.text(statement), values).rowcount

        return await asyncio.to_thread(change)

    async def _rows(self, query: str) -> Sequence[Any]:
        def read() -> Sequence[Any]:
            with self._engine.connect() as connection:
                return connection.execute(sa.text(query)).fetchall()

        return await asyncio.to_thread(read)


_current: list[DbosEngine] = []
"""The engine whose workflow runs here: DBOS keeps one registry a process, and so do we."""


def _register(engine: DbosEngine, max_starts: int) -> None:
    _current[:] = [engine]
    information = get_func_info(_job)
    if information is None:
        raise RuntimeError("DBOS does not know the workflow")
    information.max_recovery_attempts = max_starts - 1  # it counts the first start apart


@DBOS.workflow(name=WORKFLOW)
async def _job(job_id: str, kind: str, lane: str, subject: str, attempt: int) -> None:
    await _current[0].run(Job(job_id, kind, lane, subject, attempt))
