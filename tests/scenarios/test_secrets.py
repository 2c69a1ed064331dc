import asyncio
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from bot import app
from bot.settings import read
from tests.clocks import WallClock
from tests.rig.contract import Contract
from tests.rig.fake import FakeGitHub
from tests.rig.github import Answer
from tests.scenarios.world import INCOMPLETE, REPORTER, REPOSITORY, environment, populate

TOP = Path(__file__).parents[2]


def written_below(folder: Path) -> dict[Path, bytes]:
    """Every file and what is in it."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


async def until(holds: Callable[[], object], log: Path) -> None:
    try:
        async with asyncio.timeout(30):
            while not holds():  # noqa: ASYNC110 # another process's doing
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise AssertionError(written_below(log.parent)[log][-3000:].decode()) from None


async def test_no_secret_reaches_the_log_or_the_disk_of_a_run_that_fails_in_every_way(
    tmp_path: Path, sqlite_url: str, contract: Contract
) -> None:
    github, home, log = FakeGitHub(WallClock(), contract), tmp_path / "home", tmp_path / "log"
    home.mkdir()
    populate(github)
    await github.start()
    given = environment(github, home, sqlite_url) | {"LOG_FORMAT": "json"}
    await app.upgrade(read(given))
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "serve"),
            cwd=TOP,
            stdout=output,
            stderr=output,
            env=os.environ | given,
        )
    try:
        await until(lambda: b"listens on" in log.read_bytes(), log)
        url = log.read_text().split("listens on ")[1].split()[0]
        await github.send_webhooks_to(f"{url}/webhook")
        first = await github.open_issue(REPOSITORY, REPORTER, "[Bug]: one", INCOMPLETE)
        issues = github.state.repositories[REPOSITORY].issues
        await until(lambda: issues[first].comments and issues[first].labels, log)
        token = next(iter(github.tokens))
        told = json.dumps({"message": f"{token} and {github.private_key}"})
        await github.revoke_tokens()
        github.faults.answers = [
            Answer("/graphql", 500, body=told),
            Answer("/graphql", cut="after"),
            Answer("/issues/2/comments", 403, body=told),
            Answer("/issues/2/labels", 307, (("Location", f"https://x/?token={token}"),)),
        ]
        second = await github.open_issue(REPOSITORY, REPORTER, "[Bug]: two", INCOMPLETE)
        await until(lambda: log.read_bytes().count(b"effect_refused_by_github") == 2, log)
        broken = json.dumps({"data": {"repository": {"issueOrPullRequest": {"body": token}}}})
        github.faults.answers += [Answer("/graphql", 200, body=broken)] * 3
        await github.open_issue(REPOSITORY, REPORTER, "[Bug]: three", INCOMPLETE)
        await until(lambda: len(github.faults.answers) < 3, log)
        await until(lambda: b"Traceback" in log.read_bytes() or b"failed" in log.read_bytes(), log)
    finally:
        process.terminate()
        await process.wait()
        await github.stop()

    assert issues[second].comments == []
    minted = [*github.tokens, token]
    assert len(minted) >= 2
    secrets = [t[:60] for t in minted] + [t[-20:] for t in minted]
    secrets += [github.private_key.splitlines()[3], github.webhook_secret]
    files = written_below(tmp_path)
    assert {log, tmp_path / "linchpin.db"} <= files.keys()
    for path, content in files.items():
        assert not [s for s in secrets if s.encode() in content], path
    assert b"[redacted]" in files[log]
