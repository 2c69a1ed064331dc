"""Where a report names a part of the project: words of its title and prose, answers in its form,
paths, rules of owners.

Environment dumps name every library there is: they are not read.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.parsing import titles
from bot.parsing.anatomy import Place, pieces, text_in
from bot.parsing.form_answers import Answer, answers
from bot.parsing.label_names import is_area, words_of
from bot.parsing.markdown import folded
from bot.parsing.owners import NOBODY, Owners, folder_of, labels_of, path_words

READ_BODY = 40_000
READ_PROSE = 4_000
READ_CODE = 8_000
MOST_PATHS = 40

_PATH = re.compile(
    r"(?<![\w/.:-])[\w.~-]{0,80}(?:/[\w.+-]{1,80}){1,12}|\b[a-z_]\w{1,60}(?:\.[a-z_]\w{0,60}){1,8}"
    r"|\b\w{2,60}\.(?:py|cc|cpp|cu|cuh|h|hpp|c|rs|go|js|ts|tsx|java|metal|cl)\b"
)
_NAMED = re.compile(r"\b(?:[a-z]+[A-Z]|[A-Z]+[a-z]+[A-Z]|\w+_)\w{1,60}")
_SPLIT = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")

ANSWERED = "an answer in its form names it"
OWNED = "an owner file gives it to a path"

SIGNS = (
    "its title names it",
    "its title names a word of it",
    "its text names it",
    "its text names a word of it",
    "its code or output names it",
    "a path leads there",
    OWNED,
    ANSWERED,
)
"""What speaks for a label by itself, whatever was learned."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A report's pieces as far as they can name an area; all folded."""

    title: str
    prose: str
    code: str
    paths: frozenset[str]
    """Folders and files that stand there, without endings."""
    folders: frozenset[str]
    """Patterns of owner files that they fall under."""
    owned: frozenset[str]
    """Labels that owner files give them."""
    answered: frozenset[str] = frozenset()
    """What was chosen where its form asks for a part of the project."""
    answers: frozenset[Answer] = frozenset()
    """All that was chosen in its form."""


def placed(title: str, body: str, owners: Owners = NOBODY) -> Placed:
    """The report's pieces."""
    given = pieces(body[:READ_BODY])
    code = text_in(given, Place.CODE, Place.OUTPUT)[:READ_CODE]
    prose = text_in(given, Place.PROSE)[:READ_PROSE]
    found = [m.group() for m in _PATH.finditer(f"{title}\n{prose}\n{code}")][:MOST_PATHS]
    paths = [path if "/" in path else path.replace(".", "/") for path in found]
    said = answers(body)
    rules = [owners.rules_of(path) for path in dict.fromkeys(paths)]
    return Placed(
        _words(titles.bare(title[:300])),
        _words(prose),
        _words(code),
        frozenset(word for path in paths for word in path_words(path)),
        frozenset(folder for some in rules if (folder := folder_of(some))),
        frozenset(label for some in rules for label in labels_of(some)),
        frozenset(answer.said for answer in said if answer.names_a_part),
        frozenset(said),
    )


def signs(label: str, report: Placed) -> tuple[bool, ...]:
    """For each of `SIGNS` whether it holds."""
    words, joined = _name(label)
    stated = (label in report.owned, _is_answered(label, report.answered))
    if not words:
        return (False,) * (len(SIGNS) - len(stated)) + stated
    phrase = f" {' '.join(words)} "
    telling = [f" {word} " for word in words if len(word) > 2 or len(words) == 1]
    return (
        phrase in report.title,
        any(word in report.title for word in telling),
        phrase in report.prose,
        any(word in report.prose for word in telling),
        phrase in report.code,
        bool(joined & report.paths),
        *stated,
    )


def stated(report: Placed, existing: Iterable[str]) -> Mapping[str, str]:
    """Labels that need no guess -> the sign for it: chosen in the form, else given by owner files.

    A tie is none: an answer that two labels spell alike, more answers than stand on one report,
    paths that owner files give different labels.
    """
    labels = sorted(label for label in existing if _is_area(label))
    said = report.answered
    chosen = {
        answer: [x for x in labels if _is_answered(x, frozenset((answer,)))] for answer in said
    }
    found = {some[0] for some in chosen.values() if len(some) == 1}
    tied = {label for some in chosen.values() if len(some) > 1 for label in some}
    if found or tied:
        return dict.fromkeys(sorted(found - tied), ANSWERED) if len(found) <= MOST_CHOSEN else {}
    owned = report.owned.intersection(labels)
    return dict.fromkeys(owned, OWNED) if len(owned) == 1 else {}


MOST_CHOSEN = 2
"""Boxes ticked or parts chosen: who chooses more says where it may be, not where it is."""


_is_area = lru_cache(2048)(is_area)


@lru_cache(2048)
def _name(label: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """The words of a label, and how a path may spell them; asked for each report again."""
    words = tuple(word for word in words_of(label) if len(word) > 1)
    return words, frozenset(mark.join(words) for mark in ("", "_", "-", "."))


@lru_cache(2048)
def _spellings(label: str) -> tuple[str, str]:
    return " ".join(words_of(label)), folded(label)


def _is_answered(label: str, said: frozenset[str]) -> bool:
    return bool(said) and not said.isdisjoint(_spellings(label))


def keyword_labels(labels: Iterable[str], title: str, body: str) -> frozenset[str]:
    """The labels whose name stands in the title or the body: what keyword bots do."""
    text = f" {folded(f'{title} {body}'.replace('-', ' '))} "
    named: Mapping[str, str] = {label: " ".join(words_of(label)) for label in labels}
    return frozenset(label for label, phrase in named.items() if phrase and f" {phrase} " in text)


def _words(text: str) -> str:
    """Folded words between spaces, names of programs also in their parts."""
    parts = [" ".join(_SPLIT.findall(name.group())) for name in _NAMED.finditer(text)]
    return f" {folded(' '.join([text, *parts]).replace('-', ' '))} "
