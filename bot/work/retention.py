"""Forgets what is too old, table by table, as `store.tables` promises."""

from datetime import datetime, timedelta

import structlog
from sqlalchemy import bindparam, delete, exists, or_, select

from bot.intake.inbox import Inbox
from bot.store import history_tables, items, learning_tables, tables, trust_tables
from bot.store.database import Database
from bot.work.engine import Engine

log = structlog.get_logger()

HOUR, DAY, MONTH = timedelta(hours=1), timedelta(days=1), timedelta(days=30)
LONG = timedelta(days=400)
"""A year and a month, so that a season can be held against the last one."""

AGES = (
    (tables.write_slot, tables.write_slot.c.at, HOUR),
    (tables.executor, tables.executor.c.beat_at, DAY),
    (tables.dead_letter, tables.dead_letter.c.at, MONTH),
    (tables.blob, tables.blob.c.read_at, timedelta(days=90)),
    (tables.decision, tables.decision.c.at, LONG),
    (tables.effect, tables.effect.c.intent_at, LONG),
    (trust_tables.judgement, trust_tables.judgement.c.decided_at, LONG),
    (tables.thread, tables.thread.c.looked_at, LONG),
    (learning_tables.model, learning_tables.model.c.made_at, MONTH),
    (history_tables.account, history_tables.account.c.seen_at, LONG),
    (history_tables.demand, history_tables.demand.c.asked_at, LONG),
)
"""(table, the time that counts, how long rows stay)."""


WITH_THEIR_REPOSITORY = tuple(
    table for table in tables.metadata.sorted_tables if "repository_id" in table.c
)
"""What goes a month after the App left the repository."""


async def forget_uninstalled(database: Database, now: datetime) -> int:
    """Drop all that is kept of repositories and installations that are gone for a month."""
    here, there = tables.repository, tables.installation
    gone = here.c.gone & (here.c.updated_at < now - MONTH)
    ended = (there.c.state == "deleted") & (there.c.updated_at < now - MONTH)
    rows = 0
    async with database.write() as connection:
        for table in WITH_THEIR_REPOSITORY:
            theirs = table.c.repository_id.in_(select(here.c.id).where(gone))
            rows += (await connection.execute(delete(table).where(theirs))).rowcount
        for table, left in ((here, gone), (there, ended)):
            rows += (await connection.execute(delete(table).where(left))).rowcount
    return rows


THREADS_AT_A_TIME = 500
"""In one transaction: others want to write too."""


async def forget_closed(database: Database, now: datetime) -> int:
    """Drop the past of threads that were closed, or went, long ago; how many."""
    item = history_tables.item
    old = or_(item.c.closed_at < now - LONG, item.c.gone & (item.c.last_at < now - LONG))
    done = 0
    while True:
        async with database.write() as connection:
            found = await connection.execute(
                select(item.c.repository_id, item.c.number).where(old).limit(THREADS_AT_A_TIME)
            )
            threads = [{"of": r.repository_id, "this": r.number} for r in found]
            if not threads:
                return done
            report = learning_tables.report
            for table in (history_tables.activity, history_tables.demand, report, item):
                theirs = (table.c.repository_id == bindparam("of")) & (
                    table.c.number == bindparam("this")
                )
                await connection.execute(delete(table).where(theirs), threads)
        done += len(threads)


async def forget(database: Database, inbox: Inbox, engine: Engine, now: datetime) -> None:
    """One round over everything that ages."""
    gone: dict[str, int] = {}
    for table, at, age in AGES:
        async with database.write() as connection:
            done = await connection.execute(delete(table).where(at < now - age))
            gone[table.name] = done.rowcount
    async with database.write() as connection:
        gone["expired demands"] = await items.expire(connection, now)
    gone["closed threads"] = await forget_closed(database, now)
    gone["uninstalled"] = await forget_uninstalled(database, now)
    section, thread = tables.section, tables.thread
    async with database.write() as connection:
        standing = exists().where(
            thread.c.repository_id == section.c.repository_id,
            thread.c.number == section.c.number,
        )
        await connection.execute(delete(section).where(~standing))
    gone["inbox"] = await inbox.forget(now)
    gone["engine"] = await engine.forget(round((now - MONTH).timestamp() * 1000))
    log.info("old_rows_forgotten", **{name: n for name, n in gone.items() if n})
