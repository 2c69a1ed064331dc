"""The emulator's process: brought once, gone with its parent, told apart from its siblings."""

import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import psutil
import pytest

from bot.sandbox.emulator import EmulatorFailed, EmulatorProcess
from bot.sandbox.node_parts import HERE, NodeMissing, install, is_installed
from tests.conftest import EMULATOR

AT = datetime(2026, 3, 2, tzinfo=UTC)


def test_without_its_node_parts_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NodeMissing, match=f"python -m bot.sandbox {tmp_path}"):
        EmulatorProcess(tmp_path)


def test_a_failed_fetch_says_why_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "empty"))
    said: list[str] = []

    with pytest.raises(NodeMissing, match=r"npm-cli\.js ci --ignore-scripts"):
        install(tmp_path / "parts", said.append)

    assert len(said) == 1


def test_a_fetch_that_is_given_up_ends_though_the_registry_never_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_up = Event()
    with socket.create_server(("127.0.0.1", 0)) as silent, ThreadPoolExecutor(1) as beside:
        monkeypatch.setenv("npm_config_registry", f"http://127.0.0.1:{silent.getsockname()[1]}")
        monkeypatch.setenv("npm_config_cache", str(tmp_path / "empty"))
        fetch = beside.submit(install, tmp_path / "parts", lambda _: None, given_up)
        silent.settimeout(30)
        asks, _ = silent.accept()
        given_up.set()

        with asks, pytest.raises(NodeMissing):
            fetch.result(timeout=10)

    assert not is_installed(tmp_path / "parts")


def test_what_is_there_is_not_fetched_again(emulator: EmulatorProcess) -> None:
    said: list[str] = []

    install(EMULATOR, said.append)

    assert emulator.pid
    assert said == []


def test_the_lock_file_names_no_host(emulator: EmulatorProcess) -> None:
    text = (HERE / "package-lock.json").read_text()

    assert "resolved" not in text
    assert "http" not in text.replace("https://github.com/sponsors/", "")


def test_it_ends_when_its_parent_is_killed(emulator: EmulatorProcess) -> None:
    script = (
        "import asyncio, os, signal, sys; from datetime import datetime, UTC;"
        "from pathlib import Path;"
        "from bot.sandbox.emulator import EmulatorProcess;"
        "p = EmulatorProcess(Path(sys.argv[1])); print(p.pid, flush=True);"
        "asyncio.run(p.ask('drop', 0, datetime(2026, 3, 2, tzinfo=UTC)));"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", script, EMULATOR], capture_output=True, text=True)
    pid = int(done.stdout)

    if psutil.pid_exists(pid):
        psutil.wait_procs([psutil.Process(pid)], timeout=5)

    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


async def test_a_mistake_is_told_and_the_next_request_is_answered(
    emulator: EmulatorProcess,
) -> None:
    with pytest.raises(EmulatorFailed, match="nonsense"):
        await emulator.ask("nonsense", 0, AT)

    assert (await emulator.ask("drop", 0, AT))["value"] is False


async def test_a_process_that_died_is_told(emulator: EmulatorProcess) -> None:
    dying = EmulatorProcess(EMULATOR)
    psutil.Process(dying.pid).kill()

    with pytest.raises((EmulatorFailed, OSError)):
        await dying.ask("drop", 0, AT)
    dying.stop()
