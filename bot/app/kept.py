"""Everything that is kept, with how long and how it forgets: tables, files, queues, models.

A test looks at a real run of either store and fails on what stands in no line here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.store.tables import metadata


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing that is kept."""

    name: str
    """A table as "store.name", "inbox.name" or "engine.name"; else a file or what it is."""
    keeps: str
    forgets: str


ENGINE_ROWS = "30 days after its job ended; ids alone, no payload and no person"

ENGINE: Mapping[str, str] = {
    "workflow_status": ENGINE_ROWS,
    "workflow_input": ENGINE_ROWS,
    "workflow_output": ENGINE_ROWS,
    "queues": "always: one row",
    "dbos_migrations": "always: its version",
    **dict.fromkeys(
        (
            "application_versions",
            "event_dispatch_kv",
            "notifications",
            "operation_outputs",
            "streams",
            "workflow_events",
            "workflow_events_history",
            "workflow_schedules",
        ),
        "nothing: of the engine, for what is not used here",
    ),
}
"""The engine's tables."""

OTHER = (
    Kept(
        "inbox.delivery",
        "its body until the job is done, 72 hours where it failed; the row 30 days",
        "its job's end; age; erasing a person drops failed bodies that name them",
    ),
    Kept("store.migration", "always: the version", "never: no person in it"),
    Kept(
        "file linchpin.db and its -wal, -shm",
        "as its tables",
        "as its tables, and overwritten; erasing a person empties the -wal",
    ),
    Kept("file linchpin.inbox.db and its -wal, -shm", "as the inbox", "as linchpin.db"),
    Kept(
        "file linchpin.engine.db and its -wal, -shm",
        "as the engine's tables",
        "as the engine's tables",
    ),
    Kept(
        "PostgreSQL's dead rows, its log and backups",
        "until its vacuum; as you archive them",
        "yours to rotate",
    ),
    Kept("file linchpin.worker.lock", "always: empty", "never: no person in it"),
    Kept(
        "file pseudonym.key",
        "always, outside the database",
        "deleting it: all names become strangers",
    ),
    Kept(
        "file secret.key",
        "always, outside the database",
        "deleting it: whoever is signed in is signed out",
    ),
    Kept(
        "cookie in the browser of whoever signs in",
        "8 hours: the account's id, signed; nothing of it is kept here",
        "signing out; age",
    ),
    Kept("memory: what somebody signed in may do in a repository", "5 minutes", "age; restart"),
    Kept("memory: answers kept for their ETags", "while the process runs, 2 MB each", "restart"),
    Kept("memory: tokens, forms, labels", "an hour at most", "age; restart"),
    Kept(
        "memory: indexes and models of the child process",
        "until made anew, at most a week and a turn; 400,000 reports, 64 models of a purpose",
        "made anew without what was erased; restart",
    ),
    Kept("log", "as your log keeps it: no bodies, no tokens", "your log's rotation"),
)
"""What is no table of the store or the engine."""


def everything() -> tuple[Kept, ...]:
    """Every line, tables of the store first. Indexes are kept and forgotten with their table."""
    tables = tuple(
        Kept(f"store.{table.name}", table.info["keeps"], table.info["forgets"])
        for table in metadata.sorted_tables
    )
    engine = tuple(Kept(f"engine.{name}", keeps, "age") for name, keeps in ENGINE.items())
    return (*tables, *engine, *OTHER)
