"""A repository's past: made-up reports that people labelled, kept as the product keeps them.

Texts are those of `synthetic_reports`; every third ends with one of the tests' dumps of an
environment. Words of its kind stand in most reports and the name of its area in many, so that both
can be learned; a tenth of the kinds is wrong, and two in five carry no area, as people label.
"""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.learning.activity import told
from bot.learning.folding import fold
from bot.store import activity, installations, items
from bot.store.database import Database
from bot.store.pseudonyms import Pseudonyms
from bot.vocabulary.events import ThreadEvent, ThreadLabeled, ThreadOpened
from bot.vocabulary.history import Source
from bot.vocabulary.people import Person
from bot.vocabulary.threads import Repository, Thread
from tests.benchmarks.synthetic_reports import made_up
from tests.history.past import KEY
from tests.parsing.environments.corpus import cases

KINDS = {
    "bug": (60, "crashes with an error", "Expected: it goes on. Instead it fails every time."),
    "enhancement": (22, "support for this", "It would be great to have an option for it."),
    "question": (12, "how to set this up?", "How can I do this? I could not find it anywhere."),
    "documentation": (6, "is not documented", "The page does not say what the default is."),
}
"""Label -> share in a hundred, the end of a title, a sentence of the body."""

PARTS = (
    "scheduler", "tokenizer", "cache", "router", "sampler", "loader", "server", "client", "kernel",
    "attention", "quantization", "lora", "frontend", "multimodal", "distributed", "build",
)  # fmt: skip
AREAS = tuple(f"module: {name}" for name in PARTS)
WITH_AREA, WITH_WORDS, WRONG = 0.6, 0.8, 0.1
AT_A_TIME = 1_000


def past(
    repository: Repository, count: int, seed: int, until: datetime, first: int = 1
) -> Iterator[tuple[ThreadOpened, tuple[ThreadLabeled, ...]]]:
    """Reports an hour apart up to a moment, each with the labels that somebody put on it."""
    chance = random.Random(seed)
    dumps = [case.body for case in cases() if case.file.endswith("_dumps.txt")]
    keeper = Person(2, "keeper")
    for report in made_up(count, seed, first):
        by = Person(1_000 + chance.randrange(2_000), "reporter")
        kind = chance.choices([*KINDS], [share for share, *_ in KINDS.values()])[0]
        area = chance.choices(AREAS, range(len(AREAS), 0, -1))[0]
        title, body = report.title, report.body
        if chance.random() < WITH_WORDS:
            _, ending, sentence = KINDS[kind]
            title, body = f"{title} {ending}", f"{sentence}\n\n{body}"
        if chance.random() < WITH_WORDS:
            title = f"{area.removeprefix('module: ')} {title}"
        if report.number % 3 == 0:
            body = f"{body}\n\n### Environment\n\n{chance.choice(dumps)}"
        labels = [chance.choice([*KINDS]) if chance.random() < WRONG else kind]
        labels += [area] if chance.random() < WITH_AREA else []
        where = Thread(repository, report.number)
        at = until - timedelta(hours=first + count - report.number)
        opened = ThreadOpened(where, by, at, False, opener=by, title=title, body=body)
        put_on = (ThreadLabeled(where, keeper, at, False, label, opener=by) for label in labels)
        yield opened, tuple(put_on)


async def keep(
    database: Database,
    repository: Repository,
    reports: Iterator[tuple[ThreadOpened, tuple[ThreadLabeled, ...]]],
    now: datetime,
) -> int:
    """Keep them all as if the past had been read; how many."""
    count, names = 0, Pseudonyms(KEY)
    some: list[ThreadEvent] = []
    for opened, put_on in reports:
        count += 1
        some += [opened, *put_on]
        if count % AT_A_TIME == 0:
            await _keep(database, repository, some, names, now)
            some = []
    await _keep(database, repository, some, names, now)
    return count


async def _keep(
    database: Database,
    repository: Repository,
    some: list[ThreadEvent],
    names: Pseudonyms,
    now: datetime,
) -> None:
    async with database.write() as connection:
        await installations.seen(connection, repository, now)
        await activity.tell(connection, told(some, names), Source.HISTORY, now)
        while threads := await items.unfolded(connection, AT_A_TIME):
            await items.keep(connection, fold(threads, now))
