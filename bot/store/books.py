"""The books: what events say of installations, names and threads."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import effects, installations, models, opt_outs, threads, timers
from bot.store.pseudonyms import Pseudonyms
from bot.store.threads import ThreadState
from bot.vocabulary.events import (
    CommentReacted,
    Event,
    InstallationChanged,
    LookDue,
    RepositoriesChanged,
    RepositoryChanged,
    ThreadDeleted,
    ThreadEvent,
    ThreadOpened,
    ThreadTransferred,
    ThreadUnlabeled,
)
from bot.vocabulary.threads import Thread

Administrative = (
    InstallationChanged
    | RepositoriesChanged
    | RepositoryChanged
    | ThreadDeleted
    | ThreadTransferred
)
"""Events that are only noted: nothing is looked at, nothing is decided."""


async def note(connection: AsyncConnection, event: Administrative, now: datetime) -> None:
    """Keep what the event says. Safe to repeat."""
    match event:
        case InstallationChanged():
            known = await installations.find(connection, event.installation_id)
            # It begins but once: where more is known already, this comes late.
            if event.change != "created" or known is None or not known.permissions:
                await installations.changed(connection, event, now)
            if event.change == "created":
                for repository in event.repositories:
                    await installations.seen(connection, repository, now)
        case RepositoriesChanged():
            for repository in event.added:
                await installations.seen(connection, repository, now)
            await installations.gone(connection, [r.id for r in event.removed], now)
        case RepositoryChanged():
            await installations.seen(connection, event.repository, now)
            if event.change == "deleted":
                await installations.gone(connection, [event.repository.id], now)
            if event.change == "privatized":
                await models.forget_pooled(connection, event.repository.id)
        case ThreadDeleted():
            await threads.change(connection, event.thread, gone=True)
        case ThreadTransferred():
            moved = {}
            if event.to is not None:
                moved["moved_to_repository_id"] = event.to.repository.id
                moved["moved_to_number"] = event.to.number
            await threads.change(connection, event.thread, gone=True, **moved)


async def meet(
    connection: AsyncConnection,
    event: Event,
    thread: Thread,
    grace: timedelta,
    pseudonyms: Pseudonyms,
    now: datetime,
) -> ThreadState:
    """Keep the repository's name and, for a new thread, when to look first; the thread's state."""
    if isinstance(event, ThreadOpened):
        first_look_at = event.at + grace
        author = pseudonyms.person(event.by.id) if event.by else None
        if author is not None and await opt_outs.holds(connection, author):
            author = None
        await threads.opened(connection, thread, event.at, first_look_at, author)
        if now < first_look_at:
            await timers.put(connection, timers.look(thread, first_look_at))
    if isinstance(event, ThreadEvent):
        await installations.seen(connection, thread.repository, now)
        await threads.seen_again(connection, thread)
    if isinstance(event, ThreadUnlabeled) and not (event.by and event.by.is_bot):
        await effects.taken_off(connection, thread, event.label, event.at)
    state = await threads.load(connection, thread)
    if state.comment_id is not None and not isinstance(event, CommentReacted | LookDue):
        # Reactions send no event: whatever stirs the thread has them asked for again.
        await threads.change(connection, thread, next_poll_at=now)
    return state
