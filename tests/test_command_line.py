"""The commands as people run them: real processes where a database or GitHub is behind them."""

import asyncio
import fcntl
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from bot import app, capabilities
from bot.__main__ import main
from bot.settings import read
from bot.store import dead_letters, timers
from bot.store.dead_letters import DeadLetter
from bot.store.pseudonyms import Pseudonyms
from bot.store.tables import thread
from tests.clocks import WallClock
from tests.rig.contract import Contract
from tests.rig.fake import FakeGitHub
from tests.scenarios.world import (
    INCOMPLETE,
    REPORTER,
    REPOSITORY,
    environment,
    populate,
)

COMMANDS: tuple[list[str], ...] = (
    [],
    ["serve"],
    ["worker"],
    ["check-config"],
    ["capabilities"],
    ["replay"],
    ["db"],
    ["db", "upgrade"],
    ["db", "status"],
    ["dead"],
    ["dead", "list"],
    ["dead", "requeue"],
    ["trust"],
    ["privacy"],
    ["privacy", "list"],
    ["privacy", "export"],
    ["privacy", "erase"],
)


AT = datetime(2026, 3, 2, tzinfo=UTC)

OPENED = {
    "action": "opened",
    "issue": {
        "id": 1,
        "number": 1,
        "created_at": "2026-03-02T09:00:00Z",
        "updated_at": "2026-03-02T09:00:00Z",
        "user": {"id": 11, "login": REPORTER, "type": "User"},
    },
    "repository": {
        "id": 1,
        "name": "engine",
        "full_name": "example-ai/engine",
        "private": False,
        "owner": {"id": 2, "login": "example-ai", "type": "Organization"},
    },
    "sender": {"id": 11, "login": REPORTER, "type": "User"},
    "installation": {"id": 77},
}


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


async def run(arguments: list[str], given: Mapping[str, str]) -> Ran:
    """`python -m bot`, with this environment and no other settings."""
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG")}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *arguments,
        env=kept | dict(given),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return Ran(process.returncode or 0, out.decode(), err.decode())


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_each_command_explains_itself(command: list[str]) -> None:
    ran = CliRunner().invoke(main, [*command, "--help"])

    assert ran.exit_code == 0
    about = ran.output.split("Options:")[0].split("\n\n", 1)[1]
    assert len(about.split()) >= 1


@pytest.mark.parametrize(
    "command",
    [
        ["check-config"],
        ["check-config", "/nowhere/linchpin.yml"],
        ["replay", "/nowhere/payload.json", "--event", "issues"],
        ["dead", "requeue"],
        ["serve", "--port", "seventy"],
        ["serve", "--port", "99999"],
        ["demo", "--port", "-1"],
        ["nonsense"],
    ],
    ids=" ".join,
)
def test_a_command_used_wrongly_ends_with_2_and_says_how(command: list[str]) -> None:
    ran = CliRunner().invoke(main, command)

    assert ran.exit_code == 2
    assert "Error:" in ran.output


def test_capabilities_are_listed_for_people_for_programs_and_for_the_readme() -> None:
    table = CliRunner().invoke(main, ["capabilities"])
    rows = json.loads(CliRunner().invoke(main, ["capabilities", "--json"]).output)
    markdown = CliRunner().invoke(main, ["capabilities", "--markdown"]).output

    assert table.exit_code == 0
    assert [row["name"] for row in rows] == [capabilities.name(c) for c in capabilities.ALL]
    assert {"issues": "write"} in [row["permissions"] for row in rows]
    assert "ThreadOpened" in rows[0]["events"]
    assert markdown.strip() in Path("README.md").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Recorded:
    """A GitHub with an incomplete report, its recorded payload, and a Linchpin's settings."""

    github: FakeGitHub
    payload: Path
    settings: Mapping[str, str]


@pytest.fixture
async def recorded(
    tmp_path: Path, database_url: str, contract: Contract
) -> AsyncIterator[Recorded]:
    github = FakeGitHub(WallClock(), contract)
    populate(github)
    await github.start()
    number = await github.open_issue(REPOSITORY, REPORTER, "[Bug]: it stops", INCOMPLETE)
    where = github.state.repositories[REPOSITORY]
    payload = tmp_path / "opened.json"
    payload.write_text(
        json.dumps(
            {
                "action": "opened",
                "issue": github.state.issue(where, where.issues[number]),
                "repository": github.state.repository(where),
                "sender": github.state.user(REPORTER),
                "installation": {"id": where.installation_id},
            }
        )
    )
    settings = environment(github, tmp_path / "home", database_url)
    await app.upgrade(read(settings))
    yield Recorded(github, payload, settings)
    await github.stop()
    assert github.violations == []


