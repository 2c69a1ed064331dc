"""Changes the fake GitHub's state as people's actions do, at a given time; sends nothing.

What happens at `at` bumps the thread's `updated_at` to it and, where GitHub's timeline tells of it,
leaves an `Event` of that time.
"""

from datetime import datetime
from typing import Any

from tests.rig.state import GHOST, State
from tests.rig.things import Comment, Event, Issue, Repository, Review, ReviewComment


class Changes:
    """What can happen to threads."""

    def __init__(self, state: State) -> None:
        self._state = state

    def touch(self, where: Repository, issue: Issue, at: datetime) -> None:
        issue.updated_at = at
        where.version += 1

    def note(
        self, where: Repository, issue: Issue, kind: str, by: str, at: datetime, **about: Any
    ) -> Event:
        """An event on the thread's timeline."""
        event = Event(self._state.new_id(), kind, by, at, **about)
        issue.events.append(event)
        self.touch(where, issue, at)
        return event

    def open(
        self,
        where: Repository,
        author: str,
        title: str,
        body: str,
        at: datetime,
        *,
        is_pull_request: bool = False,
        draft: bool = False,
    ) -> Issue:
        number = next(reversed(where.issues), 0) + 1
        issue = Issue(self._state.new_id(), number, title, body, author, at, at)
        issue.is_pull_request, issue.draft = is_pull_request, draft
        where.issues[number] = issue
        where.version += 1
        if is_pull_request:
            self.push(where, issue, author, at)
        return issue

    def push(self, where: Repository, pull: Issue, author: str, at: datetime) -> None:
        """A commit more."""
        commit = f"{pull.id:08x}{len(pull.events):032x}"
        self.note(where, pull, "committed", author, at, whom=commit)

    def edit(
        self, where: Repository, issue: Issue, at: datetime, title: str | None, body: str | None
    ) -> dict[str, Any]:
        """What stood there before, as a webhook's `changes`."""
        changes: dict[str, Any] = {}
        if title is not None:
            changes["title"], issue.title = {"from": issue.title}, title
        if body is not None:
            changes["body"], issue.body = {"from": issue.body}, body
            issue.last_edited_at = at
        self.touch(where, issue, at)
        return changes

    def close(
        self, where: Repository, issue: Issue, by: str, at: datetime, closer: int = 0
    ) -> None:
        issue.state, issue.closed_at = "closed", at
        self.note(where, issue, "closed", by, at, closer=closer)

    def reopen(self, where: Repository, issue: Issue, by: str, at: datetime) -> None:
        issue.state, issue.closed_at = "open", None
        self.note(where, issue, "reopened", by, at)

    def merge(self, where: Repository, pull: Issue, by: str, at: datetime) -> None:
        """GitHub tells of a merge twice: merged, and closed."""
        pull.merged_at, pull.merged_by = at, by
        if pull.author != GHOST:
            where.contributors.add(pull.author)
        self.note(where, pull, "merged", by, at)
        self.close(where, pull, by, at)

    def set_draft(
        self, where: Repository, pull: Issue, by: str, at: datetime, *, draft: bool
    ) -> None:
        pull.draft = draft
        self.note(where, pull, "converted_to_draft" if draft else "ready_for_review", by, at)

    def label(self, where: Repository, issue: Issue, by: str, at: datetime, label: str) -> None:
        issue.labels.append(label)
        self.note(where, issue, "labeled", by, at, label=label)

    def unlabel(self, where: Repository, issue: Issue, by: str, at: datetime, label: str) -> None:
        issue.labels.remove(label)
        self.note(where, issue, "unlabeled", by, at, label=label)

    def assign(self, where: Repository, issue: Issue, by: str, at: datetime, login: str) -> None:
        issue.assignees.append(login)
        self.note(where, issue, "assigned", by, at, whom=login)

    def unassign(self, where: Repository, issue: Issue, by: str, at: datetime, login: str) -> None:
        issue.assignees.remove(login)
        self.note(where, issue, "unassigned", by, at, whom=login)

    def request(
        self,
        where: Repository,
        pull: Issue,
        by: str,
        at: datetime,
        reviewer: str | None,
        team: str | None,
    ) -> None:
        """Ask for a review, a person or a team."""
        listed, name = _requested(pull, reviewer, team)
        listed.append(name)
        self.note(where, pull, "review_requested", by, at, whom=reviewer or "", team=team or "")

    def unrequest(
        self,
        where: Repository,
        pull: Issue,
        by: str,
        at: datetime,
        reviewer: str | None,
        team: str | None,
    ) -> None:
        listed, name = _requested(pull, reviewer, team)
        listed.remove(name)
        self.note(
            where, pull, "review_request_removed", by, at, whom=reviewer or "", team=team or ""
        )

    def review(
        self, where: Repository, pull: Issue, author: str, at: datetime, state: str, body: str
    ) -> Review:
        """A review given; who gave it is not asked any more, which GitHub tells nobody."""
        review = Review(self._state.new_id(), author, state, body, at)
        pull.reviews.append(review)
        if author in pull.requested_reviewers:
            pull.requested_reviewers.remove(author)
        self.touch(where, pull, at)
        return review

    def dismiss(
        self, where: Repository, pull: Issue, by: str, at: datetime, review: Review
    ) -> None:
        before, review.state = review.state, "dismissed"
        self.note(
            where, pull, "review_dismissed", by, at, review=review, review_state_before=before
        )

    def comment_on_code(
        self, where: Repository, pull: Issue, author: str, at: datetime, body: str
    ) -> tuple[Review, ReviewComment]:
        """A comment on a line, and the review without words that it makes."""
        review = self.review(where, pull, author, at, "commented", "")
        comment = ReviewComment(self._state.new_id(), review.id, author, body, at, at)
        pull.review_comments.append(comment)
        return review, comment

    def comment(
        self, where: Repository, issue: Issue, author: str, at: datetime, body: str
    ) -> Comment:
        comment = Comment(self._state.new_id(), author, body, at, at)
        issue.comments.append(comment)
        self._state.placed[comment.id] = (where, issue, comment)
        self.touch(where, issue, at)
        return comment

    def edit_comment(
        self, where: Repository, issue: Issue, at: datetime, comment: Comment, body: str
    ) -> None:
        comment.body, comment.updated_at, comment.last_edited_at = body, at, at
        self.touch(where, issue, at)

    def delete_comment(
        self, where: Repository, issue: Issue, at: datetime, comment: Comment
    ) -> None:
        issue.comments.remove(comment)
        del self._state.placed[comment.id]
        self.touch(where, issue, at)

    def transfer(
        self, where: Repository, issue: Issue, by: str, at: datetime, to: Repository
    ) -> Issue:
        """The issue under its new number; labels the new place has not are lost."""
        made = self.open(to, issue.author, issue.title, issue.body, issue.created_at)
        made.state, made.closed_at, made.locked = issue.state, issue.closed_at, issue.locked
        made.last_edited_at = issue.last_edited_at
        made.labels = [label for label in issue.labels if label in to.labels]
        made.assignees, made.events = list(issue.assignees), list(issue.events)
        made.comments, made.reactions = list(issue.comments), list(issue.reactions)
        for comment in made.comments:
            self._state.placed[comment.id] = (to, made, comment)
        issue.deleted, issue.moved_to = True, (to.full_name, made.number)
        self.note(where, issue, "transferred", by, at)
        self.note(to, made, "transferred", by, at)
        return made


def _requested(pull: Issue, reviewer: str | None, team: str | None) -> tuple[list[str], str]:
    if reviewer is not None:
        return pull.requested_reviewers, reviewer
    assert team is not None, "nobody is asked"
    return pull.requested_teams, team
