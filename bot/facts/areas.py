"""Which area labels a report belongs to: by its form, owner files, the repository's own model."""

from bot.facts.gather import Seen
from bot.facts.models import hold
from bot.learning import placing
from bot.learning.elsewhere import Elsewhere
from bot.parsing.owners import is_owner_file
from bot.store.database import Database
from bot.store.models import Purpose
from bot.vocabulary.kinds import AreaGuesses


async def areas(seen: Seen, database: Database, elsewhere: Elsewhere) -> AreaGuesses:
    """The guesses for an issue; none for a pull request.

    While nothing was learned, what its form and the repository's owner files state.
    """
    issue, repository_id = seen.issue, seen.thread.repository.id
    if issue.is_pull_request:
        return AreaGuesses()
    made_at = await hold(database, elsewhere, placing, repository_id, Purpose.AREA)
    files = {path: text for path, text in seen.guidance.files.items() if is_owner_file(path)}
    given = (repository_id, made_at, issue.title, issue.body, seen.labels.names, files)
    return await elsewhere(placing.areas_of, *given)
