import csv
import gzip
import io
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from bot.learning.similar import Reports
from bot.vocabulary.likeness import Report
from tests.benchmarks.duplicate_data import (
    Pair,
    markdown,
    read_pairs,
    read_reports,
    tied,
    without_old_markup,
)
from tests.benchmarks.duplicate_floor import Floor
from tests.benchmarks.synthetic_reports import made_up, multiplied
from tests.learning.reports import report, unlike

COMMAND = (sys.executable, "-W", "error", "-m", "tests.benchmarks.duplicates")
TOLD = "Rank zero waits for the page table for ever"


def write_denchmark(folder: Path, reports: list[Report], pairs: list[tuple[str, ...]]) -> list[str]:
    rows = [
        {
            "repo": "org/engine",
            "number": one.number,
            "created_at": one.created_at.isoformat(),
            "title": one.title,
            "body": one.body,
        }
        for one in reports
    ]
    texts = folder / "reports.jsonl.gz"
    texts.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    out = io.StringIO()
    csv.writer(out).writerows([("repo", "issue", "duplicate_of", "strength"), *pairs])
    said = folder / "pairs.csv"
    said.write_text(out.getvalue())
    return ["--reports", str(texts), "--pairs", str(said)]


def test_a_pair_counts_once_with_the_later_report_asking(tmp_path: Path) -> None:
    reports = [report(1, "a", days=9), report(2, "b", days=3), report(3, "c", days=5)]
    write_denchmark(
        tmp_path,
        reports,
        [
            ("org/engine", "1", "2", "hedged"),
            ("org/engine", "2", "1", "stated"),
            ("org/engine", "2", "3", "hedged"),
            ("org/engine", "3", "4", "stated"),
            ("org/other", "1", "2", "stated"),
        ],
    )
    read = read_reports(tmp_path / "reports.jsonl.gz")

    assert [one.number for one in read["org/engine"]] == [2, 3, 1]
    assert read_pairs(tmp_path / "pairs.csv", read) == [
        Pair("org/engine", 1, 2, stated=True),
        Pair("org/engine", 3, 2, stated=False),
    ]


def test_a_jira_tracker_is_read_as_one_repository(tmp_path: Path) -> None:
    path = tmp_path / "bugs.csv"
    path.write_text(
        "Summary,Issue id,Created,Description\n"
        'It hangs,12,01/Apr/20 23:22,"{code:java}\nx();\n{code}"\n'
    )

    (found,) = read_reports(path)["tracker"]

    assert (found.number, found.title) == (12, "It hangs")
    assert found.created_at.isoformat() == "2020-04-01T23:22:00+00:00"
    assert found.body.split() == ["```", "x();", "```"]


def test_old_markup_becomes_markdown() -> None:
    assert markdown("h2. Steps\n{{run()}} {quote}[here|http://x]").split("\n")[0] == "### Steps"
    assert without_old_markup("Steps</denchmark-h>\nrun<denchmark-h:hr>") == "### Steps\nrun "


def test_whoever_is_tied_to_one_matter_is_tied_together() -> None:
    group = tied([Pair("a", 3, 1, True), Pair("a", 5, 3, True), Pair("b", 3, 2, True)])

    assert group["a", 5] == group["a", 1] == ("a", 1)
    assert group["b", 3] == ("b", 2)


def test_the_floor_ranks_older_reports_by_shared_words() -> None:
    floor = Floor([*unlike(10), report(20, TOLD), report(21, f"{TOLD} again"), report(22, TOLD)])

    assert floor.ranked(21)[0] == 20
    assert sorted(floor.ranked(20)) == list(range(1, 11))


def test_a_multiplied_index_is_as_large_and_finds() -> None:
    made = Reports()
    reports = list(made_up(50, seed=1))
    for one in reports:
        made.add(one)
    late = Report(1_000, reports[-1].created_at + timedelta(days=1), reports[0].title, "")

    many = multiplied(made, 3)

    assert len(many) == 150
    assert many.query(late)[0].number in (1, 51, 101)


def test_the_benchmark_tells_its_figures_in_its_last_line(tmp_path: Path) -> None:
    copies = [report(90, TOLD, days=90), report(91, f"{TOLD}!", days=91)]
    given = write_denchmark(
        tmp_path,
        [*unlike(40), report(80, "Tokenizer eats emoji", days=80), *copies],
        [("org/engine", "90", "91", "stated")],
    )
    unlisted = tmp_path / "unlisted.csv"

    run = subprocess.run(
        [*COMMAND, *given, "--json", "--unlisted", str(unlisted), "--n", "5"],
        capture_output=True,
        text=True,
        check=True,
    )

    found = json.loads(run.stdout.splitlines()[-1])
    assert found["recall_at_1"] == found["mrr"] == found["floor_recall_at_1"] == 1.0
    assert (found["pairs"], found["reports"], found["repositories"]) == (1, 43, 1)
    assert found["shown_coverage"] == 1.0
    assert {"query_p99_ms", "add_p99_ms", "memory_mb", "recall_at_5_interval"} <= found.keys()
    rows = list(csv.DictReader(io.StringIO(unlisted.read_text())))
    assert len(rows) == 5
    assert all(row["number"] not in ("91",) for row in rows)
