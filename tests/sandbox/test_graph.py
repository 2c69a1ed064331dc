from typing import Any

import pytest

from bot.facts.look import LOOK
from bot.intake.reactions import REACTIONS
from tests.sandbox.conftest import (
    INSTALLATION,
    MAINTAINER,
    OTHER,
    REPORTER,
    REPOSITORY,
    SECRET,
    Bench,
)

MINIMIZE = """
mutation Minimize($id: ID!) {
  minimizeComment(input: {subjectId: $id, classifier: RESOLVED}) {
    minimizedComment { isMinimized minimizedReason }
  }
}
"""
UNMINIMIZE = """
mutation Unminimize($id: ID!) {
  unminimizeComment(input: {subjectId: $id}) { unminimizedComment { isMinimized } }
}
"""
PAGE = """
query Page($after: String) {
  repository(owner: "example-ai", name: "engine") {
    labels(first: 2, after: $after) {
      totalCount nodes { name } pageInfo { hasNextPage endCursor }
    }
  }
}
"""


def look(number: int, name: str = "engine") -> dict[str, Any]:
    return {"owner": "example-ai", "name": name, "number": number}


async def node_id(bench: Bench, comment: int) -> str:
    path = f"/repos/{REPOSITORY}/issues/comments/{comment}"
    return str((await bench.call("GET", path, await bench.token())).data["node_id"])


async def test_a_look_shows_the_thread_its_label_history_and_the_files_that_guide(
    bench: Bench,
) -> None:
    number = await bench.github.open_issue(REPOSITORY, REPORTER, "It stops", "After two")
    await bench.github.comment(REPOSITORY, number, MAINTAINER, "Which version?")
    await bench.github.add_label(REPOSITORY, number, MAINTAINER, "bug")
    await bench.github.remove_label(REPOSITORY, number, REPORTER, "bug")

    answer = await bench.query(LOOK, **look(number))

    assert "errors" not in answer
    repository = answer["data"]["repository"]
    thread = repository["issueOrPullRequest"]
    assert {n["name"] for n in repository["labels"]["nodes"]} == {"bug", "needs-info", "old"}
    entries = {entry["name"]: entry for entry in repository["object"]["entries"]}
    assert [e["name"] for e in entries["ISSUE_TEMPLATE"]["object"]["entries"]] == ["bug.yml"]
    assert entries["linchpin.yml"]["type"] == "blob"
    assert (thread["__typename"], thread["issueState"], thread["title"]) == (
        "Issue",
        "OPEN",
        "It stops",
    )
    assert thread["author"]["login"] == REPORTER
    assert thread["first"]["totalCount"] == 1
    (comment,) = thread["last"]["nodes"]
    assert (comment["body"], comment["authorAssociation"]) == ("Which version?", "MEMBER")
    history = [
        (e["__typename"], e["label"]["name"], e["actor"]["login"])
        for e in thread["timelineItems"]["nodes"]
    ]
    assert history == [("LabeledEvent", "bug", MAINTAINER), ("UnlabeledEvent", "bug", REPORTER)]


async def test_a_pull_request_is_looked_at_as_one(bench: Bench) -> None:
    number = await bench.github.open_pull_request(REPOSITORY, REPORTER, "A change", "")
    await bench.github.add_label(REPOSITORY, number, MAINTAINER, "bug")

    answer = await bench.query(LOOK, **look(number))

    thread = answer["data"]["repository"]["issueOrPullRequest"]
    assert (thread["__typename"], thread["pullState"]) == ("PullRequest", "OPEN")
    assert [label["name"] for label in thread["labels"]["nodes"]] == ["bug"]


async def test_the_app_knows_its_own_comment_and_is_named_without_its_suffix(
    bench: Bench,
) -> None:
    number = await bench.github.open_issue(REPOSITORY, REPORTER, "It stops", "")
    path = f"/repos/{REPOSITORY}/issues/{number}/comments"
    await bench.call("POST", path, await bench.token(), {"body": "Hello"})

    answer = await bench.query(LOOK, **look(number))

    (comment,) = answer["data"]["repository"]["issueOrPullRequest"]["last"]["nodes"]
    assert comment["viewerDidAuthor"] is True
    assert (comment["author"]["__typename"], comment["author"]["login"]) == ("Bot", "linchpin-rig")


async def test_a_file_is_read_by_the_object_id_the_look_gave(bench: Bench) -> None:
    number = await bench.github.open_issue(REPOSITORY, REPORTER, "It stops", "")
    seen = (await bench.query(LOOK, **look(number)))["data"]["repository"]["object"]["entries"]
    oid = next(entry["oid"] for entry in seen if entry["name"] == "linchpin.yml")
    document = (
        'query { repository(owner: "example-ai", name: "engine")'
        f' {{ object(oid: "{oid}") {{ ... on Blob {{ text isTruncated }} }} }} }}'
    )

    before = await bench.query(document)
    await bench.github.put_file(REPOSITORY, ".github/linchpin.yml", "budget: {}\n")
    after = (await bench.query(LOOK, **look(number)))["data"]["repository"]["object"]["entries"]

    assert before["data"]["repository"]["object"] == {"text": "{}\n", "isTruncated": False}
    assert oid not in [entry["oid"] for entry in after]


