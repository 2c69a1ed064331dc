"""Everything people do on the fake's threads, and how it must be told."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.rig.client import REPOSITORY
from tests.rig.fake import FakeGitHub

AUTHOR, HELPER, KEEPER = "a-reporter", "a-helper", "a-maintainer"

Act = Callable[[FakeGitHub, int], Awaitable[object]]


@dataclass(frozen=True)
class Case:
    """An action, the events it is told by, and the items it leaves at the timeline's end."""

    act: Act
    told: tuple[str, ...]
    items: tuple[str, ...] = ()
    before: tuple[Act, ...] = ()
    about: Mapping[str, Any] = field(default_factory=dict)
    """What the last event's payload says: path -> value."""
    by: str = KEEPER


def last_review(rig: FakeGitHub, number: int) -> int:
    return rig.state.repositories[REPOSITORY].issues[number].reviews[-1].id


def last_comment(rig: FakeGitHub, number: int) -> int:
    return rig.state.repositories[REPOSITORY].issues[number].comments[-1].id


def last_review_comment(rig: FakeGitHub, number: int) -> int:
    return rig.state.repositories[REPOSITORY].issues[number].review_comments[-1].id


def close(rig: FakeGitHub, n: int) -> Awaitable[object]:
    return rig.close_issue(REPOSITORY, n, KEEPER)


def label(rig: FakeGitHub, n: int) -> Awaitable[object]:
    return rig.add_label(REPOSITORY, n, KEEPER, "bug")


def assign(rig: FakeGitHub, n: int) -> Awaitable[object]:
    return rig.assign(REPOSITORY, n, KEEPER, HELPER)


def comment(rig: FakeGitHub, n: int) -> Awaitable[object]:
    return rig.comment(REPOSITORY, n, HELPER, "A word.")


def ask(rig: FakeGitHub, n: int) -> Awaitable[object]:
    return rig.request_review(REPOSITORY, n, KEEPER, reviewer=HELPER)


def ask_team(rig: FakeGitHub, n: int) -> Awaitable[object]:
    return rig.request_review(REPOSITORY, n, KEEPER, team="core")


def approve(rig: FakeGitHub, n: int) -> Awaitable[object]:
    return rig.review(REPOSITORY, n, KEEPER, "approved", "Good.")


def comment_on_code(rig: FakeGitHub, n: int) -> Awaitable[object]:
    return rig.comment_on_code(REPOSITORY, n, KEEPER, "Why?")


