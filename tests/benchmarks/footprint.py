"""What Linchpin takes while nothing happens: `python -m tests.benchmarks.footprint [--json]`.

CPU of a core and memory of each process over a minute, the models' child beside, and how long a
worker takes from its start to its first beat. On SQLite and on PostgreSQL.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

from bot import app
from bot.settings import read
from tests import postgres
from tests.clocks import ScaledClock
from tests.rig.processes import GitHubProcess, Running, free_port
from tests.scenarios.world import OFFICE

MEGABYTE = 1024 * 1024


async def measure(home: Path, url: str, seconds: float) -> dict[str, Any]:
    """Start what a store needs, wait until it rests, and look for so long."""
    github = GitHubProcess(str(ScaledClock(1)), home / "github.log")
    github.start()
    running: dict[str, Running] = {}
    started: dict[str, float] = {}
    try:
        await github.post("populate", installations=1, threads=1, seed=1)
        environment = {
            "LINCHPIN_HOME": str(home),
            "DATABASE_URL": url,
            "GITHUB_API_URL": github.about["api_url"],
            "GITHUB_APP_ID": github.about["app_id"],
            "GITHUB_PRIVATE_KEY": github.about["private_key"],
            "GITHUB_WEBHOOK_SECRET": github.about["webhook_secret"],
            "LINCHPIN_OFFICE": OFFICE,
            "PORT": str(free_port()),
            "LOG_FORMAT": "json",
        }
        await app.upgrade(read(environment))
        commands: dict[str, tuple[str, ...]] = {"serve": ("bot", "serve", "--with-worker")}
        if not url.startswith("sqlite"):
            commands = {"web": ("bot", "serve", "--no-worker"), "worker": ("bot", "worker")}
        for name, module in commands.items():
            log = home / f"{name}.log"
            running[name] = Running(module, environment, log)
            at = time.monotonic()
            running[name].start()
            sign = "Linchpin listens" if name == "web" else "worker_started"
            async with asyncio.timeout(60):
                while sign not in log.read_text():  # noqa: ASYNC110 # another process writes it
                    await asyncio.sleep(0.01)
            started[name] = time.monotonic() - at
        await asyncio.sleep(5)
        before = {name: one.total_cpu_seconds for name, one in running.items()}
        await _wait(seconds)
        return {
            name: {
                "idle_cpu_percent": round(
                    100 * (one.total_cpu_seconds - before[name]) / seconds, 2
                ),
                "memory_mb": round(psutil.Process(one.pid).memory_info().rss / MEGABYTE, 1),
                "start_s": round(started[name], 2),
            }
            for name, one in running.items()
        }
    finally:
        for one in running.values():
            one.stop()
        github.stop()


async def _wait(seconds: float) -> None:
    for second in range(round(seconds)):
        await asyncio.sleep(1)
        if second % 10 == 9:
            print(f"  {second + 1} s", file=sys.stderr)  # noqa: T201 # progress


CHILD = """
import asyncio, psutil
import bot.__main__  # what the child of `linchpin` loads
from bot.parsing.forms import parse_forms
from bot.work.child import Child

FORM = "name: Bug\\nbody:\\n  - type: textarea\\n    attributes: {label: Version}\\n"

async def main():
    child = Child()
    await child.run(parse_forms, {".github/ISSUE_TEMPLATE/bug.yml": FORM})
    print(max(p.memory_info().rss for p in psutil.Process().children(recursive=True)))
    child.stop()

asyncio.run(main())
"""


def child_memory() -> float:
    """The models' child, once it has parsed a form; MB. Started by a process of its own."""
    done = subprocess.run([sys.executable, "-c", CHILD], capture_output=True, check=True)
    return round(int(done.stdout) / MEGABYTE, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="linchpin-footprint-") as directory:
        home = Path(directory)
        home.chmod(0o755)  # PostgreSQL may run as another user
        print("sqlite:", file=sys.stderr)  # noqa: T201 # progress
        url = f"sqlite:///{home}/sqlite/linchpin.db"
        (home / "sqlite").mkdir()
        (home / "postgres").mkdir()
        found["sqlite"] = asyncio.run(measure(home / "sqlite", url, given.seconds))
        print("postgres:", file=sys.stderr)  # noqa: T201 # progress
        with postgres.server() as server:
            fresh = postgres.new_database(server)
            found["postgres"] = asyncio.run(measure(home / "postgres", fresh, given.seconds))
    found["child_memory_mb"] = child_memory()
    print(json.dumps(found) if given.json else json.dumps(found, indent=2))  # noqa: T201


if __name__ == "__main__":
    main()
