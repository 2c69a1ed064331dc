"""All facts about one thread: one look, and what it takes to read the rest."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from cachetools import LRUCache, TTLCache

from bot.facts.guidance import Texts, guidance_entries, read_guidance
from bot.facts.issue import issue
from bot.facts.labels import further_labels, has_more, labels
from bot.facts.look import Reader, look
from bot.facts.permissions import AppReader
from bot.vocabulary.forms import RepositoryForms
from bot.vocabulary.issues import GuidanceFiles, Issue, RepositoryLabels
from bot.vocabulary.people import Person
from bot.vocabulary.threads import Thread

log = structlog.get_logger()

LABELS_KEEP = timedelta(hours=1)
"""How long labels behind the first 100 are believed; a label that went makes a write fail, no
more."""

REPOSITORIES_IN_MEMORY = 256
"""Parsed forms and far labels kept: a few kilobytes a repository."""

ParseForms = Callable[[Mapping[str, str]], Awaitable[RepositoryForms]]
"""Parses forms by path, in the process for heavy work."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A thread and all that was read with it."""

    thread: Thread
    """With the repository's present name."""
    issue: Issue
    labels: RepositoryLabels
    guidance: GuidanceFiles
    forms: RepositoryForms
    is_archived: bool

    @property
    def facts(self) -> Mapping[type[Any], Any]:
        """Fact type -> value, as capabilities ask for them."""
        return {
            Issue: self.issue,
            RepositoryLabels: self.labels,
            GuidanceFiles: self.guidance,
            RepositoryForms: self.forms,
        }


class Gatherer:
    """Reads facts, and remembers those that seldom change."""

    def __init__(
        self,
        app: AppReader | None,
        reader_of: Callable[[Thread], Reader],
        texts: Texts,
        parse_forms: ParseForms,
        now: Callable[[], datetime],
    ) -> None:
        self._app = app
        self._reader_of = reader_of
        self._texts = texts
        self._parse_forms = parse_forms
        self._slug: str | None = None
        self._forms: LRUCache[tuple[str, ...], RepositoryForms] = LRUCache(REPOSITORIES_IN_MEMORY)
        self._far_labels: TTLCache[int, frozenset[str]] = TTLCache(
            REPOSITORIES_IN_MEMORY,
            ttl=LABELS_KEEP.total_seconds(),
            timer=lambda: now().timestamp(),
        )

    async def slug(self) -> str:
        """This App's name at GitHub, "" without one. One read a process."""
        if self._slug is None:
            self._slug = "" if self._app is None else str((await self._app.get("/app"))["slug"])
        return self._slug

    async def is_ours(self, person: Person | None) -> bool:
        """Whether this App's own account did it."""
        if person is None or not person.is_bot:
            return False
        return person.login.removesuffix("[bot]") == await self.slug()

    async def gather(self, thread: Thread) -> Seen | None:
        """Everything about the thread; None when it is gone for us.

        One read; one more where forms or config changed, and for each further 100 labels of the
        repository once an hour.
        """
        reader = self._reader_of(thread)
        found = await look(reader, thread)
        if found is None:
            return None
        repository = replace(
            thread.repository,
            owner=found["owner"]["login"],
            name=found["name"],
            is_private=found["isPrivate"],
        )
        thread = replace(thread, repository=repository)
        far: frozenset[str] = frozenset()
        if has_more(found):
            if repository.id not in self._far_labels:
                self._far_labels[repository.id] = await further_labels(reader, repository, found)
            far = self._far_labels[repository.id]
        guidance = await read_guidance(reader, self._texts, repository, found)
        return Seen(
            thread=thread,
            issue=issue(found, thread, await self.slug()),
            labels=labels(found, far),
            guidance=guidance,
            forms=await self._parsed(found, guidance),
            is_archived=found["isArchived"],
        )

    async def _parsed(self, found: Mapping[str, Any], guidance: GuidanceFiles) -> RepositoryForms:
        entries = guidance_entries(found).items()
        key = tuple(part for pair in entries if _is_form(pair[0]) for part in pair)
        if key not in self._forms:
            files = {p: t for p, t in guidance.files.items() if _is_form(p)}
            self._forms[key] = await self._parse_forms(files) if files else RepositoryForms(())
            for form in self._forms[key].unreadable:
                log.warning("form_unreadable", path=form.path, why=form.why)
        return self._forms[key]


def _is_form(path: str) -> bool:
    return "ISSUE_TEMPLATE" in path.upper()
