"""What issues say, the models made of it, and which threads nothing is said of."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Instant

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Two tables more."""
    op.create_table(
        "report",
        sa.Column("repository_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.Column("author", sa.String(length=32), nullable=True),
        sa.Column("opened_at", Instant(timezone=True), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("kept_at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("repository_id", "number"),
        schema="store",
    )
    op.create_index(
        "report_by_keeping", "report", ["repository_id", "kept_at"], unique=False, schema="store"
    )
    op.create_table(
        "model",
        sa.Column("repository_id", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("made_at", Instant(timezone=True), nullable=False),
        sa.Column("examples", sa.Integer(), nullable=False),
        sa.Column("card", sa.JSON(), nullable=False),
        sa.Column("artefact", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("repository_id", "purpose"),
        schema="store",
    )
    schema = None if op.get_bind().dialect.name == "sqlite" else "store"
    op.add_column("thread", sa.Column("sensitive_at", Instant(timezone=True)), schema=schema)