async def test_a_dry_replay_prints_what_would_happen_and_writes_nothing(
    recorded: Recorded,
) -> None:
    arguments = ["replay", str(recorded.payload), "--event", "issues", "--json"]

    dry = await run([*arguments, "--dry-run"], recorded.settings)

    found: dict[str, Any] = json.loads(dry.out)
    assert (dry.code, found["event"], found["dry_run"]) == (0, "ThreadOpened", True)
    assert [(p["kind"], p["allowed"], p["reason"]) for p in found["proposals"]] == [
        ("section-set", True, "allowed"),
        ("label-added", True, "allowed"),
    ]
    assert found["proposals"][0]["evidence"] == [
        "no answer to 'Version'",
        "no answer to 'Relevant log output'",
    ]
    assert found["effects"] == []
    async with app.open_parts(read(recorded.settings)) as parts, parts.database.read() as rows:
        assert (await rows.execute(select(thread))).all() == []
    assert [s for s in recorded.github.seen if s.kind == "write"] == []


async def test_a_replay_acts_once_and_the_guard_refuses_the_second(recorded: Recorded) -> None:
    arguments = ["replay", str(recorded.payload), "--event", "issues"]

    first = await run([*arguments, "--json"], recorded.settings)
    second = await run(arguments, recorded.settings)

    assert json.loads(first.out)["effects"] == ["comment: open", "label-added: needs-info"]
    assert (first.code, second.code) == (0, 0)
    assert "refused" in second.out
    assert "done" not in second.out
    assert len(await recorded.github.comments(REPOSITORY, 1)) == 1


@pytest.mark.parametrize(
    ("text", "event", "told"),
    [
        ("{", "issues", "is not JSON"),
        ("[]", "issues", "not a JSON object"),
        ("{}", "issues", "malformed"),
        ("{}", "nonsense", "nobody needs nonsense; is --event nonsense right?"),
    ],
)
def test_what_is_no_recorded_payload_is_refused_in_one_line(
    tmp_path: Path, text: str, event: str, told: str
) -> None:
    file = tmp_path / "payload.json"
    file.write_text(text)

    ran = CliRunner(env={"LINCHPIN_HOME": str(tmp_path)}).invoke(
        main, ["replay", str(file), "--event", event, "--dry-run"]
    )

    assert ran.exit_code == 1
    assert told in ran.output
    assert ran.output.startswith("Error: ")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"DATABASE_URL": "mysql://x/y"}, "neither sqlite nor postgresql"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL: not a URL"),
        ({"DATABASE_URL": "postgresql://x@127.0.0.1:1/y"}, "check DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:////proc/none/x.db"}, "check LINCHPIN_HOME"),
        ({"GITHUB_PRIVATE_KEY": f"-----BEGIN {'PRIVATE'} KEY-----\nx"}, "not a PEM private key"),
        ({"PORT": "seventy"}, "PORT"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT"),
        ({"GITHUB_API_URL": "api.example.com"}, "GITHUB_API_URL: give an address"),
        ({"LINCHPIN_PSEUDONYM_KEY": "short"}, "LINCHPIN_PSEUDONYM_KEY: too short"),
        ({"DATABASE_URL": "postgresql://x@nowhere.invalid/y"}, "a host name is not known"),
    ],
)
def test_a_wrong_environment_is_told_with_its_remedy(
    tmp_path: Path, given: Mapping[str, str], told: str
) -> None:
    ran = CliRunner(env={"LINCHPIN_HOME": str(tmp_path)} | dict(given)).invoke(
        main, ["db", "status"]
    )

    assert ran.exit_code == 1
    assert told in ran.output
    assert ran.output.startswith("Error: ")


def test_an_older_schema_is_named_with_the_command_that_mends_it(
    postgres_url: str, tmp_path: Path
) -> None:
    runner = CliRunner(env={"DATABASE_URL": postgres_url, "LINCHPIN_HOME": str(tmp_path)})

    before = runner.invoke(main, ["db", "status"])
    refused = runner.invoke(main, ["dead", "list"])
    mended = runner.invoke(main, ["db", "upgrade"])
    after = runner.invoke(main, ["db", "status"])
    listed = runner.invoke(main, ["dead", "list"])

    codes = [ran.exit_code for ran in (before, refused, mended, after, listed)]
    assert codes == [1, 1, 0, 0, 0]
    assert "run `linchpin db upgrade`" in before.output
    assert "run `linchpin db upgrade`" in refused.output
    assert listed.output.endswith("no dead letters\n")


def test_a_database_url_may_say_what_libpq_knows(postgres_url: str, tmp_path: Path) -> None:
    url = f"{postgres_url}{'&' if '?' in postgres_url else '?'}sslmode=disable"
    runner = CliRunner(env={"DATABASE_URL": url, "LINCHPIN_HOME": str(tmp_path)})

    assert runner.invoke(main, ["db", "upgrade"]).output == "up to date\n"
    assert runner.invoke(main, ["dead", "list"]).output.endswith("no dead letters\n")


