"""What all places together tell: the most reliable place wins, equals must agree."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from bot.parsing.environments.mentions import Field, Mention
from bot.parsing.versions import version_of
from bot.vocabulary.environments import Environment, Fact, Found, Gpu, Reading

_RELIABILITY = {
    Found.DUMP: 6,
    Found.LINE: 5,
    Found.LOG: 4,
    Found.IMAGE: 3,
    Found.COMMAND: 2,
    Found.WORDS: 2,
    Found.PATH: 1,
}
_SINGLE = tuple(
    field
    for field in Field
    if field not in (Field.GPU, Field.COMPILER, Field.PACKAGE, Field.RUNS_IN, Field.IMAGE)
)
_PLAIN_LINUX = "Linux"
_NOT_LINUX = ("Windows", "macOS", "FreeBSD")
MOST_READINGS = 8
"""Kept of one fact; the value is settled with all of them."""


def weighed(given: Iterable[Mention]) -> Environment:
    """The environment that mentions tell; what is quoted counts only where nothing else stands."""
    every = list(given)
    own = [mention for mention in every if not mention.is_quoted]
    used = (
        own if any(mention.field not in (Field.RUNS_IN, Field.IMAGE) for mention in own) else every
    )
    by_field: dict[tuple[Field, str], list[Mention]] = {}
    for mention in used:
        by_field.setdefault((mention.field, mention.name), []).append(mention)
    single = {field.value: _fact(by_field.get((field, ""), ())) for field in _SINGLE}
    return Environment(
        **single,
        gpus=_gpus(by_field.get((Field.GPU, ""), ())),
        compilers=_named(by_field, Field.COMPILER),
        packages=_named(by_field, Field.PACKAGE),
        runs_in=_hints(used),
        images=tuple(
            dict.fromkeys(mention.value for mention in used if mention.field is Field.IMAGE)
        ),
        is_quoted=bool(used) and all(mention.is_quoted for mention in used),
    )


def _named(by_field: dict[tuple[Field, str], list[Mention]], wanted: Field) -> dict[str, Fact]:
    facts = {
        name: fact
        for (field, name), some in by_field.items()
        if field is wanted and (fact := _fact(some)) is not None
    }
    return dict(sorted(facts.items()))


def _fact(given: Sequence[Mention]) -> Fact | None:
    if not given:
        return None
    ranked = sorted(given, key=lambda mention: -_RELIABILITY[mention.found])
    best = [m for m in ranked if _RELIABILITY[m.found] == _RELIABILITY[ranked[0].found]]
    value = _agreed(best[0].field, [mention.value for mention in best])
    seen: dict[str, Reading] = {}
    for mention in ranked:
        reading = Reading(mention.value, mention.found, mention.heading, mention.is_quoted)
        seen.setdefault(mention.value, reading)
    readings = tuple(seen.values())[:MOST_READINGS]
    return Fact(value, readings, version_of(value) if value else None)


def _agreed(field: Field, values: Iterable[str]) -> str | None:
    """The most exact of values that agree; None for values that do not."""
    chosen: str | None = None
    for value in values:
        if chosen is None or _begins(field, chosen, value):
            chosen = value
        elif not _begins(field, value, chosen):
            return None
    return chosen


def _begins(field: Field, short: str, exact: str) -> bool:
    """Whether the second value is the first, told at least as exactly."""
    if short.lower() == exact.lower():
        return True
    if field is Field.OS:
        if short == _PLAIN_LINUX:
            return not exact.startswith(_NOT_LINUX)
        return exact.startswith((f"{short} ", f"{short}."))
    if field in (Field.CPU, Field.LIBC, Field.ARCHITECTURE):
        return set(short.lower().split()) <= set(exact.lower().split())
    first, second = version_of(short), version_of(exact)
    if first is None or second is None:
        return False
    return first.begins(second) and not (first.local and not second.local)


def _gpus(given: Sequence[Mention]) -> tuple[Gpu, ...]:
    if not given:
        return ()
    top = max(_RELIABILITY[mention.found] for mention in given)
    best = sorted(
        (m for m in given if _RELIABILITY[m.found] == top), key=lambda mention: mention.value
    )
    found: dict[str, Gpu] = {}
    for name, some in groupby(best, key=lambda mention: mention.value):
        all_of_it = list(some)
        counts = {mention.count for mention in all_of_it if mention.count is not None}
        first = all_of_it[0]
        count = counts.pop() if len(counts) == 1 else None
        found[name] = Gpu(name, count, first.found, first.is_quoted)
    names = list(found)
    for name in names:
        longer = next(
            (
                other
                for other in names
                if other != name and other in found and _is_part(name, other)
            ),
            None,
        )
        if longer is not None:
            short = found.pop(name)
            exact = found[longer]
            if exact.count is None and short.count is not None:
                found[longer] = Gpu(exact.name, short.count, exact.found, exact.is_quoted)
    order = {mention.value: place for place, mention in reversed(list(enumerate(given)))}
    return tuple(sorted(found.values(), key=lambda gpu: order[gpu.name]))


def _is_part(short: str, exact: str) -> bool:
    """Whether the second name is the first, told more exactly: "A100", "A100-SXM4-80GB"."""
    words, more = _words(short), _words(exact)
    return words <= more and (len(more), len(exact)) > (len(words), len(short))


def _words(name: str) -> set[str]:
    return set(name.lower().replace("-", " ").split()) - {"tesla", "nvidia", "geforce"}


def _hints(given: Iterable[Mention]) -> frozenset[str]:
    hints = {mention.value for mention in given if mention.field is Field.RUNS_IN}
    return frozenset(hints - ({"wsl"} if "wsl2" in hints else set()))
