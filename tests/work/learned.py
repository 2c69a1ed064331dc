"""What tests of learning share: a store filled by events, and everything learned of it."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.learning.activity import told
from bot.learning.elsewhere import Elsewhere
from bot.learning.folding import fold
from bot.store import activity, installations, items
from bot.store.database import Database
from bot.vocabulary.events import ThreadEvent
from bot.vocabulary.history import Source
from bot.vocabulary.threads import Repository
from bot.work.learning import Learning
from tests.history.past import here
from tests.learning.rows import NAMES

START = datetime(2026, 3, 2, tzinfo=UTC)
ENGINE = Repository(1, "example-ai", "engine", 77)


@asynccontextmanager
async def in_this_process() -> AsyncIterator[Elsewhere]:
    yield here


async def keep(store: Database, repository: Repository, events: list[ThreadEvent]) -> None:
    now = START + timedelta(days=100)
    async with store.write() as connection:
        await installations.seen(connection, repository, now)
        await activity.tell(connection, told(events, NAMES), Source.HISTORY, now)
        threads = await items.unfolded(connection, 10_000, [])
        await items.keep(connection, fold(threads, now))


async def everything(learning: Learning) -> list[str]:
    found = []
    while (made := await learning.turn()) is not None:
        found.append(made)
    return found


class AllOpen:
    """A GitHub on which every issue that is asked for is open."""

    async def get(self, path: str, /, **query: Any) -> Any:
        raise AssertionError(path)

    async def query(self, document: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        asked = [int(number) for number in re.findall(r"issue\(number: (\d+)\)", document)]
        events: dict[str, Any] = {"nodes": []}
        return {
            "repository": {
                f"i{number}": {
                    "number": number,
                    "state": "OPEN",
                    "stateReason": None,
                    "closedAt": None,
                    "timelineItems": events,
                }
                for number in asked
            }
        }
