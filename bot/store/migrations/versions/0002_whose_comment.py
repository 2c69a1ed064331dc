"""Whether a person made our comment theirs: what we wrote last, and since when it is left alone."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import SCHEMA, Instant

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Two columns more."""
    # On SQLite tables stand in no schema, and adding a column does not translate its name.
    schema = None if op.get_bind().dialect.name == "sqlite" else SCHEMA
    op.add_column("thread", sa.Column("comment_hashes", sa.JSON()), schema=schema)
    op.add_column("thread", sa.Column("comment_left_at", Instant(timezone=True)), schema=schema)
