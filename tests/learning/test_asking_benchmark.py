import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.asking import Sign
from tests.benchmarks.asking import Past, learn, read_past
from tests.benchmarks.ranking import auc, bootstrap

scored = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 1)), min_size=2, max_size=30)


def report(number: int, *comments: str, reporter: str = "somebody") -> dict[str, Any]:
    return {
        "repo": "example/engine",
        "number": number,
        "reporter": reporter,
        "created_at": f"2020-01-01T00:00:{number:02}Z",
        "title": "It stops",
        "body": "It stops.",
        "comments": [{"body": text} for text in comments],
    }


def read(folder: Path, rows: list[dict[str, Any]]) -> list[Past]:
    path = folder / "past.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    return read_past(path)


@pytest.mark.parametrize(
    ("comment", "is_asked"),
    [
        ("Could you please share the full log?", True),
        ("Which version are you using?", True),
        ("Please provide a minimal example.", True),
        ("How did you build it?", True),
        ("We need more information to look into this.", True),
        ("Fixed on main, thanks!", False),
        ("I can confirm this, here is my log.", False),
        ("> Could you please share the full log?\n\nHere it is.", False),
    ],
)
def test_a_request_is_known_by_its_words(tmp_path: Path, comment: str, is_asked: bool) -> None:
    asked = [report(n, f"{n} it is. Can you share the log?") for n in range(6)]

    pasts = read(tmp_path, [*asked, report(9, comment)])

    assert pasts[-1].is_asked == is_asked


def test_what_a_machine_says_under_many_reports_is_no_request(tmp_path: Path) -> None:
    text = "Hello! If this is a bug report, please provide a minimal example to reproduce it."
    asked = [report(n, f"{n} it is. Can you share the log?") for n in range(6)]

    pasts = read(tmp_path, [*asked, *(report(n, text) for n in range(10, 15))])

    assert [past.is_asked for past in pasts] == [True] * 6 + [False] * 5


def test_a_newcomer_is_who_reported_nothing_before(tmp_path: Path) -> None:
    rows = [report(n, f"{n} it is. Can you share the log?", reporter="same") for n in range(6)]

    pasts = read(tmp_path, rows)

    assert [Sign.NEWCOMER in past.signs for past in pasts] == [True] + [False] * 5


def test_a_sign_counts_within_repositories_and_not_between_them() -> None:
    pasts = []
    for repo, share in (("example/often", 8), ("example/seldom", 2)):
        base = frozenset({Sign.OUTPUT}) if repo == "example/often" else frozenset()
        for place in range(10):
            helped = frozenset({Sign.HELP}) if place < share else frozenset()
            pasts.append(Past(repo, base | helped, place < share))

    weights = dict(zip(Sign, learn(pasts), strict=True))

    assert weights[Sign.HELP] > 0
    assert weights[Sign.OUTPUT] == pytest.approx(0, abs=1e-9)


@given(scored)
def test_the_area_is_the_share_of_pairs_in_order(rows: list[tuple[int, int]]) -> None:
    ones = [score for score, truth in rows if truth]
    zeros = [score for score, truth in rows if not truth]

    area = auc([float(score) for score, _ in rows], [truth for _, truth in rows])

    pairs = [(a > b) + 0.5 * (a == b) for a in ones for b in zeros]
    assert area == pytest.approx(sum(pairs) / len(pairs) if pairs else float("nan"), nan_ok=True)


def test_the_interval_holds_the_area_and_narrows_with_more_rows() -> None:
    scores = [float(place % 7 + place % 3) for place in range(200)]
    truths = [int(place % 5 < 2) for place in range(200)]

    few, many = bootstrap(scores[:40], truths[:40]), bootstrap(scores, truths)

    assert many[0] < auc(scores, truths) < many[1]
    assert many[1] - many[0] < few[1] - few[0]
