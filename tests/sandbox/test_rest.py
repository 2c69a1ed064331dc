from datetime import timedelta

import pytest

from bot.sandbox.people import Refused
from tests.rig.github import Answer
from tests.sandbox.conftest import (
    ELSEWHERE,
    INSTALLATION,
    MAINTAINER,
    OTHER,
    REPORTER,
    REPOSITORY,
    SECRET,
    Bench,
)

ISSUES = f"/repos/{REPOSITORY}/issues"
LONG = "x" * 65_537


async def opened(bench: Bench) -> int:
    return await bench.github.open_issue(REPOSITORY, REPORTER, "It stops", "After two requests")


async def test_a_reaction_is_made_once_counted_listed_and_taken_back(bench: Bench) -> None:
    number = await opened(bench)
    comment = await bench.github.comment(REPOSITORY, number, REPORTER, "Hello")
    token, path = await bench.token(), f"{ISSUES}/comments/{comment}"
    await bench.github.react(REPOSITORY, comment, MAINTAINER, "heart")

    first = await bench.call("POST", f"{path}/reactions", token, {"content": "+1"})
    second = await bench.call("POST", f"{path}/reactions", token, {"content": "+1"})

    assert (first.status, second.status) == (201, 200)
    assert first.data == second.data
    shown = (await bench.call("GET", path, token)).data["reactions"]
    assert (shown["total_count"], shown["+1"], shown["heart"], shown["-1"]) == (2, 1, 1, 0)
    listed = await bench.call("GET", f"{path}/reactions", token)
    assert [(r["user"]["login"], r["content"]) for r in listed.data] == [
        (MAINTAINER, "heart"),
        ("linchpin-rig[bot]", "+1"),
    ]
    gone = await bench.call("DELETE", f"{path}/reactions/{first.data['id']}", token)
    assert gone.status == 204
    assert (await bench.call("GET", path, token)).data["reactions"]["total_count"] == 1


async def test_an_issue_can_be_reacted_to_and_an_unknown_reaction_is_refused(bench: Bench) -> None:
    number, token = await opened(bench), await bench.token()

    good = await bench.call("POST", f"{ISSUES}/{number}/reactions", token, {"content": "eyes"})
    bad = await bench.call("POST", f"{ISSUES}/{number}/reactions", token, {"content": "shrug"})

    assert (good.status, bad.status) == (201, 422)
    shown = await bench.call("GET", f"{ISSUES}/{number}", token)
    assert shown.data["reactions"]["eyes"] == 1


async def test_what_did_not_change_is_answered_304_and_what_did_is_not(bench: Bench) -> None:
    number, token = await opened(bench), await bench.token()
    first = await bench.call("GET", f"{ISSUES}/{number}", token)

    same = await bench.call("GET", f"{ISSUES}/{number}", token, If_None_Match=first.headers["etag"])
    await bench.github.edit_issue(REPOSITORY, number, REPORTER, body="After three")
    other = await bench.call(
        "GET", f"{ISSUES}/{number}", token, If_None_Match=first.headers["etag"]
    )

    assert (same.status, same.data) == (304, None)
    assert other.status == 200
    assert other.headers["etag"] != first.headers["etag"]


async def test_a_body_over_the_cap_is_refused_but_in_an_edit_of_an_issue_ignored(
    bench: Bench,
) -> None:
    number, token = await opened(bench), await bench.token()
    comments = f"{ISSUES}/{number}/comments"
    made = await bench.call("POST", comments, token, {"body": LONG[1:]})

    created = await bench.call("POST", comments, token, {"body": LONG})
    edited = await bench.call(
        "PATCH", f"{ISSUES}/comments/{made.data['id']}", token, {"body": LONG}
    )
    issue = await bench.call("PATCH", f"{ISSUES}/{number}", token, {"body": LONG})

    assert made.status == 201
    assert (created.status, edited.status, issue.status) == (422, 422, 200)
    assert issue.data["body"] == "After two requests"
    with pytest.raises(Refused):
        await bench.github.open_issue(REPOSITORY, REPORTER, "Long", LONG)


async def test_a_token_has_the_present_format_and_no_more_reach_than_asked(bench: Bench) -> None:
    number = await opened(bench)
    reader = await bench.token(permissions={"issues": "read"})

    refused = await bench.call("POST", f"{ISSUES}/{number}/labels", reader, {"labels": ["bug"]})
    excess = await bench.call(
        "POST",
        f"/app/installations/{INSTALLATION}/access_tokens",
        bench.app_token(),
        {"permissions": {"administration": "write"}},
    )

    assert reader.startswith(f"ghs_{bench.github.app_id}_")
    assert "." in reader
    assert len(reader) > 300
    assert refused.status == 403
    assert refused.data["message"] == "Resource not accessible by integration"
    assert excess.status == 422


