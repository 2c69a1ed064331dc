"""Reports, written for these tests, of failures whose cause lies elsewhere, and of others."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.parsing.crashes import filled

FOLDER = Path(__file__).parent.parent / "data" / "upstream"
OWN_COPIES = 8
"""Of each failure that is the project's own: more than 500 reports in all."""


@dataclass(frozen=True, slots=True)
class Case:
    """One report; `project` is where its cause lies, "" for the repository itself."""

    name: str
    repository: str
    versions: dict[str, str]
    body: str
    project: str


def elsewhere() -> Iterator[Case]:
    """Failures of other projects, each as it is reported in two or three repositories."""
    for head, text in _parts("elsewhere.txt"):
        project, repositories, versions, name = head
        installed = dict(pair.strip().split("=") for pair in versions.split(",") if pair.strip())
        for repository in (one.strip() for one in repositories.split(",")):
            body = _body(text, f"{name} {repository}")
            yield Case(name, repository, installed, body, project)


def own() -> Iterator[Case]:
    """Failures of the project itself, of its user, or of the machine."""
    installed = {"torch": "2.4.0", "triton": "3.2.0", "transformers": "4.48.0", "numpy": "1.26.0"}
    for head, text in _parts("own.txt"):
        repository, name = head
        for number in range(OWN_COPIES):
            yield Case(name, repository, installed, _body(text, f"{name} {number}"), "")


def _parts(file: str) -> Iterator[tuple[list[str], str]]:
    for part in (FOLDER / file).read_text(encoding="utf-8").split("=== ")[1:]:
        head, _, text = part.partition("\n")
        yield [piece.strip() for piece in head.split("|")], text.rstrip("\n")


def _body(text: str, seed: str) -> str:
    plain = filled(text, random.Random(seed))
    return plain if plain.startswith(">") else f"It fails:\n\n```\n{plain}\n```\n"
