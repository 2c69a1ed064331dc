"""The grounds on which scenarios are played: two GitHubs, two stores."""

from dataclasses import dataclass

import pytest

from bot.sandbox.emulator import EmulatorProcess


@dataclass(frozen=True)
class Ground:
    """Where a scenario is played; GitHub is the sandbox where there is an emulator."""

    database_url: str
    emulator: EmulatorProcess | None


@pytest.fixture(params=["fake-sqlite", "fake-postgres", "sandbox-sqlite"])
def ground(request: pytest.FixtureRequest) -> Ground:
    github, store = str(request.param).split("-")
    url: str = request.getfixturevalue(f"{store}_url")
    emulator = request.getfixturevalue("emulator") if github == "sandbox" else None
    return Ground(url, emulator)