async def test_reactions_are_seen_by_node_id_and_a_missing_node_is_null_with_an_error(
    bench: Bench,
) -> None:
    number = await bench.github.open_issue(REPOSITORY, REPORTER, "It stops", "")
    comment = await bench.github.comment(REPOSITORY, number, REPORTER, "Hello")
    await bench.github.react(REPOSITORY, comment, MAINTAINER, "-1")

    answer = await bench.query(REACTIONS, ids=[await node_id(bench, comment), "IC_nowhere"])

    found, missing = answer["data"]["nodes"]
    (reaction,) = found["reactions"]["nodes"]
    assert int(found["fullDatabaseId"]) == comment
    assert (reaction["content"], reaction["user"]["login"]) == ("THUMBS_DOWN", MAINTAINER)
    assert missing is None
    (error,) = answer["errors"]
    assert (error["type"], error["path"]) == ("NOT_FOUND", ["nodes", 1])


async def test_a_comment_is_folded_away_and_shown_again(bench: Bench) -> None:
    number = await bench.github.open_issue(REPOSITORY, REPORTER, "It stops", "")
    comment = await bench.github.comment(REPOSITORY, number, REPORTER, "Hello")
    subject = await node_id(bench, comment)

    folded = await bench.query(MINIMIZE, id=subject)
    (seen,) = await bench.github.comments(REPOSITORY, number)
    shown = await bench.query(UNMINIMIZE, id=subject)
    (again,) = await bench.github.comments(REPOSITORY, number)

    minimized = folded["data"]["minimizeComment"]["minimizedComment"]
    assert minimized == {"isMinimized": True, "minimizedReason": "resolved"}
    assert (seen.minimized, again.minimized) == (True, False)
    assert shown["data"]["unminimizeComment"]["unminimizedComment"]["isMinimized"] is False


async def test_folding_needs_write_permission(bench: Bench) -> None:
    number = await bench.github.open_issue(REPOSITORY, REPORTER, "It stops", "")
    comment = await bench.github.comment(REPOSITORY, number, REPORTER, "Hello")
    reader = await bench.token(permissions={"issues": "read"})

    answer = await bench.query(MINIMIZE, reader, id=await node_id(bench, comment))

    assert [error["type"] for error in answer["errors"]] == ["FORBIDDEN"]
    assert not (await bench.github.comments(REPOSITORY, number))[0].minimized


async def test_an_unknown_field_is_an_error_and_nothing_is_answered(bench: Bench) -> None:
    answer = await bench.query("query { viewer { login isHappy } }")

    assert "data" not in answer
    (error,) = answer["errors"]
    assert "isHappy" in error["message"]
    assert any("isHappy" in violation for violation in bench.github.violations)


async def test_a_wrong_enum_and_broken_text_are_errors(bench: Bench) -> None:
    wrong = await bench.query(MINIMIZE.replace("RESOLVED", "LOW_QUALITY"), id="x")
    broken = await bench.query("query {")

    assert "LOW_QUALITY" in wrong["errors"][0]["message"]
    assert "Syntax Error" in broken["errors"][0]["message"]


async def test_lists_are_paged_by_cursors(bench: Bench) -> None:
    first = (await bench.query(PAGE))["data"]["repository"]["labels"]
    after = first["pageInfo"]["endCursor"]
    second = (await bench.query(PAGE, after=after))["data"]["repository"]["labels"]

    assert (first["totalCount"], first["pageInfo"]["hasNextPage"]) == (3, True)
    assert [n["name"] for n in first["nodes"] + second["nodes"]] == ["bug", "needs-info", "old"]
    assert second["pageInfo"]["hasNextPage"] is False


@pytest.mark.parametrize("case", ["unknown", "out of reach", "deleted"])
async def test_what_is_not_there_for_the_caller_is_not_found(bench: Bench, case: str) -> None:
    number = await bench.github.open_issue(REPOSITORY, REPORTER, "It stops", "")
    token, variables = await bench.token(), look(number)
    if case == "unknown":
        variables = look(number, "nowhere")
    elif case == "out of reach":
        token, variables = await bench.token(OTHER), look(1, SECRET.partition("/")[2])
    else:
        await bench.github.delete_issue(REPOSITORY, number, MAINTAINER)

    answer = await bench.query(LOOK, token, **variables)

    assert [error["type"] for error in answer["errors"]] == ["NOT_FOUND"]


async def test_a_renamed_repository_is_found_by_its_old_name(bench: Bench) -> None:
    number = await bench.github.open_issue(REPOSITORY, REPORTER, "It stops", "")
    await bench.github.rename_repository(REPOSITORY, "motor")

    answer = await bench.query(LOOK, **look(number))

    assert answer["data"]["repository"]["name"] == "motor"
    assert answer["data"]["repository"]["issueOrPullRequest"]["title"] == "It stops"


async def test_looking_does_not_use_up_the_hourly_limit_of_rest(bench: Bench) -> None:
    number = await bench.github.open_issue(REPOSITORY, REPORTER, "It stops", "")
    token, path = await bench.token(INSTALLATION), f"/repos/{REPOSITORY}/issues/{number}"
    before = await bench.call("GET", path, token)

    for _ in range(3):
        await bench.query(LOOK, token, **look(number))
    after = await bench.call("GET", path, token)

    spent = int(before.headers["x-ratelimit-remaining"]) - int(
        after.headers["x-ratelimit-remaining"]
    )
    assert spent == 1
