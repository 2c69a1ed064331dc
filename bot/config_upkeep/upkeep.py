"""What is done about a config beside reading it, event by event."""

from typing import Protocol

import structlog

from bot.config_upkeep.check_run import ConfigCheck, brings_commits
from bot.config_upkeep.check_run import Reader as FileReader
from bot.config_upkeep.in_force import ConfigReader
from bot.config_upkeep.issue import ConfigIssue
from bot.config_upkeep.writing import Place
from bot.effects import Fenced
from bot.facts.look import Reader
from bot.github.errors import Paused
from bot.vocabulary.events import ConfigChanged, Event
from bot.vocabulary.threads import Thread

log = structlog.get_logger()


class Access(Reader, FileReader, Protocol):
    """The reads of one installation."""


class ConfigUpkeep:
    """The issue about a broken config, and the checks of pull requests."""

    def __init__(self, configs: ConfigReader) -> None:
        self._issue = ConfigIssue(configs)
        self._check = ConfigCheck()

    def wants(self, event: Event) -> bool:
        """Whether the event has to do with a config."""
        return isinstance(event, ConfigChanged) or brings_commits(event)

    async def see_to(
        self, event: Event, thread: Thread, access: Access, place: Place, slug: str
    ) -> str:
        """What was done, in words. Raises `Paused`, `Fenced`, and what the issue's reads fail with.

        A check that fails for another reason is logged: it must not stop what else is to be done.
        """
        if thread.repository.installation_id is None:
            return "watched: only read"
        if isinstance(event, ConfigChanged):
            return await self._issue.keep(access, event.repository, place, slug)
        if not brings_commits(event):
            return "nothing about the config"
        try:
            return await self._check.report(access, thread, event.head_oid, place)
        except (Paused, Fenced):
            raise
        except Exception:
            log.exception("config_check_failed")
            return "check: failed"
