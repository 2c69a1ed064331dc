"""The organisation's own settings, read again every ten minutes."""

import structlog

from bot.effects import Organisation
from bot.facts.organisation import read_organisation
from bot.github.client import GitHub
from bot.github.errors import GitHubFailed

log = structlog.get_logger()


class Office:
    """What the office repository says. Until it was read, nothing is written upstream."""

    def __init__(self, github: GitHub, repository: str | None) -> None:
        self._github = github
        self._repository = repository
        self.organisation: Organisation | None = None

    async def refresh(self) -> None:
        """Read it. When GitHub fails, what was known stays."""
        if self._repository is None:
            log.warning("office_unset", remedy="set LINCHPIN_OFFICE=ORG/REPO")
            return
        try:
            found = await self._github.app().get(f"/repos/{self._repository}/installation")
            access = self._github.installation(found["id"])
            named = await read_organisation(access, self._repository)
        except GitHubFailed as failed:
            log.warning("office_unread", office=self._repository, why=str(failed))
            return
        self.organisation = Organisation(named.name, named.privacy_url) if named else None
