"""The one issue about a config that is broken on the default branch.

Opened when the file breaks, edited when its mistakes change, closed when it reads well again, and
opened again rather than doubled. Runs in its repository's lane, one at a time. Who closes it by
hand is left alone until the file breaks anew.
"""

from collections.abc import Mapping
from typing import Any

from bot.config import Config, Problem
from bot.config_upkeep import words
from bot.config_upkeep.in_force import ConfigReader, digest_of
from bot.config_upkeep.writing import CAPABILITY, DONE, REFUSED, Place, write
from bot.effects.about_config import close_config_issue, tell_of_config
from bot.facts.config_file import ConfigFile, read_config_file
from bot.facts.look import Reader
from bot.store import configs
from bot.store.configs import Kept
from bot.vocabulary.actions import Proposal
from bot.vocabulary.config import CloseConfigIssue, TellOfConfig
from bot.vocabulary.threads import Repository, Thread


class ConfigIssue:
    """Keeps it."""

    def __init__(self, configs_in_force: ConfigReader) -> None:
        self._configs = configs_in_force

    async def keep(self, reader: Reader, repository: Repository, place: Place, slug: str) -> str:
        """Bring the issue in line with the file; what was done, in words.

        One read, and a write where something changed; a search more before the first issue.
        """
        file = await read_config_file(reader, repository)
        if file is None:
            return "the repository is gone"
        await self._configs.of(file.repository, file.text, may_ask=False)
        async with place.hands.database.read() as connection:
            kept = await configs.load(connection, repository.id) or Kept()
        found = Config() if file.text is None else self._configs.read(file.text)
        if isinstance(found, Config):
            return await self._mended(file, kept, place)
        return await self._broken(file, found, kept, place, f"{slug}[bot]")

    async def _mended(self, file: ConfigFile, kept: Kept, place: Place) -> str:
        number, outcome = kept.issue_number, DONE
        if not kept.issue_open:
            return "the config reads well"
        if number is not None and place.organisation is not None:
            body = words.mended(place.organisation)
            action = CloseConfigIssue(Thread(file.repository, 0), body)

            async def call() -> Mapping[str, Any]:
                return await close_config_issue(place.hands, action, number)

            proposal = Proposal(action, CAPABILITY, "The config reads well again.")
            outcome = await write(place, proposal, call, archived=file.is_archived)
            if outcome not in (DONE, REFUSED):
                return f"config issue: {outcome}"
        await self._told(place, file, number, is_open=False, digest="")
        return f"config issue closed: {outcome}"

    async def _broken(
        self,
        file: ConfigFile,
        problems: tuple[Problem, ...],
        kept: Kept,
        place: Place,
        login: str,
    ) -> str:
        digest = digest_of(problems)
        if kept.issue_open and kept.told == digest:
            return "the config is broken as before"
        if place.organisation is None:
            return "config issue: no_organisation"
        body = words.broken(problems, place.organisation, held=kept.held is not None)
        thread = Thread(file.repository, 0)
        action = TellOfConfig(thread, words.TITLE, body, anew=not kept.issue_open)
        number = kept.issue_number

        async def call() -> Mapping[str, Any]:
            nonlocal number
            number, did = await tell_of_config(place.hands, action, number, login)
            return did

        why = f"The config on the default branch has mistakes: {len(problems)}."
        evidence = tuple(str(problem)[:300] for problem in problems[: words.SHOWN])
        proposal = Proposal(action, CAPABILITY, why, evidence)
        outcome = await write(place, proposal, call, archived=file.is_archived)
        if outcome in (DONE, REFUSED):
            await self._told(place, file, number, is_open=True, digest=digest)
        return f"config issue: {outcome}"

    async def _told(
        self, place: Place, file: ConfigFile, number: int | None, *, is_open: bool, digest: str
    ) -> None:
        async with place.hands.database.write() as connection:
            given = (connection, file.repository.id)
            await configs.told(*given, number=number, is_open=is_open, digest=digest)
