from datetime import timedelta
from typing import Any

import pytest

from bot.facts.look import LOOK
from bot.intake.history_queries import ISSUES, PULLS, THREAD_REST
from tests.sandbox.conftest import MAINTAINER, OTHERS, REPORTER, REPOSITORY, Bench
from tests.sandbox.past import ITEMS, at, thread


async def page(
    bench: Bench, query: str = ISSUES, repository: str = REPOSITORY, **asked: Any
) -> Any:
    """The `data` of a page of threads."""
    items = {"items": 50, "direction": "DESC", "first": 2}
    kept = {key: value for key, value in ITEMS.items() if f"${key}" in query}
    answer = await bench.query(
        query, asked.pop("token", None), **at(repository), **kept, **items | asked
    )
    assert "errors" not in answer, answer
    return answer["data"]


def numbers(data: Any) -> list[int]:
    return [node["number"] for node in data["repository"]["threads"]["nodes"]]


async def several(bench: Bench, count: int = 4) -> None:
    """Issues #1 to #count, a second apart."""
    for n in range(count):
        await bench.github.open_issue(REPOSITORY, REPORTER, f"Report {n}", "")
        bench.clock.advance(timedelta(seconds=1))


async def test_issues_come_by_their_last_change_in_both_directions(bench: Bench) -> None:
    await several(bench)
    await bench.github.comment(REPOSITORY, 2, MAINTAINER, "Seen")

    falling = await page(bench, first=4)
    rising = await page(bench, first=4, direction="ASC")

    assert numbers(falling) == [2, 4, 3, 1]
    assert numbers(rising) == [1, 3, 4, 2]
    threads = falling["repository"]["threads"]
    assert (threads["totalCount"], threads["pageInfo"]["hasNextPage"]) == (4, False)


async def test_a_cursor_keeps_its_place_while_issues_change(bench: Bench) -> None:
    await several(bench)
    first = await page(bench)
    after = first["repository"]["threads"]["pageInfo"]["endCursor"]

    await bench.github.comment(REPOSITORY, 3, MAINTAINER, "Seen")
    await bench.github.open_issue(REPOSITORY, REPORTER, "New", "")
    second = await page(bench, after=after)

    assert (numbers(first), numbers(second)) == ([4, 3], [2, 1])
    assert second["repository"]["threads"]["totalCount"] == 5


async def test_issues_are_chosen_by_state_and_a_deleted_one_is_not_there(bench: Bench) -> None:
    await several(bench)
    await bench.github.close_issue(REPOSITORY, 1, MAINTAINER)
    await bench.github.delete_issue(REPOSITORY, 4, MAINTAINER)

    assert numbers(await page(bench, states=["CLOSED"], first=9)) == [1]
    assert numbers(await page(bench, states=["OPEN"], first=9)) == [3, 2]
    assert numbers(await page(bench, first=9)) == [1, 3, 2]


async def test_pull_requests_are_listed_apart_and_merged_ones_told(bench: Bench) -> None:
    await several(bench, 1)
    github = bench.github
    for title in ("A", "B", "C"):
        await github.open_pull_request(REPOSITORY, REPORTER, title, "", draft=title == "C")
        bench.clock.advance(timedelta(seconds=1))
    await github.merge(REPOSITORY, 2, MAINTAINER)
    await github.close_issue(REPOSITORY, 3, MAINTAINER)

    found = await page(bench, PULLS, first=9)

    assert numbers(found) == [3, 2, 4]
    assert numbers(await page(bench, PULLS, states=["MERGED"])) == [2]
    assert numbers(await page(bench, PULLS, states=["CLOSED"])) == [3]
    assert numbers(await page(bench, PULLS, states=["OPEN"])) == [4]
    assert numbers(await page(bench)) == [1]
    closed, merged, draft = found["repository"]["threads"]["nodes"]
    assert (closed["mergedAt"], draft["isDraft"], merged["isDraft"]) == (None, True, False)
    kinds = [n["__typename"] for n in merged["timelineItems"]["nodes"]]
    assert kinds == ["PullRequestCommit", "MergedEvent", "ClosedEvent"]


async def test_a_timeline_is_paged_and_survives_a_deleted_comment(bench: Bench) -> None:
    github = bench.github
    number = await github.open_issue(REPOSITORY, REPORTER, "It stops", "")
    first = await github.comment(REPOSITORY, number, REPORTER, "One")
    await github.add_label(REPOSITORY, number, MAINTAINER, "bug")
    await github.comment(REPOSITORY, number, MAINTAINER, "Two")

    begun = (await thread(bench, REPOSITORY, number, items=2))["timelineItems"]
    await github.delete_comment(REPOSITORY, first, REPORTER)
    after = begun["pageInfo"]["endCursor"]
    rest = (await thread(bench, REPOSITORY, number, items=2, afterItem=after))["timelineItems"]

    assert [n["__typename"] for n in begun["nodes"]] == ["IssueComment", "LabeledEvent"]
    assert begun["pageInfo"]["hasNextPage"] is True
    assert [n["body"] for n in rest["nodes"]] == ["Two"]
    assert rest["pageInfo"]["hasNextPage"] is False


