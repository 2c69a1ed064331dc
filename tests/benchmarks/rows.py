"""Rows of JSON, one a line, packed or not; and a word on how far a measurement is."""

import gzip
import json
import sys
from pathlib import Path
from typing import Any


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a file, unpacked where its name ends in ".gz"."""
    raw = path.read_bytes()
    text = gzip.decompress(raw) if path.suffix == ".gz" else raw
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def say(text: str) -> None:
    """Progress, for people."""
    print(text, file=sys.stderr)  # noqa: T201 # progress, for people
