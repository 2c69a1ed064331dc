"""What `linchpin look` finds of a repository with nothing but a token. Nothing is kept."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app.parts import Parts, make_pipeline, open_github, open_parts
from bot.app.recent_threads import RecentThreads
from bot.effects.shapes import shape
from bot.github.client import GitHub
from bot.github.errors import NotFound
from bot.learning.flow import Flow, flows, open_items, waits_of
from bot.learning.response import response_times
from bot.settings import Settings
from bot.store.pseudonyms import Pseudonyms
from bot.vocabulary.actions import AddLabel, KeepQuiet, RemoveLabel, SetSection, Verdict
from bot.vocabulary.backfill import Chain
from bot.vocabulary.events import ThreadOpened
from bot.vocabulary.people import Person
from bot.vocabulary.threads import Repository, Thread
from bot.vocabulary.waits import Waits
from bot.work.child import Child
from bot.work.office import Office

WEEKS = 12
"""Whole weeks of flow: a quarter, and a page wide."""

SECONDS = 120.0
"""For reading the past; the ten issues and the figures take the rest of three minutes."""

ISSUES = 10
"""Recent issues that are looked at one by one."""

OPEN = """
query Open($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    issues(first: 1, states: [OPEN]) { totalCount }
    pullRequests(first: 1, states: [OPEN]) { totalCount }
  }
}
"""

RECENT = """
query Recent($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    issues(first: 50, orderBy: {field: CREATED_AT, direction: DESC}) {
      nodes { number title createdAt author { __typename login } }
    }
  }
}
"""


class NoSuchRepository(Exception):
    """GitHub does not show it to this token."""


@dataclass(frozen=True, slots=True)
class Kindred:
    """Issues, or pull requests."""

    open: int
    """In all, as GitHub counts."""
    unanswered: int
    """Of those opened in the weeks that were read."""
    flow: tuple[Flow, ...]
    """Whole weeks, oldest first."""
    waits: Waits
    """For a first response, of what people opened since `since`."""
    since: datetime
    threads: int


@dataclass(frozen=True, slots=True)
class Said:
    """A recent issue, and what would have been said to it."""

    number: int
    title: str
    opened_at: datetime
    said: tuple[str, ...]
    """Empty where nothing would have been said."""
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """One page."""

    repository: str
    url: str
    """Its page at GitHub."""
    at: datetime
    issues: Kindred
    pulls: Kindred
    recent: tuple[Said, ...]
    seconds: float
    requests: int
    notes: tuple[str, ...] = field(default=())
    """What the reader must know of the figures."""


async def look(settings: Settings, name: str, say: Callable[[str], object]) -> Report:
    """Read what there is to know. Raises `NoSuchRepository`, and what GitHub fails with."""
    begun = time.monotonic()
    with TemporaryDirectory(prefix="linchpin-look-") as folder:
        url = f"sqlite:///{Path(folder) / 'look.db'}"
        alone = {"linchpin_home": Path(folder), "database_url": url, "linchpin_grace_seconds": 0}
        without_app = {"github_app_id": None, "linchpin_office": None}
        settings = settings.model_copy(update=alone | without_app)
        async with open_parts(settings) as parts, open_github(parts) as github:
            child = Child()
            try:
                return await _Look(parts, github, child, say, begun).report(name)
            finally:
                child.stop()


class _Look:
    def __init__(
        self,
        parts: Parts,
        github: GitHub,
        child: Child,
        say: Callable[[str], object],
        begun: float,
    ) -> None:
        self._parts = parts
        self._github = github
        self._reader = github.watching()
        self._child = child
        self._say = say
        self._begun = begun
        self._names = Pseudonyms(parts.settings.pseudonym_key())
        self._now = parts.clock.now()
        self._requests = 0

    async def report(self, name: str) -> Report:
        repository, url = await self._find(name)
        self._say(f"Reading {repository.full_name}: at most {SECONDS / 60:.0f} minutes")
        data = await self._reader.query(OPEN, {"owner": repository.owner, "name": repository.name})
        self._requests += 2
        totals = data["repository"]
        if totals is None:
            raise NoSuchRepository(name)
        issues, pulls = await asyncio.gather(
            self._kindred(repository, Chain.ISSUES, totals["issues"]["totalCount"]),
            self._kindred(repository, Chain.PULLS, totals["pullRequests"]["totalCount"]),
        )
        self._say("Looking at the last issues")
        recent = await self._recent(repository)
        return Report(
            repository.full_name,
            url,
            self._now,
            issues,
            pulls,
            recent,
            time.monotonic() - self._begun,
            self._requests,
            _notes(self._now, issues, pulls),
        )

    async def _find(self, name: str) -> tuple[Repository, str]:
        try:
            found = await self._reader.get(f"/repos/{name}")
        except NotFound:
            raise NoSuchRepository(name) from None
        owner, _, short = str(found["full_name"]).partition("/")
        is_private, url = bool(found.get("private")), str(found.get("html_url") or "")
        return Repository(int(found["id"]), owner, short, None, is_private), url

    async def _kindred(self, repository: Repository, chain: Chain, total: int) -> Kindred:
        reader = RecentThreads(self._reader, self._child, self._names, self._now, self._say)
        deadline = self._begun + SECONDS
        items, since = await reader.read(repository, chain, WEEKS + 1, deadline)
        self._requests += reader.requests
        begun = max(since, self._now - timedelta(weeks=WEEKS))
        waited = waits_of(items, self._now, begun)
        waits = await self._child.run(response_times, waited)
        weeks = max(0, (self._now - since) // timedelta(weeks=1) - 1)
        found = flows(items, self._now, min(WEEKS, weeks))
        # What is older and open was not read: GitHub's count says how many there are.
        older = total - len(open_items(items))
        flow = tuple(replace(one, open_at_end=one.open_at_end + older) for one in found)
        unanswered = sum(i.waiting_since is not None for i in items if not i.by_bot)
        return Kindred(total, unanswered, flow, waits, begun, len(items))

    async def _recent(self, repository: Repository) -> tuple[Said, ...]:
        variables = {"owner": repository.owner, "name": repository.name}
        data = await self._reader.query(RECENT, variables)
        self._requests += 1
        nodes = [
            node
            for node in data["repository"]["issues"]["nodes"]
            if node and node["author"] and node["author"]["__typename"] == "User"
        ][:ISSUES]
        pipeline = await make_pipeline(
            self._parts,
            self._github,
            self._child,
            Office(self._github, None),
            executor_id="look",
            still_ours=_always,
            dry_run=True,
        )
        found = []
        for node in nodes:
            thread = Thread(repository, int(node["number"]))
            opened_at = datetime.fromisoformat(node["createdAt"])
            event = ThreadOpened(
                thread, Person(0, str(node["author"]["login"])), opened_at, is_pull_request=False
            )
            outcome = await pipeline.handle(event, f"look:{thread.lane}")
            self._requests += 1
            if any(isinstance(v.proposal.action, KeepQuiet) for v in outcome.verdicts):
                continue  # no list shows it
            said = tuple(text for v in outcome.verdicts if (text := _said(v)))
            why = tuple(v.proposal.why for v in outcome.verdicts if _said(v))
            found.append(Said(thread.number, str(node["title"]), opened_at, said, why))
        return tuple(found)


def _said(verdict: Verdict) -> str:
    """What people would have seen of it; "" for nothing."""
    action = verdict.proposal.action
    if isinstance(action, SetSection):
        return action.text
    if isinstance(action, AddLabel | RemoveLabel):
        kind, target, _values = shape(action)
        return f"{kind.replace('-', ' ')}: {target}"
    return ""


def _notes(now: datetime, issues: Kindred, pulls: Kindred) -> tuple[str, ...]:
    notes = [
        "Read by watching, with a token: deleted comments and moved threads are not seen.",
        "A wait is until the first comment or review of a person who is neither author nor "
        "machine; those who still wait count as at least that long (Kaplan-Meier).",
    ]
    for name, one in (("issues", issues), ("pull requests", pulls)):
        if now - one.since < timedelta(weeks=WEEKS) - timedelta(days=1):
            notes.append(
                f"There was time to read {name} back to {one.since:%Y-%m-%d} only: the "
                "figures are of what was opened since then."
            )
    return tuple(notes)


async def _always() -> bool:
    return True
