"""The organisation's own settings, read again every ten minutes."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from bot.effects import Organisation
from bot.facts.organisation import Named, read_organisation
from bot.github.client import GitHub
from bot.github.errors import GitHubFailed, Paused, Refused

log = structlog.get_logger()

SOON = timedelta(minutes=1)
"""When a thread is looked at again that came up while the office could not be read."""

FRESH = timedelta(minutes=10)
"""How long a reading counts as the present."""


class Office:
    """What the office repository says. Until it was read, nothing is written upstream."""

    def __init__(
        self,
        github: GitHub,
        repository: str | None,
        note: Callable[[str], Awaitable[None]] | None = None,
    ) -> None:
        self._github = github
        self._repository = repository
        self._note = note
        """Told what is wrong, or "", whenever GitHub answered; for `/readyz`."""
        self._organisation: Organisation | None = None
        self._named: Named | None = None
        self._read = repository is None
        self._read_at: datetime | None = None

    def organisation(self) -> Organisation | None:
        """Who runs this; None where nobody says so. Raises `Paused` until GitHub answered once."""
        if not self._read:
            raise Paused(self._github.clock.now() + SOON, "the office repository is not read yet")
        return self._organisation

    def machines(self) -> frozenset[str] | None:
        """Logins, lower case, that programs act with though GitHub calls them users.

        None while the office was not read.
        """
        return self._named.machine_users if self._named else None

    def watched(self) -> tuple[str, ...] | None:
        """Repositories to watch, "owner/name"; None where the office was not read."""
        return self._named.watched if self._named else None

    async def refresh(self) -> None:
        """Read it where the last reading is not fresh. When GitHub fails, what was known stays."""
        now = self._github.clock.now()
        if self._read_at is not None and now < self._read_at + FRESH:
            return
        if self._repository is None:
            self._read_at = now
            log.warning("office_unset", remedy="set LINCHPIN_OFFICE=ORG/REPO")
            return
        try:
            found = await self._github.app().get(f"/repos/{self._repository}/installation")
            access = self._github.installation(found["id"])
            named = await read_organisation(access, self._repository)
        except GitHubFailed as failed:
            # A refusal is an answer: the App is not installed there, or the credentials are wrong.
            self._read = self._read or isinstance(failed, Refused)
            log.warning("office_unread", office=self._repository, why=str(failed))
            if isinstance(failed, Refused):
                await self._tell(f"{self._repository} cannot be read; install the App on it")
            return
        self._read, self._read_at = True, now
        if isinstance(named, Named):
            self._named = named
            self._organisation = Organisation(named.name, named.privacy_url, named.security_mail)
            await self._tell("")
            return
        self._organisation = None
        log.warning("organisation_unnamed", why=named)
        await self._tell(named)

    async def _tell(self, problem: str) -> None:
        if self._note is not None:
            await self._note(problem)
