"""Reports, written for these tests, that tell what worked and what fails, or only seem to."""

from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parent.parent / "data" / "regressions.txt"


@dataclass(frozen=True, slots=True)
class Told:
    """A text with what it tells; "" for good and bad where it tells of no regression."""

    text: str
    good: str
    bad: str
    of: str | None


def texts() -> tuple[Told, ...]:
    """All of them, those that tell of a regression first."""
    rows = [
        line.split(" | ", 3)
        for line in FILE.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    return tuple(
        Told(text.replace("\\n", "\n"), good.strip("-"), bad.strip("-"), of.strip("-") or None)
        for good, bad, of, text in rows
    )


TOLD = tuple(one for one in texts() if one.good)
NOT_TOLD = tuple(one.text for one in texts() if not one.good)
