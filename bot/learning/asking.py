"""How likely a maintainer is to come back with a question, by a few signs in how a report reads.

Meant for reports that follow no form; those that do are held against it in `parsing.reports`.

It orders reports, not well enough that anybody should be asked for anything by it alone: what it
was trained on and how it does is in `cards/asking.md`.
"""

import math
import re
from collections.abc import Mapping
from enum import StrEnum

from bot.parsing import evidence, titles
from bot.parsing.anatomy import Place, pieces, text_in

MAX_READ = 40_000
"""Characters looked at; what a person tells of a failure stands before that."""

LONGEST_TITLE = 300
"""Characters; GitHub takes 256."""


class Sign(StrEnum):
    """Something in a report that makes a maintainer more or less likely to ask."""

    NEWCOMER = "newcomer"
    """Nothing by the reporter was there before."""
    ATTEMPT = "attempt"
    """Tells what "I" ran, used or got."""
    ATTEMPT_WITHOUT_CODE = "attempt without code"
    OWN_THING = "own thing"
    """Concerns the reporter's own model, data, program or machine."""
    HELP = "help"
    """Asks for help, or thanks in advance."""
    QUESTION = "question"
    VAGUE = "vague"
    """"Does not work", "some error", "this problem"."""
    FAILURE = "failure"
    """Claims that something fails."""
    FAILURE_WITHOUT_WAY = "failure without a way to it"
    """... and neither shows nor tells how to get there."""
    FAILURE_WITHOUT_VERSION = "failure without version"
    LOAD = "load"
    """A crash, a hang, speed or memory: what depends on the machine."""
    OUTPUT = "output"
    """Shows a program's own words."""
    DEMAND = "demand"
    """Says what should be."""
    REPRODUCED = "reproduced"
    """Speaks of reproducing it."""
    POINTER = "pointer"
    """Points at code, a commit or another thread."""
    CAUSE = "cause"
    """Has an idea of the cause or a remedy."""


WEIGHTS: Mapping[Sign, float] = {
    Sign.NEWCOMER: 0.7,
    Sign.ATTEMPT: 0.05,
    Sign.ATTEMPT_WITHOUT_CODE: 0.51,
    Sign.OWN_THING: 0.17,
    Sign.HELP: 0.23,
    Sign.QUESTION: 0.16,
    Sign.VAGUE: 0.14,
    Sign.FAILURE: 0.13,
    Sign.FAILURE_WITHOUT_WAY: 0.15,
    Sign.FAILURE_WITHOUT_VERSION: 0.11,
    Sign.LOAD: 0.17,
    Sign.OUTPUT: 0.13,
    Sign.DEMAND: -0.26,
    Sign.REPRODUCED: -0.21,
    Sign.POINTER: -0.24,
    Sign.CAUSE: -0.14,
}
"""Log odds, from `python -m tests.benchmarks.asking --reports F` on Denchmark."""

BASE = -3.09
"""Log odds of a report without any sign, where one report in eleven is asked, as in Denchmark."""