async def test_a_timeline_begins_where_it_is_asked_to(bench: Bench) -> None:
    github = bench.github
    number = await github.open_issue(REPOSITORY, REPORTER, "It stops", "")
    await github.comment(REPOSITORY, number, REPORTER, "One")
    bench.clock.advance(timedelta(seconds=1))
    since = bench.clock.now().isoformat()
    comment = await github.comment(REPOSITORY, number, MAINTAINER, "Two")
    await github.edit_comment(REPOSITORY, comment, MAINTAINER, "Three")

    found = await thread(bench, REPOSITORY, number, itemsSince=since)

    (node,) = found["timelineItems"]["nodes"]
    assert (node["body"], node["lastEditedAt"]) == ("Three", node["createdAt"])
    assert found["lastEditedAt"] is None


async def test_a_page_costs_by_its_length_and_is_taken_off_an_hours_points(bench: Bench) -> None:
    token = await bench.token()
    number = await bench.github.open_issue(REPOSITORY, REPORTER, "It stops", "")

    hundred = (await page(bench, first=100, token=token))["rateLimit"]
    again = (await page(bench, first=100, token=token))["rateLimit"]
    await bench.query(LOOK, token, **at(REPOSITORY), number=number)
    small = (await page(bench, first=1, token=token))["rateLimit"]
    bench.clock.advance(timedelta(hours=1))
    token = await bench.token()
    later = (await page(bench, first=1, token=token))["rateLimit"]

    assert [limit["cost"] for limit in (hundred, again, small)] == [1, 1, 1]
    assert (hundred["limit"], hundred["remaining"]) == (5000, 4999)
    assert (again["remaining"], small["remaining"], later["remaining"]) == (4998, 4996, 4999)
    assert hundred["resetAt"] < later["resetAt"]


async def test_connections_below_each_thread_cost_more(bench: Bench) -> None:
    document = """
    query {
      rateLimit { cost }
      repository(owner: "example-ai", name: "engine") {
        issues(first: 50) {
          nodes { comments(first: 10) { nodes { reactions(first: 5) { totalCount } } } }
        }
      }
    }
    """

    answer = await bench.query(document)

    assert answer["data"]["rateLimit"]["cost"] == 6  # (1 + 50 + 50 * 10) / 100, rounded


@pytest.mark.parametrize(
    ("asked", "type_"),
    [
        ({"first": 101}, "EXCESSIVE_PAGINATION"),
        ({"after": "nonsense"}, "INVALID_CURSOR_ARGUMENTS"),
    ],
)
async def test_a_page_that_github_refuses_is_refused(
    bench: Bench, asked: dict[str, Any], type_: str
) -> None:
    variables: dict[str, Any] = {"items": 1, "direction": "DESC", "first": 2} | asked

    answer = await bench.query(ISSUES, **at(REPOSITORY), **variables)

    assert [error["type"] for error in answer["errors"]] == [type_]


async def test_a_repository_without_the_app_has_a_past_and_sends_no_webhooks(
    bench: Bench,
) -> None:
    github = bench.github
    number = await github.open_issue(OTHERS, REPORTER, "It stops", "")
    pull = await github.open_pull_request(OTHERS, REPORTER, "A change", "")
    await github.comment(OTHERS, number, MAINTAINER, "Seen")
    await github.assign(OTHERS, pull, MAINTAINER, MAINTAINER)
    await github.merge(OTHERS, pull, MAINTAINER)
    await github.settle()
    token = await github.token_of(REPORTER)

    seen = await thread(bench, OTHERS, number, token)
    merged = (await page(bench, PULLS, OTHERS, token=token))["repository"]["threads"]["nodes"]

    assert bench.receiver.got == []
    assert [n["__typename"] for n in seen["timelineItems"]["nodes"]] == ["IssueComment"]
    kinds = [n["__typename"] for n in merged[0]["timelineItems"]["nodes"]]
    assert kinds == ["PullRequestCommit", "AssignedEvent", "MergedEvent", "ClosedEvent"]


async def test_the_queries_of_the_past_break_no_rule_of_githubs_schema(bench: Bench) -> None:
    await several(bench, 1)

    await page(bench)
    await page(bench, PULLS)
    variables: dict[str, Any] = {**at(REPOSITORY), **ITEMS, "number": 1, "items": 5}
    await bench.query(THREAD_REST, **variables)

    assert bench.github.violations == []
