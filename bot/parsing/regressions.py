"""What worked before and where it broke: two versions or commits, as the reporter tells them.

Both must be told. A reporter who asks whether it is a regression, who saw it in both, or who
compares models, settings or machines rather than releases, tells of none.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from bot.parsing.anatomy import Place, pieces, text_in
from bot.parsing.markdown import parts
from bot.parsing.regression_claims import (
    Says,
    claims_in,
    moved_package,
    sayings_in,
    versions_in,
)
from bot.parsing.regression_words import (
    AFTER,
    ASKED,
    CHANGED,
    DENIED,
    HELPED,
    SENTENCE,
    SHA,
    UPGRADED,
    VERSION,
    WENT_BACK,
)
from bot.parsing.versions import version_of

MAX_PROSE = 20_000
"""Characters of the reporter's own words that are read."""
LONGEST_SENTENCE = 500


@dataclass(frozen=True, slots=True)
class Regression:
    """What a reporter says used to work."""

    good: str
    """The last version or commit that is said to work; "SHA^" for the one before a commit."""
    bad: str
    """The version or commit that is said to fail."""
    of: str | None
    """The package, in lower case, where it is named."""


_NEWER = frozenset({"upgrad", "updat", "升级", "更新"})
_TO = re.compile(
    r"[`*'\"]{0,3} {0,3}(?:up |升级|更新)?(?:to|->|-->|→|=>|到|至"
    r"|(?P<and>and))[ `*'\"]{0,4}(?:the |version |release |v\. ?)?"
    r"(?:[A-Za-z][\w.-]{0,40}(?: ?={1,2} ?| ))?[`*'\"]{0,3}"
)
_FIRST_BAD = re.compile(
    rf"\b(?P<first>{SHA}) is the first bad commit|# first bad commit: \[(?P<log>{SHA})\]",
    re.IGNORECASE,
)
_BLAMED = re.compile(
    rf"\b(?:bisect\w{{0,5}}|introduced|caused|broken|regressed)\b[^.\n]{{0,40}}?"
    rf"\b(?:to|by|in|with|as|at|is)[: ]{{1,3}}"
    rf"(?:the )?(?:commit )?[`\[(]{{0,2}}(?:https://\S{{1,120}}/commit/)?(?P<told>{SHA})\b"
    rf"|\bfirst (?:known )?bad commit\b[^\n0-9a-f]{{0,20}}[`\[(]{{0,2}}(?P<form>{SHA})\b",
    re.IGNORECASE,
)
_BISECT_GOOD = re.compile(
    rf"(?:# good: \[|git bisect good |last good commit\W{{1,6}})(?P<sha>{SHA})", re.IGNORECASE
)
_BISECT_BAD = re.compile(rf"(?:# bad: \[|git bisect bad )(?P<sha>{SHA})", re.IGNORECASE)
_GOOD_FIELD = re.compile(
    r"\b(?:last|previous|known)\b.{0,20}\b(?:working|good|worked)\b|worked in|good version",
    re.IGNORECASE,
)
_BAD_FIELD = re.compile(
    r"\b(?:first|current)\b.{0,20}\b(?:bad|broken|failing|affected)\b|broken (?:in|version)"
    r"|bad version|^version$|affected version",
    re.IGNORECASE,
)
_COMMIT = re.compile(SHA)
_DATED = re.compile(r"(?<=\d)-(?=\d\d)")
"""The dashes of 2024-05-01."""


def regression(body: str, *, title: str = "", current: str | None = None) -> Regression | None:
    """The two versions or commits between which something broke; None unless both are told.

    `current` is the version the reporter runs, as the environment tells it: it stands for the one
    that fails where the text names only the one that worked.
    """
    cut = pieces(body)
    own = text_in(cut, Place.PROSE)[:MAX_PROSE]
    log = text_in(cut, Place.OUTPUT, Place.CODE)
    if bisected := _bisected(f"{title}\n{own}", log):
        return bisected
    sentences = [part[:LONGEST_SENTENCE] for part in SENTENCE.split(f"{title}\n{own}")]
    sentences = [part.strip() for part in sentences if part.strip()]
    if any("regression" in one.lower() and DENIED.search(one) for one in sentences):
        return None
    return _by_fields(body) or _moved(sentences) or _compared(sentences, current)


