"""Where the weights of `bot.learning.asking` come from, and how they do on other repositories.

    python -m tests.benchmarks.asking --reports F [--json]

`--reports` is a file of closed reports with their comments, oldest comment first (repo, number,
title, body, reporter, created_at, comments[body]). A report counts as asked where one of its first
three comments asks for something in so many words: nobody's label, and who wrote the comment is not
known. Markup that the collection left is taken out.
"""

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.learning.asking import BASE, WEIGHTS, Sign, signs
from bot.parsing.anatomy import prose
from tests.benchmarks.ranking import auc
from tests.benchmarks.rows import read_rows, say

FIRST = 3
"""Comments looked at: later ones are about what was found meanwhile."""
FEWEST_ASKED = 5
"""Of a repository that is learned from: with fewer, whether it asks in public is not known."""
OFTEN = 4
"""Reports under which one and the same comment is a machine's."""
STRICTNESS = 1 / 0.01
"""The L2 penalty; 0.001, 0.01 and 0.1 were compared by cross-validation on the same reports."""
FOLDS, SEEDS = 5, (0, 1, 2)

_MARKUP = re.compile(r"</?denchmark-[^>]{0,80}>")
_MACHINE = re.compile(
    r"label bot|mark this comment with|this issue has been automatically|marked as stale"
    r"|thank you for your interest in our work|this is an automated|i am a bot"
    r"|thanks for opening your first issue",
    re.IGNORECASE,
)
_THING = (
    r"(?:versions?|release|commit|logs?|trace ?backs?|stack ?traces?|call ?stack|core dump"
    r"|backtrace|code|snippet|script|notebook|colab|example|repro\w*|steps|details?|info"
    r"|information|output|errors?|message|command|config\w*|environment|env|setup|platform"
    r"|hardware|gpu|os|operating system|driver|models?|data|dataset|sample|images?|input|files?"
    r"|screen ?shots?|context|description|test case|template|yaml|manifest|spec|build)"
)
_GIVE = (
    r"(?:provide|share|post|paste|attach|give|tell|include|add|upload|show|send|specify|clarify"
    r"|elaborate|describe|explain|fill|supply|let (?:me|us) know|submit|put|copy|print)"
)
_REQUESTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:could|can|would|will|may) (?:you|u)\b[^.?!\n]{{0,60}}\b{_GIVE}\b[^.?!\n]{{0,80}}"
        rf"\b{_THING}\b",
        r"\b(?:could|can|would) (?:you|u)\b[^.?!\n]{0,40}\b(?:clarify|elaborate|be more specific"
        r"|explain (?:a bit |in )?more|provide more|give more)\b",
        rf"\b(?:please|pls|kindly)\b[^.?!\n]{{0,30}}\b{_GIVE}\b[^.?!\n]{{0,80}}\b{_THING}\b",
        r"\b(?:what|which)(?:'s| is| are| was)?\b[^.?!\n]{0,25}\b(?:versions?|release|commit|os"
        r"|operating system|platform|gpu|command|driver|compiler|environment|error(?: message)?"
        r"|hardware|config\w*|model|dataset|build)\b[^.!\n]{0,60}\b(?:you|your|u)\b[^.!\n]{0,60}\?",
        r"\b(?:do you have|is there|have you got)\b[^.?!\n]{0,30}\b(?:example|repro\w*|snippet"
        r"|script|stack ?trace|trace ?back|logs?|code|more (?:info\w*|details?)|error message)\b"
        r"[^.!\n]{0,60}\?",
        r"\b(?:needs?|require|without|lacks?|missing)\b[^.?!\n]{0,30}\b(?:more (?:info\w*|details?"
        r"|context)|(?:reproducible|minimal|reproduction) (?:example|code|script|repro\w*|case"
        r"|steps?)|a repro\w*|the (?:full )?(?:stack ?trace|trace ?back|log))\b",
        r"\bhow (?:did|do|are) you (?:install|build|built|run|compile|call|us(?:e|ing)|launch|train"
        r"|invoke|load|export|convert)\w*\b[^.!\n]{0,80}\?",
        r"\bmore (?:info\w*|details?)\b[^.!\n]{0,30}\?",
        r"\bhow (?:can|do|could) (?:i|we) reproduce\b",
        r"\bit would (?:be|help)\b[^.?!\n]{0,40}\b(?:if you|helpful|to (?:have|see|know))\b"
        rf"[^.?!\n]{{0,60}}\b{_THING}\b",
    )
)


@dataclass(frozen=True, slots=True)
class Past:
    """A closed report: its signs, and whether it was asked about."""

    repo: str
    signs: frozenset[Sign]
    is_asked: bool


def read_past(path: Path) -> list[Past]:
    """The reports of repositories that ask often enough to learn from, in time order."""
    rows = sorted(read_rows(path), key=lambda row: str(row["created_at"]))
    often = Counter(
        key for row in rows for key in {_key(row, text) for text in _comments(row["comments"])}
    )
    seen: set[tuple[str, str]] = set()
    found = []
    for place, row in enumerate(rows):
        person = (row["repo"], row["reporter"])
        body = _MARKUP.sub("", row["body"] or "")
        carried = signs(row["title"] or "", body, is_newcomer=person not in seen)
        seen.add(person)
        spoken = [
            text
            for text in _comments(row["comments"])
            if not _MACHINE.search(text) and (len(text) <= 60 or often[_key(row, text)] < OFTEN)
        ]
        found.append(Past(row["repo"], carried, any(map(_asks, spoken[:FIRST]))))
        if place % 2000 == 0:
            say(f"{place} of {len(rows)} reports read")
    asked = Counter(past.repo for past in found if past.is_asked)
    return [past for past in found if asked[past.repo] >= FEWEST_ASKED]


