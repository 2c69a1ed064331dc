from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.sandbox.people import Refused
from tests.sandbox.conftest import INSTALLATION, MAINTAINER, REPORTER, REPOSITORY, Bench
from tests.sandbox.past import thread, timeline, told, told_once

REVIEWER, TEAM = "a-reviewer", "core"


@dataclass
class Opened:
    """A pull request, and the moment of what is done with it."""

    bench: Bench
    number: int

    @property
    def now(self) -> str:
        return self.bench.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")

    async def only_item(self) -> Any:
        """The timeline's only item."""
        (item,) = await timeline(self.bench, REPOSITORY, self.number)
        return item

    async def told(self, event: str, action: str) -> Any:
        """The webhook's payload, checked for what all have."""
        payload = await told_once(self.bench, event, action)
        pull = payload["pull_request"]
        assert payload["installation"]["id"] == INSTALLATION
        assert "issue" not in payload
        assert pull["updated_at"] == self.now
        assert {"draft", "author_association", "closed_at", "merged_at"} <= pull.keys()
        seen = await thread(self.bench, REPOSITORY, self.number)
        assert seen["updatedAt"] == self.now
        return payload


@pytest.fixture
async def pull(bench: Bench) -> Opened:
    number = await bench.github.open_pull_request(REPOSITORY, REPORTER, "A change", "Why")
    bench.clock.advance(timedelta(minutes=5))
    return Opened(bench, number)


async def test_a_pull_request_is_opened_as_a_draft_with_its_commit(bench: Bench) -> None:
    number = await bench.github.open_pull_request(REPOSITORY, REPORTER, "A", "", draft=True)

    payload = await told_once(bench, "pull_request", "opened")
    shown = payload["pull_request"]
    assert (payload["number"], shown["draft"], shown["merged"]) == (number, True, False)
    assert shown["user"]["login"] == REPORTER
    seen = await thread(bench, REPOSITORY, number)
    assert (seen["isDraft"], seen["mergedAt"], seen["author"]["login"]) == (True, None, REPORTER)
    (item,) = seen["timelineItems"]["nodes"]
    assert item["__typename"] == "PullRequestCommit"
    assert item["commit"]["oid"] == shown["head"]["sha"]
    assert item["commit"]["authoredDate"] == shown["created_at"]
    assert item["commit"]["author"]["user"]["login"] == REPORTER


async def test_a_pull_request_is_closed_and_reopened_as_one(pull: Opened) -> None:
    github = pull.bench.github

    await github.close_issue(REPOSITORY, pull.number, MAINTAINER)
    closed = await pull.told("pull_request", "closed")
    closed_at = pull.now
    pull.bench.clock.advance(timedelta(seconds=1))
    await github.reopen_issue(REPOSITORY, pull.number, REPORTER)
    reopened = await pull.told("pull_request", "reopened")

    assert closed["pull_request"]["closed_at"] == closed_at
    assert (closed["pull_request"]["merged"], closed["pull_request"]["state"]) == (False, "closed")
    assert reopened["pull_request"]["closed_at"] is None
    found = await timeline(pull.bench, REPOSITORY, pull.number)
    assert [(n["__typename"], n["createdAt"], n["actor"]["login"]) for n in found] == [
        ("ClosedEvent", closed_at, MAINTAINER),
        ("ReopenedEvent", pull.now, REPORTER),
    ]
    assert {event for event, _ in await told(pull.bench)} == {"pull_request"}


async def test_merging_closes_and_says_when(pull: Opened) -> None:
    await pull.bench.github.merge(REPOSITORY, pull.number, MAINTAINER)

    payload = await pull.told("pull_request", "closed")
    shown = payload["pull_request"]
    assert (shown["merged"], shown["state"]) == (True, "closed")
    assert (shown["merged_at"], shown["closed_at"]) == (pull.now, pull.now)
    assert (shown["merged_by"]["login"], payload["sender"]["login"]) == (MAINTAINER, MAINTAINER)
    found = await timeline(pull.bench, REPOSITORY, pull.number)
    assert [(n["__typename"], n["createdAt"], n["actor"]["login"]) for n in found] == [
        ("MergedEvent", pull.now, MAINTAINER),
        ("ClosedEvent", pull.now, MAINTAINER),
    ]
    assert (await thread(pull.bench, REPOSITORY, pull.number))["mergedAt"] == pull.now


