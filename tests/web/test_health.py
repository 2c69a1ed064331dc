"""`/healthz`, `/readyz` and `/metrics` of a whole web process."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from sqlalchemy import text

from bot import app, schema
from bot.app.processes import OFFICE
from bot.settings import read
from bot.store import configs, leases
from tests.clocks import FixedClock
from tests.rig.fake import new_key
from tests.web.doorway import SECRET, headers

PRIVATE_NAME = "example-ai/a-quiet-place"
BODY = b'{"action":"opened","repository":{"full_name":"%s"}}' % PRIVATE_NAME.encode()


@asynccontextmanager
async def web_process(
    home: Path, database_url: str, clock: FixedClock, overrides: Mapping[str, str]
) -> AsyncIterator[tuple[aiohttp.ClientSession, app.Parts]]:
    environment = {"LINCHPIN_HOME": str(home), "DATABASE_URL": database_url}
    settings = read(environment | dict(overrides))
    await app.upgrade(settings)
    async with app.open_parts(settings, clock) as parts:
        runner = web.AppRunner(app.make_web(parts), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        async with aiohttp.ClientSession(base) as session:
            yield session, parts
        await runner.cleanup()


def credentials() -> dict[str, str]:
    return {
        "GITHUB_APP_ID": "1",
        "GITHUB_PRIVATE_KEY": new_key(),
        "GITHUB_WEBHOOK_SECRET": SECRET,
        "LINCHPIN_OFFICE": "example-org/office",
    }


async def test_a_process_with_all_it_needs_is_alive_and_ready(
    tmp_path: Path, database_url: str, clock: FixedClock
) -> None:
    async with web_process(tmp_path, database_url, clock, credentials()) as (session, _parts):
        async with session.get("/healthz") as alive:
            assert (alive.status, await alive.json()) == (200, {"status": "alive"})
        async with session.get("/readyz") as ready:
            said = await ready.json()

    assert (ready.status, said["status"]) == (200, "ready")
    assert set(said["checks"].values()) == {"ok"}


async def test_without_credentials_there_is_no_door_and_readyz_names_the_remedy(
    tmp_path: Path, sqlite_url: str, clock: FixedClock
) -> None:
    async with web_process(tmp_path, sqlite_url, clock, {}) as (session, _parts):
        async with session.get("/readyz") as ready:
            said = await ready.json()
        async with session.post("/webhook", data=BODY, headers=headers(BODY, "a")) as refused:
            assert refused.status == 404

    assert ready.status == 503
    assert "GITHUB_WEBHOOK_SECRET" in said["checks"]["GitHub credentials"]
    assert said["checks"]["database"] == "ok"


@pytest.mark.parametrize(
    ("missing", "check", "told"),
    [
        ("GITHUB_PRIVATE_KEY", "GitHub credentials", "set GITHUB_PRIVATE_KEY"),
        (
            "LINCHPIN_OFFICE",
            "organisation",
            "set LINCHPIN_OFFICE=ORG/REPO; until then nothing is written",
        ),
    ],
)
async def test_what_is_missing_is_named_and_the_rest_is_not(
    tmp_path: Path, sqlite_url: str, clock: FixedClock, missing: str, check: str, told: str
) -> None:
    given = credentials()
    del given[missing]
    async with (
        web_process(tmp_path, sqlite_url, clock, given) as (session, _parts),
        session.get("/readyz") as ready,
    ):
        said = await ready.json()

    assert ready.status == 503
    assert said["checks"][check] == told
    assert [name for name, found in said["checks"].items() if found != "ok"] == [check]


async def test_what_the_worker_found_wrong_with_the_office_is_said_until_it_is_mended(
    tmp_path: Path, database_url: str, clock: FixedClock
) -> None:
    answers = []
    async with web_process(tmp_path, database_url, clock, credentials()) as (session, parts):
        for problem in ("organisation.yml is missing", ""):
            async with parts.database.write() as connection:
                await leases.note(connection, OFFICE, problem, clock.now())
            async with session.get("/readyz") as ready:
                answers.append((ready.status, (await ready.json())["checks"]["organisation"]))

    assert answers == [(503, "organisation.yml is missing"), (200, "ok")]


async def test_a_process_whose_store_is_gone_is_alive_but_not_ready(
    tmp_path: Path, postgres_url: str, clock: FixedClock
) -> None:
    async with web_process(tmp_path, postgres_url, clock, credentials()) as (session, parts):
        async with parts.database.write() as connection:
            await connection.execute(text("DROP SCHEMA inbox CASCADE"))
        async with session.get("/healthz") as alive:
            assert alive.status == 200
        async with session.get("/readyz") as ready:
            said = await ready.json()

    assert (ready.status, said["checks"]["database"]) == (503, "ok")
    assert said["checks"]["inbox"].startswith("UndefinedTableError")


async def test_metrics_count_deliveries_by_answer_and_name_no_repository(
    tmp_path: Path, database_url: str, clock: FixedClock
) -> None:
    async with web_process(tmp_path, database_url, clock, credentials()) as (session, _parts):
        for n in range(3):
            await session.post("/webhook", data=BODY, headers=headers(BODY, f"guid-{n}"))
        await session.post("/webhook", data=BODY)
        async with session.get("/metrics") as answer:
            shown = await answer.text()

    assert answer.content_type == "text/plain"
    assert 'linchpin_deliveries_total{status="202"} 3.0' in shown
    assert 'linchpin_deliveries_total{status="401"} 1.0' in shown
    assert 'linchpin_inbox{state="waiting"} 3.0' in shown
    assert "linchpin_inbox_oldest_waiting_seconds 0.0" in shown
    assert PRIVATE_NAME not in shown
    assert "example-ai" not in shown


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded"])
async def test_metrics_are_not_found_by_what_a_proxy_lets_through(
    tmp_path: Path, sqlite_url: str, clock: FixedClock, header: str
) -> None:
    async with (
        web_process(tmp_path, sqlite_url, clock, {}) as (session, _parts),
        session.get("/metrics", headers={header: "for=203.0.113.9"}) as answer,
    ):
        assert answer.status == 404


async def test_metrics_with_a_token_are_for_its_bearer_only(
    tmp_path: Path, sqlite_url: str, clock: FixedClock
) -> None:
    token = {"LINCHPIN_METRICS_TOKEN": "a-metrics-token"}
    given = ["", "Bearer another", "Bearer a-metrics-token", "a-metrics-token", "Bearer \udcff"]
    answers = []
    async with web_process(tmp_path, sqlite_url, clock, token) as (session, _parts):
        for value in given:
            async with session.get("/metrics", headers={"Authorization": value}) as answer:
                answers.append(answer.status)

    assert answers == [404, 404, 200, 404, 404]


async def test_editors_find_the_config_schema_of_this_version(
    tmp_path: Path, sqlite_url: str, clock: FixedClock
) -> None:
    async with (
        web_process(tmp_path, sqlite_url, clock, {}) as (session, _parts),
        session.get("/linchpin.schema.json") as answer,
    ):
        found = await answer.json(content_type="application/schema+json")

    assert (answer.status, found) == (200, schema.schema())


async def test_readyz_counts_repositories_whose_owners_config_is_broken(
    tmp_path: Path, database_url: str, clock: FixedClock
) -> None:
    async with web_process(tmp_path, database_url, clock, credentials()) as (session, parts):
        async with parts.database.write() as connection:
            await configs.looked(connection, 7, held=None, own="", mistakes=2, is_owners=True)
            await configs.looked(connection, 8, held=None, own="d", mistakes=1, is_owners=False)
        async with session.get("/readyz") as ready:
            said = await ready.json()

    told = "ok: in 1 repositories the owner's config is broken, see the log"
    assert (ready.status, said["checks"]["config"]) == (200, told)
