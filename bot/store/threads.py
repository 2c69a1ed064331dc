"""What we remember of a thread: its clock, its mute, our one comment and its sections."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, bindparam, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import installation, repository, section, thread
from bot.store.upsert import upsert
from bot.vocabulary.threads import Repository, Thread


@dataclass(frozen=True, slots=True)
class StoredSection:
    """One section of our comment."""

    text: str
    remembered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThreadState:
    """The thread's row and sections; all empty for a thread we never met."""

    opened_at: datetime | None = None
    first_look_at: datetime | None = None
    looked_at: datetime | None = None
    muted_at: datetime | None = None
    gone: bool = False
    comment_id: int | None = None
    comment_node_id: str | None = None
    comment_minimized: bool = False
    comment_opened_at: datetime | None = None
    next_poll_at: datetime | None = None
    comment_hashes: tuple[str, ...] = ()
    """Of the texts our comment may have if nobody else wrote in it; empty where not known."""
    comment_left_at: datetime | None = None
    """Since when we leave it alone: a person deleted, folded or rewrote it."""
    sensitive_at: datetime | None = None
    """Since when nothing is said of it: it reads like a report of a vulnerability."""
    sections: tuple[tuple[str, StoredSection], ...] = ()

    @property
    def by_section(self) -> Mapping[str, StoredSection]:
        """Section name -> what stands in it."""
        return dict(self.sections)


def _this(where: Thread) -> Any:
    return (thread.c.repository_id == where.repository.id) & (thread.c.number == where.number)


def _named(table: Table) -> ColumnElement[bool]:
    of_repository = table.c.repository_id == bindparam("repository_id")
    return and_(of_repository, table.c.number == bindparam("number"))


_THREAD = select(thread).where(_named(thread))
_SECTIONS = select(section).where(_named(section)).order_by(section.c.section)


async def load(connection: AsyncConnection, where: Thread) -> ThreadState:
    """What we remember."""
    given = {"repository_id": where.repository.id, "number": where.number}
    row = (await connection.execute(_THREAD, given)).one_or_none()
    sections = await connection.execute(_SECTIONS, given)
    texts = tuple((s.section, StoredSection(s.text, tuple(s.remembered))) for s in sections)
    if row is None:
        return ThreadState(sections=texts)
    return ThreadState(
        opened_at=row.opened_at,
        first_look_at=row.first_look_at,
        looked_at=row.looked_at,
        muted_at=row.muted_at,
        gone=row.gone,
        comment_id=row.comment_id,
        comment_node_id=row.comment_node_id,
        comment_minimized=row.comment_minimized,
        comment_opened_at=row.comment_opened_at,
        next_poll_at=row.next_poll_at,
        comment_hashes=tuple(row.comment_hashes or ()),
        comment_left_at=row.comment_left_at,
        sensitive_at=row.sensitive_at,
        sections=texts,
    )


async def change(connection: AsyncConnection, where: Thread, **values: Any) -> None:
    """Set columns of the thread's row, which is made when it is the first."""
    row = {"repository_id": where.repository.id, "number": where.number, **values}
    await upsert(connection, thread, row)


async def sensitive(
    connection: AsyncConnection, repository_id: int, numbers: Collection[int]
) -> set[int]:
    """Those that no list may show."""
    rows = await connection.execute(
        select(thread.c.number).where(
            thread.c.repository_id == repository_id,
            thread.c.number.in_(list(numbers)),
            thread.c.sensitive_at.is_not(None),
        )
    )
    return set(rows.scalars())


async def seen_again(connection: AsyncConnection, where: Thread) -> None:
    """Something happened on it, so it is there, though a look did not find it; unless it moved."""
    await connection.execute(
        update(thread)
        .where(_this(where), thread.c.gone, thread.c.moved_to_repository_id.is_(None))
        .values(gone=False)
    )


async def opened(
    connection: AsyncConnection,
    where: Thread,
    at: datetime,
    first_look_at: datetime,
    author: str | None,
) -> None:
    """Note a new thread; `author` is a keyed hash. A second arrival moves nothing."""
    row = {
        "repository_id": where.repository.id,
        "number": where.number,
        "opened_at": at,
        "first_look_at": first_look_at,
        "author": author,
    }
    await upsert(connection, thread, row)


async def forget_comment(connection: AsyncConnection, where: Thread) -> None:
    """Our comment is gone from GitHub."""
    await connection.execute(
        update(thread)
        .where(_this(where))
        .values(
            comment_id=None,
            comment_node_id=None,
            comment_minimized=False,
            comment_hashes=None,
            next_poll_at=None,
        )
    )


async def set_section(
    connection: AsyncConnection, where: Thread, name: str, content: StoredSection, now: datetime
) -> None:
    """Put a section's new text."""
    await upsert(
        connection,
        section,
        {
            "repository_id": where.repository.id,
            "number": where.number,
            "section": name,
            "text": content.text,
            "remembered": list(content.remembered),
            "updated_at": now,
        },
    )


async def clear_section(connection: AsyncConnection, where: Thread, name: str) -> None:
    """Take a section away."""
    await connection.execute(
        delete(section).where(
            section.c.repository_id == where.repository.id,
            section.c.number == where.number,
            section.c.section == name,
        )
    )


@dataclass(frozen=True, slots=True)
class DueComment:
    """A comment of ours whose reactions are to be read."""

    repository: Repository
    number: int
    node_id: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Pointed:
    """A thread of ours, and the one of another project that it was pointed to."""

    repository: Repository
    number: int
    upstream: str
    """ "owner/name#number"."""


async def pointed_upstream(connection: AsyncConnection) -> list[Pointed]:
    """Every thread whose comment points to one upstream, as far as it is within reach."""
    rows = await connection.execute(
        select(section.c.number, section.c.remembered, repository)
        .select_from(
            section.join(repository, repository.c.id == section.c.repository_id)
            .join(
                thread,
                and_(
                    thread.c.repository_id == section.c.repository_id,
                    thread.c.number == section.c.number,
                ),
            )
            .join(installation, installation.c.id == repository.c.installation_id, isouter=True)
        )
        .where(
            section.c.section == "upstream",
            ~thread.c.gone,
            ~repository.c.gone,
            thread.c.muted_at.is_(None),
            or_(installation.c.state.is_(None), installation.c.state == "active"),
        )
    )
    return [
        Pointed(
            Repository(r.id, r.owner, r.name, r.installation_id, r.is_private),
            r.number,
            str(r.remembered[0]),
        )
        for r in rows
        if r.remembered and "#" in str(r.remembered[0])
    ]


async def due_for_polling(
    connection: AsyncConnection, now: datetime, limit: int
) -> list[DueComment]:
    """The comments whose reactions are due, the longest waiting first.

    Those out of reach are left out: they would stay due for ever, and before all others.
    """
    reachable = thread.join(repository, repository.c.id == thread.c.repository_id).join(
        installation, installation.c.id == repository.c.installation_id, isouter=True
    )
    rows = await connection.execute(
        select(thread, repository)
        .select_from(reachable)
        .where(
            thread.c.next_poll_at <= now,
            thread.c.comment_node_id.is_not(None),
            ~thread.c.gone,
            ~repository.c.gone,
            repository.c.installation_id.is_not(None),
            or_(installation.c.state.is_(None), installation.c.state == "active"),
        )
        .order_by(thread.c.next_poll_at)
        .limit(limit)
    )
    return [
        DueComment(
            Repository(r.id, r.owner, r.name, r.installation_id, r.is_private),
            r.number,
            r.comment_node_id,
            r.comment_opened_at or now,
        )
        for r in rows
    ]
