"""What Linchpin remembers when it looks at a thread: its doings there and lately around it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import decisions, modes
from bot.store import effects as ledger
from bot.store.decisions import Lately
from bot.vocabulary.actions import Mode
from bot.vocabulary.threads import Thread


@dataclass(frozen=True, slots=True)
class Memory:
    """One thread's past, as far as we made it."""

    now: datetime
    entries: Sequence[ledger.Entry]
    modes: Mapping[str, Mode]
    """Capability -> the mode kept for the repository; capabilities without one are not named."""
    written: Mapping[str, Mode]
    """The same, as its config said when it was last read."""
    lately: Lately

    @property
    def done(self) -> Mapping[tuple[str, str], int]:
        """(kind, target) -> how often we did it; the one comment counts as opened and edited."""
        counted = {(e.kind, e.target): e.times or e.state == "sending" for e in self.entries}
        for entry in self.entries:
            if (entry.kind, entry.target) == ("comment", "living"):
                result = entry.result or {}
                counted["comment", "open"] = int(result.get("opened", 0))
                counted["comment", "edit"] = int(result.get("edited", 0))
        return counted

    @property
    def refused(self) -> frozenset[tuple[str, str]]:
        """(kind, target) of what GitHub refused here within a day: not worth asking again yet."""
        day = timedelta(days=1)
        return frozenset(
            (e.kind, e.target)
            for e in self.entries
            if e.refused_at is not None and self.now - e.refused_at < day
        )

    @property
    def undone(self) -> frozenset[tuple[str, str]]:
        """(kind, target) of what was taken back: it is not to come again by itself."""
        return frozenset((e.kind, e.target) for e in self.entries if e.undone_at is not None)

    @property
    def waived(self) -> frozenset[str]:
        """Items of the checklist that are not asked for any more; "*" for any."""
        return frozenset(e.target for e in self.entries if e.kind == "waived")

    @property
    def taken_off(self) -> Mapping[str, datetime]:
        """Labels of ours that a person took off -> when. GitHub's history shows the latest 100."""
        return {
            e.target: e.undone_at
            for e in self.entries
            if e.kind == "label-added" and e.undone_at is not None
        }

    @property
    def unfinished(self) -> tuple[ledger.Entry, ...]:
        """What was meant and never confirmed: a process died over it."""
        return tuple(e for e in self.entries if e.state == "intent")


async def remember(
    connection: AsyncConnection, thread: Thread, author: str | None, now: datetime
) -> Memory:
    """Read it all. `author` is the keyed hash of who opened the thread."""
    return Memory(
        now=now,
        entries=await ledger.of_thread(connection, thread),
        modes=await modes.of_repository(connection, thread.repository.id),
        written=await modes.written(connection, thread.repository.id),
        lately=await decisions.lately(connection, thread.repository.id, author, now),
    )
