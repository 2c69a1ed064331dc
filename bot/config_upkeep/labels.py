"""Labels that a config names, with their places: those the repository lacks would do nothing."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from bot.parsing.documents import Document, Position, Unreadable, decode, read_document
from bot.vocabulary.config import Remark

KEYS = ("label", "labels")
"""Under these keys a section names labels, in whatever shape."""


def named(document: Document) -> Iterator[tuple[str, Position]]:
    """Each label that a section names, and where."""
    sections = document.value if isinstance(document.value, Mapping) else {}
    for section, given in sections.items():
        for key in KEYS:
            if isinstance(given, Mapping) and key in given:
                yield from _below(document, (section, key), given[key])


def missing(raw: bytes, labels: Collection[str]) -> tuple[Remark, ...]:
    """A warning for each label the file names and the repository lacks; GitHub ignores case."""
    there = {label.lower() for label in labels}
    return tuple(
        Remark(at.line, at.column, _words(label), is_warning=True)
        for label, at in named_in(raw)
        if label.lower() not in there
    )


def named_in(raw: bytes) -> tuple[tuple[str, Position], ...]:
    """The labels of a file's bytes; none where it cannot be read."""
    text = decode(raw)
    document = text if isinstance(text, Unreadable) else read_document(text)
    return () if isinstance(document, Unreadable) else tuple(named(document))


def _words(label: str) -> str:
    return f"the repository has no label {label!r:.60}, and Linchpin makes none; create it first"


def _below(
    document: Document, path: tuple[str | int, ...], value: Any
) -> Iterator[tuple[str, Position]]:
    if isinstance(value, str):
        yield value, document.position(path)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _below(document, (*path, str(key)), inner)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _below(document, (*path, place), inner)
