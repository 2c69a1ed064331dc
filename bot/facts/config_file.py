"""The config's text where no look at a thread brings it: a repository's own, and its owner's."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cachetools import TTLCache

from bot.facts.guidance import text_of
from bot.facts.look import Reader
from bot.github.errors import Forbidden, NotFound
from bot.vocabulary.config import CONFIG_PATH
from bot.vocabulary.threads import Repository

CONFIG = (
    """
query Config($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    name isPrivate isArchived
    owner { login }
    object(expression: "HEAD:"""
    + CONFIG_PATH
    + """") { ... on Blob { oid text isTruncated } }
  }
}
"""
)

OWNERS_REPOSITORY = ".github"
"""Where an owner's defaults stand, as GitHub's own ("Creating a default community health file")."""

OWNERS_FRESH = timedelta(minutes=10)
"""How long a reading of an owner's file counts as the present."""

OWNERS_IN_MEMORY = 1_000


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """A repository's config, and what has to be known to write there."""

    repository: Repository
    """With its present name."""
    is_archived: bool
    text: str | None
    """None where there is no such file."""


async def read_config_file(reader: Reader, repository: Repository) -> ConfigFile | None:
    """The file on the default branch; None where the repository is gone for us. One read."""
    try:
        given = {"owner": repository.owner, "name": repository.name}
        found = (await reader.query(CONFIG, given))["repository"]
    except NotFound:
        return None
    if found is None:
        return None
    present = replace(
        repository,
        owner=found["owner"]["login"],
        name=found["name"],
        is_private=found["isPrivate"],
    )
    blob = found["object"]
    return ConfigFile(present, found["isArchived"], text_of(blob) if blob else None)


class OwnersConfigs:
    """The config in an owner's `.github` repository, which holds where a project has none.

    A private one holds for private repositories alone: nothing of it is to be seen outside.
    """

    def __init__(
        self, reader_of: Callable[[Repository], Reader], now: Callable[[], datetime]
    ) -> None:
        self._reader_of = reader_of
        self._kept: TTLCache[tuple[str, int | None], ConfigFile | None] = TTLCache(
            OWNERS_IN_MEMORY,
            ttl=OWNERS_FRESH.total_seconds(),
            timer=lambda: now().timestamp(),
        )

    async def of(self, repository: Repository) -> str | None:
        """The text; None without one. Read with the repository's own access, at most one read an
        owner in ten minutes.
        """
        if repository.name.lower() == OWNERS_REPOSITORY:
            return None
        key = (repository.owner.lower(), repository.installation_id)
        if key not in self._kept:
            self._kept[key] = await self._read(repository)
        found = self._kept[key]
        if found is None or (found.repository.is_private and not repository.is_private):
            return None
        return found.text

    async def _read(self, repository: Repository) -> ConfigFile | None:
        place = Repository(0, repository.owner, OWNERS_REPOSITORY, repository.installation_id)
        try:
            return await read_config_file(self._reader_of(repository), place)
        except Forbidden:  # the installation does not reach it
            return None
