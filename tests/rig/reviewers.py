"""What people do on the fake GitHub's pull requests only."""

import re
from collections.abc import Mapping
from typing import Any

from tests.rig.github import CheckSeen
from tests.rig.people import People
from tests.rig.pulls import seen
from tests.rig.shown import head_oid
from tests.rig.things import Issue, Repository, Review, ReviewComment

CLOSING = re.compile(r"\b(?:fix(?:es|ed)?|close[sd]?|resolve[sd]?) #(\d+)", re.IGNORECASE)
"""GitHub's keywords: merging closes the issue."""


class Reviewers(People):
    """A part of the Protocol `GitHubRig`: drafts, merges, requests and reviews."""

    def _pull(self, repository: str, number: int) -> tuple[Repository, Issue]:
        where, pull = self._at(repository, number)
        assert pull.is_pull_request, f"{repository}#{number} is no pull request"
        return where, pull

    async def set_draft(self, repository: str, number: int, by: str, *, draft: bool) -> None:
        where, pull = self._pull(repository, number)
        self.changes.set_draft(where, pull, by, self.state.now(), draft=draft)
        self._tell("converted_to_draft" if draft else "ready_for_review", where, pull, by)

    async def open_pull_request(
        self,
        repository: str,
        author: str,
        title: str,
        body: str,
        *,
        draft: bool = False,
        files: Mapping[str, str | None] | None = None,
    ) -> int:
        where = self.state.repositories[repository]
        pull = self.new_issue(
            where, author, title, body, is_pull_request=True, draft=draft, files=files or {}
        )
        return pull.number

    async def push_commit(
        self, repository: str, number: int, by: str, files: Mapping[str, str | None]
    ) -> None:
        where, pull = self._pull(repository, number)
        before = head_oid(pull)
        pull.files |= files
        self.changes.push(where, pull, by, self.state.now())
        self._tell("synchronize", where, pull, by, before=before, after=head_oid(pull))

    async def check_runs(self, repository: str) -> list[CheckSeen]:
        return [seen(check) for check in self.state.repositories[repository].check_runs]

    async def merge(self, repository: str, number: int, by: str) -> None:
        where, pull = self._pull(repository, number)
        self.changes.merge(where, pull, by, self.state.now())
        where.files = {k: v for k, v in (where.files | pull.files).items() if v is not None}
        self._tell("closed", where, pull, by)
        if pull.files:
            self.emit_push(where, {"modified": sorted(pull.files)})
        for found in CLOSING.findall(pull.body):
            issue = where.issues.get(int(found))
            if issue is not None and issue.state == "open" and not issue.is_pull_request:
                self.changes.close(where, issue, by, self.state.now(), closer=number)
                self._tell("closed", where, issue, by)

    async def request_review(
        self,
        repository: str,
        number: int,
        by: str,
        *,
        reviewer: str | None = None,
        team: str | None = None,
    ) -> None:
        where, pull = self._pull(repository, number)
        self.changes.request(where, pull, by, self.state.now(), reviewer, team)
        self._tell("review_requested", where, pull, by, **self._asked(reviewer, team))

    async def remove_review_request(
        self,
        repository: str,
        number: int,
        by: str,
        *,
        reviewer: str | None = None,
        team: str | None = None,
    ) -> None:
        where, pull = self._pull(repository, number)
        self.changes.unrequest(where, pull, by, self.state.now(), reviewer, team)
        self._tell("review_request_removed", where, pull, by, **self._asked(reviewer, team))

    def _asked(self, reviewer: str | None, team: str | None) -> dict[str, Any]:
        if reviewer is not None:
            return {"requested_reviewer": self.state.user(reviewer)}
        assert team is not None
        return {"requested_team": self.state.team(team)}

    async def review(
        self, repository: str, number: int, author: str, state: str, body: str = ""
    ) -> int:
        assert state in ("approved", "changes_requested", "commented"), state
        where, pull = self._pull(repository, number)
        review = self.changes.review(where, pull, author, self.state.now(), state, body)
        self._tell_review("submitted", where, pull, review, author)
        return review.id

    async def edit_review(
        self, repository: str, number: int, editor: str, review_id: int, body: str
    ) -> None:
        """Edit a review's words."""
        where, pull = self._pull(repository, number)
        review, now = _review(pull, review_id), self.state.now()
        before = {"body": {"from": review.body}}
        review.body, review.last_edited_at = body, now
        self.changes.touch(where, pull, now)
        self._tell_review("edited", where, pull, review, editor, changes=before)

    async def dismiss_review(self, repository: str, number: int, by: str, review_id: int) -> None:
        where, pull = self._pull(repository, number)
        review = _review(pull, review_id)
        self.changes.dismiss(where, pull, by, self.state.now(), review)
        self._tell_review("dismissed", where, pull, review, by)

    async def comment_on_code(self, repository: str, number: int, author: str, body: str) -> int:
        where, pull = self._pull(repository, number)
        made = self.changes.comment_on_code(where, pull, author, self.state.now(), body)
        review, comment = made
        self._tell_review_comment("created", where, pull, comment, author)
        self._tell_review("submitted", where, pull, review, author)
        return comment.id

    async def edit_review_comment(
        self, repository: str, comment_id: int, editor: str, body: str
    ) -> None:
        """Edit a comment on a line."""
        where, pull, comment = self._review_comment(repository, comment_id)
        before, now = {"body": {"from": comment.body}}, self.state.now()
        comment.body, comment.updated_at = body, now
        self.changes.touch(where, pull, now)
        self._tell_review_comment("edited", where, pull, comment, editor, changes=before)

    async def delete_review_comment(self, repository: str, comment_id: int, by: str) -> None:
        """Delete a comment on a line; a review that had only this goes with it."""
        where, pull, comment = self._review_comment(repository, comment_id)
        pull.review_comments.remove(comment)
        left = {c.review_id for c in pull.review_comments}
        pull.reviews[:] = [
            r for r in pull.reviews if r.id != comment.review_id or r.body or r.id in left
        ]
        self.changes.touch(where, pull, self.state.now())
        self._tell_review_comment("deleted", where, pull, comment, by)

    def _review_comment(
        self, repository: str, comment_id: int
    ) -> tuple[Repository, Issue, ReviewComment]:
        where = self.state.repositories[self.state.moved.get(repository, repository)]
        found = self.state.find_review_comment(where, comment_id)
        assert found is not None, comment_id
        return where, *found

    def _tell_review(
        self, action: str, where: Repository, pull: Issue, review: Review, by: str, **more: Any
    ) -> None:
        self._emit(
            "pull_request_review",
            where,
            by,
            action=action,
            review=self.state.review(where, pull, review),
            pull_request=self.state.pull_request_of_review(where, pull),
            **more,
        )

    def _tell_review_comment(
        self,
        action: str,
        where: Repository,
        pull: Issue,
        comment: ReviewComment,
        by: str,
        **more: Any,
    ) -> None:
        self._emit(
            "pull_request_review_comment",
            where,
            by,
            action=action,
            comment=self.state.review_comment(where, pull, comment),
            pull_request=self.state.pull_request_of_review(where, pull),
            **more,
        )


def _review(pull: Issue, review_id: int) -> Review:
    return next(review for review in pull.reviews if review.id == review_id)