async def test_a_second_worker_on_sqlite_is_refused_in_one_line(tmp_path: Path) -> None:
    given = {"LINCHPIN_HOME": str(tmp_path)}
    await app.upgrade(read(given))
    with (tmp_path / "linchpin.worker.lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)

        ran = await run(["worker"], given)

    assert ran.code == 1
    assert ran.err.splitlines()[-1].startswith("Error: another worker holds ")
    assert "Traceback" not in ran.err


async def test_a_worker_with_another_pseudonym_key_is_refused_in_one_line(
    postgres_url: str, tmp_path: Path
) -> None:
    given = {"DATABASE_URL": postgres_url, "LINCHPIN_HOME": str(tmp_path)}
    settings = read(given | {"LINCHPIN_PSEUDONYM_KEY": "a" * 32})
    await app.upgrade(settings)
    async with app.open_parts(settings) as parts, parts.database.write() as connection:
        key = Pseudonyms(settings.pseudonym_key())
        await key.hold_to(connection, AT)
        await key.hold_to(connection, AT)

    ran = await run(["worker"], given | {"LINCHPIN_PSEUDONYM_KEY": "b" * 32})

    assert ran.code == 1
    assert "this database names people with another key" in ran.err
    assert "Traceback" not in ran.err


def failed(home: Path, *jobs: str) -> None:
    """Jobs failed for good in the SQLite files of this directory."""

    async def work() -> None:
        settings = read({"LINCHPIN_HOME": str(home)})
        async with app.open_parts(settings) as parts, parts.database.write() as connection:
            for job in jobs:
                letter = DeadLetter(job, "delivery", "1/1", job, "ValueError", 5, AT)
                await dead_letters.add(connection, letter)

    asyncio.run(work())


def due(home: Path) -> list[str]:
    """The subjects of the jobs that timers will bring back."""

    async def work() -> list[str]:
        settings = read({"LINCHPIN_HOME": str(home)})
        async with app.open_parts(settings) as parts, parts.database.read() as connection:
            found = await timers.due(connection, WallClock().now(), 10)
            return sorted(json.loads(timer.subject)[2] for timer in found)

    return asyncio.run(work())


@pytest.mark.parametrize(
    ("named", "back", "left", "code"),
    [
        (["b"], ["b"], ["a", "c"], 0),
        (["b", "a"], ["a", "b"], ["c"], 0),
        (["b", "unknown"], ["b"], ["a", "c"], 1),
        (["--all"], ["a", "b", "c"], [], 0),
    ],
)
def test_requeued_letters_are_due_at_once_and_no_longer_dead(
    tmp_path: Path, named: list[str], back: list[str], left: list[str], code: int
) -> None:
    runner = CliRunner(env={"LINCHPIN_HOME": str(tmp_path)})
    runner.invoke(main, ["db", "upgrade"])
    failed(tmp_path, "a", "b", "c")

    ran = runner.invoke(main, ["dead", "requeue", *named])

    listed = json.loads(runner.invoke(main, ["dead", "list", "--json"]).output)
    assert (ran.exit_code, f"requeued {len(back)}\n" in ran.output) == (code, True)
    assert due(tmp_path) == back
    assert sorted(letter["job"] for letter in listed) == left


def test_a_letter_with_a_strange_name_is_listed_whole(tmp_path: Path) -> None:
    runner = CliRunner(env={"LINCHPIN_HOME": str(tmp_path), "COLUMNS": "80"})
    runner.invoke(main, ["db", "upgrade"])
    failed(tmp_path, "[red]guid[/red]:1", "a[/x]b")

    ran = runner.invoke(main, ["dead", "list"])

    assert ran.exit_code == 0
    assert "[red]guid[/red]" in ran.output
    assert "a[/x]b" in ran.output


def test_requeueing_a_letter_that_is_not_there_ends_with_1(tmp_path: Path) -> None:
    ran = CliRunner(env={"LINCHPIN_HOME": str(tmp_path)}).invoke(main, ["dead", "requeue", "none"])

    assert ran.exit_code == 1
    assert "none: no such dead letter\n" in ran.output
    assert "requeued 0\n" in ran.output


def test_a_replay_without_credentials_says_which_are_missing(tmp_path: Path) -> None:
    payload = tmp_path / "opened.json"
    payload.write_text(json.dumps(OPENED))

    ran = CliRunner(env={"LINCHPIN_HOME": str(tmp_path)}).invoke(
        main, ["replay", str(payload), "--event", "issues"]
    )

    assert ran.exit_code == 1
    assert "set GITHUB_APP_ID, GITHUB_PRIVATE_KEY, GITHUB_WEBHOOK_SECRET" in ran.output
