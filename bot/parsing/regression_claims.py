"""Which version or commit a sentence says to work, and which to fail."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from bot.parsing.regression_words import (
    AFTER,
    ASKED,
    CLAUSE,
    FILLERS,
    HAS_NUMBER,
    HELPED,
    MEASURED,
    MOVED_PACKAGE,
    NOT_RELEASES,
    SAYS,
    UNSURE,
    UPGRADED,
    VERSION,
    WENT_BACK,
    WHY,
)


class Says(Enum):
    """Whether something works or fails."""

    GOOD = 1
    BAD = 2


@dataclass(frozen=True, slots=True)
class Claim:
    """One version with what is said of it."""

    version: str
    of: str | None
    says: Says
    sentence: int
    before: bool = False
    """Whether it is told of the past."""


def claims_in(sentence: str, place: int) -> Iterator[Claim]:
    """What a sentence says of the versions it names."""
    if not HAS_NUMBER.search(sentence) or (ASKED.search(sentence) and not WHY.match(sentence)):
        return
    clauses = [part for part in CLAUSE.split(sentence) if part and part.strip()]
    told = [(list(versions_in(clause)), sayings_in(clause), clause) for clause in clauses]
    previous: Says | None = None
    for at, (versions, says, clause) in enumerate(told):
        if not versions:
            previous = says[-1][1] if says else previous
            continue
        if WENT_BACK.search(clause) and HELPED.search(sentence) and len(versions) == 1:
            yield Claim(
                versions[0][0],
                versions[0][1] or moved_package(clause),
                Says.GOOD,
                place,
                before=True,
            )
            continue
        if (
            UPGRADED.search(clause)
            and len(versions) == 1
            and (AFTER.search(clause) or any(s is Says.BAD for _, s in sayings_in(sentence)))
        ):
            yield Claim(versions[0][0], versions[0][1] or moved_package(clause), Says.BAD, place)
            continue
        is_opposite = clause.strip().lower().startswith("not ") and not says[1:]
        if is_opposite and previous is not None:
            says = ((0, Says.GOOD if previous is Says.BAD else Says.BAD),)
        if not says:
            below = told[at + 1] if at + 1 < len(told) else None
            above = told[at - 1] if at else None
            if below and not below[0] and below[1]:
                says = below[1][:1]
            elif above and not above[0] and above[1] and len(clause.split()) <= 5:
                says = above[1][-1:]
        for number, (version, of, start, _end) in enumerate(versions):
            if not says:
                continue
            if len(says) == len(versions):
                said = says[number][1]
            else:
                said = min(says, key=lambda found: abs(found[0] - start))[1]
            before = re.search(r"\b(?:used to|work(?:ed|s)|was|ran)\b", clause) is not None
            yield Claim(version, of, said, place, before=before)
        previous = says[-1][1] if says else previous


def versions_in(text: str) -> Iterator[tuple[str, str | None, int, int]]:
    """Version, package, start and end of each release or commit that a text names."""
    if HAS_NUMBER.search(text) is None:
        return
    for found in VERSION.finditer(text):
        of = (found["of"] or "").lower().strip(".-")
        previous = text[: found.start()].rsplit(None, 1)[-1:] if found["of"] is None else [of]
        if of in NOT_RELEASES or (
            previous and previous[0].lower().strip("(`*'\",:") in NOT_RELEASES
        ):
            continue
        if MEASURED.search(text[max(0, found.start("version") - 40) : found.start("version")]):
            continue
        package = of if of and of not in FILLERS and len(of) > 1 else None
        if package and re.search(r"\d", package):
            continue  # a model: Qwen2 7.1
        yield found["version"], package, found.start("version"), found.end()


def sayings_in(text: str) -> tuple[tuple[int, Says], ...]:
    """Where a text says that something works or fails."""
    found: list[tuple[int, Says]] = []
    for told in SAYS.finditer(text):
        if UNSURE.search(text[max(0, told.start() - 40) : told.start()]):
            continue
        is_good = told["good"] or told["not_bad"]
        if told["happens"] and told["happens"].lower() == "not":
            continue
        found.append((told.start(), Says.GOOD if is_good else Says.BAD))
    return tuple(found)


def moved_package(before: str) -> str | None:
    """What was upgraded: "upgrading vllm from", "after I updated torch to"."""
    moved = list(MOVED_PACKAGE.finditer(f"{before} "))
    name = moved[-1].group(1).lower() if moved else ""
    return name if name and name not in FILLERS and name not in NOT_RELEASES else None
