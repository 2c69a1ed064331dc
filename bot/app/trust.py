"""How far each capability is trusted in a repository, and what would change that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import capabilities
from bot.app.parts import Parts
from bot.learning.outcomes import RULES
from bot.learning.trust import (
    Outcome,
    Trust,
    is_lost,
    missing,
    to_spare,
    trust,
)
from bot.store import installations, judgements, modes
from bot.store import trust as standings
from bot.store.trust import Standing
from bot.vocabulary.actions import Mode
from bot.work.trust import Origin, counted, in_force, is_measured

MAINTAINERS = ".github/linchpin.yml"


FEW = 21
"""Cases below which nothing can be proposed, as even if all agree the bound is too low."""


class NotKnown(Exception):
    """Nothing is kept of the repository; the message says what would help."""


@dataclass(frozen=True, slots=True)
class Trusted:
    """One capability."""

    capability: str
    mode: Mode
    origin: Origin
    trust: Trust
    """Of what was decided since `since`."""
    since: datetime | None
    """The last demotion, or a maintainer's no; None: all that is kept."""
    proposed: Mode | None
    change: str
    """What would change the mode, in a sentence."""


async def trusted(parts: Parts, name: str) -> Sequence[Trusted]:
    """Every capability in the repository "owner/name". Raises `NotKnown`."""
    owner, _, short = name.partition("/")
    async with parts.database.read() as connection:
        repository = await installations.by_name(connection, owner, short)
        if repository is None:
            raise NotKnown(
                f"nothing is kept of {name}: install the App on it and run linchpin serve, or "
                f"see linchpin watch list"
            )
        told = await judgements.outcomes(connection, repository.id)
        standing = await standings.of_repository(connection, repository.id)
        kept = await modes.of_repository(connection, repository.id)
        written = await modes.written(connection, repository.id)
    found = []
    for capability in capabilities.ALL:
        of = capabilities.name(capability)
        mode, origin = in_force(capability, written, kept)
        stands = standing.get(of, Standing())
        counts = counted(told.get(of, ()), stands.since)
        if repository.installation_id is None:
            change = "the App is not installed here: nothing is written, whatever the mode"
        elif not is_measured(capability):
            change = f"nothing but {MAINTAINERS}: it does what maintainers ask for"
        else:
            change = _change(of, mode, origin, stands, counts)
        known = trust(counts)
        found.append(Trusted(of, mode, origin, known, stands.since, stands.proposed, change))
    return found


def _change(
    name: str, mode: Mode, origin: Origin, stands: Standing, counts: Sequence[Outcome]
) -> str:
    known = trust(counts)
    if mode is Mode.OFF:
        return f"nothing but {MAINTAINERS}: it is switched off"
    if stands.proposed is not None:
        return f"a maintainer's yes: {stands.proposed} is proposed, {stands.why}"
    few = "too little data: " if known.whole.cases < FEW else ""
    if mode is Mode.ACT:
        if origin is Origin.CONFIG:
            return f"nothing but {MAINTAINERS}"
        return f"{few}{to_spare(counts)} disagreements in a row, and it falls to suggest"
    if is_lost(known.recent):
        recent = known.recent
        return (
            f"people agreeing more often: of late they did with {recent.agreed} of {recent.cases}"
        )
    if mode is Mode.SHADOW and not RULES[name].tells_in_shadow and not known.whole.cases:
        return "too little data, and shadow shows people nothing: a maintainer's yes to suggest"
    more = missing(known.whole)
    if more is None:
        return "nothing soon: people disagreed too often"
    return f"{few}{more} more that people agree with in a row, and act is proposed"
