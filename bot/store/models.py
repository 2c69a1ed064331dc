"""Models made of what was kept, by repository and purpose; 0 stands for what is pooled."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.learning_tables import model
from bot.store.upsert import upsert

POOLED = 0
"""In the place of a repository's id: made of all public ones."""


@dataclass(frozen=True, slots=True)
class Model:
    """A model, as its code wrote it down."""

    version: str
    """Of the code; another version cannot read it."""
    examples: int
    card: Mapping[str, Any]
    """What it was made of, and how good it is."""
    artefact: bytes


async def keep(
    connection: AsyncConnection, repository_id: int, purpose: str, made: Model, now: datetime
) -> None:
    """Keep a model in the place of the one before."""
    row = {
        "repository_id": repository_id,
        "purpose": purpose,
        "version": made.version,
        "made_at": now,
        "examples": made.examples,
        "card": dict(made.card),
        "artefact": made.artefact,
    }
    await upsert(connection, model, row)


async def find(
    connection: AsyncConnection, repository_id: int, purpose: str, version: str
) -> Model | None:
    """The model that this version of the code can read; None where it is still to be made."""
    rows = await connection.execute(
        select(model).where(
            model.c.repository_id == repository_id,
            model.c.purpose == purpose,
            model.c.version == version,
        )
    )
    row = rows.one_or_none()
    if row is None:
        return None
    return Model(row.version, row.examples, row.card, row.artefact)


async def made(
    connection: AsyncConnection, purpose: str, version: str
) -> dict[int, tuple[datetime, int]]:
    """Repository -> when its model was made, and of how many examples."""
    rows = await connection.execute(
        select(model.c.repository_id, model.c.made_at, model.c.examples).where(
            model.c.purpose == purpose, model.c.version == version
        )
    )
    return {row.repository_id: (row.made_at, row.examples) for row in rows}
