"""The tables that learning needs: what issues say, and the models made of it."""

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, LargeBinary, String

from bot.store.history_tables import YEAR
from bot.store.tables import Instant, kept_table

report = kept_table(
    "report",
    Column("repository_id", BigInteger, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("title", String(300), nullable=False),
    Column("packed", LargeBinary, nullable=False),  # the text below it, without names, zlib
    Column("author", String(32)),
    Column("opened_at", Instant, nullable=False),
    Column("at", Instant, nullable=False),  # the version; the newest wins
    Column("kept_at", Instant, nullable=False),  # when it was written down here
    keeps=YEAR,
    forgets="uninstalling; erasing the person",
    about=("author",),
)
Index("report_by_keeping", report.c.repository_id, report.c.kept_at)

model = kept_table(
    "model",
    Column("repository_id", BigInteger, primary_key=True),  # 0 for what is pooled
    Column("purpose", String(20), primary_key=True),  # kind, area
    Column("version", String(20), nullable=False),  # of the code that made it
    Column("made_at", Instant, nullable=False),
    Column("examples", Integer, nullable=False),
    Column("card", JSON, nullable=False),  # what it was made of, and its figures
    Column("artefact", LargeBinary, nullable=False),
    keeps="30 days after it was made",
    forgets="uninstalling; made anew without what was erased since",
)
