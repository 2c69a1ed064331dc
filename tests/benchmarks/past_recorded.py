"""A repository's past as GitHub answers it: read once over loopback, then played from memory."""

import zlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any, ParamSpec, TypeVar, cast

import orjson

from bot.github.budgets import Budgets
from bot.github.client import GitHub
from bot.intake.backfill import Page, told_by_page
from bot.intake.history import is_whole
from bot.store.pseudonyms import Pseudonyms
from bot.vocabulary.backfill import Chain, Reading
from bot.vocabulary.threads import Repository
from bot.work.backfill import Backfill
from tests.benchmarks.past_reading import DAYS, TOKEN, begin, opened, read, reader_of, readings
from tests.clocks import FixedClock
from tests.history.past import KEY
from tests.rig.contract import Contract
from tests.rig.fake import FakeGitHub

P = ParamSpec("P")
R = TypeVar("R")

KEPT = 1_000
"""Threads a year for each maintainer beside the first eight: assumed, so that each is asked for
some 65 things at once in the large repository, which is much for a person."""


def question(what: str, given: Mapping[str, Any]) -> bytes:
    """What tells one request from another."""
    return orjson.dumps([what, dict(given)], option=orjson.OPT_SORT_KEYS)


@dataclass
class Recorder:
    """A GitHub that writes down what it answers."""

    github: GitHub
    answers: dict[bytes, bytes] = field(default_factory=dict)
    """Packed: a million activities come in some gigabyte of JSON."""

    @property
    def budgets(self) -> Budgets:
        return self.github.budgets

    def watching(self) -> "Recorder":
        return self

    async def query(self, document: str, variables: Mapping[str, Any]) -> Any:
        found = await self.github.watching().query(document, variables)
        self.answers[question(document, variables)] = zlib.compress(orjson.dumps(found), 1)
        return found

    async def get(self, path: str, **query: Any) -> Any:
        found = await self.github.watching().get(path, **query)
        self.answers[question(path, query)] = zlib.compress(orjson.dumps(found), 1)
        return found


@dataclass
class Player:
    """A GitHub that answers at once, as it did when it was recorded."""

    answers: Mapping[bytes, bytes]
    budgets: Budgets = field(default_factory=Budgets)
    seconds: float = 0.0
    """Spent on reading JSON."""

    def watching(self) -> "Player":
        return self

    async def query(self, document: str, variables: Mapping[str, Any]) -> Any:
        return self._read(question(document, variables))

    async def get(self, path: str, **query: Any) -> Any:
        return self._read(question(path, query))

    def _read(self, asked: bytes) -> Any:
        begun = perf_counter()
        found = orjson.loads(self.answers[asked])
        self.seconds += perf_counter() - begun
        return found


@dataclass(frozen=True)
class Recording:
    """One repository's past."""

    repository: Repository
    readings: Sequence[Reading]
    """How it was read: threads, requests and points of each chain."""
    hours: float
    """How long the reading was to wait for GitHub's limits to be renewed."""
    answers: Mapping[bytes, bytes]

    @property
    def pages(self) -> dict[Chain, int]:
        """Requests of each chain."""
        return {reading.chain: reading.requests for reading in self.readings}

    def player(self) -> Player:
        """Everything unpacked."""
        return Player({asked: zlib.decompress(packed) for asked, packed in self.answers.items()})


@asynccontextmanager
async def github_at(clock: FixedClock) -> AsyncIterator[FakeGitHub]:
    """A GitHub on loopback that is read with a plain token."""
    github = FakeGitHub(clock, Contract())
    github.plain_token = TOKEN
    await github.start()
    try:
        yield github
    finally:
        await github.stop()
    assert not github.violations, github.violations[:3]


def add_past(github: FakeGitHub, name: str, threads: int, seed: int) -> Repository:
    """Make a repository up, with a year's past and some weeks."""
    keepers = {f"{name.rpartition('/')[2]}-keeper-{n}" for n in range(8 + threads // KEPT)}
    made = github.add_repository(name, None, maintainers=keepers)
    github.populate_history(name, threads, seed, github.state.now(), DAYS)
    owner, _, short = name.partition("/")
    return Repository(made.id, owner, short, None)


async def record(github: FakeGitHub, repository: Repository, home: Path) -> Recording:
    """Read the past over HTTP, and keep the answers but not what they tell."""
    clock = FixedClock()
    async with (
        opened(f"sqlite:///{home}/recorded-{repository.id}.db") as database,
        reader_of(github.api_url, database, clock) as client,
    ):
        recorder = Recorder(client)
        names = Pseudonyms(KEY)
        played = cast(GitHub, recorder)
        backfill = Backfill(database, played, names, clock, which_go_on, "recorder")
        await begin(database, backfill, repository, clock)
        for chain in Chain:
            await read(backfill, repository.id, chain, clock)
        done = await readings(database, repository.id)
    hours = (clock.at - FixedClock.at).total_seconds() / 3600
    return Recording(repository, done, hours, recorder.answers)


async def which_go_on(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Only which threads go on: what they tell is not wanted while recording."""
    repository, page, reading, names = cast(tuple[Any, ...], args)
    if reading.chain is Chain.COMMENTS:
        return cast(R, ((), (), ()))
    long = Page([node for node in page.nodes if not is_whole(node)], "", None, None)
    _told, more, strange = told_by_page(repository, long, reading, names)
    return cast(R, ((), more, strange))
