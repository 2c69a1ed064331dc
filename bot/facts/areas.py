"""Which area labels a report belongs to, by the repository's own model."""

from bot.facts.findings import Elsewhere
from bot.facts.gather import Seen
from bot.learning import placing
from bot.store import models
from bot.store.database import Database
from bot.vocabulary.kinds import AreaGuesses

PURPOSE = "area"
"""Of these models among the others."""


class Areas:
    """Guesses areas."""

    def __init__(self, database: Database, elsewhere: Elsewhere) -> None:
        self._database = database
        self._elsewhere = elsewhere

    async def of(self, seen: Seen) -> AreaGuesses:
        """The guesses for an issue; none for a pull request, and while nothing was learned."""
        issue, repository_id = seen.issue, seen.thread.repository.id
        if issue.is_pull_request:
            return AreaGuesses()
        async with self._database.read() as connection:
            made_at = await models.made_when(connection, repository_id, PURPOSE)
        if made_at is None:
            return AreaGuesses()
        if not await self._elsewhere(placing.holds, repository_id, made_at):
            async with self._database.read() as connection:
                stored = await models.find(connection, repository_id, PURPOSE)
            if stored is None or not stored.artefact or stored.made_at != made_at:
                return AreaGuesses()  # too few labelled reports, or made anew just now
            if not await self._elsewhere(placing.hold, repository_id, made_at, stored.artefact):
                return AreaGuesses()
        given = (issue.title, issue.body, seen.labels.names)
        return await self._elsewhere(placing.areas_of, repository_id, made_at, *given)
