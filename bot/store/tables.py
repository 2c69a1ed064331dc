"""The tables of the store. `info` says how each forgets and how long it keeps (DESIGN §7).

All times are UTC. JSON columns hold plain values made by us, never a payload.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

SCHEMA = "store"
"""The PostgreSQL schema; on SQLite the translation in `database` removes it."""

metadata = MetaData(schema=SCHEMA)


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime; SQLite keeps none of its own, so it is stored without zone there."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time, and strip the zone where the database has none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("times are aware UTC")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def kept_table(
    name: str,
    *columns: Any,
    keeps: str,
    forgets: str,
    people: tuple[str, ...] = (),
    about: tuple[str, ...] = (),
    **options: Any,
) -> Table:
    """A table that says how it forgets and how long it keeps.

    `people` are columns that name whoever did something, by keyed hash: erasing empties them.
    `about` are columns that say whom the row is about: erasing deletes it.
    """
    info = {"keeps": keeps, "forgets": forgets, "people": people, "about": about}
    return Table(name, metadata, *columns, info=info, **options)


installation = kept_table(
    "installation",
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("account_id", BigInteger, nullable=False),
    Column("account", String(100), nullable=False),
    Column("state", String(20), nullable=False),  # active, suspended, deleted
    Column("permissions", JSON, nullable=False),
    Column("paused_until", Instant),
    Column("updated_at", Instant, nullable=False),
    keeps="while installed, 30 days after",
    forgets="uninstalling",
)

repository = kept_table(
    "repository",
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("owner", String(100), nullable=False),
    Column("name", String(100), nullable=False),
    Column("installation_id", BigInteger),
    Column("is_private", Boolean, nullable=False),
    Column("gone", Boolean, nullable=False, server_default="0"),
    Column("guidance", JSON),  # path -> object id of config, forms, owner files, as last read
    Column("updated_at", Instant, nullable=False),
    keeps="while installed or watched, 30 days after",
    forgets="uninstalling",
)

blob = kept_table(
    "blob",
    Column("repository_id", BigInteger, primary_key=True),
    Column("oid", String(64), primary_key=True),
    Column("text", Text, nullable=False),
    Column("read_at", Instant, nullable=False),
    keeps="90 days after the last read",
    forgets="uninstalling",
)

mode = kept_table(
    "mode",
    Column("repository_id", BigInteger, primary_key=True),
    Column("capability", String(100), primary_key=True),
    Column("mode", String(10), nullable=False),
    Column("why", Text, nullable=False),
    Column("set_at", Instant, nullable=False),
    keeps="while installed",
    forgets="uninstalling",
)

thread = kept_table(
    "thread",
    Column("repository_id", BigInteger, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("author", String(32)),  # keyed hash, to keep to the budget of a person
    Column("opened_at", Instant),
    Column("first_look_at", Instant),  # when the grace period ends; null once looked at
    Column("looked_at", Instant),
    Column("muted_at", Instant),
    Column("gone", Boolean, nullable=False, server_default="0"),
    Column("moved_to_repository_id", BigInteger),
    Column("moved_to_number", Integer),
    Column("comment_id", BigInteger),  # our one living comment
    Column("comment_node_id", String(100)),
    Column("comment_minimized", Boolean, nullable=False, server_default="0"),
    Column("comment_opened_at", Instant),
    Column("next_poll_at", Instant),
    Column("comment_hashes", JSON),  # of the texts that may stand there if only we wrote them
    Column("comment_left_at", Instant),  # a person deleted, folded or rewrote it
    Column("sensitive_at", Instant),  # since when nothing is said of it, and no list shows it
    keeps="400 days after the last look",
    forgets="uninstalling; deleting the thread",
    people=("author",),
)
Index("thread_by_opening", thread.c.repository_id, thread.c.opened_at)
Index("thread_by_comment", thread.c.repository_id, thread.c.comment_opened_at)
Index("thread_by_author", thread.c.author, thread.c.comment_opened_at)
Index("thread_by_poll", thread.c.next_poll_at)

section = kept_table(
    "section",
    Column("repository_id", BigInteger, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("section", String(60), primary_key=True),
    Column("text", Text, nullable=False),
    Column("remembered", JSON, nullable=False),  # what the capability asked to be handed back
    Column("updated_at", Instant, nullable=False),
    keeps="as its thread",
    forgets="as its thread",
)

decision = kept_table(
    "decision",
    Column("id", String(32), primary_key=True),
    Column("delivery", String(100), nullable=False),
    Column("repository_id", BigInteger, nullable=False),
    Column("number", Integer, nullable=False),
    Column("capability", String(100), nullable=False),
    Column("kind", String(30), nullable=False),
    Column("target", String(200), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("why", Text, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("confidence", Float),
    Column("mode", String(10), nullable=False),
    Column("allowed", Boolean, nullable=False),
    Column("reason", String(60), nullable=False),
    Column("at", Instant, nullable=False),
    keeps="400 days",
    forgets="as its thread",
)
Index("decision_by_thread", decision.c.repository_id, decision.c.number, decision.c.at)
Index("decision_by_time", decision.c.at)

effect = kept_table(
    "effect",
    Column("key", String(32), primary_key=True),  # keyed hash of thread + kind + target
    Column("repository_id", BigInteger, nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", String(30), nullable=False),
    Column("target", String(200), nullable=False),
    Column("state", String(10), nullable=False),  # intent, done, refused
    Column("decision_id", String(32), nullable=False),
    Column("undo", JSON, nullable=False),  # how to take it back, empty when nothing is to be done
    Column("result", JSON),
    Column("owner", String(40), nullable=False),  # the executor that meant to do it
    Column("times", Integer, nullable=False, server_default="0"),
    Column("intent_at", Instant, nullable=False),
    Column("done_at", Instant),
    Column("undone_at", Instant),
    keeps="400 days",
    forgets="as its thread",
)
Index("effect_by_thread", effect.c.repository_id, effect.c.number)
Index("effect_by_state", effect.c.state, effect.c.intent_at)

timer = kept_table(
    "timer",
    Column("id", String(200), primary_key=True),
    Column("due_at", Instant, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("lane", String(100), nullable=False),
    Column("subject", String(400), nullable=False),
    keeps="until due",
    forgets="as its thread",
)
Index("timer_by_due", timer.c.due_at)

write_slot = kept_table(
    "write_slot",
    Column("id", Integer, primary_key=True),
    Column("installation_id", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
    Column("notifying", Boolean, nullable=False),
    keeps="1 hour",
    forgets="age",
)
Index("write_slot_by_installation", write_slot.c.installation_id, write_slot.c.at)

executor = kept_table(
    "executor",
    Column("id", String(40), primary_key=True),
    Column("started_at", Instant, nullable=False),
    Column("beat_at", Instant, nullable=False),
    keeps="1 day after the last beat",
    forgets="age",
)

dead_letter = kept_table(
    "dead_letter",
    Column("job_id", String(220), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("lane", String(100), nullable=False),
    Column("subject", String(400), nullable=False),
    Column("error", Text, nullable=False),  # type and place, never a payload
    Column("attempts", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    keeps="30 days",
    forgets="as its delivery; requeue",
)

opt_out = kept_table(
    "opt_out",
    Column("person", String(32), primary_key=True),  # keyed hash of the numeric id
    Column("at", Instant, nullable=False),
    keeps="until opted in again",
    forgets="opting in; erasing adds to it, so that nothing of the person comes back",
)

progress = kept_table(
    "progress",
    Column("name", String(60), primary_key=True),
    Column("value", JSON, nullable=False),
    Column("at", Instant, nullable=False),
    keeps="always: one row a task, no person in it",
    forgets="never",
)
