"""The tables of the past: activity, what follows from it, and how far it was read.

People stand in them by keyed hash; `account` alone knows logins.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    Index,
    Integer,
    String,
    Text,
    text,
)

from bot.store.tables import Instant, kept_table

YEAR = "as long as its thread is open, and 400 days after"

account = kept_table(
    "account",
    Column("person", String(32), primary_key=True),
    Column("login_key", String(32), primary_key=True),  # one row for each name a person had
    Column("login", String(100), nullable=False),
    Column("kind", String(24), nullable=False),
    Column("is_machine", Boolean, nullable=False),  # a bot, or known to be a program's account
    Column("seen_at", Instant, nullable=False),
    keeps="400 days after the person was last seen",
    forgets="erasing the person",
    about=("person", "login_key"),
)
Index("account_by_login", account.c.login_key)

activity = kept_table(
    "activity",
    Column("repository_id", BigInteger, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("key", String(120), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("actor", String(32)),
    Column("role", String(8), nullable=False),
    Column("subject", String(32)),  # a person; for a mention the keyed hash of the login
    Column("detail", String(100), nullable=False),
    Column("association", String(16), nullable=False),
    Column("told_by", String(8), nullable=False),  # webhook, watch, history
    keeps=YEAR,
    forgets="uninstalling; erasing the person leaves the row without name",
    people=("actor",),
    about=("subject",),
    sqlite_with_rowid=False,
)
Index(
    "activity_by_mention",
    activity.c.subject,
    sqlite_where=text("kind = 'mentioned'"),
    postgresql_where=text("kind = 'mentioned'"),
)

item = kept_table(
    "item",
    Column("repository_id", BigInteger, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("is_pull_request", Boolean, nullable=False, server_default="0"),
    Column("author", String(32)),
    Column("by_bot", Boolean, nullable=False, server_default="0"),
    Column("opened_at", Instant),
    Column("is_draft", Boolean, nullable=False, server_default="0"),
    Column("closed_at", Instant),
    Column("first_closed_at", Instant),
    Column("merged_at", Instant),
    Column("answered_at", Instant),
    Column("answered_by", String(32)),
    Column("waited_seconds", Float, nullable=False, server_default="0"),
    Column("waiting_since", Instant),
    Column("last_at", Instant),
    Column("labels", JSON),
    Column("gone", Boolean, nullable=False, server_default="0"),
    Column("known_until", Instant),  # the past was read up to here, whole
    Column("version", Integer, nullable=False, server_default="0"),  # counts what was told
    Column("folded", Integer, nullable=False, server_default="0"),  # up to which this row follows
    keeps=YEAR,
    forgets="uninstalling; erasing the person leaves the row without name",
    people=("author", "answered_by"),
)
# Each is partial, so that it never serves where a thread is looked up: PostgreSQL takes it in the
# place of the primary key as long as it has not counted the rows, and reads the whole repository.
Index(
    "item_by_opening",
    item.c.repository_id,
    item.c.opened_at,
    sqlite_where=text("opened_at IS NOT NULL"),
    postgresql_where=text("opened_at IS NOT NULL"),
)
Index(
    "item_by_closing",
    item.c.repository_id,
    item.c.closed_at,
    sqlite_where=text("closed_at IS NOT NULL"),
    postgresql_where=text("closed_at IS NOT NULL"),
)
Index(
    "item_by_author",
    item.c.repository_id,
    item.c.author,
    sqlite_where=text("author IS NOT NULL"),
    postgresql_where=text("author IS NOT NULL"),
)
Index(
    "item_open",
    item.c.repository_id,
    item.c.is_pull_request,
    sqlite_where=text("closed_at IS NULL"),
    postgresql_where=text("closed_at IS NULL"),
)
Index(
    "item_to_fold",
    item.c.repository_id,
    sqlite_where=text("version <> folded"),
    postgresql_where=text("version <> folded"),
)

demand = kept_table(
    "demand",
    Column("id", Integer, primary_key=True),
    Column("repository_id", BigInteger, nullable=False),
    Column("number", Integer, nullable=False),
    Column("person", String(32)),
    Column("team", String(100), nullable=False),
    Column("cycle", Integer, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("asked_by", String(32)),
    Column("causes", String(40), nullable=False),
    Column("in_court", Boolean, nullable=False),
    Column("ended_at", Instant),
    Column("ending", String(10)),
    Column("ended_by", String(32)),
    keeps="400 days",
    forgets="uninstalling; erasing the person",
    people=("asked_by", "ended_by"),
    about=("person",),
)
Index("demand_by_thread", demand.c.repository_id, demand.c.number)
Index("demand_by_person", demand.c.person)
Index(
    "demand_open_by_person",
    demand.c.person,
    sqlite_where=text("ended_at IS NULL"),
    postgresql_where=text("ended_at IS NULL"),
)
Index(
    "demand_open",
    demand.c.asked_at,
    sqlite_where=text("ended_at IS NULL"),
    postgresql_where=text("ended_at IS NULL"),
)

week = kept_table(
    "week",
    Column("repository_id", BigInteger, primary_key=True),
    Column("week_on", Date, primary_key=True),  # its Monday, UTC
    Column("is_pull_request", Boolean, primary_key=True),
    Column("opened", Integer, nullable=False),
    Column("closed", Integer, nullable=False),
    Column("open_at_end", Integer, nullable=False),
    Column("waits", JSON, nullable=False),  # of those opened in the four weeks up to its end
    Column("mode", String(8), nullable=False),  # webhook, watch
    keeps="always: no person in it",
    forgets="uninstalling",
)

opt_in = kept_table(
    "opt_in",
    Column("person", String(32), primary_key=True),
    Column("purpose", String(20), primary_key=True),
    Column("at", Instant, nullable=False),
    keeps="until taken back",
    forgets="opting out; erasing the person",
    about=("person",),
)

backfill = kept_table(
    "backfill",
    Column("repository_id", BigInteger, primary_key=True),
    Column("chain", String(10), primary_key=True),  # issues, pulls, comments: read side by side
    Column("stage", String(20), nullable=False),
    Column("cursor", String(200), nullable=False),
    Column("since", Instant, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("reached_at", Instant),  # the last change of what was read last
    Column("page_size", Integer, nullable=False),
    Column("threads", Integer, nullable=False, server_default="0"),
    Column("activities", Integer, nullable=False, server_default="0"),
    Column("requests", Integer, nullable=False, server_default="0"),
    Column("points", Integer, nullable=False, server_default="0"),
    Column("page_at", Instant),
    Column("done_at", Instant),
    Column("problem", Text, nullable=False, server_default=""),
    keeps="as its repository",
    forgets="uninstalling",
)

unread_thread = kept_table(
    "unread_thread",
    Column("repository_id", BigInteger, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("cursor", String(200), nullable=False),  # what follows here of its timeline is unread
    keeps="until read",
    forgets="uninstalling",
)

watch = kept_table(
    "watch",
    Column("repository_id", BigInteger, primary_key=True),
    Column("added_at", Instant, nullable=False),
    Column("seen_until", Instant, nullable=False),  # what changed up to here is in the inbox
    Column("next_poll_at", Instant, nullable=False),
    Column("polled_at", Instant),
    Column("requests", Integer, nullable=False),
    Column("problem", Text, nullable=False),
    keeps="while watched",
    forgets="linchpin watch remove",
)
Index("watch_by_poll", watch.c.next_poll_at)
