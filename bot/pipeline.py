"""The order of the stations, the only place that knows it.

    event -> (wait for the grace period) -> look -> facts -> capabilities -> guard
          -> one transaction: decisions, intents, timers -> effects

A run may happen twice and may die anywhere: it re-reads the present, and what it meant to do
stands in the ledger before it is done.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot import capabilities, effects, guard
from bot.capabilities.conversation import follow_orders
from bot.config_upkeep import ConfigReader, ConfigUpkeep, Place
from bot.config_upkeep.upkeep import Access as ConfigAccess
from bot.effects import Hands, Organisation
from bot.effects.hands import Writer
from bot.effects.shapes import shape
from bot.facts.gather import Gatherer, Seen
from bot.facts.orders import Told, orders, told
from bot.facts.permissions import AppReader, installation_of, look_up
from bot.github.errors import Forbidden, Paused
from bot.mail import Mail
from bot.propose import QUIETLY, Proposer
from bot.recording import record
from bot.situation import situation_of
from bot.store import books, doings, installations, modes, threads, timers
from bot.store.books import Administrative
from bot.store.database import Database
from bot.store.installations import InstallationState
from bot.store.memory import remember
from bot.store.pseudonyms import Pseudonyms
from bot.store.threads import ThreadState
from bot.vocabulary.actions import Mode, Verdict
from bot.vocabulary.config import CONFIG_PATH
from bot.vocabulary.events import Event, ThreadEvent
from bot.vocabulary.issues import Sections
from bot.vocabulary.orders import Doings, Orders, Waived
from bot.vocabulary.threads import Thread
from bot.vocabulary.time import Clock

log = structlog.get_logger()


class Access(ConfigAccess, Writer, Protocol):
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
    proposer: Proposer
    configs: ConfigReader
    config_upkeep: ConfigUpkeep
    pseudonyms: Pseudonyms
    clock: Clock
    grace: timedelta
    organisation: Callable[[], Organisation | None]
    """Who runs this; raises `Paused` while that is not known yet."""
    executor_id: str
    still_ours: Callable[[], Awaitable[bool]]
    web_url: str = "https://github.com"
    mail: Mail | None = None
    decision_pages: str = ""
    """Where decisions are explained, an address that an id completes; "" for nowhere."""
    dry_run: bool = False

    def wants(self, event: Event) -> bool:
        """Whether anything here needs this event; the others are dropped before the engine."""
        is_wanted = isinstance(event, Administrative) or self.config_upkeep.wants(event)
        return is_wanted or self._is_decided_on(event)

    def _is_decided_on(self, event: Event) -> bool:
        return any(isinstance(event, capabilities.reacts_to(c)) for c in capabilities.ALL)

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
        if self.config_upkeep.wants(event):
            seen_to = await self._see_to_config(event, thread, installation, delivery)
            if not self._is_decided_on(event):
                return Outcome(seen_to)
        state = await self._meet(event, thread)
        if state.gone:
            return Outcome("the thread is gone")
        said = Told()
        if thread.repository.installation_id is not None:  # watched ones are only read
            said = told(event, await self.gatherer.slug(), state.comment_id)
        is_early = state.first_look_at is not None and self.clock.now() < state.first_look_at
        if is_early and not said.said:
            return Outcome("waiting for the grace period")
        seen = await self.gatherer.gather(thread)
        if seen is None:
            if not self.dry_run:
                async with self.database.write() as connection:
                    await threads.change(connection, thread, gone=True)
            return Outcome("the thread is gone")
        first_look_at = seen.issue.created_at + self.grace
        if self.clock.now() < first_look_at and not said.said:
            if not self.dry_run:
                await self._look_at(thread, first_look_at)
            return Outcome("waiting for the grace period")
        return await self._decide(event, said, seen, installation, state, delivery)

    async def _decide(
        self,
        event: Event,
        said: Told,
        seen: Seen,
        installation: InstallationState,
        state: ThreadState,
        delivery: str,
    ) -> Outcome:
        own = seen.guidance.files.get(CONFIG_PATH)
        settings = await self.configs.of(seen.thread.repository, own, dry_run=self.dry_run)
        author = self.pseudonyms.person(seen.issue.author.id) if seen.issue.author else None
        async with self.database.read() as connection:
            memory = await remember(connection, seen.thread, author, self.clock.now())
            did = Doings()
            if said.said:
                did = await doings.of_thread(connection, seen.thread, delivery)
        seen = replace(seen, issue=seen.issue.with_removals(memory.taken_off))
        organisation = self.organisation()
        situation = situation_of(
            seen,
            state,
            memory,
            settings,
            installation,
            organisation,
            now=self.clock.now(),
            grace=self.grace,
            has_mail=self.mail is not None,
        )
        access = self.github.installation(seen.thread.repository.installation_id or 0)
        switchable = tuple(n for n in situation.modes if n != capabilities.name(follow_orders))
        known = Orders(
            slug=await self.gatherer.slug(),
            capabilities=switchable,
            written=frozenset(settings.modes),
            pages=self.decision_pages,
        )
        given = {
            Sections: Sections({name: s.remembered for name, s in state.sections}),
            Waived: Waived(memory.waived),
            Doings: did,
            Orders: await orders(event, said, seen.issue, access, known),
        }
        proposals = await self.proposer.propose(event, seen, given, settings, situation)
        verdicts = guard.with_suggestions(guard.judge(proposals, situation), situation)
        for verdict in verdicts:
            if not verdict.allowed and not isinstance(verdict.proposal.action, QUIETLY):
                kind, target, _values = shape(verdict.proposal.action)
                log.info("action_refused", kind=kind, target=target, why=verdict.reason)
        if self.dry_run:
            return Outcome("dry run", verdicts)
        if settings.modes != memory.written:
            await self._write_down(seen.thread, settings.modes)
        hands = self._hands(access)
        allowed = tuple(v.proposal.action for v in verdicts if v.allowed)
        await self._commit(hands, seen.thread, verdicts, delivery)
        done: tuple[str, ...] = ()
        if organisation is not None and (allowed or memory.unfinished):
            done = await effects.apply(hands, seen.issue, allowed, organisation, memory.unfinished)
        return Outcome("handled", verdicts, done)

    async def _see_to_config(
        self, event: Event, thread: Thread, installation: InstallationState, delivery: str
    ) -> str:
        if self.dry_run:
            return "dry run: the config would be seen to"
        access = self.github.installation(thread.repository.installation_id or 0)
        granted, organisation = installation.permissions, self.organisation()
        place = Place(self._hands(access), organisation, granted, delivery)
        slug = await self.gatherer.slug()
        return await self.config_upkeep.see_to(event, thread, access, place, slug)

    def _hands(self, access: Access) -> Hands:
        return Hands(
            access,
            self.database,
            self.pseudonyms,
            self.clock,
            self.executor_id,
            self.still_ours,
            self.web_url,
            self.mail,
        )

    async def _commit(
        self, hands: Hands, thread: Thread, verdicts: Sequence[Verdict], delivery: str
    ) -> None:
        """One transaction: every verdict, every intent, every timer."""
        async with self.database.write() as connection:
            await threads.change(connection, thread, looked_at=self.clock.now())
            await record(connection, hands, verdicts, delivery)

    async def _meet(self, event: Event, thread: Thread) -> ThreadState:
        if self.dry_run:
            async with self.database.read() as connection:
                return await threads.load(connection, thread)
        async with self.database.write() as connection:
            return await books.meet(
                connection, event, thread, self.grace, self.pseudonyms, self.clock.now()
            )

    async def _write_down(self, thread: Thread, says: Mapping[str, Mode]) -> None:
        """Keep what the config says of modes, for whoever asks what holds in the repository."""
        async with self.database.write() as connection:
            await modes.write_down(connection, thread.repository.id, says, self.clock.now())

    async def _look_at(self, thread: Thread, at: datetime) -> None:
        async with self.database.write() as connection:
            await timers.put(connection, timers.look(thread, at))
