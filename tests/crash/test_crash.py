from pathlib import Path
from typing import Any

from tests.crash.run import Plan, Run

PLAN = Plan(deliveries=1_500, kills=6, seconds=25)
"""With what is sent twice or again, and what the bot's own writes bring back, above 2,000."""


async def test_kills_lose_and_double_nothing_on_sqlite(tmp_path: Path, sqlite_url: str) -> None:
    found = await Run(PLAN, tmp_path, sqlite_url).result()

    assert_exactly_once(found)


async def test_kills_of_web_and_two_workers_lose_and_double_nothing_on_postgres(
    tmp_path: Path, postgres_url: str
) -> None:
    found = await Run(PLAN, tmp_path, postgres_url).result()

    assert_exactly_once(found)


def assert_exactly_once(found: dict[str, Any]) -> None:
    wrong = ("lost", "doubled", "ledger", "violations")
    assert {name: found[name] for name in wrong} == {name: [] for name in wrong}
    assert found["kills"] == PLAN.kills
    assert found["posted"] >= 2_000
