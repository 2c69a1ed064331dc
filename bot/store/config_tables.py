"""The table of what holds in a repository while its config is broken."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, String, Text

from bot.store.tables import Instant, kept_table

config = kept_table(
    "config",
    Column("repository_id", BigInteger, primary_key=True),
    Column("held", Text),  # the last text that read well, "" for defaults; null: none ever did
    Column("own", String(32), nullable=False),  # digest of the repository's own file, "" for none
    Column("mistakes", Integer, nullable=False),  # of the file that counts now
    Column("is_owners", Boolean, nullable=False),  # that file stands in the owner's repository
    Column("issue_number", Integer),  # our one issue about it
    Column("issue_open", Boolean, nullable=False, server_default="0"),  # as far as we had a say
    Column("told", String(32), nullable=False, server_default=""),  # digest of what the issue says
    Column("asked_at", Instant),  # when the issue was last seen to
    keeps="while installed or watched, 30 days after",
    forgets="uninstalling",
)
