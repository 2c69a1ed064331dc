"""How near a report's waiting time comes to what the same issues show in the end.

    python -m tests.benchmarks.response_times --issues F --prs F [--json]

`--issues` and `--prs` are time lines as scientific-python/devstats stores them, JSON or JSON in
gzip: a list of `{"node": {...}}`. Beside our figure stand the one every peer reports, the median
over those answered by then (issue-metrics, Augur, GrimoireLab, OSS Compass), and the one that takes
what still waits as answered now ("so far").

A report is made at the end of each window of 30 days, over what was opened in it, as it stood at
that moment. The truth is the same measure over the same issues at the end of the data. Windows
follow each other without overlap; they start where the data starts to be whole, which for issues is
the earliest update in the file (it holds those updated since a day, so of the issues opened before
that day only those that went on), and they count where at least 10 were opened and 180 days of data
follow. A window whose report or truth has no median is counted apart; where only the report has
none, its ratio is taken as larger than any other. Report and truth see the same early answers, so
where the median is short beside the window ours must come near 1: what this measures is the error
of the other ways of counting, not a forecast.

An issue's first response is its first comment by anyone but a machine, known by its login (a list,
and names that end in "bot"): the file does not say which accounts are bots. It does not say who
opened an issue either, so a comment may be the author's own. Closing without a comment ends the
wait without an answer; only the last closing is stored. Of pull requests only the merge has a time:
the wait is for that, those closed unmerged count as not merged for as long as the data goes on, and
those of machines are left out.
"""

import argparse
import json
import math
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from scipy import stats

from bot.learning.waits import waits
from bot.vocabulary.waits import Quantile, Wait
from tests.benchmarks.timelines import (
    Span,
    Story,
    is_by_machine,
    issue_story,
    pull_request_story,
    read_nodes,
    span_of,
)

WINDOW = timedelta(days=30)
LATER = timedelta(days=180)
AT_LEAST = 10


@dataclass(frozen=True, slots=True)
class Report:
    """What was said at a window's end in three ways, and what came of it (median seconds)."""

    ends_at: datetime
    n: int
    censored: int
    ours: Quantile
    naive: float | None
    so_far: float
    truth: float | None


def seen_at(story: Story, at: datetime) -> Wait:
    """The wait as it stood then."""
    end = min(at, story.ended_at or at)
    if story.answered_at and story.answered_at <= end:
        return Wait((story.answered_at - story.opened_at).total_seconds(), True)
    return Wait((end - story.opened_at).total_seconds(), False)


def median_of(observed: Sequence[Wait]) -> Quantile:
    return next(quantile for quantile in waits(observed).quantiles if quantile.p == 0.5)


def report(stories: Sequence[Story], at: datetime, end: datetime) -> Report:
    then = [seen_at(story, at) for story in stories]
    answered = [wait.seconds for wait in then if wait.answered]
    return Report(
        ends_at=at,
        n=len(then),
        censored=len(then) - len(answered),
        ours=median_of(then),
        naive=statistics.median(answered) if answered else None,
        so_far=statistics.median(wait.seconds for wait in then),
        truth=median_of([seen_at(story, end) for story in stories]).seconds,
    )


def reports(stories: Sequence[Story], span: Span) -> list[Report]:
    """One a window, oldest first; windows with too few issues or too little after them left out."""
    made = []
    start = span.start
    while (at := start + WINDOW) + LATER <= span.end:
        opened = [story for story in stories if start <= story.opened_at < at]
        if len(opened) >= AT_LEAST:
            made.append(report(opened, at, span.end))
        start = at
    return made


def ratio(said: float | None, truth: float) -> float:
    """Said over true; infinite where the report names no figure."""
    if said is None:
        return math.inf
    if said == truth:
        return 1.0
    return said / truth if truth else math.inf


def finite(value: float) -> float | None:
    return round(value, 3) if math.isfinite(value) else None


