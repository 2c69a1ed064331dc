"""The crash run at length: `python -m tests.benchmarks.crash [--deliveries N --kills N] [--json]`.

Events pour in while processes are killed; what is lost or doubled is counted on the rig's GitHub.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests import postgres
from tests.crash.run import Plan, Run

A_SECOND = 40
"""Events a second: about what two cores handle beside the fake GitHub."""


def measure(plan: Plan, database: str, home: Path) -> dict[str, Any]:
    """One run on a fresh store of its own."""
    home.mkdir(parents=True)
    if database == "sqlite":
        return asyncio.run(Run(plan, home, f"sqlite:///{home}/linchpin.db", quiet=False).result())
    with postgres.server() as url:
        fresh = postgres.new_database(url)
        return asyncio.run(Run(plan, home, fresh, quiet=False).result())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deliveries", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--store", choices=["sqlite", "postgres"], action="append")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    seconds = given.deliveries / A_SECOND
    plan = Plan(
        given.deliveries,
        given.kills,
        seconds,
        threads=max(1, given.deliveries * 300 // 2_000),
        seed=given.seed,
        patience_seconds=seconds * 4 + 120,
    )
    names = given.store or ["sqlite", "postgres"]
    stores = {}
    with tempfile.TemporaryDirectory(prefix="linchpin-crash-") as directory:
        Path(directory).chmod(0o755)  # PostgreSQL may run as another user
        for name in names:
            print(f"{name}:", file=sys.stderr)  # noqa: T201 # progress
            stores[name] = measure(plan, name, Path(directory) / name)
    result = {
        "delivered": {name: found["delivered"] for name, found in stores.items()},
        "lost": {name: len(found["lost"]) for name, found in stores.items()},
        "doubled": {name: len(found["doubled"]) for name, found in stores.items()},
        "seconds": {name: found["seconds"] for name, found in stores.items()},
        "kills": {name: found["kills"] for name, found in stores.items()},
        "ledger_differs": {name: len(found["ledger"]) for name, found in stores.items()},
        "violations": {name: len(found["violations"]) for name, found in stores.items()},
        "cpu_seconds": {name: found["cpu_seconds"] for name, found in stores.items()},
    }
    for name, found in stores.items():
        for what in ("lost", "doubled", "ledger", "violations"):
            for line in found[what][:10]:
                print(f"{name} {what}: {line}", file=sys.stderr)  # noqa: T201 # what is wrong
    print(json.dumps(result) if given.json else json.dumps(result, indent=2))  # noqa: T201
    if any(found[what] for found in stores.values() for what in ("lost", "doubled", "ledger")):
        sys.exit(1)


if __name__ == "__main__":
    main()
