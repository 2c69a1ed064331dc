"""The tables of measured trust: what people made of each decision, and what follows."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Index, Integer, String, Text

from bot.store.tables import Instant, kept_table

judgement = kept_table(
    "judgement",
    Column("repository_id", BigInteger, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("capability", String(100), primary_key=True),
    Column("kind", String(30), primary_key=True),
    Column("target", String(200), primary_key=True),  # however often it was decided, one case
    Column("decided_at", Instant, nullable=False),
    Column("outcome", String(10), nullable=False),  # agreed, disagreed, unknown, pending
    Column("is_final", Boolean, nullable=False),  # what people do from now on does not count
    Column("is_word", Boolean, nullable=False),  # a maintainer said so; deeds do not change it
    Column("judged_at", Instant, nullable=False),
    keeps="400 days",
    forgets="as its thread",
)
Index(
    "judgement_by_capability",
    judgement.c.repository_id,
    judgement.c.capability,
    judgement.c.decided_at,
)
Index("judgement_by_time", judgement.c.decided_at)

trust = kept_table(
    "trust",
    Column("repository_id", BigInteger, primary_key=True),
    Column("capability", String(100), primary_key=True),
    Column("since", Instant),  # cases count from here: the last demotion, or a no to a proposal
    Column("proposed", String(10)),  # the mode a maintainer is to decide on
    Column("proposed_at", Instant),
    Column("why", Text, nullable=False, server_default=""),  # of the proposal, or the demotion
    keeps="while installed",
    forgets="uninstalling",
)

written_modes = kept_table(
    "written_modes",
    Column("repository_id", BigInteger, primary_key=True),
    Column("modes", JSON, nullable=False),  # capability -> mode, as the config says when last read
    Column("at", Instant, nullable=False),
    keeps="while installed",
    forgets="uninstalling",
)