def middle(ratios: Sequence[float]) -> tuple[float | None, list[float | None]]:
    """The median and its 95 % interval from the order of the values (scipy's quantile_test)."""
    if not ratios:
        return None, [None, None]
    bounds = stats.quantile_test(ratios, q=1, p=0.5).confidence_interval(0.95)
    return finite(statistics.median(ratios)), [finite(float(b)) for b in (bounds.low, bounds.high)]


def holds(interval: Quantile, truth: float) -> bool:
    return (interval.low or 0.0) <= truth <= (math.inf if interval.high is None else interval.high)


def days(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds / 86400, 3)


def measure(made: Sequence[Report], prefix: str = "") -> dict[str, Any]:
    told = [(one, one.truth) for one in made if one.truth is not None]
    ours = [ratio(one.ours.seconds, truth) for one, truth in told]
    naive = [ratio(one.naive, truth) for one, truth in told]
    n = sum(one.n for one in made)
    so_far = [ratio(one.so_far, truth) for one, truth in told]
    ours_middle, ours_interval = middle(ours)
    naive_middle, naive_interval = middle(naive)
    so_far_middle, so_far_interval = middle(so_far)
    found = {
        "median_ratio": ours_middle,
        "median_ratio_interval": ours_interval,
        "naive_median_ratio": naive_middle,
        "naive_median_ratio_interval": naive_interval,
        "so_far_median_ratio": so_far_middle,
        "so_far_median_ratio_interval": so_far_interval,
        "windows": len(told),
        "windows_without_truth": len(made) - len(told),
        "windows_without_our_median": sum(math.isinf(value) for value in ours),
        "windows_within_a_quarter": sum(0.8 <= value <= 1.25 for value in ours),
        "naive_windows_within_a_quarter": sum(0.8 <= value <= 1.25 for value in naive),
        "so_far_windows_within_a_quarter": sum(0.8 <= value <= 1.25 for value in so_far),
        "windows_with_truth_in_interval": sum(holds(one.ours, truth) for one, truth in told),
        "n": n,
        "censored_share": round(sum(one.censored for one in made) / n, 3) if n else None,
        "by_window": [
            {
                "ends_on": one.ends_at.date().isoformat(),
                "n": one.n,
                "censored": one.censored,
                "days": days(one.ours.seconds),
                "naive_days": days(one.naive),
                "so_far_days": days(one.so_far),
                "true_days": days(one.truth),
            }
            for one in made
        ],
    }
    return {prefix + key: value for key, value in found.items()}


def say(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201 # progress, for people


def show(result: dict[str, Any]) -> None:
    for name, prefix in (("first response", ""), ("merge", "pr_")):
        say(
            f"{name}: as reported / in the end {result[prefix + 'median_ratio']}"
            f" {result[prefix + 'median_ratio_interval']},"
            f" over the answered only {result[prefix + 'naive_median_ratio']}"
            f" {result[prefix + 'naive_median_ratio_interval']},"
            f" waiting so far taken as answered {result[prefix + 'so_far_median_ratio']}"
            f" {result[prefix + 'so_far_median_ratio_interval']}"
            f" (median of {result[prefix + 'windows']} windows, {result[prefix + 'n']} opened,"
            f" {result[prefix + 'censored_share']} still waiting)"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--issues", type=Path, required=True)
    parser.add_argument("--prs", type=Path, required=True)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    say("issues ...")
    nodes = read_nodes(given.issues)
    result = measure(reports([issue_story(node) for node in nodes], span_of(nodes)))
    say("pull requests ...")
    nodes = [node for node in read_nodes(given.prs) if not is_by_machine(node)]
    stories = [pull_request_story(node) for node in nodes]
    result |= measure(reports(stories, span_of(nodes)), "pr_")
    show(result)
    if given.json:
        print(json.dumps(result))  # noqa: T201 # the result


if __name__ == "__main__":
    main()