_ATTEMPT = re.compile(
    r"\bi(?:'ve| have| had| was| am|'m)?(?: just| also)? "
    r"(?:tried|try|trying|ran|run|running|used|use|using|get|got|getting|want|wanted|follow|followed"
    r"|installed|trained|have)\b",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"\b(?:my|our|custom|own) (?:\w{1,30} )?(?:models?|data|datasets?|code|scripts?|machine|project"
    r"|network|images?|videos?|program|app|application|gpu|computer|laptop|server|system|pc|files?)"
    r"\b",
    re.IGNORECASE,
)
_HELP = re.compile(
    r"\b(?:help|thanks?|thank you|any (?:ideas?|suggestions?|advice|hints?|clues?)|appreciate"
    r"|what am i|am i (?:doing|missing)|new to|beginner)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"[?\uff1f]|\b(?:how (?:to|do|can|should)|is it possible|why (?:is|does|do|are))\b",
    re.IGNORECASE,
)
_FAILURE = re.compile(
    r"\b(?:errors?|exceptions?|fail(?:s|ed|ing|ures?)?|crash\w{0,6}|abort\w{0,6}|segfault\w{0,6}"
    r"|segmentation|panic\w{0,6}|hangs?|hung|freez\w{1,6}|stuck|cannot|can't|can not|could not"
    r"|couldn't|unable|not work\w{0,6}|oom|out of memory|fatal|killed|illegal|undefined"
    r"|unresolved)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(?:not work\w{0,6}|(?:doesn't|does not|don't|won't|didn't) work|weird|strange|somehow"
    r"|some (?:errors?|problems?|issues?)|(?:an|this|the|following|same) (?:error|problem|issue)"
    r")\b",
    re.IGNORECASE,
)
_CAUSE = re.compile(
    r"\b(?:because|caused by|root cause|due to|should be|instead of|i (?:think|believe|suspect)"
    r"|seems (?:that|to be|like)|bisect\w{0,6}|introduced|patch|fix|fixed|pull request|pr"
    r"|workaround|line \d{1,6}|since)\b",
    re.IGNORECASE,
)
_DEMAND = re.compile(
    r"\b(?:should|expect(?:ed|s)?|supposed to|would be (?:nice|great|good|useful|helpful)"
    r"|we (?:need|should|want|can)|support for|please (?:add|support)|todo)\b",
    re.IGNORECASE,
)
_POINTER = re.compile(
    r"https?://github\.com/[^\s)]{1,200}/(?:blob|commit|pull|tree|issues)/|(?<!\w)#\d{1,6}\b"
)
_REPRODUCE = re.compile(r"\b(?:reproduc\w{1,8}|minimal example|mwe|mcve)\b", re.IGNORECASE)
_LOAD = re.compile(
    r"\b(?:slow\w{0,4}|performance|speed|memory|leak\w{0,4}|oom|latency|hangs?|stuck|freez\w{1,6}"
    r"|crash\w{0,6})\b",
    re.IGNORECASE,
)


def signs(title: str, body: str, *, is_newcomer: bool) -> frozenset[Sign]:
    """The signs a report carries; headings, tick-boxes and the title's prefix are not read."""
    body = body[:MAX_READ]
    cut = pieces(body)
    bare = titles.bare(title[:LONGEST_TITLE])
    prose = text_in(cut, Place.PROSE)
    said = f"{bare}\n{prose}".replace("\u2019", "'")
    found = {sign for sign, pattern in _WORDS.items() if pattern.search(said)}
    has_code = any(piece.place is Place.CODE for piece in cut)
    if is_newcomer:
        found.add(Sign.NEWCOMER)
    if any(piece.place is Place.OUTPUT for piece in cut):
        found.add(Sign.OUTPUT)
    if Sign.ATTEMPT in found and not has_code:
        found.add(Sign.ATTEMPT_WITHOUT_CODE)
    if Sign.FAILURE in found:
        if Sign.REPRODUCED not in found and not evidence.has_reproduction(body):
            found.add(Sign.FAILURE_WITHOUT_WAY)
        if not evidence.has_version(body):
            found.add(Sign.FAILURE_WITHOUT_VERSION)
    return frozenset(found)


def chance(found: frozenset[Sign]) -> float:
    """How likely the report is to be asked about, 0..1, where one in eleven is."""
    return 1 / (1 + math.exp(-BASE - sum(WEIGHTS[sign] for sign in sorted(found))))


_WORDS: Mapping[Sign, re.Pattern[str]] = {
    Sign.ATTEMPT: _ATTEMPT,
    Sign.OWN_THING: _OWN,
    Sign.HELP: _HELP,
    Sign.QUESTION: _QUESTION,
    Sign.VAGUE: _VAGUE,
    Sign.FAILURE: _FAILURE,
    Sign.LOAD: _LOAD,
    Sign.DEMAND: _DEMAND,
    Sign.REPRODUCED: _REPRODUCE,
    Sign.POINTER: _POINTER,
    Sign.CAUSE: _CAUSE,
}
