"""Effects at work on the rig's GitHub and a real store, without the stations before them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.effects import Hands, Organisation, apply, intend
from bot.facts.gather import Gatherer, Seen
from bot.parsing.forms import parse_forms
from bot.store import effects as ledger
from bot.store import threads
from bot.store.database import Database
from bot.store.effects import Entry
from bot.store.memory import Memory, remember
from bot.store.pseudonyms import Pseudonyms
from bot.store.texts import StoredTexts
from bot.store.threads import ThreadState
from bot.vocabulary.actions import Action
from bot.vocabulary.threads import Repository, Thread
from tests.clocks import FixedClock
from tests.github.server import FreeSlots, client
from tests.rig.contract import Contract
from tests.rig.fake import FakeGitHub
from tests.rig.things import Issue as RigIssue

REPOSITORY = "example-ai/engine"
INSTALLATION = 77
ORGANISATION = Organisation("Example Systems", "https://example.com/privacy")
PEOPLE = ("a-reporter", "a-maintainer")


async def always() -> bool:
    return True


@dataclass
class Bench:
    """One repository with one issue, and the hands to act on it."""

    github: FakeGitHub
    database: Database
    clock: FixedClock
    hands: Hands
    gatherer: Gatherer
    number: int
    decision_id: str = "d" * 32
    """The decision that effects follow from."""

    @property
    def thread(self) -> Thread:
        found = self.github.state.repositories[REPOSITORY]
        return Thread(Repository(found.id, found.owner, found.name, INSTALLATION), self.number)

    @property
    def issue(self) -> RigIssue:
        return self.github.state.repositories[REPOSITORY].issues[self.number]

    @property
    def writes(self) -> list[str]:
        return [f"{s.method} {s.path} {s.status}" for s in self.github.seen if s.kind == "write"]

    async def look(self) -> Seen:
        seen = await self.gatherer.gather(self.thread)
        assert seen is not None
        return seen

    async def memory(self) -> Memory:
        async with self.database.read() as connection:
            return await remember(connection, self.thread, None, self.clock.now())

    async def state(self) -> ThreadState:
        async with self.database.read() as connection:
            return await threads.load(connection, self.thread)

    async def entry(self, kind: str, target: str) -> Entry:
        async with self.database.read() as connection:
            entries = await ledger.of_thread(connection, self.thread)
        (found,) = [e for e in entries if (e.kind, e.target) == (kind, target)]
        return found

    async def intend(self, *actions: Action, hands: Hands | None = None) -> None:
        """As the pipeline does in one transaction, before anything is called."""
        async with self.database.write() as connection:
            for action in actions:
                await intend(connection, hands or self.hands, action, self.decision_id)

    async def do(
        self,
        *actions: Action,
        hands: Hands | None = None,
        seen: Seen | None = None,
        organisation: Organisation = ORGANISATION,
    ) -> tuple[str, ...]:
        """One whole run: look, remember, intend, apply."""
        self.clock.advance(timedelta(seconds=5))
        seen = seen or await self.look()
        unfinished = (await self.memory()).unfinished
        await self.intend(*actions, hands=hands)
        return await apply(hands or self.hands, seen.issue, actions, organisation, unfinished)

    def allow_private_reports(self) -> None:
        """Switch private reporting on, and grant it to the App."""
        self.github.state.repositories[REPOSITORY].takes_private_reports = True
        granted = self.github.state.installations[INSTALLATION].permissions
        granted["repository_advisories"] = "write"

    def other_process(self, still_ours: Callable[[], Awaitable[bool]] = always) -> Hands:
        """The hands of another executor."""
        return replace(self.hands, executor_id="other", still_ours=still_ours)


@asynccontextmanager
async def bench(
    database: Database, clock: FixedClock, contract: Contract, key: str
) -> AsyncIterator[Bench]:
    github = FakeGitHub(clock, contract, key=key)
    github.add_installation(INSTALLATION, "example-ai")
    github.add_repository(
        REPOSITORY, INSTALLATION, labels=["bug", "needs-info", "a/b: c?"], maintainers={PEOPLE[1]}
    )
    await github.start()
    try:
        number = await github.open_issue(REPOSITORY, PEOPLE[0], "It stops", "It stops.")
        async with client(github.api_url, clock, key, slots=FreeSlots(clock)) as ours:

            async def parsed(files: object) -> object:
                return parse_forms(dict(files))  # type: ignore[call-overload] # a mapping

            hands = Hands(
                ours.installation(INSTALLATION),
                database,
                Pseudonyms(b"k" * 32),
                clock,
                "one",
                always,
            )
            gatherer = Gatherer(
                ours.app(),
                lambda _thread: ours.installation(INSTALLATION),
                StoredTexts(database, clock),
                parsed,  # type: ignore[arg-type] # the process for heavy work is not needed here
                clock.now,
            )
            made = Bench(github, database, clock, hands, gatherer, number)
            yield made
        assert github.violations == []
    finally:
        await github.stop()
