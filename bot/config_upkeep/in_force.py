"""Which config holds in a repository.

Its own file, else its owner's, else the defaults. A file is taken whole: where a repository has
one, nothing of the owner's holds. So what maintainers read in their file is all there is, checking
one file checks what will hold, and an empty file opts out of the owner's. (Merging section by
section would change a project's settings by a commit that its maintainers never see.)

A file with mistakes changes nothing: what held before goes on to hold. Where nothing ever did,
everything is in shadow.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from cachetools import LRUCache

from bot import config
from bot.config import Config, Problem
from bot.facts.config_file import OwnersConfigs
from bot.store import configs, timers
from bot.store.configs import Kept
from bot.store.database import Database
from bot.store.timers import Timer
from bot.vocabulary.threads import Repository
from bot.vocabulary.time import Clock

log = structlog.get_logger()

IN_MEMORY = 256
"""Texts whose meaning is kept: a few kilobytes each."""

ASK_AGAIN = timedelta(hours=1)
"""How long a broken file that could not be told of is left alone: permissions and the
organisation's name come by hand, and rarely."""

CARE = "config"
"""The kind of the timers that have the issue seen to."""


def digest(text: str | None) -> str:
    """A short name of a text; "" of none."""
    return (
        ""
        if text is None
        else hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()
    )


def digest_of(problems: Sequence[Problem]) -> str:
    """A short name of what is wrong; "" where nothing is."""
    return digest("\n".join(map(str, problems))) if problems else ""


class ConfigReader:
    """Reads configs and remembers, in the store, what held last."""

    def __init__(self, database: Database, owners: OwnersConfigs, clock: Clock) -> None:
        self._database = database
        self._owners = owners
        self._clock = clock
        self._read: LRUCache[str, Config | tuple[Problem, ...]] = LRUCache(IN_MEMORY)

    async def of(
        self,
        repository: Repository,
        own: str | None,
        *,
        dry_run: bool = False,
        may_ask: bool = True,
    ) -> Config:
        """What holds. `own` is the repository's file, None where it has none.

        At most one read, of the owner's file. A file that broke or was mended since the last look
        has the issue seen to soon, where that is not under way already (`may_ask`); `dry_run` keeps
        nothing and asks for nothing.
        """
        text, is_owners = own, False
        if own is None:
            text = await self._owners.of(repository)
            is_owners = text is not None
        async with self._database.read() as connection:
            kept = await configs.load(connection, repository.id)
        found = self.read(text or "")
        if not dry_run:
            given = (repository, own, text or "", found, kept)
            await self._keep(*given, is_owners=is_owners, may_ask=may_ask)
        if isinstance(found, Config):
            return found
        if kept is not None and kept.held is not None:
            held = self.read(kept.held)
            if isinstance(held, Config):
                return held
        return config.everything_in_shadow()

    def read(self, text: str) -> Config | tuple[Problem, ...]:
        """The config of a text, or its mistakes; read once a text."""
        if text not in self._read:
            found = config.read(text)
            if not isinstance(found, Config):
                log.warning("config_invalid", problems=[str(p) for p in found])
            self._read[text] = found
        return self._read[text]

    async def _keep(
        self,
        repository: Repository,
        own: str | None,
        text: str,
        found: Config | tuple[Problem, ...],
        kept: Kept | None,
        *,
        is_owners: bool,
        may_ask: bool,
    ) -> None:
        is_good = isinstance(found, Config)
        problems = () if isinstance(found, Config) else found
        held = text if is_good else None
        now, own_digest = self._clock.now(), digest(own)
        before = kept or Kept(own="never looked at")
        is_new = (before.own, before.mistakes, before.is_owners) != (
            own_digest,
            len(problems),
            is_owners,
        ) or (is_good and before.held != held)
        told = "" if is_owners else digest_of(problems)
        is_told = before.told == told and before.issue_open == bool(told)
        is_due = before.asked_at is None or now - before.asked_at >= ASK_AGAIN
        asks = may_ask and not is_told and repository.installation_id is not None
        asks = asks and (before.own != own_digest or is_due)
        if not is_new and not asks:
            return
        if is_new and is_owners and problems:
            log.warning("owners_config_invalid", owner=repository.owner, mistakes=len(problems))
        async with self._database.write() as connection:
            await configs.looked(
                connection,
                repository.id,
                held=held,
                own=own_digest,
                mistakes=len(problems),
                is_owners=is_owners,
            )
            if asks:
                await configs.asked(connection, repository.id, now)
                await timers.put(connection, care(repository, now))


def care(repository: Repository, at: datetime) -> Timer:
    """Has the issue about the config seen to at that time, one at a time in a repository."""
    lane = f"repository/{repository.id}"
    return Timer(f"{CARE}:{repository.id}", at, CARE, lane, f"{repository.id}/0")