async def test_a_draft_becomes_ready_and_a_draft_again(pull: Opened) -> None:
    github = pull.bench.github

    await github.set_draft(REPOSITORY, pull.number, REPORTER, draft=True)
    draft = await pull.told("pull_request", "converted_to_draft")
    before = pull.now
    pull.bench.clock.advance(timedelta(seconds=1))
    await github.set_draft(REPOSITORY, pull.number, MAINTAINER, draft=False)
    ready = await pull.told("pull_request", "ready_for_review")
    await github.set_draft(REPOSITORY, pull.number, MAINTAINER, draft=False)
    await pull.told("pull_request", "ready_for_review")

    assert (draft["pull_request"]["draft"], ready["pull_request"]["draft"]) == (True, False)
    assert ready["number"] == pull.number
    found = await timeline(pull.bench, REPOSITORY, pull.number)
    assert [(n["__typename"], n["createdAt"], n["actor"]["login"]) for n in found] == [
        ("ConvertToDraftEvent", before, REPORTER),
        ("ReadyForReviewEvent", pull.now, MAINTAINER),
    ]
    await github.set_draft(REPOSITORY, pull.number, REPORTER, draft=True)
    with pytest.raises(Refused):
        await github.merge(REPOSITORY, pull.number, MAINTAINER)


async def test_a_person_is_asked_for_a_review_and_no_longer(pull: Opened) -> None:
    github = pull.bench.github

    await github.request_review(REPOSITORY, pull.number, MAINTAINER, reviewer=REVIEWER)
    asked = await pull.told("pull_request", "review_requested")
    await github.remove_review_request(REPOSITORY, pull.number, REPORTER, reviewer=REVIEWER)
    removed = await pull.told("pull_request", "review_request_removed")

    assert asked["requested_reviewer"]["login"] == REVIEWER
    assert "requested_team" not in asked
    assert [u["login"] for u in asked["pull_request"]["requested_reviewers"]] == [REVIEWER]
    assert removed["requested_reviewer"]["login"] == REVIEWER
    assert removed["pull_request"]["requested_reviewers"] == []
    found = await timeline(pull.bench, REPOSITORY, pull.number)
    assert [
        (n["__typename"], n["createdAt"], n["actor"]["login"], n["requestedReviewer"]["login"])
        for n in found
    ] == [
        ("ReviewRequestedEvent", pull.now, MAINTAINER, REVIEWER),
        ("ReviewRequestRemovedEvent", pull.now, REPORTER, REVIEWER),
    ]


async def test_a_team_is_asked_for_a_review_and_no_longer(pull: Opened) -> None:
    github = pull.bench.github

    await github.request_review(REPOSITORY, pull.number, MAINTAINER, team=TEAM)
    asked = await pull.told("pull_request", "review_requested")
    await github.remove_review_request(REPOSITORY, pull.number, MAINTAINER, team=TEAM)
    removed = await pull.told("pull_request", "review_request_removed")

    assert (asked["requested_team"]["slug"], removed["requested_team"]["slug"]) == (TEAM, TEAM)
    assert "requested_reviewer" not in asked
    found = await timeline(pull.bench, REPOSITORY, pull.number)
    assert [(n["__typename"], n["requestedReviewer"]) for n in found] == [
        ("ReviewRequestedEvent", {"slug": TEAM}),
        ("ReviewRequestRemovedEvent", {"slug": TEAM}),
    ]


