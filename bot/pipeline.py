"""The order of the stations, the only place that knows it.

    event -> (wait for the grace period) -> look -> facts -> capabilities -> guard
          -> one transaction: decisions, intents, timers -> effects

A run may happen twice and may die anywhere: it re-reads the present, and what it meant to do
stands in the ledger before it is done.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot import capabilities, effects, guard
from bot.capabilities.triage import keep_vulnerabilities_quiet
from bot.config import Config, ConfigReader
from bot.effects import Hands, Organisation
from bot.effects.hands import Writer
from bot.effects.living_comment import is_theirs, standing
from bot.effects.shapes import shape
from bot.facts.gather import Gatherer, Seen
from bot.facts.learned import Learned
from bot.facts.look import Reader
from bot.facts.permissions import AppReader, installation_of, look_up
from bot.github.errors import Forbidden, Paused
from bot.guard import Counts, Situation
from bot.learning.elsewhere import Elsewhere
from bot.mail import Mail
from bot.store import books, decisions, installations, threads, timers
from bot.store.books import Administrative
from bot.store.database import Database
from bot.store.installations import InstallationState
from bot.store.memory import Memory, remember
from bot.store.pseudonyms import Pseudonyms
from bot.store.threads import ThreadState
from bot.vocabulary.actions import (
    ClearSection,
    KeepQuiet,
    LookAgain,
    MinimizeComment,
    Mode,
    Proposal,
    RemoveLabel,
    ReportPrivately,
    SetSection,
    TellSecurityRole,
    Verdict,
)
from bot.vocabulary.events import Event, ThreadEvent
from bot.vocabulary.issues import Sections
from bot.vocabulary.threads import Thread
from bot.vocabulary.time import Clock

log = structlog.get_logger()


class Access(Reader, Writer, Protocol):
    """Reads and writes with one installation's tokens."""


class GitHubPort(Protocol):
    """GitHub, as `github` gives it."""

    @property
    def can_watch(self) -> bool:
        """Whether repositories without the App can be read."""
        ...

    def installation(self, installation_id: int) -> Access:
        """With that installation's tokens."""
        ...

    def app(self) -> AppReader:
        """As the App itself."""
        ...


TAKES_BACK = ClearSection | RemoveLabel | MinimizeComment
QUIETLY = KeepQuiet | ReportPrivately | TellSecurityRole
"""All that is done on a thread that nothing is said of."""

