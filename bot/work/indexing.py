"""Makes a repository's index of likeness from what is kept, and judges it by its people's words."""

from collections import deque
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from bot.learning import shelf
from bot.learning.elsewhere import Elsewhere
from bot.learning.shelf import Kept
from bot.learning.verdicts import verdicts
from bot.store import activity, reports
from bot.store.database import Database
from bot.store.models import Model
from bot.store.reports import Report

AT_A_TIME = 200
"""Reports handed over in one call."""

MOST_JUDGED = 2_000
"""Reports whose first candidates are held against what people said: the newest, a minute or two."""

MARKED_FROM = 0.02
"""Share of closed reports held for repeats from which people are used to mark duplicates: about as
many as in GitBugs' Hadoop (0.026), where `bot.learning.odds.MARKED` comes from. In Denchmark it is
0.006, and of 31 unmarked first candidates at the public bar that were read 26 were the same."""


async def index(database: Database, run: Elsewhere, repository_id: int, now: datetime) -> Model:
    """The index, made by that process; `now` is when it begins."""
    after = 0
    newest = deque[int](maxlen=MOST_JUDGED)
    await run(shelf.start, repository_id)
    while True:
        async with database.read() as connection:
            some = await reports.changed(connection, repository_id, None, after, AT_A_TIME)
        count = await run(shelf.take, repository_id, list(map(_kept, some)), now, None)
        if count is None:
            raise RuntimeError(f"the trainer lost the index of {repository_id}")
        newest.extend(one.number for one in some)
        if len(some) < AT_A_TIME:
            break
        after = some[-1].number
    card = await _judged(database, run, repository_id, newest)
    stored = await run(shelf.dump, repository_id)
    return Model(await run(shelf.version), count, card, stored, now)


async def _judged(
    database: Database, run: Elsewhere, repository_id: int, numbers: Collection[int]
) -> Mapping[str, Any]:
    """Hold the index's first candidates against what people said of them; what came of it.

    Each report asks for those that came before it, as it did when it was opened. Only those are
    judged that people have done with: closed, or spoken of together with the candidate.
    """
    async with database.read() as connection:
        said = await activity.statements(connection, repository_id)
    people = await run(verdicts, said)
    async with database.read() as connection:
        found = await reports.standing(connection, repository_id, numbers)
    done = {number for number, one in found.items() if one.closed_at is not None}
    people_mark = sum(map(people.repeats, done)) > len(done) * MARKED_FROM
    # Where people mark nothing, what is left unmarked tells nothing: what they spoke of alone does.
    telling = people.named | done if people_mark else people.named
    asked = [found[number] for number in sorted(found.keys() & telling)]
    cases = list[tuple[float, bool | None]]()
    for start in range(0, len(asked), AT_A_TIME):
        some = asked[start : start + AT_A_TIME]
        for one in await run(shelf.firsts, repository_id, list(map(_kept, some))) or ():
            is_same = people.same(one.number, one.candidate)
            if is_same is not None or one.number in done:
                cases.append((one.probability, is_same))
    card = await run(shelf.judge, repository_id, cases, people_mark=people_mark)
    return {**card, "people_mark": people_mark}


def _kept(one: Report) -> Kept:
    return Kept(one.number, one.title, one.packed, one.opened_at)