@pytest.mark.parametrize("state", ["approved", "changes_requested", "commented"])
async def test_a_review_is_told_in_small_and_shown_in_capital_letters(
    pull: Opened, state: str
) -> None:
    github = pull.bench.github
    await github.request_review(REPOSITORY, pull.number, MAINTAINER, reviewer=MAINTAINER)

    made = await github.review(REPOSITORY, pull.number, MAINTAINER, state, "Well")

    payload = await pull.told("pull_request_review", "submitted")
    told_of = payload["review"]
    assert (told_of["id"], told_of["state"], told_of["body"]) == (made, state, "Well")
    assert (told_of["submitted_at"], told_of["author_association"]) == (pull.now, "MEMBER")
    assert payload["pull_request"]["requested_reviewers"] == []
    assert "merged" not in payload["pull_request"]
    _, found = await timeline(pull.bench, REPOSITORY, pull.number)
    assert found == {
        "__typename": "PullRequestReview",
        "fullDatabaseId": str(made),
        "submittedAt": pull.now,
        "lastEditedAt": None,
        "state": state.upper(),
        "body": "Well",
        "authorAssociation": "MEMBER",
        "author": found["author"],
    }
    assert found["author"]["login"] == MAINTAINER


async def test_a_dismissed_review_keeps_its_words_and_says_what_it_was(pull: Opened) -> None:
    github = pull.bench.github
    made = await github.review(REPOSITORY, pull.number, REVIEWER, "changes_requested", "No")
    pull.bench.clock.advance(timedelta(seconds=2))

    await github.dismiss_review(REPOSITORY, pull.number, MAINTAINER, made)

    payload = await pull.told("pull_request_review", "dismissed")
    assert payload["sender"]["login"] == MAINTAINER
    assert payload["review"]["user"]["login"] == REVIEWER
    assert (payload["review"]["state"], payload["review"]["body"]) == ("dismissed", "No")
    review, dismissal = await timeline(pull.bench, REPOSITORY, pull.number)
    assert (review["state"], review["body"]) == ("DISMISSED", "No")
    assert dismissal == {
        "__typename": "ReviewDismissedEvent",
        "createdAt": pull.now,
        "actor": dismissal["actor"],
        "previousReviewState": "CHANGES_REQUESTED",
        "review": {"fullDatabaseId": str(made)},
    }
    assert dismissal["actor"]["login"] == MAINTAINER


async def test_a_comment_on_code_is_a_review_too(pull: Opened) -> None:
    made = await pull.bench.github.comment_on_code(REPOSITORY, pull.number, MAINTAINER, "Here?")

    review = (await pull.told("pull_request_review", "submitted"))["review"]
    payload = await told_once(pull.bench, "pull_request_review_comment", "created")
    comment = payload["comment"]
    assert (comment["id"], comment["body"], comment["created_at"]) == (made, "Here?", pull.now)
    assert (comment["pull_request_review_id"], comment["path"]) == (review["id"], "README.md")
    assert (comment["user"]["login"], comment["author_association"]) == (MAINTAINER, "MEMBER")
    assert payload["pull_request"]["updated_at"] == pull.now
    assert (review["state"], review["body"]) == ("commented", "")
    item = await pull.only_item()
    assert (item["__typename"], int(item["fullDatabaseId"]), item["state"]) == (
        "PullRequestReview",
        review["id"],
        "COMMENTED",
    )


async def test_a_comment_on_a_pull_request_is_its_last_change(pull: Opened) -> None:
    made = await pull.bench.github.comment(REPOSITORY, pull.number, MAINTAINER, "Thanks")

    payload = await told_once(pull.bench, "issue_comment", "created")
    issue = payload["issue"]
    assert (issue["updated_at"], issue["comments"], issue["draft"]) == (pull.now, 1, False)
    assert issue["pull_request"]["url"].endswith(f"/pulls/{pull.number}")
    item = await pull.only_item()
    assert (int(item["fullDatabaseId"]), item["createdAt"], item["body"]) == (
        made,
        pull.now,
        "Thanks",
    )
    seen = await thread(pull.bench, REPOSITORY, pull.number)
    assert datetime.fromisoformat(seen["updatedAt"]) == pull.bench.clock.now()


