"""What people made of each decision, what follows for trust, and what the config says of modes."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Instant

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Three tables more."""
    op.create_table(
        "judgement",
        sa.Column("repository_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("capability", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("target", sa.String(length=200), nullable=False),
        sa.Column("decided_at", Instant(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("is_final", sa.Boolean(), nullable=False),
        sa.Column("is_word", sa.Boolean(), nullable=False),
        sa.Column("judged_at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("repository_id", "number", "capability", "kind", "target"),
        schema="store",
    )
    op.create_index(
        "judgement_by_capability",
        "judgement",
        ["repository_id", "capability", "decided_at"],
        unique=False,
        schema="store",
    )
    op.create_index("judgement_by_time", "judgement", ["decided_at"], unique=False, schema="store")
    op.create_table(
        "trust",
        sa.Column("repository_id", sa.BigInteger(), nullable=False),
        sa.Column("capability", sa.String(length=100), nullable=False),
        sa.Column("since", Instant(timezone=True), nullable=True),
        sa.Column("proposed", sa.String(length=10), nullable=True),
        sa.Column("proposed_at", Instant(timezone=True), nullable=True),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("repository_id", "capability"),
        schema="store",
    )
    op.create_table(
        "written_modes",
        sa.Column("repository_id", sa.BigInteger(), nullable=False),
        sa.Column("modes", sa.JSON(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("repository_id"),
        schema="store",
    )
