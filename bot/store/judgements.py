"""What people made of each decision: which are still open, their threads' past, the outcomes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.learning.aftermath import Past
from bot.learning.outcomes import AS_IF_DONE, RULES
from bot.learning.trust import Outcome
from bot.store import activity, items
from bot.store.portions import portions
from bot.store.tables import decision, effect, repository
from bot.store.trust_tables import judgement
from bot.store.upsert import upsert
from bot.vocabulary.actions import Mode
from bot.vocabulary.decisions import Decided


class Place(NamedTuple):
    """A thread."""

    repository_id: int
    number: int


@dataclass(frozen=True, slots=True)
class Judged:
    """One case, with what people made of it so far."""

    case: Decided
    outcome: Outcome
    is_final: bool


_CASES = or_(
    *(
        and_(decision.c.capability == name, decision.c.kind.in_(rule.kinds))
        for name, rule in RULES.items()
    )
)
_KEY = ("repository_id", "number", "capability", "kind", "target")
_OPEN = (
    select(decision.c.repository_id, decision.c.number)
    .distinct()
    .select_from(
        decision.join(
            judgement, and_(*(judgement.c[k] == decision.c[k] for k in _KEY)), isouter=True
        )
    )
    .where(_CASES, decision.c.reason.in_(sorted(AS_IF_DONE)), judgement.c.is_final.is_not(True))
    .order_by(decision.c.repository_id, decision.c.number)
)


async def open_threads(connection: AsyncConnection) -> list[Place]:
    """Threads with a case that is not judged for good; one statement over all decisions."""
    return [Place(*row) for row in await connection.execute(_OPEN)]


async def pasts(
    connection: AsyncConnection,
    repository_id: int,
    numbers: Sequence[int],
    listed: Sequence[str] = (),
) -> dict[int, Past]:
    """Number -> all that is known of the thread. `listed`: keyed logins no person acts with."""
    rows = await activity.of_threads(connection, repository_id, numbers)
    named = {row.actor for some in rows.values() for row in some if row.actor is not None}
    machines = await items.machines_among(connection, named)
    machines |= frozenset((await items.persons_of(connection, listed)).values())
    decided: dict[int, list[Decided]] = {number: [] for number in numbers}
    stood: dict[int, dict[tuple[str, str], datetime | None]] = {number: {} for number in numbers}
    for some in portions(numbers):
        here = (decision.c.repository_id == repository_id) & decision.c.number.in_(some)
        found = await connection.execute(select(decision).where(here).order_by(decision.c.at))
        for r in found:
            given = (r.id, r.number, r.capability, r.kind, r.target, r.payload, r.at)
            decided[r.number].append(Decided(*given, Mode(r.mode), r.allowed, r.reason))
        here = (effect.c.repository_id == repository_id) & effect.c.number.in_(some)
        for r in await connection.execute(select(effect).where(here, effect.c.state == "done")):
            stood[r.number][r.kind, r.target] = r.undone_at
    return {n: Past(rows[n], decided[n], stood[n], machines) for n in numbers}


async def keep(
    connection: AsyncConnection, repository_id: int, judged: Iterable[Judged], now: datetime
) -> list[Judged]:
    """Write down what is new, and which that was; what a maintainer said stays. Within a write."""
    judged = list(judged)
    known: dict[tuple[object, ...], tuple[str, bool, bool]] = {}
    for some in portions(sorted({one.case.number for one in judged})):
        found = await connection.execute(
            select(judgement).where(
                judgement.c.repository_id == repository_id, judgement.c.number.in_(some)
            )
        )
        for r in found:
            key = (r.number, r.capability, r.kind, r.target)
            known[key] = (r.outcome, r.is_final, r.is_word)
    news = []
    for one in judged:
        case = one.case
        before = known.get((case.number, case.capability, case.kind, case.target))
        if before is not None and (before[2] or before[:2] == (one.outcome, one.is_final)):
            continue
        await _put(connection, repository_id, one, now, is_word=False)
        news.append(one)
    return news


async def say(
    connection: AsyncConnection, repository_id: int, case: Decided, outcome: Outcome, now: datetime
) -> None:
    """Keep what a maintainer said of a case: deeds do not change it any more. Within a write."""
    await _put(connection, repository_id, Judged(case, outcome, is_final=True), now, is_word=True)


async def repositories(connection: AsyncConnection) -> list[int]:
    """Those in which the App is installed and something was judged."""
    rows = await connection.execute(
        select(repository.c.id)
        .where(
            repository.c.id.in_(select(judgement.c.repository_id)),
            repository.c.installation_id.is_not(None),
            ~repository.c.gone,
        )
        .order_by(repository.c.id)
    )
    return list(rows.scalars())


async def outcomes(
    connection: AsyncConnection, repository_id: int
) -> Mapping[str, list[tuple[datetime, Outcome]]]:
    """Capability -> when each of its cases was decided, in order, and its outcome so far."""
    rows = await connection.execute(
        select(judgement.c.capability, judgement.c.decided_at, judgement.c.outcome)
        .where(judgement.c.repository_id == repository_id)
        .order_by(judgement.c.capability, judgement.c.decided_at, judgement.c.number)
    )
    found: dict[str, list[tuple[datetime, Outcome]]] = {}
    for capability, at, outcome in rows:
        found.setdefault(capability, []).append((at, Outcome(outcome)))
    return found


async def _put(
    connection: AsyncConnection, repository_id: int, one: Judged, now: datetime, *, is_word: bool
) -> None:
    row = {
        "repository_id": repository_id,
        "number": one.case.number,
        "capability": one.case.capability,
        "kind": one.case.kind,
        "target": one.case.target,
        "decided_at": one.case.at,
        "outcome": one.outcome.value,
        "is_final": one.is_final,
        "is_word": is_word,
        "judged_at": now,
    }
    await upsert(connection, judgement, row)