BOTH: dict[str, Case] = {
    "closing": Case(close, ("{}.closed",), ("ClosedEvent",), about={"{}.state": "closed"}),
    "reopening": Case(
        lambda rig, n: rig.reopen_issue(REPOSITORY, n, KEEPER),
        ("{}.reopened",),
        ("ReopenedEvent",),
        (close,),
        {"{}.state": "open", "{}.closed_at": None},
    ),
    "labelling": Case(label, ("{}.labeled",), ("LabeledEvent",), about={"label.name": "bug"}),
    "unlabelling": Case(
        lambda rig, n: rig.remove_label(REPOSITORY, n, KEEPER, "bug"),
        ("{}.unlabeled",),
        ("UnlabeledEvent",),
        (label,),
        {"label.name": "bug", "{}.labels": []},
    ),
    "assigning": Case(
        assign,
        ("{}.assigned",),
        ("AssignedEvent",),
        about={"assignee.login": HELPER, "{}.assignees.0.login": HELPER},
    ),
    "unassigning": Case(
        lambda rig, n: rig.unassign(REPOSITORY, n, KEEPER, HELPER),
        ("{}.unassigned",),
        ("UnassignedEvent",),
        (assign,),
        {"assignee.login": HELPER, "{}.assignees": []},
    ),
    "editing": Case(
        lambda rig, n: rig.edit_issue(REPOSITORY, n, KEEPER, title="New", body="Other"),
        ("{}.edited",),
        about={"{}.title": "New", "changes.body.from": "Words.", "changes.title.from": "A thing"},
    ),
    "locking": Case(
        lambda rig, n: rig.lock_issue(REPOSITORY, n, KEEPER),
        ("{}.locked",),
        about={"{}.locked": True},
    ),
    "commenting": Case(
        lambda rig, n: rig.comment(REPOSITORY, n, KEEPER, "A word."),
        ("issue_comment.created",),
        ("IssueComment",),
        about={"comment.body": "A word.", "comment.author_association": "MEMBER"},
    ),
    "editing a comment": Case(
        lambda rig, n: rig.edit_comment(REPOSITORY, last_comment(rig, n), KEEPER, "Better."),
        ("issue_comment.edited",),
        before=(comment,),
        about={"changes.body.from": "A word.", "comment.body": "Better."},
    ),
    "deleting a comment": Case(
        lambda rig, n: rig.delete_comment(REPOSITORY, last_comment(rig, n), KEEPER),
        ("issue_comment.deleted",),
        before=(comment,),
        about={"comment.body": "A word.", "issue.comments": 0},
    ),
}
PULLS_ONLY: dict[str, Case] = {
    "drafting": Case(
        lambda rig, n: rig.set_draft(REPOSITORY, n, KEEPER, draft=True),
        ("{}.converted_to_draft",),
        ("ConvertToDraftEvent",),
        about={"{}.draft": True},
    ),
    "getting ready": Case(
        lambda rig, n: rig.set_draft(REPOSITORY, n, KEEPER, draft=False),
        ("{}.ready_for_review",),
        ("ReadyForReviewEvent",),
        (lambda rig, n: rig.set_draft(REPOSITORY, n, KEEPER, draft=True),),
        {"{}.draft": False},
    ),
    "merging": Case(
        lambda rig, n: rig.merge(REPOSITORY, n, KEEPER),
        ("{}.closed",),
        ("MergedEvent", "ClosedEvent"),
        about={"{}.merged": True, "{}.state": "closed", "{}.merged_by.login": KEEPER},
    ),
    "asking for a review": Case(
        ask,
        ("{}.review_requested",),
        ("ReviewRequestedEvent",),
        about={"requested_reviewer.login": HELPER, "{}.requested_reviewers.0.login": HELPER},
    ),
    "asking a team": Case(
        ask_team,
        ("{}.review_requested",),
        ("ReviewRequestedEvent",),
        about={"requested_team.slug": "core", "{}.requested_teams.0.slug": "core"},
    ),
    "not asking any more": Case(
        lambda rig, n: rig.remove_review_request(REPOSITORY, n, KEEPER, reviewer=HELPER),
        ("{}.review_request_removed",),
        ("ReviewRequestRemovedEvent",),
        (ask,),
        {"requested_reviewer.login": HELPER, "{}.requested_reviewers": []},
    ),
    "not asking a team any more": Case(
        lambda rig, n: rig.remove_review_request(REPOSITORY, n, KEEPER, team="core"),
        ("{}.review_request_removed",),
        ("ReviewRequestRemovedEvent",),
        (ask_team,),
        {"requested_team.slug": "core", "{}.requested_teams": []},
    ),
    "reviewing": Case(
        approve,
        ("pull_request_review.submitted",),
        ("PullRequestReview",),
        about={"review.state": "approved", "review.body": "Good."},
    ),
    "reviewing as asked": Case(
        lambda rig, n: rig.review(REPOSITORY, n, HELPER, "changes_requested", "No."),
        ("pull_request_review.submitted",),
        ("PullRequestReview",),
        (ask,),
        {"review.state": "changes_requested", "{}.requested_reviewers": []},
        HELPER,
    ),
    "editing a review": Case(
        lambda rig, n: rig.edit_review(REPOSITORY, n, KEEPER, last_review(rig, n), "Fine."),
        ("pull_request_review.edited",),
        before=(approve,),
        about={"review.body": "Fine.", "changes.body.from": "Good."},
    ),
    "dismissing a review": Case(
        lambda rig, n: rig.dismiss_review(REPOSITORY, n, KEEPER, last_review(rig, n)),
        ("pull_request_review.dismissed",),
        ("ReviewDismissedEvent",),
        (approve,),
        {"review.state": "dismissed"},
    ),
    "commenting on code": Case(
        comment_on_code,
        ("pull_request_review_comment.created", "pull_request_review.submitted"),
        ("PullRequestReview",),
        about={"review.state": "commented", "review.body": None},
    ),
    "editing a comment on code": Case(
        lambda rig, n: rig.edit_review_comment(
            REPOSITORY, last_review_comment(rig, n), KEEPER, "Oh."
        ),
        ("pull_request_review_comment.edited",),
        before=(comment_on_code,),
        about={"comment.body": "Oh.", "changes.body.from": "Why?"},
    ),
    "deleting a comment on code": Case(
        lambda rig, n: rig.delete_review_comment(REPOSITORY, last_review_comment(rig, n), KEEPER),
        ("pull_request_review_comment.deleted",),
        before=(comment_on_code,),
        about={"comment.body": "Why?"},
    ),
}
