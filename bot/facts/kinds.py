"""What kind a report is of, by the repository's own model, else by the pooled one."""

from bot.facts.gather import Seen
from bot.facts.models import hold
from bot.learning import guessing
from bot.learning.elsewhere import Elsewhere
from bot.store.database import Database
from bot.store.models import POOLED, Purpose
from bot.vocabulary.kinds import KindGuess


async def kind(seen: Seen, database: Database, elsewhere: Elsewhere) -> KindGuess:
    """The guess for an issue; none for a pull request, and while nothing was learned."""
    issue = seen.issue
    if issue.is_pull_request:
        return KindGuess()
    for repository_id in (seen.thread.repository.id, POOLED):
        made_at = await hold(database, elsewhere, guessing, repository_id, Purpose.KIND)
        if made_at is not None:
            given = (repository_id, made_at, issue.title, issue.body)
            return await elsewhere(guessing.kind_of, *given)
    return KindGuess()
