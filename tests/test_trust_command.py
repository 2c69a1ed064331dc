"""What `linchpin trust` prints."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot import app, capabilities
from bot.__main__ import main
from bot.learning.trust import Outcome
from bot.settings import read
from bot.store import installations, judgements, modes, trust
from bot.store.judgements import Judged
from bot.vocabulary.actions import Mode
from bot.vocabulary.decisions import Decided
from bot.vocabulary.threads import Repository

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
HERE = Repository(1, "example-ai", "engine", 77)
WATCHED = Repository(2, "example-org", "kernels", None)
KIND, AREA, RELATED = "label-the-kind", "label-the-area", "point-at-related-threads"


def case(capability: str, number: int, outcome: Outcome) -> Judged:
    at = AT + timedelta(hours=number)
    where = (f"{number}", number, capability, "label-added", "bug")
    return Judged(Decided(*where, {}, at, Mode.SHADOW, False, "shadow"), outcome, True)


async def filled(url: str) -> None:
    settings = read({"DATABASE_URL": url})
    await app.upgrade(settings)
    agreed = [case(KIND, number, Outcome.AGREED) for number in range(1, 20)]
    rest = [case(KIND, 30, Outcome.DISAGREED), case(KIND, 31, Outcome.UNKNOWN)]
    rest += [case(AREA, number, Outcome.AGREED) for number in range(1, 23)]
    async with app.open_parts(settings) as parts, parts.database.write() as connection:
        for repository in (HERE, WATCHED):
            await installations.seen(connection, repository, AT)
        await judgements.keep(connection, HERE.id, [*agreed, *rest], AT)
        await modes.put(connection, HERE.id, AREA, Mode.ACT, "yes", AT)
        await modes.write_down(connection, HERE.id, {"flag-regressions": Mode.OFF}, AT)
        await trust.propose(connection, HERE.id, "sort-out-non-issues", Mode.ACT, "36 of 37", AT)


async def ran(url: str, *arguments: str) -> Result:
    runner = CliRunner(env={"DATABASE_URL": url, "COLUMNS": "160"})
    return await asyncio.to_thread(runner.invoke, main, ["trust", *arguments])


async def test_every_capability_is_told_with_its_figures_and_what_would_change_its_mode(
    database_url: str,
) -> None:
    await filled(database_url)

    found = await ran(database_url, "Example-AI/engine", "--json")

    assert found.exit_code == 0, found.output
    rows: dict[str, dict[str, Any]] = {r["capability"]: r for r in json.loads(found.output)}
    assert list(rows) == [capabilities.name(one) for one in capabilities.ALL]
    kind = rows[KIND]
    counted = ("cases", "agreed", "disagreed", "unknown", "pending")
    assert [kind[name] for name in counted] == [20, 19, 1, 1, 0]
    assert (kind["mode"], kind["from"], kind["proposed"]) == ("shadow", "default", None)
    assert kind["low"] < kind["share"] == round(20 / 22, 4) < kind["high"]
    assert kind["would_change_it"] == (
        "too little data: 17 more that people agree with in a row, and act is proposed"
    )
    assert (rows[AREA]["mode"], rows[AREA]["from"]) == ("act", "measured")
    assert rows[AREA]["would_change_it"] == "4 disagreements in a row, and it falls to suggest"
    assert rows["flag-regressions"]["from"] == "config"
    assert "switched off" in rows["flag-regressions"]["would_change_it"]
    assert rows["sort-out-non-issues"]["would_change_it"] == (
        "a maintainer's yes: act is proposed, 36 of 37"
    )
    assert "shadow shows people nothing" in rows[RELATED]["would_change_it"]
    assert "what maintainers ask for" in rows["follow-orders"]["would_change_it"]
    assert rows[RELATED]["share"] is None


async def test_people_read_a_table(sqlite_url: str) -> None:
    await filled(sqlite_url)

    found = await ran(sqlite_url, "https://github.com/example-ai/engine")

    assert found.exit_code == 0, found.output
    assert "19 agreed, 1 disagreed, 1 unknown" in " ".join(found.output.split())
    assert "too little data" in found.output


async def test_of_a_watched_repository_it_is_told_that_nothing_is_written(sqlite_url: str) -> None:
    await filled(sqlite_url)

    found = await ran(sqlite_url, "example-org/kernels", "--json")

    told = {row["would_change_it"] for row in json.loads(found.output)}
    assert told == {"the App is not installed here: nothing is written, whatever the mode"}


@pytest.mark.parametrize("name", ["example-ai/unknown", "engine"])
async def test_what_is_not_known_is_told_with_a_remedy(sqlite_url: str, name: str) -> None:
    await filled(sqlite_url)

    found = await ran(sqlite_url, name)

    assert found.exit_code != 0
    assert "install the App" in found.output or "owner/name" in found.output