async def test_a_private_repository_is_there_for_its_own_installation_only(bench: Bench) -> None:
    mine = await bench.call("GET", f"/repos/{SECRET}/contents/secret.txt", await bench.token())
    other = await bench.call(
        "GET", f"/repos/{SECRET}/contents/secret.txt", await bench.token(OTHER)
    )
    office = await bench.call("GET", f"/repos/{ELSEWHERE}", await bench.token(OTHER))

    assert (mine.status, other.status, office.status) == (200, 404, 200)


async def test_tokens_end_after_an_hour_when_revoked_and_while_suspended(bench: Bench) -> None:
    await opened(bench)
    first = await bench.token()
    bench.clock.advance(timedelta(minutes=59))
    in_time = await bench.call("GET", ISSUES, first)
    bench.clock.advance(timedelta(minutes=1))
    too_late = await bench.call("GET", ISSUES, first)

    second = await bench.token()
    await bench.github.suspend(INSTALLATION)
    suspended = await bench.call("GET", ISSUES, second)
    minted = await bench.call(
        "POST", f"/app/installations/{INSTALLATION}/access_tokens", bench.app_token(), {}
    )
    shown = await bench.call("GET", f"/app/installations/{INSTALLATION}", bench.app_token())
    await bench.github.suspend(INSTALLATION, suspended=False)
    resumed = await bench.call("GET", ISSUES, second)

    await bench.github.revoke_tokens()
    revoked = await bench.call("GET", ISSUES, second)

    assert (in_time.status, too_late.status) == (200, 401)
    assert (suspended.status, minted.status, resumed.status) == (403, 403, 200)
    assert shown.data["suspended_at"] is not None
    assert (revoked.status, revoked.data["message"]) == (401, "Bad credentials")


@pytest.mark.parametrize(
    ("minutes", "age"), [(11, 60), (-1, 600), (9, -30)], ids=["too long", "over", "not yet"]
)
async def test_an_app_token_outside_its_ten_minutes_is_refused(
    bench: Bench, minutes: float, age: float
) -> None:
    answer = await bench.call("GET", "/app", bench.app_token(minutes=minutes, age=age))

    assert answer.status == 401


async def test_a_forged_app_token_is_refused(bench: Bench) -> None:
    forged = bench.app_token()[:-8] + "AAAAAAAA"

    for path in ("/app", "/app/hook/deliveries", f"/repos/{REPOSITORY}/installation"):
        assert (await bench.call("GET", path, forged)).status == 401


async def test_an_unknown_token_is_nobodys(bench: Bench) -> None:
    answer = await bench.call("GET", f"/repos/{REPOSITORY}", "ghs_made_up")
    query = await bench.call("POST", "/graphql", "ghs_made_up", {"query": "{viewer{login}}"})

    assert (answer.status, query.status) == (401, 401)


async def test_a_renamed_repository_redirects_reads_and_writes_without_doing_them(
    bench: Bench,
) -> None:
    number, token = await opened(bench), await bench.token()
    await bench.github.rename_repository(REPOSITORY, "motor")

    read = await bench.call("GET", f"{ISSUES}/{number}", token)
    write = await bench.call("POST", f"{ISSUES}/{number}/comments", token, {"body": "Hello"})
    followed = await bench.call("GET", read.headers["location"], token)

    assert (read.status, write.status) == (301, 307)
    assert followed.data["number"] == number
    assert await bench.github.comments(REPOSITORY, number) == []


async def test_a_deleted_issue_is_gone_and_its_number_never_comes_again(bench: Bench) -> None:
    number, token = await opened(bench), await bench.token()
    comment = await bench.github.comment(REPOSITORY, number, REPORTER, "Hello")
    await bench.github.delete_issue(REPOSITORY, number, MAINTAINER)

    inside = await bench.call("GET", f"{ISSUES}/comments/{comment}", token)
    read = await bench.call("GET", f"{ISSUES}/{number}", token)
    write = await bench.call("POST", f"{ISSUES}/{number}/comments", token, {"body": "Hello"})
    listed = await bench.call("GET", f"{ISSUES}?state=all", token)

    assert (inside.status, read.status, write.status, listed.data) == (404, 410, 410, [])
    assert await opened(bench) == number + 1


async def test_a_locked_issue_takes_comments_of_maintainers_only(bench: Bench) -> None:
    number, token = await opened(bench), await bench.token()
    await bench.github.lock_issue(REPOSITORY, number, MAINTAINER)

    ours = await bench.call("POST", f"{ISSUES}/{number}/comments", token, {"body": "Hello"})
    await bench.github.comment(REPOSITORY, number, MAINTAINER, "Closed for talk")

    assert ours.status == 403
    with pytest.raises(Refused):
        await bench.github.comment(REPOSITORY, number, REPORTER, "But")


