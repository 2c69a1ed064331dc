from datetime import timedelta

from tests.sandbox.conftest import MAINTAINER, REPORTER, REPOSITORY, Bench, Reply

ISSUES = f"/repos/{REPOSITORY}/issues"
ALL = f"{ISSUES}?state=all&sort=updated&direction=asc"
CODE = f"/repos/{REPOSITORY}/pulls/comments"


def numbers(reply: Reply) -> list[int]:
    assert reply.status == 200, reply
    return [item["number"] for item in reply.data]


def bodies(reply: Reply) -> list[str]:
    assert reply.status == 200, reply
    return [item["body"] for item in reply.data]


def ways(reply: Reply) -> dict[str, str]:
    """The addresses of the Link header, by their relation."""
    links = [link.split("; rel=") for link in reply.headers.get("link", "").split(", ") if link]
    return {rel.strip('"'): address.strip("<>") for address, rel in links}


async def mixed(bench: Bench) -> None:
    """Issue #1, pull request #2, issue #3, a second apart; then #1 is labelled."""
    github = bench.github
    await github.open_issue(REPOSITORY, REPORTER, "First", "")
    bench.clock.advance(timedelta(seconds=1))
    await github.open_pull_request(REPOSITORY, REPORTER, "Second", "", draft=True)
    bench.clock.advance(timedelta(seconds=1))
    await github.open_issue(REPOSITORY, MAINTAINER, "Third", "")
    bench.clock.advance(timedelta(seconds=1))
    await github.add_label(REPOSITORY, 1, MAINTAINER, "bug")


async def test_issues_and_pull_requests_are_listed_together_by_their_last_change(
    bench: Bench,
) -> None:
    await mixed(bench)
    token = await bench.github.token_of(REPORTER)

    rising = await bench.call("GET", ALL, token)
    falling = await bench.call("GET", ALL.replace("asc", "desc"), token)
    by_birth = await bench.call("GET", ISSUES, token)

    assert numbers(rising) == [2, 3, 1]
    assert numbers(falling) == [1, 3, 2]
    assert numbers(by_birth) == [3, 2, 1]
    pull, issue, _ = rising.data
    assert "pull_request" not in issue
    assert pull["pull_request"]["merged_at"] is None
    assert pull["url"].endswith("/issues/2")
    assert (pull["draft"], pull["html_url"].rpartition("/")[0].endswith("/pull")) == (True, True)
    assert bench.github.violations == []


async def test_a_list_is_chosen_by_state_time_label_and_people(bench: Bench) -> None:
    await mixed(bench)
    await bench.github.assign(REPOSITORY, 3, MAINTAINER, MAINTAINER)
    await bench.github.close_issue(REPOSITORY, 2, MAINTAINER)
    since = bench.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    bench.clock.advance(timedelta(minutes=1))
    await bench.github.delete_issue(REPOSITORY, 1, MAINTAINER)
    token = await bench.token()

    async def asked(query: str) -> list[int]:
        return sorted(numbers(await bench.call("GET", f"{ISSUES}?{query}", token)))

    assert await asked("state=closed") == [2]
    assert await asked("state=open") == [3]
    assert await asked(f"state=all&since={since}") == [2, 3]
    assert await asked("state=all&labels=bug") == []
    assert await asked(f"state=all&creator={REPORTER}") == [2]
    assert await asked(f"state=all&assignee={MAINTAINER}") == [3]
    assert await asked("state=all&assignee=none") == [2]


async def test_a_list_links_to_its_other_pages(bench: Bench) -> None:
    await mixed(bench)
    token = await bench.token()

    first = await bench.call("GET", f"{ALL}&per_page=1", token)
    second = await bench.call("GET", ways(first)["next"], token)
    last = await bench.call("GET", ways(first)["last"], token)
    whole = await bench.call("GET", ALL, token)

    assert [numbers(r) for r in (first, second, last)] == [[2], [3], [1]]
    assert set(ways(first)) == {"next", "last"}
    assert set(ways(second)) == {"prev", "next", "last", "first"}
    assert set(ways(last)) == {"prev", "first"}
    assert "/repositories/" in ways(first)["next"]
    assert "link" not in whole.headers


async def test_an_unchanged_list_is_answered_304(bench: Bench) -> None:
    await mixed(bench)
    await bench.github.comment_on_code(REPOSITORY, 2, MAINTAINER, "Here?")
    await bench.github.comment(REPOSITORY, 1, MAINTAINER, "Seen")
    token = await bench.github.token_of(REPORTER)

    for path in (ALL, f"{ISSUES}/comments?sort=updated", f"{CODE}?sort=updated"):
        first = await bench.call("GET", path, token)
        etag = first.headers["etag"]
        same = await bench.call("GET", path, token, If_None_Match=etag)
        assert (first.status, same.status, same.data) == (200, 304, None)

    before = await bench.call("GET", ALL, token)
    await bench.github.close_issue(REPOSITORY, 3, MAINTAINER)
    after = await bench.call("GET", ALL, token, If_None_Match=before.headers["etag"])
    assert after.status == 200


async def test_a_repositorys_comments_are_listed_by_their_last_change(bench: Bench) -> None:
    github = bench.github
    await mixed(bench)
    edited = await github.comment(REPOSITORY, 1, REPORTER, "One")
    bench.clock.advance(timedelta(seconds=1))
    since = bench.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    await github.comment(REPOSITORY, 2, REPORTER, "Two")
    bench.clock.advance(timedelta(seconds=1))
    await github.edit_comment(REPOSITORY, edited, REPORTER, "One, again")
    await github.comment(REPOSITORY, 3, REPORTER, "Three")
    await github.delete_issue(REPOSITORY, 3, MAINTAINER)
    token, path = await github.token_of(REPORTER), f"{ISSUES}/comments"

    by_change = await bench.call("GET", f"{path}?sort=updated&direction=asc", token)
    newest = await bench.call("GET", f"{path}?sort=updated&per_page=1", token)
    recent = await bench.call("GET", f"{path}?since={since}", token)
    by_birth = await bench.call("GET", path, token)

    assert bodies(by_change) == ["Two", "One, again"]
    assert bodies(newest) == ["One, again"]
    assert bodies(recent) == bodies(by_birth) == ["One, again", "Two"]
    assert by_change.data[0]["issue_url"].endswith("/issues/2")
    assert bodies(await bench.call("GET", ways(newest)["next"], token)) == ["Two"]


async def test_a_repositorys_comments_on_code_are_listed_by_their_last_change(
    bench: Bench,
) -> None:
    github = bench.github
    await mixed(bench)
    await github.comment(REPOSITORY, 2, REPORTER, "Not on code")
    for n in range(3):
        await github.comment_on_code(REPOSITORY, 2, MAINTAINER, f"Line {n}")
        bench.clock.advance(timedelta(seconds=1))
    since = (bench.clock.now() - timedelta(seconds=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    token = await bench.token()

    first = await bench.call("GET", f"{CODE}?sort=updated&direction=desc&per_page=2", token)
    second = await bench.call("GET", ways(first)["next"], token)
    recent = await bench.call("GET", f"{CODE}?since={since}", token)

    assert (bodies(first), bodies(second)) == (["Line 2", "Line 1"], ["Line 0"])
    assert bodies(recent) == ["Line 1", "Line 2"]
    assert first.data[0]["pull_request_url"].endswith("/pulls/2")
    assert first.data[0]["author_association"] == "MEMBER"
    assert bench.github.violations == []
