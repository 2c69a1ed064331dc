"""What has to be worked out of a report, as far as somebody wants it."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

import structlog

from bot.facts.areas import areas
from bot.facts.findings import findings
from bot.facts.gather import Seen
from bot.facts.kinds import kind
from bot.facts.look import Reader
from bot.facts.related import Related
from bot.github.errors import GitHubFailed
from bot.learning.elsewhere import Elsewhere
from bot.learning.findings import Findings
from bot.store.database import Database
from bot.vocabulary.kinds import AreaGuesses, KindGuess
from bot.vocabulary.related import RelatedThreads
from bot.vocabulary.threads import Thread

log = structlog.get_logger()


class Learned:
    """Findings, and what models guess; at most one read of GitHub, for related threads."""

    def __init__(
        self, database: Database, elsewhere: Elsewhere, reader_of: Callable[[Thread], Reader]
    ) -> None:
        self._database = database
        self._elsewhere = elsewhere
        self._related = Related(database, elsewhere, reader_of)

    async def of(
        self, seen: Seen, wanted: Collection[type[Any]], now: datetime
    ) -> Mapping[type[Any], Any]:
        """Fact type -> value, of the wanted ones that are made here.

        A guess that cannot be made is none; raises what `Findings` fail with, and `GitHubFailed`.
        """
        found: dict[type[Any], Any] = {}
        if Findings in wanted or RelatedThreads in wanted:
            found[Findings] = await findings(seen, self._elsewhere)
        for fact in (KindGuess, AreaGuesses, RelatedThreads):
            if fact not in wanted:
                continue
            try:
                found[fact] = await self._guessed(fact, seen, found, now)
            except GitHubFailed:
                raise
            except Exception:  # what is guessed is no reason to stop what is known
                log.exception("fact_failed", fact=fact.__name__)
                found[fact] = fact()
        return found

    async def _guessed(
        self, fact: type[Any], seen: Seen, found: Mapping[type[Any], Any], now: datetime
    ) -> Any:
        if fact is KindGuess:
            return await kind(seen, self._database, self._elsewhere)
        if fact is AreaGuesses:
            return await areas(seen, self._database, self._elsewhere)
        return await self._related.of(seen, found[Findings], now)
