"""The engine's own database: where it is and how it is brought to this version."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from dbos._serialization import DBOSPortableJSON

from bot.store.database import sibling

APPLICATION = "linchpin"
SCHEMA = "engine"


def make_engine(url: str) -> sa.Engine:
    """The engine's own database connection for a `DATABASE_URL`.

    SQLite: a file of its own beside the store's, with write-ahead log and full synchronisation;
    PostgreSQL: the same database, schema `engine`.
    """
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return sa.create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            pool_size=8,
            pool_pre_ping=True,
            hide_parameters=True,
        )
    path = sibling(url, "engine")
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        f"sqlite:///{path}", connect_args={"timeout": 15}, hide_parameters=True
    )
    sa.event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")


def migrate_engine(url: str) -> None:
    """Bring the engine's own tables to the version it needs."""
    engine = make_engine(url)
    migrate(engine)
    engine.dispose()


def migrate(engine: sa.Engine) -> None:
    """The same, with an engine that is made already."""
    from dbos._sys_db import SystemDatabase

    database = SystemDatabase.create(
        system_database_url=_placeholder(engine),
        engine_kwargs={},
        engine=engine,
        schema=SCHEMA,
        serializer=DBOSPortableJSON,
        executor_id=None,
        use_listen_notify=False,
        app_name=APPLICATION,
    )
    database.run_migrations()


def _placeholder(engine: sa.Engine) -> str:
    return "sqlite:///unused" if engine.dialect.name == "sqlite" else "postgresql://un:us@ed/db"


def lock_path(url: str) -> Path:
    """The file that the one worker on SQLite holds locked."""
    return sibling(url, "worker").with_suffix(".lock")
