"""Which area labels a report belongs to, by the repository's own model."""

from bot.facts.gather import Seen
from bot.facts.models import hold
from bot.learning import placing
from bot.learning.elsewhere import Elsewhere
from bot.store.database import Database
from bot.store.models import Purpose
from bot.vocabulary.kinds import AreaGuesses


async def areas(seen: Seen, database: Database, elsewhere: Elsewhere) -> AreaGuesses:
    """The guesses for an issue; none for a pull request, and while nothing was learned."""
    issue, repository_id = seen.issue, seen.thread.repository.id
    if issue.is_pull_request:
        return AreaGuesses()
    made_at = await hold(database, elsewhere, placing, repository_id, Purpose.AREA)
    if made_at is None:
        return AreaGuesses()
    given = (repository_id, made_at, issue.title, issue.body, seen.labels.names)
    return await elsewhere(placing.areas_of, *given)
