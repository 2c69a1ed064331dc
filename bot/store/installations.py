"""Where the App is installed, what it may do there, and whether it has to wait."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import installation, repository
from bot.store.upsert import upsert
from bot.vocabulary.events import InstallationChanged
from bot.vocabulary.threads import Repository

STATES = {"suspend": "suspended", "deleted": "deleted"}


@dataclass(frozen=True, slots=True)
class InstallationState:
    """What is known of an installation."""

    state: str
    """active, suspended or deleted."""
    permissions: Mapping[str, str]
    paused_until: datetime | None


async def changed(connection: AsyncConnection, event: InstallationChanged, now: datetime) -> None:
    """Keep what an installation event says."""
    await upsert(
        connection,
        installation,
        {
            "id": event.installation_id,
            "account_id": event.account.id,
            "account": event.account.login,
            "state": STATES.get(event.change, "active"),
            "permissions": dict(event.permissions),
            "updated_at": now,
        },
    )
    if event.change == "deleted":
        await connection.execute(
            update(repository)
            .where(repository.c.installation_id == event.installation_id)
            .values(gone=True, updated_at=now)
        )


_INSTALLATION = select(installation).where(installation.c.id == bindparam("id"))


async def find(connection: AsyncConnection, installation_id: int) -> InstallationState | None:
    """The installation's state; None while no event of it has been seen."""
    row = (await connection.execute(_INSTALLATION, {"id": installation_id})).one_or_none()
    if row is None:
        return None
    return InstallationState(row.state, row.permissions, row.paused_until)


async def pause(
    connection: AsyncConnection, installation_id: int, until: datetime, now: datetime
) -> None:
    """Hold every job of the installation until then; a later end wins."""
    known = await find(connection, installation_id)
    if known is None:
        row = {
            "id": installation_id,
            "account_id": 0,
            "account": "",
            "state": "active",
            "permissions": {},
            "paused_until": until,
            "updated_at": now,
        }
        await upsert(connection, installation, row)
    elif known.paused_until is None or known.paused_until < until:
        await connection.execute(
            update(installation)
            .where(installation.c.id == installation_id)
            .values(paused_until=until, updated_at=now)
        )


async def met(connection: AsyncConnection, repo: Repository, now: datetime) -> None:
    """Keep a repository that is new; of a known one nothing changes."""
    row = {
        "id": repo.id,
        "owner": repo.owner,
        "name": repo.name,
        "installation_id": repo.installation_id,
        "is_private": repo.is_private,
        "updated_at": now,
    }
    await upsert(connection, repository, row, keep=tuple(row))


async def seen(connection: AsyncConnection, repo: Repository, now: datetime) -> None:
    """Keep a repository's present name and installation."""
    await upsert(
        connection,
        repository,
        {
            "id": repo.id,
            "owner": repo.owner,
            "name": repo.name,
            "installation_id": repo.installation_id,
            "is_private": repo.is_private,
            "gone": False,
            "updated_at": now,
        },
    )


async def gone(connection: AsyncConnection, repository_ids: Iterable[int], now: datetime) -> None:
    """Mark repositories as out of reach: removed, deleted or moved away."""
    await connection.execute(
        update(repository)
        .where(repository.c.id.in_(list(repository_ids)))
        .values(gone=True, updated_at=now)
    )


async def by_name(connection: AsyncConnection, owner: str, name: str) -> Repository | None:
    """The repository of that present name."""
    row = (
        await connection.execute(
            select(repository).where(
                func.lower(repository.c.owner) == owner.lower(),
                func.lower(repository.c.name) == name.lower(),
            )
        )
    ).first()
    return None if row is None else repository_of(row)


def repository_of(row: Any) -> Repository:
    """The repository of a row."""
    return Repository(row.id, row.owner, row.name, row.installation_id, row.is_private)


_REPOSITORY = select(repository).where(repository.c.id == bindparam("id"))


async def by_id(connection: AsyncConnection, repository_id: int) -> Repository | None:
    """The repository, under its present name."""
    row = (await connection.execute(_REPOSITORY, {"id": repository_id})).one_or_none()
    if row is None or row.gone:
        return None
    return repository_of(row)