def _comments(given: Iterable[Mapping[str, Any]]) -> list[str]:
    return [_MARKUP.sub("", comment["body"] or "")[:20_000] for comment in given]


def _key(row: Mapping[str, Any], text: str) -> tuple[str, str]:
    """The comment without whom it greets."""
    return row["repo"], re.sub(r"@?\w+", "", text[:20]) + text[20:200]


def _asks(text: str) -> bool:
    said = prose(text)
    return any(pattern.search(said) for pattern in _REQUESTS)


def learn(pasts: Sequence[Past], strictness: float = STRICTNESS) -> NDArray[np.float64]:
    """Log odds of each sign, in the order of `Sign`.

    Each repository's asked and not asked weigh alike, and only what differs within it counts.
    """
    values, truths, repos = _table(pasts)
    weights = np.zeros(len(truths))
    for repo in np.unique(repos):
        mine = repos == repo
        asked = truths[mine].sum()
        values[mine] -= values[mine].mean(axis=0)
        share = np.where(truths[mine] == 1, 1 / asked, 1 / (mine.sum() - asked))
        weights[mine] = share * np.sqrt(asked)
    weights *= len(weights) / weights.sum()
    return _logistic(values, truths, weights, strictness)[:-1]


def _table(
    pasts: Sequence[Past],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.str_]]:
    order = list(Sign)
    return (
        np.array([[float(sign in past.signs) for sign in order] for past in pasts]),
        np.array([float(past.is_asked) for past in pasts]),
        np.array([past.repo for past in pasts]),
    )


def _logistic(
    values: NDArray[np.float64],
    truths: NDArray[np.float64],
    weights: NDArray[np.float64],
    strictness: float,
) -> NDArray[np.float64]:
    """Newton's steps; the last number is the intercept, which no penalty holds."""
    rows = np.hstack([values, np.ones((len(truths), 1))])
    penalty = np.diag([strictness] * values.shape[1] + [0.0])
    solved = np.zeros(rows.shape[1])
    for _ in range(20):
        chance = 1 / (1 + np.exp(-(rows @ solved)))
        slope = rows.T @ (weights * (chance - truths)) + penalty @ solved
        bend = (rows * (weights * chance * (1 - chance))[:, None]).T @ rows + penalty
        step = np.linalg.solve(bend, slope)
        solved -= step
        if np.abs(step).max() < 1e-9:
            break
    return solved


def within(scores: NDArray[np.float64], pasts: Sequence[Past]) -> float:
    """The AUC within each repository, weighed by how many it asked."""
    areas, weights = [], []
    for repo in sorted({past.repo for past in pasts}):
        mine = [place for place, past in enumerate(pasts) if past.repo == repo]
        truths = [int(pasts[place].is_asked) for place in mine]
        areas.append(auc([float(scores[place]) for place in mine], truths))
        weights.append(sum(truths))
    return float(np.average(areas, weights=weights))


def held_out(pasts: Sequence[Past], leave_out: frozenset[Sign] = frozenset()) -> dict[str, Any]:
    """AUC on repositories that were not learned from, each in turn; some signs taken away."""
    given = [Past(past.repo, past.signs - leave_out, past.is_asked) for past in pasts]
    repos = sorted({past.repo for past in given})
    runs = []
    for seed in SEEDS:
        shuffled = random.Random(seed).sample(repos, len(repos))
        fold = {repo: place % FOLDS for place, repo in enumerate(shuffled)}
        for turn in range(FOLDS):
            solved = learn([past for past in given if fold[past.repo] != turn])
            tested = [past for past in given if fold[past.repo] == turn]
            runs.append(within(_table(tested)[0] @ solved, tested))
    return {"auc": round(float(np.mean(runs)), 3), "spread": round(float(np.std(runs)), 3)}


def shipped(pasts: Sequence[Past]) -> tuple[dict[str, float], float]:
    """Weights and base: learned from all, then stretched to give Denchmark's own rate of asking."""
    solved = learn(pasts)
    values, truths, _ = _table(pasts)
    slope, base = _logistic((values @ solved)[:, None], truths, np.ones(len(truths)), 0.0)
    weights = {sign.name: round(float(v * slope), 2) for sign, v in zip(Sign, solved, strict=True)}
    return weights, round(float(base), 2)


def measure(pasts: Sequence[Past]) -> dict[str, Any]:
    """The weights these reports give, whether they are the shipped ones, and how they do."""
    weights, base = shipped(pasts)
    text = frozenset(Sign) - {Sign.NEWCOMER}
    return {
        "reports": len(pasts),
        "asked": sum(past.is_asked for past in pasts),
        "repositories": len({past.repo for past in pasts}),
        "held_out": held_out(pasts),
        "held_out_text_alone": held_out(pasts, frozenset({Sign.NEWCOMER})),
        "held_out_newcomer_alone": held_out(pasts, text),
        "weights": weights,
        "base": base,
        "are_shipped": weights == {sign.name: WEIGHTS[sign] for sign in Sign} and base == BASE,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=Path, required=True)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    result = measure(read_past(given.reports))
    say(json.dumps(result, indent=1))
    if given.json:
        print(json.dumps(result))  # noqa: T201 # the result


if __name__ == "__main__":
    main()
