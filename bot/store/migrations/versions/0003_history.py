"""The past: activity, items, demands, weeks, and how far it was read."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Instant

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Nine tables more."""
    op.create_table(
        "account",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("login_key", sa.String(length=32), nullable=False),
        sa.Column("login", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("is_machine", sa.Boolean(), nullable=False),
        sa.Column("seen_at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person", "login_key"),
        schema="store",
    )
    op.create_index("account_by_login", "account", ["login_key"], unique=False, schema="store")
    op.create_table(
        "activity",
        sa.Column("repository_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=32), nullable=True),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=True),
        sa.Column("detail", sa.String(length=100), nullable=False),
        sa.Column("association", sa.String(length=16), nullable=False),
        sa.Column("told_by", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("repository_id", "number", "kind", "key"),
        schema="store",
        sqlite_with_rowid=False,
    )
    op.create_index(
        "activity_by_mention",
        "activity",
        ["subject"],
        unique=False,
        schema="store",
        sqlite_where=sa.text("kind = 'mentioned'"),
        postgresql_where=sa.text("kind = 'mentioned'"),
    )
    op.create_table(
        "item",
        sa.Column("repository_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_pull_request", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("author", sa.String(length=32), nullable=True),
        sa.Column("by_bot", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("opened_at", Instant(timezone=True), nullable=True),
        sa.Column("is_draft", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("closed_at", Instant(timezone=True), nullable=True),
        sa.Column("first_closed_at", Instant(timezone=True), nullable=True),
        sa.Column("merged_at", Instant(timezone=True), nullable=True),
        sa.Column("answered_at", Instant(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=32), nullable=True),
        sa.Column("waited_seconds", sa.Float(), server_default="0", nullable=False),
        sa.Column("waiting_since", Instant(timezone=True), nullable=True),
        sa.Column("last_at", Instant(timezone=True), nullable=True),
        sa.Column("labels", sa.JSON(), nullable=True),
        sa.Column("gone", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("known_until", Instant(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("folded", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("repository_id", "number"),
        schema="store",
    )
    op.create_index(
        "item_by_author",
        "item",
        ["repository_id", "author"],
        unique=False,
        schema="store",
        sqlite_where=sa.text("author IS NOT NULL"),
        postgresql_where=sa.text("author IS NOT NULL"),
    )
    op.create_index(
        "item_by_closing",
        "item",
        ["repository_id", "closed_at"],
        unique=False,
        schema="store",
        sqlite_where=sa.text("closed_at IS NOT NULL"),
        postgresql_where=sa.text("closed_at IS NOT NULL"),
    )
    op.create_index(
        "item_by_opening",
        "item",
        ["repository_id", "opened_at"],
        unique=False,
        schema="store",
        sqlite_where=sa.text("opened_at IS NOT NULL"),
        postgresql_where=sa.text("opened_at IS NOT NULL"),
    )
    op.create_index(
        "item_open",
        "item",
        ["repository_id", "is_pull_request"],
        unique=False,
        schema="store",
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "item_to_fold",
        "item",
        ["repository_id"],
        unique=False,
        schema="store",
        sqlite_where=sa.text("version <> folded"),
        postgresql_where=sa.text("version <> folded"),
    )
    op.create_table(
        "demand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("repository_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=True),
        sa.Column("team", sa.String(length=100), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("asked_at", Instant(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(length=32), nullable=True),
        sa.Column("causes", sa.String(length=40), nullable=False),
        sa.Column("in_court", sa.Boolean(), nullable=False),
        sa.Column("ended_at", Instant(timezone=True), nullable=True),
        sa.Column("ending", sa.String(length=10), nullable=True),
        sa.Column("ended_by", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        schema="store",
    )
    op.create_index("demand_by_person", "demand", ["person"], unique=False, schema="store")
    op.create_index(
        "demand_by_thread", "demand", ["repository_id", "number"], unique=False, schema="store"
    )
    op.create_index(
        "demand_open_by_person",
        "demand",
        ["person"],
        unique=False,
        schema="store",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "demand_open",
        "demand",
        ["asked_at"],
        unique=False,
        schema="store",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "week",
        sa.Column("repository_id", sa.BigInteger(), nullable=False),
        sa.Column("week_on", sa.Date(), nullable=False),
        sa.Column("is_pull_request", sa.Boolean(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=False),
        sa.Column("open_at_end", sa.Integer(), nullable=False),
        sa.Column("waits", sa.JSON(), nullable=False),
        sa.Column("mode", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("repository_id", "week_on", "is_pull_request"),
        schema="store",
    )
    op.create_table(
        "opt_in",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person", "purpose"),
        schema="store",
    )
    op.create_table(
        "backfill",
        sa.Column("repository_id", sa.BigInteger(), nullable=False),
        sa.Column("chain", sa.String(length=10), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("cursor", sa.String(length=200), nullable=False),
        sa.Column("since", Instant(timezone=True), nullable=False),
        sa.Column("started_at", Instant(timezone=True), nullable=False),
        sa.Column("reached_at", Instant(timezone=True), nullable=True),
        sa.Column("page_size", sa.Integer(), nullable=False),
        sa.Column("threads", sa.Integer(), server_default="0", nullable=False),
        sa.Column("activities", sa.Integer(), server_default="0", nullable=False),
        sa.Column("requests", sa.Integer(), server_default="0", nullable=False),
        sa.Column("points", sa.Integer(), server_default="0", nullable=False),
        sa.Column("page_at", Instant(timezone=True), nullable=True),
        sa.Column("done_at", Instant(timezone=True), nullable=True),
        sa.Column("problem", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("repository_id", "chain"),
        schema="store",
    )
    op.create_table(
        "unread_thread",
        sa.Column("repository_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cursor", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("repository_id", "number"),
        schema="store",
    )
    op.create_table(
        "watch",
        sa.Column("repository_id", sa.BigInteger(), nullable=False),
        sa.Column("added_at", Instant(timezone=True), nullable=False),
        sa.Column("seen_until", Instant(timezone=True), nullable=False),
        sa.Column("next_poll_at", Instant(timezone=True), nullable=False),
        sa.Column("polled_at", Instant(timezone=True), nullable=True),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("repository_id"),
        schema="store",
    )
    op.create_index("watch_by_poll", "watch", ["next_poll_at"], unique=False, schema="store")
