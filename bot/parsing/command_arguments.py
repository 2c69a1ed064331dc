"""What stands behind a command's name, read into the command; None when it is not what it takes."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence

from bot.parsing.command_words import Word, plain, segments
from bot.vocabulary.commands import (
    Command,
    DuplicateOf,
    Enough,
    HelpWanted,
    Label,
    NotDuplicate,
    Off,
    Size,
    Undo,
    Unlabel,
)

LONGEST_LABEL = 50
"""Characters; GitHub's limit."""

LONGEST_WORDS = 80
"""Characters of an item or a skill: as long as a question's name is shown in the checklist."""

_IDLE = frozenset(
    (
        "a", "again", "all", "and", "everything", "everywhere", "for", "from", "here", "in",
        "issue", "it", "me", "my", "now", "of", "on", "pr", "pull", "request", "that", "the",
        "this", "thread", "us",
    )
)  # fmt: skip
"""Words that change nothing behind a command that takes none."""
_COUNTED = frozenset({"action", "actions", "change", "changes", "step", "steps", "thing", "things"})
_SIZES = {
    "s": Size.SMALL,
    "small": Size.SMALL,
    "m": Size.MEDIUM,
    "medium": Size.MEDIUM,
    "l": Size.LARGE,
    "large": Size.LARGE,
    "big": Size.LARGE,
}
_THREAD = re.compile(
    r"<?https?://[^/\s]{1,253}/([\w.-]{1,39}/[\w.-]{1,100})/(?:issues|pull)/(\d{1,10})(?:[/?#]\S*)?"
    r"|(?:([\w.-]{1,39}/[\w.-]{1,100})#|#|gh-)?(\d{1,10})",
    re.ASCII | re.IGNORECASE,
)
_CAPABILITY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

Said = Sequence[Word]
"""The words behind the name, without politeness."""

Read = Callable[[Said], Command | None]


def alone(command: Command) -> Read:
    """Reads a command that takes nothing: idle words may follow, others make it none."""
    return lambda said: command if all(map(_says_nothing, said)) else None


def anyhow(command: Command) -> Read:
    """Reads a command that takes nothing and does no harm, whatever follows."""
    return lambda _said: command


def _says_nothing(word: Word) -> bool:
    if word.is_quoted:
        return False
    return word.plain in _IDLE or not any(c.isalnum() for c in word.plain)


def undo(said: Said) -> Command | None:
    """ "", "2", "last", "the last 2", "everything"."""
    left = [w for w in said if not _says_nothing(w) and w.plain not in _COUNTED]
    is_last = bool(left) and left[0].plain == "last"
    left = left[1:] if is_last else left
    if not left:
        return Undo(1 if is_last else None)
    number = left[0].plain
    if len(left) > 1 or not re.fullmatch(r"[0-9]{1,4}", number) or not int(number):
        return None
    return Undo(int(number))


def label(said: Said) -> Command | None:
    """Names of labels, at least one."""
    names = _names(said)
    return Label(names) if names else None


def unlabel(said: Said) -> Command | None:
    """Names of labels, at least one."""
    names = _names(said)
    return Unlabel(names) if names else None


def _names(said: Said) -> tuple[str, ...]:
    names = segments(said)
    return () if any(len(name) > LONGEST_LABEL for name in names) else names


def labels_meant(
    names: Iterable[str], existing: Iterable[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The existing labels that are meant, as the repository spells them, and what is none.

    Words of one label need no quotes: of "good first issue" the longest labels that exist are
    taken, from the left. "And" is a label only where one is called so.
    """
    known = {_folded(label): label for label in existing}
    longest = max((len(name.split()) for name in known), default=0)
    found: list[str] = []
    unknown: list[str] = []
    left: list[str] = []
    for name in (*names, None):
        if name is not None and _folded(name) not in known:
            left += name.split()
            continue
        at = 0
        while at < len(left):
            sizes = range(min(longest, len(left) - at), 0, -1)
            tried = ((n, known.get(_folded(" ".join(left[at : at + n])))) for n in sizes)
            size, label = next((one for one in tried if one[1] is not None), (1, None))
            if label is not None:
                found.append(label)
            elif left[at].casefold() not in ("and", "&"):
                unknown.append(left[at])
            at += size
        left = []
        if name is not None:
            found.append(known[_folded(name)])
    return tuple(dict.fromkeys(found)), tuple(dict.fromkeys(unknown))


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def duplicate_of(said: Said) -> Command | None:
    """ "#12", "12", "owner/name#12" or the address of an issue or pull request."""
    thread = _thread(said)
    return DuplicateOf(*thread) if thread else None


def not_duplicate(said: Said) -> Command | None:
    """The same, or nothing."""
    if all(map(_says_nothing, said)):
        return NotDuplicate()
    thread = _thread(said)
    return NotDuplicate(*thread) if thread else None


def _thread(said: Said) -> tuple[int, str | None] | None:
    left = [word for word in said if word.is_quoted or not _says_nothing(word)]
    if len(left) != 1:
        return None
    text = unicodedata.normalize("NFKC", left[0].text).strip(".,;:!?()[]\\")
    found = _THREAD.fullmatch(text.removesuffix(">"))
    number = int(found[2] or found[4]) if found else 0
    return (number, found[1] or found[3]) if found and number else None


def off(said: Said) -> Command | None:
    """The name of a capability, with hyphens or as words."""
    name = "-".join(plain(word.text).replace("_", "-").replace(" ", "-") for word in said)
    return Off(name) if len(name) <= LONGEST_WORDS and _CAPABILITY.fullmatch(name) else None


def enough(said: Said) -> Command | None:
    """Words of an item of the checklist, or nothing."""
    if all(map(_says_nothing, said)):
        return Enough()
    item = _joined(said)
    return Enough(item) if item and len(item) <= LONGEST_WORDS else None


def help_wanted(said: Said) -> Command | None:
    """Words of a skill and a size, both optional."""
    sizes = [word for word in said if word.plain in _SIZES]
    left = [word for word in said if word not in sizes and word.plain != "size"]
    while left and _says_nothing(left[0]):
        del left[0]
    if left and left[0].plain == "with":
        del left[0]
    skill = _joined(left)
    if len(sizes) > 1 or len(skill) > LONGEST_WORDS:
        return None
    return HelpWanted(skill or None, _SIZES[sizes[0].plain] if sizes else None)


def _joined(said: Said) -> str:
    text = " ".join(word.text for word in said if not word.is_comma)
    return text if said and said[-1].is_quoted else text.rstrip(".,;:!?")
