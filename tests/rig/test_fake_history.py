"""The fake's past can be read as GitHub's can: in pages, at a price, with and without the App."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from bot.intake.history_queries import (
    COMMITS,
    ISSUE_ITEMS,
    ISSUES,
    PULL_ITEMS,
    PULLS,
    THREAD_REST,
)
from tests.rig.client import REPOSITORY, Client
from tests.rig.fake import QUERY_FAILED
from tests.rig.graph_document import document, price
from tests.rig.shown import stamp
from tests.rig.state import GHOST
from tests.rig.things import Issue

OWNER, NAME = REPOSITORY.split("/")
PAST = "example-ai/past"
PLAIN = "a-plain-token-of-somebody"
MINUTE = timedelta(minutes=1)


async def page(here: Client, query: str = ISSUES, name: str = NAME, **asked: Any) -> Any:
    items = {"issueItems": ISSUE_ITEMS} if query == ISSUES else {"pullItems": PULL_ITEMS}
    usual = {"first": 2, "direction": "DESC", "items": 10, **items}
    return await here.query(query, owner=OWNER, name=name, **(usual | asked))


def numbers(answer: Any) -> list[int]:
    return [node["number"] for node in answer["data"]["repository"]["threads"]["nodes"]]


def end(answer: Any) -> str:
    return str(answer["data"]["repository"]["threads"]["pageInfo"]["endCursor"])


async def open_issues(here: Client, count: int) -> None:
    """Numbers 2 and up, a minute apart; the first is there."""
    for n in range(count):
        here.clock.advance(MINUTE)
        await here.rig.open_issue(REPOSITORY, "a-reporter", f"Number {n + 2}", "")


def populate(here: Client, threads: int = 300, seed: int = 7) -> dict[int, Issue]:
    where = here.rig.add_repository(PAST, 77)
    here.rig.populate_history(PAST, threads, seed, here.clock.now(), 90)
    return where.issues


async def test_lists_come_in_pages_by_last_change_in_either_direction(here: Client) -> None:
    await open_issues(here, 4)
    here.clock.advance(MINUTE)
    await here.rig.comment(REPOSITORY, 2, "a-helper", "A word.")

    first = await page(here)
    second = await page(here, after=end(first))
    third = await page(here, after=end(second))
    oldest = await page(here, direction="ASC", first=5)

    assert [numbers(answer) for answer in (first, second, third)] == [[2, 5], [4, 3], [1]]
    assert numbers(oldest) == [1, 3, 4, 5, 2]
    threads = [answer["data"]["repository"]["threads"] for answer in (first, third)]
    assert [t["pageInfo"]["hasNextPage"] for t in threads] == [True, False]
    assert [t["totalCount"] for t in threads] == [5, 5]
    assert here.rig.violations == []


async def test_a_cursor_keeps_its_place_while_the_list_changes(here: Client) -> None:
    await open_issues(here, 4)
    first = await page(here)
    here.clock.advance(MINUTE)
    await here.rig.comment(REPOSITORY, 4, "a-helper", "The end of the page goes to the front.")
    await here.rig.comment(REPOSITORY, 3, "a-helper", "So does one that was not seen yet.")

    second = await page(here, after=end(first))

    assert (numbers(first), numbers(second)) == ([5, 4], [2, 1])


async def test_going_up_a_thread_that_changes_is_met_again_and_none_is_missed(
    here: Client,
) -> None:
    await open_issues(here, 4)
    first = await page(here, direction="ASC")
    here.clock.advance(MINUTE)
    await here.rig.comment(REPOSITORY, 1, "a-helper", "A word.")

    second = await page(here, direction="ASC", after=end(first))
    third = await page(here, direction="ASC", after=end(second))

    assert [numbers(answer) for answer in (first, second, third)] == [[1, 2], [3, 4], [5, 1]]


async def test_states_choose_and_pull_requests_have_their_own_list(here: Client) -> None:
    for n in (2, 3, 4):
        assert await here.rig.open_pull_request(REPOSITORY, "a-helper", "A", "B") == n
    await here.rig.merge(REPOSITORY, 2, "a-maintainer")
    await here.rig.close_issue(REPOSITORY, 3, "a-maintainer")

    async def chosen(*states: str) -> set[int]:
        return set(numbers(await page(here, PULLS, first=9, states=states or None)))

    assert numbers(await page(here, first=9)) == [1]
    assert [await chosen(s) for s in ("MERGED", "CLOSED", "OPEN")] == [{2}, {3}, {4}]
    assert await chosen() == {2, 3, 4}


async def test_a_long_timeline_is_read_to_its_end(here: Client) -> None:
    issues = populate(here)
    longest = max(issues.values(), key=lambda i: len(i.comments) + len(i.events) + len(i.reviews))
    seen: list[str] = []
    after, more = None, True
    while more:
        answer = await here.query(
            THREAD_REST,
            owner=OWNER,
            name="past",
            number=longest.number,
            items=40,
            afterItem=after,
            issueItems=ISSUE_ITEMS,
            pullItems=[*PULL_ITEMS, COMMITS],
        )
        part = answer["data"]["repository"]["thread"]["timelineItems"]
        for item in part["nodes"]:
            commit = item.get("commit", {}).get("authoredDate")
            seen.append(commit or item.get("submittedAt") or item["createdAt"])
        after, more = part["pageInfo"]["endCursor"], part["pageInfo"]["hasNextPage"]

    assert len(seen) > 100
    assert len(seen) == len(longest.comments) + len(longest.events) + len(longest.reviews)
    assert seen == sorted(seen)


async def test_a_timeline_since_a_time_has_what_happened_from_then_on(here: Client) -> None:
    await here.rig.comment(REPOSITORY, 1, "a-helper", "Early.")
    here.clock.advance(MINUTE)
    since = stamp(here.clock.now())
    await here.rig.add_label(REPOSITORY, 1, "a-maintainer", "bug")

    answer = await page(here, itemsSince=since)

    (thread,) = answer["data"]["repository"]["threads"]["nodes"]
    assert [i["__typename"] for i in thread["timelineItems"]["nodes"]] == ["LabeledEvent"]


@pytest.mark.parametrize(
    ("first", "items", "points", "nodes"),
    [(100, 50, 1, 5_100), (25, 100, 1, 2_525), (1, 1, 1, 2)],
)
def test_a_page_of_a_hundred_threads_is_one_point(
    first: int, items: int, points: int, nodes: int
) -> None:
    cost = price(document(ISSUES), {"first": first, "items": items})

    assert (cost.points, cost.nodes) == (points, nodes)


def test_each_connection_below_a_connection_multiplies_the_price() -> None:
    # The example of GitHub's own page on rate limits: 5,101 requests, 51 points.
    query = """
    query { viewer { login repositories(first: 100) { edges { node { id issues(first: 50) { edges {
      node { id labels(first: 60) { edges { node { id name } } } } } } } } } } }
    """

    cost = price(document(query), {})

    assert (cost.requests, cost.points, cost.nodes) == (5_101, 51, 305_100)


async def test_points_are_counted_for_each_caller_and_start_anew_every_hour(here: Client) -> None:
    here.rig.plain_token = PLAIN
    query = "query { rateLimit { cost limit used remaining resetAt } }"
    opened = here.clock.now()

    await here.query(query)
    second = await here.query(query)
    other = (await here.ask("POST", "/graphql", {"query": query}, token=PLAIN))[2]
    here.clock.advance(timedelta(hours=1))
    later = await here.query(query)

    assert second["data"]["rateLimit"] == {
        "cost": 1,
        "limit": 5000,
        "used": 2,
        "remaining": 4998,
        "resetAt": stamp(opened + timedelta(hours=1)),
    }
    assert other["X-RateLimit-Remaining"] == "4999"
    assert later["data"]["rateLimit"]["remaining"] == 4999
    assert (here.rig.points, here.rig.graphql_requests) == (4, 4)


async def test_beyond_the_limit_a_query_is_refused_until_the_hour_is_over(here: Client) -> None:
    here.rig.limits.graphql = 2
    body = {"query": "query { viewer { login } }"}

    answers = [await here.ask("POST", "/graphql", body) for _ in range(3)]
    here.clock.advance(timedelta(hours=1))
    later = await here.ask("POST", "/graphql", body)

    status, refused, headers = answers[2]
    assert (status, refused["errors"][0]["type"]) == (200, "RATE_LIMITED")
    assert [a[2]["X-RateLimit-Remaining"] for a in answers] == ["1", "0", "0"]
    assert headers["X-RateLimit-Resource"] == "graphql"
    assert "errors" not in later[1]
    assert here.rig.points == 3


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ({"first": 101}, "EXCESSIVE_PAGINATION"),
        ({"after": "nonsense"}, "INVALID_CURSOR_ARGUMENTS"),
        ({"afterItem": "nonsense"}, "INVALID_CURSOR_ARGUMENTS"),
        ({"items": None}, "MISSING_PAGINATION_BOUNDARIES"),
    ],
)
async def test_what_github_refuses_in_a_query_is_refused_with_its_type(
    here: Client, asked: dict[str, Any], kind: str
) -> None:
    answer = await page(here, **asked)

    assert [error["type"] for error in answer["errors"]] == [kind]


async def test_more_than_half_a_million_nodes_are_refused(here: Client) -> None:
    query = """
    query { repository(owner: "example-ai", name: "engine") { issues(first: 100) { nodes {
      timelineItems(first: 100) { nodes { ... on IssueComment { reactions(first: 100) {
        nodes { content } } } } } } } } }
    """

    answer = await here.query(query)

    assert answer["errors"][0]["type"] == "MAX_NODE_LIMIT_EXCEEDED"
    assert "1,010,100 possible nodes" in answer["errors"][0]["message"]


async def test_pages_that_are_too_large_time_out_and_smaller_ones_do_not(here: Client) -> None:
    here.rig.largest_page = 25
    path = "/graphql"
    body = {
        "query": ISSUES,
        "variables": {"owner": OWNER, "name": NAME, "direction": "ASC", "items": 5, "first": 26},
    }

    large = (await here.ask("POST", path, body))[0]
    body["variables"]["first"] = 25  # type: ignore[index] # the mapping above
    small = (await here.ask("POST", path, body))[0]

    assert (large, small) == (502, 200)
    assert here.rig.violations == []


async def test_a_query_may_fail_without_a_type_and_succeed_the_next_time(here: Client) -> None:
    here.rig.faults.answers.append(QUERY_FAILED)

    failed, good = await page(here), await page(here)

    assert "type" not in failed["errors"][0]
    assert failed["errors"][0]["message"].startswith("Something went wrong while executing your")
    assert numbers(good) == [1]


async def all_pages(here: Client, path: str, token: str | None = None) -> list[list[Any]]:
    """Every page of a REST list, going by the Link header."""
    found, where = [], path
    while where:
        status, listed, headers = await here.ask("GET", where, token=token)
        assert status == 200
        found.append(listed)
        links = dict(_links(headers.get("Link", "")))
        where = links.get("next", "").removeprefix(here.rig.api_url)
    return found


def _links(header: str) -> Iterator[tuple[str, str]]:
    for link in filter(None, header.split(", ")):
        url, _, rel = link.partition("; ")
        yield rel.removeprefix('rel="').removesuffix('"'), url.strip("<>")


async def test_rest_lists_threads_by_last_change_since_a_time(here: Client) -> None:
    issues = populate(here, 120)
    since = here.clock.now() - timedelta(days=20)
    path = f"/repos/{PAST}/issues?state=all&sort=updated&direction=asc&per_page=10"

    pages = await all_pages(here, f"{path}&since={stamp(since)}")

    found = [thread for listed in pages for thread in listed]
    wanted = sorted((i.updated_at, i.number) for i in issues.values() if i.updated_at >= since)
    assert [thread["number"] for thread in found] == [number for _at, number in wanted]
    pulls = {thread["number"] for thread in found if "pull_request" in thread}
    assert pulls == {n for _at, n in wanted if issues[n].is_pull_request}
    assert {len(listed) for listed in pages[:-1]} == {10}
    assert here.rig.violations == []


async def test_rest_lists_open_threads_with_the_newest_first_unless_told(here: Client) -> None:
    await open_issues(here, 2)
    await here.rig.close_issue(REPOSITORY, 2, "a-maintainer")

    (listed,) = await all_pages(here, f"/repos/{REPOSITORY}/issues")

    assert [thread["number"] for thread in listed] == [3, 1]


@pytest.mark.parametrize("kind", ["issues", "pulls"])
async def test_rest_lists_all_comments_with_the_thread_they_stand_below(
    here: Client, kind: str
) -> None:
    issues = populate(here, 120)
    since = here.clock.now() - timedelta(days=30)
    path = f"/repos/{PAST}/{kind}/comments?sort=updated&direction=asc&per_page=100"

    pages = await all_pages(here, f"{path}&since={stamp(since)}")

    wanted = sorted(
        (c.updated_at, c.id, i.number)
        for i in issues.values()
        for c in (i.comments if kind == "issues" else i.review_comments)
        if c.updated_at >= since
    )
    key = "issue_url" if kind == "issues" else "pull_request_url"
    found = [(c["id"], int(c[key].rpartition("/")[2])) for page in pages for c in page]
    assert found == [(comment_id, number) for _at, comment_id, number in wanted]
    assert found
    assert here.rig.violations == []


async def test_an_unchanged_list_costs_nothing_of_the_limit(here: Client) -> None:
    path = f"/repos/{REPOSITORY}/issues?state=all&sort=updated"

    _status, _body, first = await here.ask("GET", path)
    status, _body, again = await here.ask("GET", path, **{"If-None-Match": first["ETag"]})
    await here.rig.open_issue(REPOSITORY, "a-reporter", "Another", "")
    changed, _body, last = await here.ask("GET", path, **{"If-None-Match": first["ETag"]})

    assert (status, changed) == (304, 200)
    left = [int(headers["X-RateLimit-Remaining"]) for headers in (first, again, last)]
    assert (left[0] - left[1], left[1] - left[2]) == (0, 1)
    assert first["X-RateLimit-Resource"] == "core"


async def test_beyond_the_limit_rest_is_refused(here: Client) -> None:
    here.rig.limits.core = 2

    answers = [await here.ask("GET", f"/repos/{REPOSITORY}") for _ in range(3)]

    assert [status for status, _body, _headers in answers] == [200, 200, 403]
    assert answers[2][2]["X-RateLimit-Remaining"] == "0"


async def test_a_plain_token_reads_what_is_public_and_writes_nothing(here: Client) -> None:
    here.rig.add_repository("elsewhere/watched", None)
    here.rig.add_repository("elsewhere/secret", None, private=True)
    await here.rig.open_issue("elsewhere/watched", "somebody", "A thing", "Words.")

    async def status(method: str, path: str, body: Any = None, token: str = PLAIN) -> int:
        return (await here.ask(method, f"/repos/elsewhere/{path}", body, token=token))[0]

    assert await status("GET", "watched") == 401
    here.rig.plain_token = PLAIN
    _status, shown, _headers = await here.ask("GET", "/repos/elsewhere/watched", token=PLAIN)
    assert (shown["full_name"], shown["private"]) == ("elsewhere/watched", False)
    assert (shown["owner"]["login"], type(shown["id"])) == ("elsewhere", int)
    assert await status("GET", "watched/issues") == 200
    assert await status("GET", "secret") == 404
    assert await status("POST", "watched/issues/1/labels", {"labels": ["bug"]}) == 403
    assert await status("GET", "watched", token=here.token) == 404
    mutation = 'mutation { minimizeComment(input: {subjectId: "IC_1", classifier: SPAM}) '
    body = {"query": mutation + "{ minimizedComment { isMinimized } } }"}
    assert (await here.ask("POST", "/graphql", body, token=PLAIN))[0] == 403
    assert (await here.ask("GET", "/repos/elsewhere/watched/installation", token=here.jwt()))[
        0
    ] == 404
    assert here.rig.violations == []


async def test_a_made_up_past_is_the_same_for_the_same_seed(here: Client) -> None:
    issues = populate(here)
    first = [here.rig.state.issue(here.rig.state.repositories[PAST], i) for i in issues.values()]
    del here.rig.state.repositories[PAST]
    again = populate(here)
    second = [here.rig.state.issue(here.rig.state.repositories[PAST], i) for i in again.values()]
    del here.rig.state.repositories[PAST]
    other = populate(here, seed=8)

    told = [(i["title"], i["body"], i["user"], i["updated_at"], i["state"]) for i in first]
    assert told == [(i["title"], i["body"], i["user"], i["updated_at"], i["state"]) for i in second]
    assert [i.body for i in again.values()] != [i.body for i in other.values()]


async def test_a_made_up_past_holds_everything_within_its_time(here: Client) -> None:
    issues = list(populate(here, 400).values())

    kinds = {event.kind for issue in issues for event in issue.events}
    times = [i.created_at for i in issues] + [e.at for i in issues for e in i.events]
    times += [c.updated_at for i in issues for c in i.comments]
    lengths = sorted(len(i.comments) + len(i.events) + len(i.reviews) for i in issues)
    assert kinds >= {"labeled", "unlabeled", "assigned", "unassigned", "closed", "reopened"}
    assert kinds >= {"merged", "converted_to_draft", "ready_for_review", "review_requested"}
    assert kinds >= {"review_request_removed", "review_dismissed", "committed"}
    assert here.clock.now() - timedelta(days=90, seconds=1) <= min(times)
    assert max(times) < here.clock.now()
    assert [length > 100 for length in lengths[-4:]] == [False, True, True, True]
    assert all(e.at <= i.updated_at for i in issues for e in i.events)
    assert any(c.author.endswith("[bot]") for i in issues for c in i.comments)
    assert any(i.author == GHOST for i in issues)
    assert any("@" in c.body for i in issues for c in i.comments)
