"""First tables."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Instant

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create everything."""
    op.create_table(
        "blob",
        sa.Column("repository_id", sa.BigInteger(), nullable=False),
        sa.Column("oid", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("read_at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("repository_id", "oid"),
        schema="store",
    )
    op.create_table(
        "dead_letter",
        sa.Column("job_id", sa.String(length=220), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("lane", sa.String(length=100), nullable=False),
        sa.Column("subject", sa.String(length=400), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("job_id"),
        schema="store",
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("delivery", sa.String(length=100), nullable=False),
        sa.Column("repository_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("capability", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("target", sa.String(length=200), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        schema="store",
    )
    op.create_index(
        "decision_by_thread",
        "decision",
        ["repository_id", "number", "at"],
        unique=False,
        schema="store",
    )
    op.create_index("decision_by_time", "decision", ["at"], unique=False, schema="store")
    op.create_table(
        "effect",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("repository_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("target", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("decision_id", sa.String(length=32), nullable=False),
        sa.Column("undo", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("owner", sa.String(length=40), nullable=False),
        sa.Column("times", sa.Integer(), server_default="0", nullable=False),
        sa.Column("intent_at", Instant(timezone=True), nullable=False),
        sa.Column("done_at", Instant(timezone=True), nullable=True),
        sa.Column("undone_at", Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key"),
        schema="store",
    )
    op.create_index(
        "effect_by_state", "effect", ["state", "intent_at"], unique=False, schema="store"
    )
    op.create_index(
        "effect_by_thread", "effect", ["repository_id", "number"], unique=False, schema="store"
    )
    op.create_table(
        "executor",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("started_at", Instant(timezone=True), nullable=False),
        sa.Column("beat_at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        schema="store",
    )
    op.create_table(
        "installation",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("permissions", sa.JSON(), nullable=False),
        sa.Column("paused_until", Instant(timezone=True), nullable=True),
        sa.Column("updated_at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        schema="store",
    )
    op.create_table(
        "mode",
        sa.Column("repository_id", sa.BigInteger(), nullable=False),
        sa.Column("capability", sa.String(length=100), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("set_at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("repository_id", "capability"),
        schema="store",
    )
    op.create_table(
        "opt_out",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person"),
        schema="store",
    )
    op.create_table(
        "progress",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name"),
        schema="store",
    )
    op.create_table(
        "repository",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("owner", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("installation_id", sa.BigInteger(), nullable=True),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("gone", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("guidance", sa.JSON(), nullable=True),
        sa.Column("updated_at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        schema="store",
    )
    op.create_table(
        "section",
        sa.Column("repository_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("remembered", sa.JSON(), nullable=False),
        sa.Column("updated_at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("repository_id", "number", "section"),
        schema="store",
    )
    op.create_table(
        "thread",
        sa.Column("repository_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(length=32), nullable=True),
        sa.Column("opened_at", Instant(timezone=True), nullable=True),
        sa.Column("first_look_at", Instant(timezone=True), nullable=True),
        sa.Column("looked_at", Instant(timezone=True), nullable=True),
        sa.Column("muted_at", Instant(timezone=True), nullable=True),
        sa.Column("gone", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("moved_to_repository_id", sa.BigInteger(), nullable=True),
        sa.Column("moved_to_number", sa.Integer(), nullable=True),
        sa.Column("comment_id", sa.BigInteger(), nullable=True),
        sa.Column("comment_node_id", sa.String(length=100), nullable=True),
        sa.Column("comment_minimized", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("comment_opened_at", Instant(timezone=True), nullable=True),
        sa.Column("next_poll_at", Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("repository_id", "number"),
        schema="store",
    )
    op.create_index(
        "thread_by_author", "thread", ["author", "comment_opened_at"], unique=False, schema="store"
    )
    op.create_index(
        "thread_by_comment",
        "thread",
        ["repository_id", "comment_opened_at"],
        unique=False,
        schema="store",
    )
    op.create_index(
        "thread_by_opening", "thread", ["repository_id", "opened_at"], unique=False, schema="store"
    )
    op.create_index("thread_by_poll", "thread", ["next_poll_at"], unique=False, schema="store")
    op.create_table(
        "timer",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("due_at", Instant(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("lane", sa.String(length=100), nullable=False),
        sa.Column("subject", sa.String(length=400), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        schema="store",
    )
    op.create_index("timer_by_due", "timer", ["due_at"], unique=False, schema="store")
    op.create_table(
        "write_slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("installation_id", sa.BigInteger(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("notifying", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        schema="store",
    )
    op.create_index(
        "write_slot_by_installation",
        "write_slot",
        ["installation_id", "at"],
        unique=False,
        schema="store",
    )
