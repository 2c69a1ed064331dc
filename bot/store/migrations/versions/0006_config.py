"""What holds in a repository while its config is broken, and the issue that says so."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Instant

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """A table more."""
    op.create_table(
        "config",
        sa.Column("repository_id", sa.BigInteger(), nullable=False),
        sa.Column("held", sa.Text(), nullable=True),
        sa.Column("own", sa.String(length=32), nullable=False),
        sa.Column("mistakes", sa.Integer(), nullable=False),
        sa.Column("is_owners", sa.Boolean(), nullable=False),
        sa.Column("issue_number", sa.Integer(), nullable=True),
        sa.Column("issue_open", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("told", sa.String(length=32), server_default="", nullable=False),
        sa.Column("asked_at", Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("repository_id"),
        schema="store",
    )
