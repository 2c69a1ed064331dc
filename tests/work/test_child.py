"""The child process: its own process, started anew when it dies, gone when its parent is."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.work.child import Child, ChildFailed


@pytest.fixture
def child() -> Iterator[Child]:
    child = Child()
    yield child
    child.stop()


def die_once(mark: str) -> int:
    path = Path(mark)
    if not path.exists():
        path.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return os.getpid()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fail(message: str) -> None:
    raise ValueError(message)


def is_alive(pid: int) -> bool:
    """A process that has ended and was not waited for does not count."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


async def test_runs_in_one_process_that_stays(child: Child) -> None:
    first, second = await asyncio.gather(child.run(os.getpid), child.run(os.getpid))

    assert first == second != os.getpid()


async def test_hands_over_values_by_their_names_too(child: Child) -> None:
    assert await child.run(int, "11", base=2) == 3


async def test_hands_on_what_the_function_raises(child: Child) -> None:
    with pytest.raises(ValueError, match="no such form"):
        await child.run(fail, "no such form")


async def test_a_call_whose_process_died_runs_again_in_a_new_one(
    child: Child, tmp_path: Path
) -> None:
    before = await child.run(os.getpid)

    after = await child.run(die_once, str(tmp_path / "died"))

    assert after != before
    assert not is_alive(before)


async def test_a_call_that_kills_its_process_twice_fails_and_the_next_call_works(
    child: Child,
) -> None:
    with pytest.raises(ChildFailed, match="die"):
        await child.run(die)

    assert await child.run(os.getpid) != os.getpid()


async def test_a_call_that_hangs_is_ended_with_its_process(
    child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await child.run(os.getpid)
    monkeypatch.setattr(child, "_seconds", 0.2)

    with pytest.raises(ChildFailed, match="sleep"):
        await child.run(time.sleep, 3_600)

    monkeypatch.undo()
    assert not is_alive(before)
    assert await child.run(os.getpid) != before


async def test_one_death_under_two_calls_starts_one_process(child: Child, tmp_path: Path) -> None:
    await child.run(os.getpid)

    dead, beside = await asyncio.gather(
        child.run(die_once, str(tmp_path / "died")), child.run(os.getpid)
    )

    assert dead == beside == await child.run(os.getpid)


def test_ends_when_its_parent_is_killed() -> None:
    program = (
        "import asyncio, os\n"
        "from bot.work.child import Child\n"
        "async def main():\n"
        "    print(await Child().run(os.getpid), flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
        "asyncio.run(main())\n"
    )

    parent = subprocess.run(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, timeout=60, check=False
    )  # returns when nobody holds the pipe any more: neither parent nor child

    assert parent.returncode == -signal.SIGKILL
    assert not is_alive(int(parent.stdout))
