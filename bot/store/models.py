"""Models made of what was kept, by repository and purpose; 0 stands for what is pooled."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.learning_tables import model
from bot.store.upsert import upsert

POOLED = 0
"""In the place of a repository's id: made of all public ones."""


class Purpose(StrEnum):
    """What a model is for."""

    LIKENESS = "likeness"
    """An index of a repository's reports."""
    KIND = "kind"
    """The only one that stands on other repositories' reports too, on public ones."""
    AREA = "area"


@dataclass(frozen=True, slots=True)
class Model:
    """A model, as its code wrote it down."""

    version: str
    """Of the code; another version cannot read it."""
    examples: int
    card: Mapping[str, Any]
    """What it was made of, and how good it is."""
    artefact: bytes
    made_at: datetime


async def keep(
    connection: AsyncConnection, repository_id: int, purpose: Purpose, made: Model
) -> None:
    """Keep a model in the place of the one before."""
    row = {
        "repository_id": repository_id,
        "purpose": purpose,
        "version": made.version,
        "made_at": made.made_at,
        "examples": made.examples,
        "card": dict(made.card),
        "artefact": made.artefact,
    }
    await upsert(connection, model, row)


async def find(connection: AsyncConnection, repository_id: int, purpose: Purpose) -> Model | None:
    """The model, of whatever version of the code; None where it is still to be made."""
    rows = await connection.execute(
        select(model).where(model.c.repository_id == repository_id, model.c.purpose == purpose)
    )
    row = rows.one_or_none()
    if row is None:
        return None
    return Model(row.version, row.examples, row.card, row.artefact, row.made_at)


async def forget_pooled(connection: AsyncConnection, repository_id: int) -> None:
    """Forget what others' reports may have gone into: a repository is not public any more."""
    others = model.c.repository_id != repository_id
    await connection.execute(delete(model).where(others, model.c.purpose == Purpose.KIND))


async def made_when(
    connection: AsyncConnection, repository_id: int, purpose: Purpose
) -> datetime | None:
    """When the model was made; None where there is none."""
    found = await connection.execute(
        select(model.c.made_at).where(
            model.c.repository_id == repository_id, model.c.purpose == purpose
        )
    )
    at: datetime | None = found.scalar_one_or_none()
    return at


async def made(
    connection: AsyncConnection, purpose: Purpose
) -> dict[int, tuple[str, datetime, int]]:
    """Repository -> version of the code, when the model was made, and of how many examples."""
    rows = await connection.execute(
        select(model.c.repository_id, model.c.version, model.c.made_at, model.c.examples).where(
            model.c.purpose == purpose
        )
    )
    return {row.repository_id: (row.version, row.made_at, row.examples) for row in rows}
