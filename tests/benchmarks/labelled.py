"""Labelled issues from files, for the benchmarks that learn from them.

CSV (`.csv`, `.csv.gz`) with repo, created_at, label, title, body; JSON lines (`.jsonl`,
`.jsonl.gz`) with repo, created_at, title, body and kind or labels.
"""

import csv
import gzip
import io
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.parsing import titles
from bot.parsing.label_names import kind_named, kind_of_labels
from bot.parsing.markdown import heading_of, without_comments
from bot.vocabulary.kinds import Kind

_BOX = re.compile(r"^\s{0,8}[-*+]\s{1,4}\[[ xX]?\]")
_NO_RESPONSE = re.compile(r"^\s*_No response_\s*$", re.IGNORECASE)
_TYPE = re.compile(r"^\s{0,3}\**(issue )?type\**\s{0,3}:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Labelled:
    """One issue of a file."""

    repository: str
    created_at: str
    """ISO 8601, as the file has it: compares as text."""
    title: str
    body: str
    kind: Kind | None
    labels: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    """Files that the fixing commit changed, where the file tells."""


def read(paths: Iterable[Path]) -> list[Labelled]:
    """All issues of some files."""
    return [row for path in paths for row in _read(path)]


def split(rows: Iterable[Labelled], at: str) -> tuple[list[Labelled], list[Labelled]]:
    """The issues opened before a date, and those from it on."""
    given = list(rows)
    return [r for r in given if r.created_at < at], [r for r in given if r.created_at >= at]


def without_forms(row: Labelled) -> Labelled:
    """The issue without title prefix, headings, tick boxes, hidden comments and stated type."""
    shown = without_comments(row.body)
    kept = [line for line in shown.splitlines() if not _is_of_a_form(line)]
    return replace(row, title=titles.bare(row.title), body="\n".join(kept))


def repositories(rows: Sequence[Labelled]) -> list[str]:
    """The repositories of some issues, sorted."""
    return sorted({row.repository for row in rows})


def _is_of_a_form(line: str) -> bool:
    title = heading_of(line[:600])
    is_heading = title is not None and not title[1]
    return is_heading or any(p.match(line[:600]) for p in (_BOX, _NO_RESPONSE, _TYPE))


def _read(path: Path) -> list[Labelled]:
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8", "replace")
    if ".csv" in path.suffixes:
        csv.field_size_limit(1 << 30)
        return [_of_csv(row) for row in csv.DictReader(io.StringIO(text, newline=""))]
    return [_of_json(json.loads(line)) for line in text.split("\n") if line.strip()]


def _of_csv(row: dict[str, str]) -> Labelled:
    label = row.get("label") or row.get("kind") or ""
    return Labelled(
        row.get("repo") or "",
        row.get("created_at") or "",
        row.get("title") or "",
        row.get("body") or "",
        kind_named(label),
        tuple(filter(None, [label])),
    )


def _of_json(row: dict[str, Any]) -> Labelled:
    labels = tuple(str(label) for label in row.get("labels") or ())
    if "kind" in row or "label" in row:
        stated = row.get("kind") or row.get("label")
        kind = kind_named(str(stated)) if stated else None
    else:
        kind = kind_of_labels(labels)
    return Labelled(
        row.get("repo") or "",
        row.get("created_at") or "",
        row.get("title") or "",
        row.get("body") or "",
        kind,
        labels,
        tuple(str(path) for path in row.get("fix_files") or ()),
    )