def _bisected(own: str, log: str) -> Regression | None:
    """What a bisection found, as its log or its user tells."""
    for pattern, text in ((_FIRST_BAD, f"{own}\n{log}"), (_BLAMED, own)):
        if pattern is _FIRST_BAD and "first bad commit" not in text:
            continue
        if found := pattern.search(text):
            bad = found[found.lastgroup or 0]
            return Regression(f"{bad}^", bad, None)
    if "bad" not in log or "good" not in log:
        return None
    good, bad_log = _BISECT_GOOD.search(log), _BISECT_BAD.search(log)
    if good and bad_log and good["sha"] != bad_log["sha"]:
        return Regression(good["sha"], bad_log["sha"], None)
    return None


def _by_fields(body: str) -> Regression | None:
    """Answers of a form that asks for both."""
    good = bad = None
    for part in parts(body[:MAX_PROSE]):
        if len(part.heading) > 80 or len(part.text) > 80:
            continue
        told = VERSION.search(part.text)
        if told and _GOOD_FIELD.search(part.heading):
            good = good or told["version"]
        elif told and _BAD_FIELD.search(part.heading):
            bad = bad or told["version"]
    return _checked(good, bad, None) if good and bad else None


def _moved(sentences: list[str]) -> Regression | None:
    """ "since upgrading from X to Y", "downgrading from Y to X helps", "X -> Y broke it"."""
    for place, sentence in enumerate(sentences):
        told = list(versions_in(sentence))
        for (one, of, start, end), (other, other_of, begins, _) in pairwise(told):
            link = _TO.fullmatch(sentence[end:begins])
            before = sentence[:start]
            if link is None or ASKED.search(sentence) or (of and other_of and of != other_of):
                continue
            if link["and"] and "between" not in before.lower():
                continue
            near = " ".join(sentences[max(0, place - 1) : place + 2])
            if DENIED.search(near):
                continue
            package = of or other_of or moved_package(before)
            if WENT_BACK.search(before):
                if HELPED.search(near) and (found := _checked(other, one, package)):
                    return found
                continue
            says = {claim for _at, claim in sayings_in(near)}
            is_bad = Says.BAD in says
            moved = UPGRADED.search(before)
            is_upgrade = moved is not None and moved.group().lower() in _NEWER
            is_told = is_upgrade and AFTER.search(sentence) and Says.GOOD not in says
            if moved and not (is_bad or is_told):
                continue
            if (moved or (is_bad and CHANGED.search(sentence))) and (
                found := _checked(one, other, package)
            ):
                return found
    return None


def _compared(sentences: list[str], current: str | None) -> Regression | None:
    """ "works in X, fails in Y", in one sentence or in two that follow each other."""
    claims = [claim for place, text in enumerate(sentences) for claim in claims_in(text, place)]
    denied = {c.sentence for c in claims if DENIED.search(sentences[c.sentence])}
    goods = [c for c in claims if c.says is Says.GOOD and c.sentence not in denied]
    bads = [c for c in claims if c.says is Says.BAD and c.sentence not in denied]
    near = sorted(
        ((abs(good.sentence - bad.sentence), good, bad) for good in goods for bad in bads),
        key=lambda found: found[0],
    )
    for distance, good, bad in near:
        if distance > 2 or (good.of and bad.of and good.of != bad.of):
            continue
        if found := _checked(good.version, bad.version, good.of or bad.of):
            return found
    if current is not None and not bads and not denied:
        for good in goods:
            if good.before and (found := _checked(good.version, current, good.of)):
                return found
    return None


def _checked(good: str, bad: str, of: str | None) -> Regression | None:
    """The pair, unless it is one version, or the one that works is the newer."""
    commits = [_COMMIT.fullmatch(one) is not None for one in (good, bad)]
    if all(commits):
        return Regression(good, bad, of) if good != bad else None
    older, newer = (version_of(_DATED.sub("", one)) for one in (good, bad))
    if any(commits) or older is None or newer is None:
        return None  # a commit and a release: mostly of two projects
    return Regression(good, bad, of) if older < newer else None