async def test_a_pull_request_is_edited_labelled_and_locked_as_one(pull: Opened) -> None:
    github = pull.bench.github

    await github.edit_issue(REPOSITORY, pull.number, REPORTER, body="Because")
    edited = await pull.told("pull_request", "edited")
    await github.add_label(REPOSITORY, pull.number, MAINTAINER, "bug")
    labelled = await pull.told("pull_request", "labeled")
    await github.remove_label(REPOSITORY, pull.number, REPORTER, "bug")
    await pull.told("pull_request", "unlabeled")
    await github.lock_issue(REPOSITORY, pull.number, MAINTAINER)
    locked = await pull.told("pull_request", "locked")

    assert edited["changes"] == {"body": {"from": "Why"}}
    assert (labelled["label"]["name"], locked["pull_request"]["locked"]) == ("bug", True)
    found = await timeline(pull.bench, REPOSITORY, pull.number)
    assert [(n["__typename"], n["label"]["name"]) for n in found] == [
        ("LabeledEvent", "bug"),
        ("UnlabeledEvent", "bug"),
    ]
    seen = await thread(pull.bench, REPOSITORY, pull.number)
    assert (seen["body"], seen["lastEditedAt"]) == ("Because", pull.now)


@pytest.mark.parametrize("is_pull_request", [True, False])
async def test_somebody_is_assigned_and_unassigned(bench: Bench, is_pull_request: bool) -> None:
    github = bench.github
    event = "pull_request" if is_pull_request else "issues"
    opening = github.open_pull_request if is_pull_request else github.open_issue
    number = await opening(REPOSITORY, REPORTER, "Work", "")
    bench.clock.advance(timedelta(minutes=1))

    await github.assign(REPOSITORY, number, MAINTAINER, REVIEWER)
    assigned = await told_once(bench, event, "assigned")
    await github.assign(REPOSITORY, number, MAINTAINER, REVIEWER)
    await github.unassign(REPOSITORY, number, REPORTER, REVIEWER)
    unassigned = await told_once(bench, event, "unassigned")

    key = "pull_request" if is_pull_request else "issue"
    at = bench.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    assert (assigned["assignee"]["login"], unassigned["assignee"]["login"]) == (REVIEWER, REVIEWER)
    assert [u["login"] for u in assigned[key]["assignees"]] == [REVIEWER]
    assert (unassigned[key]["assignees"], unassigned[key]["updated_at"]) == ([], at)
    found = await timeline(bench, REPOSITORY, number)
    assert [
        (n["__typename"], n["createdAt"], n["actor"]["login"], n["assignee"]["login"])
        for n in found
    ] == [
        ("AssignedEvent", at, MAINTAINER, REVIEWER),
        ("UnassignedEvent", at, REPORTER, REVIEWER),
    ]


async def test_an_issue_is_closed_and_reopened(bench: Bench) -> None:
    number = await bench.github.open_issue(REPOSITORY, REPORTER, "It stops", "")
    bench.clock.advance(timedelta(minutes=1))

    await bench.github.close_issue(REPOSITORY, number, MAINTAINER)
    closed = await told_once(bench, "issues", "closed")
    await bench.github.reopen_issue(REPOSITORY, number, REPORTER)
    reopened = await told_once(bench, "issues", "reopened")

    assert closed["issue"]["closed_at"] == closed["issue"]["updated_at"]
    assert reopened["issue"]["closed_at"] is None
    found = await timeline(bench, REPOSITORY, number)
    assert [(n["__typename"], n["createdAt"], n["actor"]["login"]) for n in found] == [
        ("ClosedEvent", closed["issue"]["updated_at"], MAINTAINER),
        ("ReopenedEvent", reopened["issue"]["updated_at"], REPORTER),
    ]


async def test_an_app_may_assign_only_with_write_permission(pull: Opened) -> None:
    reader = await pull.bench.token(permissions={"issues": "read", "pull_requests": "read"})
    path = f"/repos/{REPOSITORY}/issues/{pull.number}/assignees"
    given = {"assignees": [MAINTAINER]}

    refused = await pull.bench.call("POST", path, reader, given)
    done = await pull.bench.call("POST", path, await pull.bench.token(), given)

    assert (refused.status, done.status) == (403, 201)
    assert [user["login"] for user in done.data["assignees"]] == [MAINTAINER]
    assert done.data["pull_request"]["url"].endswith(f"/pulls/{pull.number}")
