"""Where a report names a part of the project: words of its title and prose, paths, rules of owners.

Environment dumps name every library there is: they are not read.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.parsing import titles
from bot.parsing.anatomy import Place, pieces, text_in
from bot.parsing.label_names import words_of
from bot.parsing.markdown import folded
from bot.parsing.owners import PathRule, folder_of, labels_of, path_words

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

SIGNS = (
    "its title names it",
    "its title names a word of it",
    "its text names it",
    "its text names a word of it",
    "its code or output names it",
    "a path leads there",
    "an owner file gives it to a path",
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


def placed(title: str, body: str, rules: Sequence[PathRule] = ()) -> Placed:
    """The report's pieces."""
    given = pieces(body[:READ_BODY])
    code = text_in(given, Place.CODE, Place.OUTPUT)[:READ_CODE]
    prose = text_in(given, Place.PROSE)[:READ_PROSE]
    found = [m.group() for m in _PATH.finditer(f"{title}\n{prose}\n{code}")][:MOST_PATHS]
    paths = [path if "/" in path else path.replace(".", "/") for path in found]
    folders = {folder for path in paths if (folder := folder_of(rules, path))} if rules else set()
    owned = {label for path in paths for label in labels_of(rules, path)} if rules else set()
    return Placed(
        _words(titles.bare(title[:300])),
        _words(prose),
        _words(code),
        frozenset(word for path in paths for word in path_words(path)),
        frozenset(folders),
        frozenset(owned),
    )


def signs(label: str, report: Placed) -> tuple[bool, ...]:
    """For each of `SIGNS` whether it holds."""
    words = [word for word in words_of(label) if len(word) > 1]
    if not words:
        return (False,) * (len(SIGNS) - 1) + (label in report.owned,)
    phrase = f" {' '.join(words)} "
    telling = [f" {word} " for word in words if len(word) > 2 or len(words) == 1]
    joined = {"".join(words), "_".join(words), "-".join(words), ".".join(words)}
    return (
        phrase in report.title,
        any(word in report.title for word in telling),
        phrase in report.prose,
        any(word in report.prose for word in telling),
        phrase in report.code,
        bool(joined & report.paths),
        label in report.owned,
    )


def keyword_labels(labels: Iterable[str], title: str, body: str) -> frozenset[str]:
    """The labels whose name stands in the title or the body: what keyword bots do."""
    text = f" {folded(f'{title} {body}'.replace('-', ' '))} "
    named: Mapping[str, str] = {label: " ".join(words_of(label)) for label in labels}
    return frozenset(label for label, phrase in named.items() if phrase and f" {phrase} " in text)


def _words(text: str) -> str:
    """Folded words between spaces, names of programs also in their parts."""
    parts = [" ".join(_SPLIT.findall(name.group())) for name in _NAMED.finditer(text)]
    return f" {folded(' '.join([text, *parts]).replace('-', ' '))} "
