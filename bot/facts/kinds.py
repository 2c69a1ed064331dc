"""What kind a report is of, by the repository's own model, else by the pooled one."""

from bot.facts.findings import Elsewhere
from bot.facts.gather import Seen
from bot.learning import guessing
from bot.store import models
from bot.store.database import Database
from bot.vocabulary.kinds import KindGuess

PURPOSE = "kind"
"""Of these models among the others."""


class Kinds:
    """Guesses kinds."""

    def __init__(self, database: Database, elsewhere: Elsewhere) -> None:
        self._database = database
        self._elsewhere = elsewhere

    async def of(self, seen: Seen) -> KindGuess:
        """The guess for an issue; none for a pull request, and while nothing was learned."""
        issue = seen.issue
        if issue.is_pull_request:
            return KindGuess()
        for repository_id in (seen.thread.repository.id, models.POOLED):
            async with self._database.read() as connection:
                made_at = await models.made_when(connection, repository_id, PURPOSE)
            if made_at is None:
                continue
            if not await self._elsewhere(guessing.holds, repository_id, made_at):
                async with self._database.read() as connection:
                    stored = await models.find(connection, repository_id, PURPOSE)
                if stored is None or not stored.artefact or stored.made_at != made_at:
                    continue  # too few labelled reports of its own, or made anew just now
                given = (repository_id, made_at, stored.artefact)
                if not await self._elsewhere(guessing.hold, *given):
                    continue
            return await self._elsewhere(
                guessing.kind_of, repository_id, made_at, issue.title, issue.body
            )
        return KindGuess()
