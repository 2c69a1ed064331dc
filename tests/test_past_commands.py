"""What `linchpin backfill` and `linchpin watch` say where GitHub fails."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from click import ClickException
from click.testing import CliRunner

from bot.__main__ import main
from bot.app import reading
from bot.commands.history import _Bars
from bot.commands.running import run
from bot.github.errors import Unauthorized, Unreachable
from bot.intake.backfill import TooMuch
from bot.vocabulary.backfill import Chain
from bot.vocabulary.threads import Repository
from tests.clocks import FixedClock
from tests.rig.contract import Contract
from tests.rig.fake import FakeGitHub

HERE = Repository(1, "example-ai", "engine", None)


async def test_an_outage_is_waited_out(clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    answers: Iterator[Any] = iter([TooMuch("cut"), Unreachable("down"), None])
    waited: list[float] = []

    async def step(*_given: object) -> None:
        answer = next(answers)
        if answer is not None:
            raise answer

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(clock, "sleep", sleep, raising=False)
    parts: Any = SimpleNamespace(clock=clock)
    reader: Any = SimpleNamespace(step=step)
    waits = dict.fromkeys(Chain, "")
    await reading._read_chain(parts, reader, HERE, Chain.ISSUES, waits)

    assert waited == [10.0, 10.0]
    assert set(waits.values()) == {""}


async def test_what_was_added_before_one_that_is_not_there_is_told(
    contract: Contract, sqlite_url: str
) -> None:
    github = FakeGitHub(FixedClock(datetime(2026, 3, 2, tzinfo=UTC)), contract)
    github.plain_token = "ghp_a-token-of-the-rig"
    github.add_repository("example-ai/engine", None)
    await github.start()
    given = {
        "GITHUB_API_URL": github.api_url,
        "GITHUB_TOKEN": github.plain_token,
        "DATABASE_URL": sqlite_url,
    }
    command = ["watch", "add", "example-ai/engine", "example-ai/none"]
    ran = await asyncio.to_thread(CliRunner(env=given).invoke, main, command)
    await github.stop()

    assert ran.exit_code == 1
    assert "watching example-ai/engine" in ran.output
    assert "shows no repository example-ai/none" in ran.output


@pytest.mark.parametrize(
    ("failed", "remedy"),
    [
        (Unauthorized(401, "Bad credentials", "GET /x"), "check GITHUB_TOKEN"),
        (Unreachable("GET /x: cut"), "then run it again"),
    ],
)
def test_what_github_fails_with_names_a_remedy(failed: Exception, remedy: str) -> None:
    async def work() -> None:
        raise failed

    with pytest.raises(ClickException, match=remedy):
        run(work)


def test_without_a_terminal_a_wait_is_told_though_nothing_was_read_meanwhile(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with _Bars(as_json=False) as bars:
        for waits in ("", "", "another process reads this", "another process reads this", ""):
            bars.show([], waits)

    said = ["0 %: 0 threads", "0 %: 0 threads another process reads this", "0 %: 0 threads"]
    assert capsys.readouterr().err.splitlines() == said
