import gzip
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.vocabulary.waits import Wait
from tests.benchmarks.response_times import reports, seen_at
from tests.benchmarks.timelines import Span, Story, is_machine, issue_story

COMMAND = (sys.executable, "-W", "error", "-m", "tests.benchmarks.response_times")
START = datetime(2020, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def told(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def comment(login: str | None, at: datetime) -> dict[str, Any]:
    author = {"login": login} if login else None
    return {"node": {"__typename": "IssueComment", "author": author, "createdAt": told(at)}}


def issue(
    *comments: dict[str, Any], opened_at: datetime = START, closed_at: datetime | None = None
) -> dict[str, Any]:
    return {
        "createdAt": told(opened_at),
        "updatedAt": told(opened_at),
        "state": "CLOSED" if closed_at else "OPEN",
        "closedAt": told(closed_at) if closed_at else None,
        "timelineItems": {"edges": [*comments, {"node": {"__typename": "ClosedEvent"}}]},
    }


def pull_request(opened_at: datetime, merged_at: datetime) -> dict[str, Any]:
    author = {"login": "somebody"}
    return {"createdAt": told(opened_at), "mergedAt": told(merged_at), "author": author}


def test_the_first_comment_by_a_person_is_the_response() -> None:
    story = issue_story(
        issue(
            comment("maintainer", START + 3 * HOUR),
            comment("networkx-trac", START + HOUR),
            comment("dependabot[bot]", START + HOUR),
            comment(None, START + HOUR),
            comment("maintainer", START + 2 * HOUR),
        )
    )

    assert story == Story(START, START + 2 * HOUR, None)


@pytest.mark.parametrize(
    ("hours", "wait"),
    [(1, Wait(3600, False)), (2, Wait(7200, True)), (9, Wait(7200, True))],
)
def test_a_wait_is_seen_as_it_stood_then(hours: int, wait: Wait) -> None:
    story = Story(START, START + 2 * HOUR, START + 2 * HOUR)

    assert seen_at(story, START + hours * HOUR) == wait


def test_closing_without_a_comment_ends_the_wait_without_an_answer() -> None:
    story = issue_story(issue(comment("late", START + DAY), closed_at=START + HOUR))

    assert seen_at(story, START + 9 * DAY) == Wait(3600, False)


def test_people_are_not_machines() -> None:
    assert [is_machine(name) for name in ("Scipy-GitBot", "a[bot]", "botond", "tracy")] == [
        True,
        True,
        False,
        False,
    ]


def test_windows_with_few_issues_or_little_after_them_are_left_out() -> None:
    many = [Story(START + hour * HOUR, None, None) for hour in range(10)]
    few = [Story(START + 31 * DAY, None, None)] * 9

    whole = reports([*many, *few], Span(START, START + 240 * DAY))
    short = reports(many, Span(START, START + 209 * DAY))

    assert [(one.ends_at, one.n) for one in whole] == [(START + 30 * DAY, 10)]
    assert short == []


def test_the_benchmark_tells_its_ratios_in_its_last_line(tmp_path: Path) -> None:
    # One a day; every third is answered in two hours, the others in twenty days.
    opened = [START + day * DAY for day in range(300)]
    answered = [at + (2 * HOUR if n % 3 == 0 else 20 * DAY) for n, at in enumerate(opened)]
    pairs = list(zip(opened, answered, strict=True))
    issues, prs = tmp_path / "issues.json.gz", tmp_path / "prs.json"
    rows = [{"node": issue(comment("somebody", then), opened_at=at)} for at, then in pairs]
    issues.write_bytes(gzip.compress(json.dumps(rows).encode()))
    prs.write_text(json.dumps([{"node": pull_request(*pair)} for pair in pairs]))

    run = subprocess.run(
        [*COMMAND, "--issues", str(issues), "--prs", str(prs), "--json"],
        capture_output=True,
        text=True,
        check=True,
    )

    found = json.loads(run.stdout.splitlines()[-1])
    for prefix in ("", "pr_"):
        assert found[prefix + "median_ratio"] == 1.0
        assert found[prefix + "naive_median_ratio"] == pytest.approx(2 / 480, abs=0.001)
        assert found[prefix + "windows"] >= 3
    assert "somebody" not in run.stdout + run.stderr