LONG = 20_000
"""Characters of a thread that are read within some 10 ms; a longer one is read elsewhere."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one event, for the log and for `linchpin replay`."""

    reason: str
    """"handled", or why nothing was looked at."""
    verdicts: tuple[Verdict, ...] = ()
    effects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Carries one event through the stations."""

    database: Database
    github: GitHubPort
    gatherer: Gatherer
    learned: Learned
    configs: ConfigReader
    pseudonyms: Pseudonyms
    clock: Clock
    grace: timedelta
    organisation: Callable[[], Organisation | None]
    """Who runs this; raises `Paused` while that is not known yet."""
    executor_id: str
    still_ours: Callable[[], Awaitable[bool]]
    elsewhere: Elsewhere
    web_url: str = "https://github.com"
    mail: Mail | None = None
    dry_run: bool = False

    def wants(self, event: Event) -> bool:
        """Whether anything here needs this event; the others are dropped before the engine."""
        return isinstance(event, Administrative) or any(
            isinstance(event, capabilities.reacts_to(c)) for c in capabilities.ALL
        )

    async def is_our_doing(self, event: Event) -> bool:
        """Whether this App itself did it."""
        return isinstance(event, ThreadEvent) and await self.gatherer.is_ours(event.by)

    async def handle(self, event: Event, delivery: str) -> Outcome:
        """Do what one event asks for. Raises `Paused` when GitHub or the installation waits."""
        if isinstance(event, Administrative):
            if self.dry_run:
                return Outcome("dry run: would be noted")
            async with self.database.write() as connection:
                await books.note(connection, event, self.clock.now())
            return Outcome("noted")
        thread = event.thread
        if thread.repository.installation_id is None and not self.github.can_watch:
            return Outcome("no installation, and no token to read without one")
        installation = await installation_of(
            thread, self.database, self.github.app(), self.clock.now()
        )
        if installation is None or installation.state != "active":
            return Outcome(f"installation {installation.state if installation else 'unknown'}")
        now = self.clock.now()
        if installation.paused_until is not None and installation.paused_until > now:
            raise Paused(installation.paused_until, "the installation is paused")
        try:
            return await self._handle(event, thread, installation, delivery)
        except Forbidden:
            # Suspended, and the event that says so is still to come? Else it is a fault.
            found = await look_up(thread, self.database, self.github.app(), now)
            if found is None or found.state != "active":
                return Outcome(f"installation {found.state if found else 'unknown'}")
            raise
        except Paused as paused:
            paused_id = thread.repository.installation_id
            if not self.dry_run and paused_id is not None:
                async with self.database.write() as connection:
                    await installations.pause(connection, paused_id, paused.until, now)
            raise

    async def _handle(
        self, event: Event, thread: Thread, installation: InstallationState, delivery: str
    ) -> Outcome:
        if await self.is_our_doing(event):
            return Outcome("our own doing")
        state = await self._meet(event, thread)
        if state.gone:
            return Outcome("the thread is gone")
        if state.first_look_at is not None and self.clock.now() < state.first_look_at:
            return Outcome("waiting for the grace period")
        seen = await self.gatherer.gather(thread)
        if seen is None:
            if not self.dry_run:
                async with self.database.write() as connection:
                    await threads.change(connection, thread, gone=True)
            return Outcome("the thread is gone")
        first_look_at = seen.issue.created_at + self.grace
        if self.clock.now() < first_look_at:
            if not self.dry_run:
                await self._look_at(thread, first_look_at)
            return Outcome("waiting for the grace period")
        return await self._decide(event, seen, installation, state, delivery)

    async def _decide(
        self,
        event: Event,
        seen: Seen,
        installation: InstallationState,
        state: ThreadState,
        delivery: str,
    ) -> Outcome:
        settings = self.configs.of(seen.guidance)
        author = self.pseudonyms.person(seen.issue.author.id) if seen.issue.author else None
        async with self.database.read() as connection:
            memory = await remember(connection, seen.thread, author, self.clock.now())
        seen = replace(seen, issue=seen.issue.with_removals(memory.taken_off))
        organisation = self.organisation()
        situation = self._situation(seen, state, memory, settings, installation, organisation)
        proposals = await self._propose(event, seen, state, settings, situation)
        verdicts = guard.judge(proposals, situation)
        for verdict in verdicts:
            if not verdict.allowed and not isinstance(verdict.proposal.action, QUIETLY):
                kind, target, _values = shape(verdict.proposal.action)
                log.info("action_refused", kind=kind, target=target, why=verdict.reason)
        if self.dry_run:
            return Outcome("dry run", verdicts)
        hands = Hands(
            self.github.installation(seen.thread.repository.installation_id or 0),
            self.database,
            self.pseudonyms,
            self.clock,
            self.executor_id,
            self.still_ours,
            self.web_url,
            self.mail,
        )
        allowed = tuple(v.proposal.action for v in verdicts if v.allowed)
        await self._commit(hands, seen.thread, verdicts, delivery)
        done: tuple[str, ...] = ()
        if organisation is not None and (allowed or memory.unfinished):
            done = await effects.apply(hands, seen.issue, allowed, organisation, memory.unfinished)
        return Outcome("handled", verdicts, done)

    def _situation(
        self,
        seen: Seen,
        state: ThreadState,
        memory: Memory,
        settings: Config,
        installation: InstallationState,
        organisation: Organisation | None,
    ) -> Situation:
        """What the guard may know."""
        ours = standing(seen.issue)
        out_of_sight = state.comment_id is not None and not seen.issue.has_all_comments
        own = {capabilities.name(c): capabilities.default_mode(c) for c in capabilities.ALL}
        return Situation(
            issue=seen.issue,
            labels=seen.labels,
            # What the maintainers wrote wins over what was measured, that over the default.
            modes={**own, **memory.modes, **settings.modes},
            now=self.clock.now(),
            first_look_at=seen.issue.created_at + self.grace,
            muted=state.muted_at is not None,
            opted_out=memory.lately.opted_out,
            sensitive=state.sensitive_at is not None,
            archived=seen.is_archived,
            watched=seen.thread.repository.installation_id is None,
            organisation_named=organisation is not None,
            has_security_role=organisation is not None and organisation.security_mail is not None,
            has_mail=self.mail is not None,
            permissions=installation.permissions,
            sections={name: s.text for name, s in state.sections},
            comment_stands=bool(ours) or out_of_sight,
            comment_is_minimized=bool(ours) and ours[0].is_minimized,
            folded_by_us=state.comment_minimized,
            comment_is_theirs=is_theirs(seen.issue, state),
            done=memory.done,
            refused=memory.refused,
            counts=Counts(*memory.lately[:5]),
            budget=settings.budget,
        )

    async def _propose(
        self,
        event: Event,
        seen: Seen,
        state: ThreadState,
        settings: Config,
        situation: Situation,
    ) -> list[Proposal]:
        """What all interested capabilities want; one that fails proposes nothing, others go on."""
        interested = [
            capability
            for capability in capabilities.ALL
            if isinstance(event, capabilities.reacts_to(capability))
            and situation.modes[capabilities.name(capability)] is not Mode.OFF
        ]
        remembered = Sections({name: s.remembered for name, s in state.sections})
        known = {**seen.facts, Sections: remembered}
        wanted_facts = {fact for c in interested for fact in capabilities.needs(c).values()}
        known |= await self.learned.of(seen, wanted_facts, self.clock.now())
        proposals: list[Proposal] = []
        for capability in interested:
            wanted = {name: known[kind] for name, kind in capabilities.needs(capability).items()}
            try:
                given = (capabilities.name(capability), event, wanted, settings.of(capability))
                proposals += (
                    await self.elsewhere(capabilities.decided, *given)
                    if seen.issue.length > LONG
                    else capabilities.decided(*given)
                )
            except Exception:
                log.exception("capability_failed", capability=capabilities.name(capability))
                if capability is keep_vulnerabilities_quiet:
                    return []  # nobody knows whether anything may be said
        # Once only: whoever took it back knows better, and the guard refuses it a second time.
        is_first = not situation.done.get(("thread", "quiet"), 0)
        is_quiet = is_first and any(isinstance(p.action, KeepQuiet) for p in proposals)
        if is_quiet or situation.sensitive:
            # Nothing else about it is even written down.
            proposals = [p for p in proposals if _is_quiet(p)]
        return proposals

    async def _commit(
        self, hands: Hands, thread: Thread, verdicts: Sequence[Verdict], delivery: str
    ) -> None:
        """One transaction: every verdict, every intent, every timer."""
        now = self.clock.now()
        async with self.database.write() as connection:
            await threads.change(connection, thread, looked_at=now)
            for verdict in verdicts:
                action = verdict.proposal.action
                kind, target, values = shape(action)
                decision_id = self.pseudonyms.decision(
                    delivery, thread, verdict.proposal.capability, f"{kind}:{target}"
                )
                await decisions.record(
                    connection, decision_id, delivery, verdict, (kind, target, values), now
                )
                if not verdict.allowed:
                    continue
                await effects.intend(connection, hands, action, decision_id)
                if isinstance(action, LookAgain):
                    await timers.put(connection, timers.look(thread, action.at))

    async def _meet(self, event: Event, thread: Thread) -> ThreadState:
        if self.dry_run:
            async with self.database.read() as connection:
                return await threads.load(connection, thread)
        async with self.database.write() as connection:
            return await books.meet(
                connection, event, thread, self.grace, self.pseudonyms, self.clock.now()
            )

    async def _look_at(self, thread: Thread, at: datetime) -> None:
        async with self.database.write() as connection:
            await timers.put(connection, timers.look(thread, at))


def _is_quiet(proposal: Proposal) -> bool:
    """Whether it may happen on a thread that nothing is said of."""
    words = isinstance(proposal.action, SetSection)  # the same for everybody, where asked for
    is_redirect = words and proposal.capability == capabilities.name(keep_vulnerabilities_quiet)
    return is_redirect or isinstance(proposal.action, TAKES_BACK | QUIETLY)
