"""`linchpin look`: one page with nothing but a token, and nothing written anywhere."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.app.look import NoSuchRepository, Report
from bot.app.look import look as look_at
from bot.commands.look import bars, page, quantile, span, within
from bot.settings import Settings, read
from bot.vocabulary.waits import Quantile, Waits
from tests.clocks import WallClock
from tests.rig.contract import Contract
from tests.rig.fake import FakeGitHub
from tests.rig.github import Answer
from tests.scenarios.world import CONFIG, FORM, INCOMPLETE

NAME = "example-ai/engine"
VULNERABLE = (
    "An unauthenticated attacker can get remote code execution: the `/load` endpoint calls "
    "pickle.loads on the request body. A proof of concept exploit is below; please treat this as a "
    "security vulnerability and assign a CVE."
)


@dataclass
class Bench:
    github: FakeGitHub
    settings: Settings

    async def report(self) -> Report:
        return await look_at(self.settings, NAME, lambda _line: None)


@pytest.fixture
async def bench(tmp_path: Path, contract: Contract) -> AsyncIterator[Bench]:
    clock = WallClock()
    github = FakeGitHub(clock, contract)
    github.plain_token = "ghp_a-token-of-the-rig"
    files = {".github/ISSUE_TEMPLATE/bug.yml": FORM, ".github/linchpin.yml": CONFIG}
    github.add_repository(NAME, None, labels=["bug"], maintainers={"cleo"}, files=files)
    until = clock.now() - timedelta(minutes=5)
    github.populate_history(NAME, threads=300, seed=5, until=until, days=200)
    await github.start()
    given = {"GITHUB_API_URL": github.api_url, "GITHUB_TOKEN": github.plain_token}
    yield Bench(github, read(given | {"LINCHPIN_HOME": str(tmp_path / "home")}))
    await github.stop()
    assert github.violations == []
    assert [seen for seen in github.seen if seen.kind == "write"] == []
    assert not (tmp_path / "home").exists(), "nothing is kept"


async def test_it_says_what_is_open_how_it_flows_and_how_long_people_wait(bench: Bench) -> None:
    report = await bench.report()

    issues = bench.github.state.repositories[NAME].issues.values()
    for one, are_pulls in ((report.issues, False), (report.pulls, True)):
        kindred = [issue for issue in issues if issue.is_pull_request == are_pulls]
        assert one.open == sum(issue.state == "open" for issue in kindred)
        assert len(one.flow) == 12
        last = one.flow[-1]
        begins = last.week_on
        opened = [i for i in kindred if 0 <= (i.created_at.date() - begins).days < 7]
        assert last.opened == len(opened)
        assert 0 < one.waits.censored < one.waits.n
        assert one.waits.quantiles[0].seconds is not None
    assert len(report.recent) == 10
    assert report.requests <= 30


async def test_it_says_what_it_would_have_said_to_the_last_issues(bench: Bench) -> None:
    number = await bench.github.open_issue(NAME, "ann", "[Bug]: it stops <now>", INCOMPLETE)

    report = await bench.report()
    text = page(report)

    newest = report.recent[0]
    assert newest.number == number
    assert any("Version" in said for said in newest.said)
    assert "it stops &lt;now&gt;" in text


async def test_what_reads_like_a_vulnerability_is_not_on_the_page(bench: Bench) -> None:
    title = "Remote code execution through /load"
    number = await bench.github.open_issue(NAME, "ann", title, VULNERABLE)

    report = await bench.report()

    assert number not in [one.number for one in report.recent]
    assert title not in page(report)


async def test_a_repository_that_the_token_does_not_see_is_named(bench: Bench) -> None:
    with pytest.raises(NoSuchRepository, match="example-ai/nowhere"):
        await look_at(bench.settings, "example-ai/nowhere", lambda _line: None)


async def test_a_repository_that_goes_while_it_is_looked_at_is_named(bench: Bench) -> None:
    body = '{"data": {"repository": null}}'
    bench.github.faults.answers.append(Answer(to="/graphql", status=200, body=body))
    with pytest.raises(NoSuchRepository, match=NAME):
        await bench.report()


def test_a_page_that_cannot_be_written_is_refused_at_once(tmp_path: Path) -> None:
    given = {"GITHUB_TOKEN": "ghp_x", "LINCHPIN_HOME": str(tmp_path)}
    file = str(tmp_path / "no/look.html")
    ran = CliRunner(env=given).invoke(main, ["look", NAME, "--html", file])

    assert ran.exit_code == 2
    assert "is no directory" in ran.output


async def test_the_page_names_nobody_but_where_a_title_does(bench: Bench) -> None:
    report = await bench.report()

    untitled = replace(report, recent=tuple(replace(r, title="") for r in report.recent))
    text = page(untitled)
    assert not [login for login in bench.github.state.users if f"@{login}" in text]


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0, "0 s"), (59, "59 s"), (90, "1.5 min"), (7_200, "2.0 h"), (86_400 * 12, "12 d")],
)
def test_times_are_told_in_the_unit_people_use(seconds: float, told: str) -> None:
    assert span(seconds) == told


def test_bars_show_the_most_as_full_and_nothing_as_flat() -> None:
    assert bars([0, 4, 8]) == "▁▅█"
    assert bars([0, 0]) == "▁▁"
    assert bars([]) == ""
    assert bars([-3, 6]) == "▁█"


def test_a_quantile_says_its_interval_and_what_it_cannot_know() -> None:
    assert quantile(Quantile(0.5, 7_200, 3_600, None)) == "2.0 h (1.0 h to ?)"
    assert quantile(Quantile(0.9, None, None, None)) == "not yet: too many still wait"


def test_where_nobody_waited_nobody_is_said_to_wait() -> None:
    unknown = Quantile(0.5, None, None, None)
    assert within(Waits(0, 0, (unknown,)), 0) == "nothing to answer"
    assert within(Waits(3, 3, (unknown,)), 0) == "not yet: too many still wait"
