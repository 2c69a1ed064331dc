"""Which issues of the repository a text calls the same matter as its own, or says are another.

Only what is said plainly: "might be a duplicate of #5" and a question claim nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.parsing.words import own_words

MOST_CLAIMS = 10
"""In one text: nobody's issue is the copy of more."""

LONGEST_LINE = 2_000
LONGEST_LEAD = 80
"""Characters before a claim that may turn or weaken it."""

_LINK = (
    r"(?:\[?\[?(?P<repository>[\w.-]{1,100}/[\w.-]{1,100})?#(?P<number>\d{1,9})\b"
    r"|<?\(?\[?https?://[^\s/]{1,200}/(?P<path>[\w.-]{1,100}/[\w.-]{1,100})/issues/(?P<issue>\d{1,9})\b)"
)
_JOINED = re.compile(r"[\s,)\]]{0,4}(?:\band\b|&)?\s{0,2}" + _LINK, re.IGNORECASE)
_LEADS_TO = r"\W{0,4}(?:(?:the|issue|issues|bug|ticket)\s){0,2}\s{0,2}"
_SAME = re.compile(
    r"\b(?:duplicates?|duplicated|duplicating|dups?|dupes?)\b(?:\s{1,3}(?:of|to|by|with|as)\b)?"
    + _LEADS_TO
    + _LINK,
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:unrelated\s(?:to|with)|(?:not|isn['’]?t)\s(?:really\s)?(?:related\sto|the\ssame"
    r"(?:\s(?:issue|problem|bug|thing|error|cause|one))?(?:\sas)?)"
    r"|different\s(?:(?:issue|problem|bug|thing|error|cause|one)\s)?(?:from|than|to))\b"
    + _LEADS_TO
    + _LINK,
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|never|isnt|wasnt|dont|unlike)\b|n['’]t\b|\bno\s{0,2}\Z", re.IGNORECASE)
_PERHAPS = re.compile(
    r"\b(?:may|might|maybe|perhaps|possib\w{1,4}|potential\w{0,2}|could|can|probabl\w{1,2}|if"
    r"|whether|unless|unsure|sure|certain|suspects?|wonder\w{0,3}|likely|checks?|check(?:ed|ing))\b",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.!?;:](?=\s|$)")
_CLAUSE = re.compile(r"[.!?;:,](?=\s|$)|\s[-–—]\s|\b(?:but|since|because|so)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Claim:
    """A text says of another issue that it tells of the same matter, or that it does not."""

    number: int
    is_same: bool


def claims(text: str, full_name: str) -> tuple[Claim, ...]:
    """What a text in a thread of that repository claims; the last word on a number counts."""
    lower = text.lower()
    if not any(word in lower for word in ("dup", "unrelated", "the same", "related to", "differe")):
        return ()
    found: dict[int, bool] = {}
    for line in own_words(text):
        for number, is_same in _of_line(line[:LONGEST_LINE], full_name.lower()):
            if number in found or len(found) < MOST_CLAIMS:
                found[number] = is_same
    return tuple(Claim(number, is_same) for number, is_same in found.items())


def _of_line(line: str, full_name: str) -> Iterator[tuple[int, bool]]:
    for pattern in (_SAME, _OTHER):
        for claim in pattern.finditer(line):
            numbers, end = _numbers(line, claim, full_name)
            before = line[max(0, claim.start() - LONGEST_LEAD) : claim.start()]
            lead = _CLAUSE.split(before)[-1]
            if _PERHAPS.search(lead) or _is_asked(line, end):
                continue
            is_turned = _NOT.search(lead) is not None
            if pattern is _SAME or not is_turned:
                is_same = pattern is _SAME and not is_turned
                yield from ((number, is_same) for number in numbers)


def _numbers(line: str, claim: re.Match[str], full_name: str) -> tuple[list[int], int]:
    """The issues a claim names, those of other repositories left out; and where it ends."""
    found, end, link = list[int](), claim.end(), claim
    while len(found) < MOST_CLAIMS:
        repository = link["repository"] or link["path"]
        if repository is None or repository.lower() == full_name:
            found.append(int(link["number"] or link["issue"]))
        following = _JOINED.match(line, end)
        if following is None:
            break
        link, end = following, following.end()
    return found, end


def _is_asked(line: str, end: int) -> bool:
    ends = _ENDS.search(line, end, end + LONGEST_LEAD)
    return ends is not None and ends.group() == "?"
