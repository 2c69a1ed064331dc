"""What the past takes on the disk, and which part of it takes how much."""

import sqlite3
from pathlib import Path
from typing import Any

import asyncpg

SMALL = 0.001
"""Of the whole: less is not told apart."""


def of_sqlite(file: Path, activities: int) -> dict[str, Any]:
    """The file, once its log is written back into it."""
    connection = sqlite3.connect(file)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        parts = dict(connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"))
    finally:
        connection.close()
    return _figures(file.stat().st_size, parts, activities)


async def of_postgres(url: str, activities: int) -> dict[str, Any]:
    """The store's relations; the log and what PostgreSQL keeps for itself are not in it."""
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch(
            "SELECT c.relname AS name, CASE c.relkind WHEN 'r' THEN pg_table_size(c.oid)"
            " ELSE pg_relation_size(c.oid) END AS size FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'store' AND c.relkind IN ('r', 'i')"
        )
    finally:
        await connection.close()
    parts = {row["name"]: int(row["size"]) for row in rows}
    return _figures(sum(parts.values()), parts, activities)


def _figures(size: int, parts: dict[str, int], activities: int) -> dict[str, Any]:
    largest = sorted(parts.items(), key=lambda part: -part[1])
    return {
        "bytes_per_activity": round(size / activities, 1),
        "megabytes": round(size / 1024 / 1024, 1),
        "shares": {n: round(part / size, 3) for n, part in largest if part > SMALL * size},
    }
