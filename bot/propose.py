"""What all interested capabilities want, each with the facts it asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from bot import capabilities
from bot.capabilities import Capability
from bot.capabilities.triage import keep_vulnerabilities_quiet
from bot.config import Config
from bot.facts.gather import Seen
from bot.facts.learned import Learned
from bot.guard import Situation
from bot.learning.elsewhere import Elsewhere
from bot.learning.findings import Findings
from bot.vocabulary.actions import (
    ClearSection,
    KeepQuiet,
    LeaveAlone,
    MinimizeComment,
    Mode,
    MuteThread,
    Proposal,
    RemoveLabel,
    ReportPrivately,
    SetSection,
    SwitchOff,
    TakeBack,
    TellSecurityRole,
    Unmute,
    Welcome,
)
from bot.vocabulary.events import Event
from bot.vocabulary.orders import Orders

log = structlog.get_logger()

TAKES_BACK = ClearSection | RemoveLabel | MinimizeComment | TakeBack
QUIETLY = KeepQuiet | ReportPrivately | TellSecurityRole
"""All that is done on a thread that nothing is said of."""

OF_PEOPLE = MuteThread | Unmute | SwitchOff | LeaveAlone | Welcome
"""What people may ask for there too: nobody sees it, and it says nothing of the thread."""

LONG = 20_000
"""Characters of a thread that are read within some 10 ms; a longer one is read elsewhere."""


@dataclass(frozen=True, slots=True)
class Proposer:
    """Asks the capabilities; one that fails proposes nothing, the others go on."""

    learned: Learned
    elsewhere: Elsewhere

    async def propose(
        self,
        event: Event,
        seen: Seen,
        given: Mapping[type[Any], Any],
        settings: Config,
        situation: Situation,
    ) -> list[Proposal]:
        """All proposals on an event. `given` are facts beside those that were seen.

        Raises what reading the remaining facts fails with.
        """
        interested = [
            capability
            for capability in capabilities.ALL
            if isinstance(event, capabilities.reacts_to(capability))
            and situation.modes[capabilities.name(capability)] is not Mode.OFF
        ]
        wanted = {fact for c in interested for fact in capabilities.needs(c).values()}
        # An order may come before the first look, and nobody knows yet what the issue is.
        is_unread = bool(given[Orders].orders) and situation.now < situation.first_look_at
        if is_unread:
            wanted.add(Findings)
        known = {**seen.facts, **given}
        known |= await self.learned.of(seen, wanted, situation.now)
        proposals: list[Proposal] = []
        for capability in interested:
            try:
                proposals += await self._decided(capability, event, known, settings, seen)
            except Exception:
                log.exception("capability_failed", capability=capabilities.name(capability))
                if capability is keep_vulnerabilities_quiet:
                    return []  # nobody knows whether anything may be said
        # Once only: whoever took it back knows better, and the guard refuses it a second time.
        is_first = not situation.done.get(("thread", "quiet"), 0)
        is_quiet = is_first and any(isinstance(p.action, KeepQuiet) for p in proposals)
        if is_unread and not seen.issue.is_pull_request:
            is_quiet = is_quiet or known[Findings].suspicion is not None
        if is_quiet or situation.sensitive:
            # Nothing else about it is even written down.
            proposals = [p for p in proposals if _is_quiet(p)]
        return proposals

    async def _decided(
        self,
        capability: Capability,
        event: Event,
        known: Mapping[type[Any], Any],
        settings: Config,
        seen: Seen,
    ) -> tuple[Proposal, ...]:
        wanted = {name: known[kind] for name, kind in capabilities.needs(capability).items()}
        given = (capabilities.name(capability), event, wanted, settings.of(capability))
        if seen.issue.length > LONG:
            return await self.elsewhere(capabilities.decided, *given)
        return capabilities.decided(*given)


def _is_quiet(proposal: Proposal) -> bool:
    """Whether it may happen on a thread that nothing is said of."""
    words = isinstance(proposal.action, SetSection)  # the same for everybody, where asked for
    is_redirect = words and proposal.capability == capabilities.name(keep_vulnerabilities_quiet)
    if proposal.asked and isinstance(proposal.action, OF_PEOPLE):
        return True
    return is_redirect or isinstance(proposal.action, TAKES_BACK | QUIETLY)
