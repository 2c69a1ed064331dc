"""How alike two reports of one repository are, and what says so."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Report:
    """What a likeness is judged by; nothing of who wrote it."""

    number: int
    created_at: datetime
    title: str
    body: str
    signature: str | None = None
    """The crash's fingerprint, where one was found; compared for equality only."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """An older report that may tell of the same thing."""

    number: int
    probability: float
    """That both are one matter, 0..1; only the best candidate of a query gets near 1."""
    score: float
    """What candidates are ranked by; compares within one query only."""
    for_public: bool = True
    """The repository's own cases do not speak against saying it in public."""
    same_signature: bool = False
    errors: tuple[str, ...] = ()
    """Error lines both have, as the newer report writes them, most telling first; short."""
    identifiers: tuple[str, ...] = ()
    """Names from code, settings and files that both have, most telling first."""
    words: tuple[str, ...] = ()
    """Other words that both have, most telling first."""
