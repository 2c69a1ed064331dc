"""What a comment says to Linchpin: `/linchpin …` or `@slug …` at the start of a line of prose."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from bot.parsing.command_help import docs_markdown, help_markdown
from bot.parsing.command_table import COMMANDS, CommandRow
from bot.parsing.command_words import LONGEST_LINE, Word, without_politeness, words
from bot.parsing.comment_text import inert
from bot.parsing.spoken import Spoken, spoken
from bot.vocabulary.commands import Command, Misunderstood

__all__ = ["COMMANDS", "MOST", "docs_markdown", "help_markdown", "nearest", "read_commands"]

MOST = 10
"""Commands of one comment that are read; ours: who writes more writes no commands."""

LONGEST_SAID = 80
"""Characters of other people's words in an answer."""

NEAR = 0.6
"""How like a name a word must be to be taken for it: the default of difflib's get_close_matches."""

TOO_MANY = f"Only the first {MOST} commands of a comment are read; put the others into another one."
TOO_LONG = f"A command has at most {LONGEST_LINE:,} characters."
IN_QUOTE = "This line is shown as part of the quotation above it: put an empty line between them."
UNKNOWN = "`/linchpin help` lists the commands."

_BEGINS = re.compile(r" {0,3}[^\w\s]{0,8}[/@／＠﹫]")
"""A quick look: invisible characters may stand before the first that is seen."""

_TO = re.compile(r"(?P<ours>/linchpin)?(?:@(?P<name>[a-z0-9-]{1,100})(?:\[bot\])?)?[.,:;!?…]*")
_UNSEEN = re.compile(r"(?<!@)[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_LONGEST_ADDRESS = 120
_THANKS = frozenset({"thanks", "thank", "thx"})

_NAMES: dict[tuple[str, ...], CommandRow] = {
    tuple(name.split()): order for order in COMMANDS for name in (order.name, *order.also)
}
_LONGEST_NAME = max(map(len, _NAMES))


def read_commands(
    body: str, slug: str, before: str | None = None
) -> tuple[Command | Misunderstood, ...]:
    """What a comment tells us to do, in its order; with `before`, only what that did not say yet.

    `slug` is this App's name; "" when it has none. What is said to another Linchpin is left out,
    and so are code, quotes, HTML, links and tables.
    """
    said = _all(body, slug)
    if before is None:
        return said
    known = Counter(_all(before, slug))
    new: list[Command | Misunderstood] = []
    for one in said:
        if known[one]:
            known[one] -= 1
        else:
            new.append(one)
    return tuple(new)


def nearest(said: str, among: Iterable[str]) -> str | None:
    """The name most like what was said, if any is like it."""
    best, likeness = None, NEAR
    for name in among:
        one = SequenceMatcher(None, said[:LONGEST_SAID], name).ratio()
        if one >= likeness and (best is None or one > likeness):
            best, likeness = name, one
    return best


def _all(body: str, slug: str) -> tuple[Command | Misunderstood, ...]:
    found: list[Command | Misunderstood] = []
    for one in _read(body, slug):
        if len(found) == MOST:
            return (*found, Misunderstood("", TOO_MANY))
        found.append(one)
    return tuple(found)


def _read(body: str, slug: str) -> Iterator[Command | Misunderstood]:
    name = slug.casefold()
    for line in spoken(body, lambda text: _addressed(text, name) is not None):
        rest = _addressed(line.text, name)
        one = None if rest is None else _one(rest, line)
        if one is not None:
            yield one


def _addressed(line: str, slug: str) -> str | None:
    """What is said to us in a line; None when it says nothing to us."""
    if not _BEGINS.match(line):
        return None
    head, *rest = line.split(maxsplit=1)
    found = _TO.fullmatch(_typed(head))
    if found is None:
        return None
    name, said = found["name"], "".join(rest)
    if found["ours"] and name is None and said.startswith("@"):
        head, *rest = said.split(maxsplit=1)
        found = _TO.fullmatch(_typed(head)) or found
        name, said = found["name"], "".join(rest)
    if name is None:
        return said if found["ours"] else None
    return said if name == slug else None


def _typed(head: str) -> str:
    """The first word in plain letters; "@" and an invisible character address nobody."""
    plain_letters = unicodedata.normalize("NFKC", head[:_LONGEST_ADDRESS]).casefold()
    return _UNSEEN.sub("", plain_letters)


def _one(rest: str, line: Spoken) -> Command | Misunderstood | None:
    if len(line.text) > LONGEST_LINE:
        return Misunderstood(_inert(rest), TOO_LONG)
    given = words(rest)
    said = without_politeness(given)
    if not said and not any(word.plain in _THANKS for word in given):
        said = (Word("help"),)
    order, size = _named(said)
    command = order.read(said[size:]) if order else None
    if line.continues_quote:
        return Misunderstood(_inert(rest), IN_QUOTE) if command else None
    if command is not None:
        return command
    if given and given[0].plain in _THANKS:
        return None
    return Misunderstood(_inert(rest), _hint(order, said))


def _named(said: tuple[Word, ...]) -> tuple[CommandRow | None, int]:
    """The command that the words begin with, by its longest name, and the words of its name."""
    for size in range(min(_LONGEST_NAME, len(said)), 0, -1):
        order = _NAMES.get(tuple(word.plain for word in said[:size]))
        if order:
            return order, size
    return None, 0


def _hint(order: CommandRow | None, said: tuple[Word, ...]) -> str:
    if order:
        return f"Write `/linchpin {order.usage}`, for example `/linchpin {order.sample}`."
    tried = (" ".join(w.plain for w in said[:size]) for size in range(1, _LONGEST_NAME + 1))
    likely = (nearest(one, map(" ".join, _NAMES)) for one in tried)
    meant = next((name for name in likely if name), None)
    if meant is None:
        return UNKNOWN
    return f"Did you mean `/linchpin {_NAMES[tuple(meant.split())].usage}`? {UNKNOWN}"


def _inert(said: str) -> str:
    """As much of it as fits once it is inert."""
    tries = (inert(said, length) for length in range(LONGEST_SAID, 0, -4))
    return next((text for text in tries if len(text) <= LONGEST_SAID), "")
