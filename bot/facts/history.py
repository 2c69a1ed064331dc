"""The repository's past around a thread, as capabilities may ask for it. Reads the store alone."""

from dataclasses import dataclass

from bot.store import standing, weeks
from bot.store.database import Database
from bot.store.pseudonyms import Pseudonyms
from bot.store.weeks import Week
from bot.vocabulary.history import AuthorHistory, Backlog, Demand
from bot.vocabulary.people import Person
from bot.vocabulary.threads import Repository, Thread

MONTH = 4
"""Weeks that a figure is held against: its own four-week median (CHAOSS asks for a trend)."""


@dataclass(frozen=True, slots=True)
class History:
    """Asks the store."""

    database: Database
    pseudonyms: Pseudonyms

    async def author(self, thread: Thread, author: Person | None) -> AuthorHistory:
        """What the author opened here before; nothing for a deleted account."""
        if author is None:
            return AuthorHistory()
        person = self.pseudonyms.person(author.id)
        async with self.database.read() as connection:
            return await standing.author_history(
                connection, thread.repository.id, person, but=thread.number
            )

    async def backlog(self, repository: Repository, *, is_pull_request: bool) -> Backlog:
        """What is open."""
        async with self.database.read() as connection:
            return await standing.backlog(
                connection, repository.id, is_pull_request=is_pull_request
            )

    async def demands(self, thread: Thread) -> tuple[Demand, ...]:
        """What is asked of people on the thread, and not done."""
        async with self.database.read() as connection:
            found = await standing.open_demands(connection, thread.repository.id, thread.number)
        return tuple(found)

    async def weeks(self, repository: Repository, *, is_pull_request: bool) -> tuple[Week, ...]:
        """The last five whole weeks, oldest first: the newest against the four before it."""
        async with self.database.read() as connection:
            found = await weeks.last(
                connection, repository.id, is_pull_request=is_pull_request, weeks=MONTH + 1
            )
        return tuple(found)
