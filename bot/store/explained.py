"""One decision with all that its page has to know: where, what became of it, whether it shows."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import doings, effects, installations, threads
from bot.store.tables import decision
from bot.vocabulary.actions import Mode
from bot.vocabulary.threads import Thread

COMMENT = ("comment", "living")


@dataclass(frozen=True, slots=True)
class Explained:
    """A decision, and how it stands with it."""

    id: str
    thread: Thread
    """Under the repository's present name."""
    capability: str
    kind: str
    target: str
    why: str
    evidence: tuple[str, ...]
    confidence: float | None
    mode: Mode
    allowed: bool
    reason: str
    at: datetime
    effect: tuple[str, str]
    """Kind and target of the effect that it meant, as the ledger names it."""
    stands: bool
    """Whether that effect is there, as far as we know, and of this decision."""
    undone_at: datetime | None
    """When that effect was taken back, by us or by a person."""
    is_sensitive: bool
    """Whether nothing is said of the thread."""

    @property
    def is_visible(self) -> bool:
        """Whether people see on the thread what came of it."""
        kind, target = self.effect
        shows = kind != "thread" and not doings.UNDOABLE.isdisjoint({(kind, None), (kind, target)})
        return self.allowed and self.stands and shows


_DECISION = select(decision).where(decision.c.id == bindparam("id"))


async def find(connection: AsyncConnection, decision_id: str) -> Explained | None:
    """The decision; None where there is none, or its thread or repository is out of reach."""
    row = (await connection.execute(_DECISION, {"id": decision_id})).one_or_none()
    if row is None:
        return None
    repository = await installations.by_id(connection, row.repository_id)
    if repository is None:
        return None
    thread = Thread(repository, row.number)
    state = await threads.load(connection, thread)
    if state.gone:
        return None
    effect = COMMENT if row.kind == "section-set" else (row.kind, row.target)
    entries = await effects.of_thread(connection, thread)
    entry = next((e for e in entries if (e.kind, e.target) == effect), None)
    if row.kind == "section-set":
        newest = {d.decision_id for d in (await doings.of_thread(connection, thread)).said}
        is_ours = row.id in newest
        shows = row.target in state.by_section and state.comment_id is not None
        shows = shows and state.comment_left_at is None
    else:
        is_ours = entry is not None and entry.decision_id == row.id
        shows = True
    done = entry is not None and is_ours and entry.state in ("sending", "done")
    undone_at = entry.undone_at if entry is not None and is_ours else None
    return Explained(
        row.id,
        thread,
        row.capability,
        row.kind,
        row.target,
        row.why,
        tuple(row.evidence),
        row.confidence,
        Mode(row.mode),
        row.allowed,
        row.reason,
        row.at,
        effect,
        done and shows and undone_at is None,
        undone_at,
        state.sensitive_at is not None,
    )