async def test_an_archived_label_is_refused_and_a_new_one_is_made(bench: Bench) -> None:
    number, token = await opened(bench), await bench.token()

    old = await bench.call("POST", f"{ISSUES}/{number}/labels", token, {"labels": ["old"]})
    new = await bench.call("POST", f"{ISSUES}/{number}/labels", token, {"labels": ["fresh"]})

    assert (old.status, new.status) == (422, 200)
    assert await bench.github.labels(REPOSITORY, number) == {"fresh"}


async def test_roles_are_told_as_github_tells_them(bench: Bench) -> None:
    await opened(bench)
    token = await bench.token()

    found = {
        login: await bench.call(
            "GET", f"/repos/{REPOSITORY}/collaborators/{login}/permission", token
        )
        for login in (MAINTAINER, REPORTER, "nobody-at-all")
    }

    told = {n: (a.data.get("permission"), a.data.get("role_name")) for n, a in found.items()}
    assert told == {
        MAINTAINER: ("write", "maintain"),
        REPORTER: ("read", "read"),
        "nobody-at-all": (None, None),
    }
    assert found["nobody-at-all"].status == 404


async def test_comments_are_listed_since_a_time_in_one_thread_and_in_all(bench: Bench) -> None:
    number = await opened(bench)
    await bench.github.comment(REPOSITORY, number, REPORTER, "Early")
    bench.clock.advance(timedelta(hours=1))
    since = bench.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    await bench.github.comment(REPOSITORY, number, REPORTER, "Late")
    token = await bench.token()

    everything = await bench.call("GET", f"{ISSUES}/{number}/comments", token)
    here = await bench.call("GET", f"{ISSUES}/{number}/comments?since={since}", token)
    everywhere = await bench.call("GET", f"{ISSUES}/comments?since={since}", token)
    page = await bench.call("GET", f"{ISSUES}/{number}/comments?per_page=1", token)

    assert [c["body"] for c in everything.data] == ["Early", "Late"]
    assert [c["body"] for c in here.data] == [c["body"] for c in everywhere.data] == ["Late"]
    assert [c["body"] for c in page.data] == ["Early"]
    assert 'rel="next"' in page.headers["link"]


async def test_what_the_app_wrote_says_so_and_times_are_whole_seconds(bench: Bench) -> None:
    number, token = await opened(bench), await bench.token()
    comments = f"{ISSUES}/{number}/comments"

    ours = await bench.call("POST", comments, token, {"body": "Hello"})
    await bench.github.comment(REPOSITORY, number, REPORTER, "Hello yourself")
    _, theirs = (await bench.call("GET", comments, token)).data

    assert ours.data["performed_via_github_app"]["slug"] == bench.github.slug
    assert ours.data["created_at"] == "2026-03-02T09:00:00Z"
    assert theirs["performed_via_github_app"] is None


async def test_an_installation_lists_the_repositories_it_reaches(bench: Bench) -> None:
    answer = await bench.call("GET", "/installation/repositories", await bench.token())

    names = {r["full_name"] for r in answer.data["repositories"]}
    assert (answer.data["total_count"], names) == (2, {REPOSITORY, SECRET})


async def test_an_archived_state_is_refused_and_faults_come_once_each(bench: Bench) -> None:
    number, token = await opened(bench), await bench.token()
    bench.github.faults.answers.append(
        Answer(f"GET {ISSUES}", 403, (("retry-after", "30"),), '{"message": "slow down"}')
    )

    failed = await bench.call("GET", f"{ISSUES}/{number}", token)
    good = await bench.call("GET", f"{ISSUES}/{number}", token)
    shut = await bench.call("PATCH", f"{ISSUES}/{number}", token, {"state": "shut"})

    assert (failed.status, failed.headers["retry-after"], good.status) == (403, "30", 200)
    assert shut.status == 422
    assert any("shut" in violation for violation in bench.github.violations)


async def test_requests_are_told_apart_as_reads_writes_and_tokens(bench: Bench) -> None:
    number = await opened(bench)
    token = await bench.token()
    await bench.call("GET", f"{ISSUES}/{number}", token)
    await bench.call("POST", f"{ISSUES}/{number}/labels", token, {"labels": ["bug"]})
    await bench.query("query { viewer { login } }", token)

    assert [seen.kind for seen in bench.github.seen] == ["token", "read", "write", "read"]
    assert bench.github.violations == []
