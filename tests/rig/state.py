"""What the fake GitHub knows: plain state, no HTTP."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from tests.rig.refusal import Refusal
from tests.rig.shown import Shown
from tests.rig.things import Comment, Event, Installation, Issue, Repository, ReviewComment

GHOST = "ghost"
"""The account that REST names where somebody deleted theirs; GraphQL names nobody."""


@dataclass
class State(Shown):
    """Everything; ids are given out in order, so that a run is repeatable."""

    now: Callable[[], datetime]
    slug: str
    users: dict[str, int] = field(default_factory=lambda: {GHOST: 10137})
    repositories: dict[str, Repository] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    """Old full name -> new one."""
    installations: dict[int, Installation] = field(default_factory=dict)
    next_id: int = 1000
    placed: dict[int, tuple[Repository, Issue, Comment]] = field(default_factory=dict)
    """Comment id -> where it stands."""
    next_user_id: int = 500_000

    @property
    def bot(self) -> str:
        """The App's own login, as REST writes it."""
        return f"{self.slug}[bot]"

    def new_id(self) -> int:
        self.next_id += 1
        return self.next_id

    def user_id(self, login: str) -> int:
        if login not in self.users:
            self.users[login] = self.next_user_id
            self.next_user_id += 1
        return self.users[login]

    def login_of(self, user_id: int) -> str:
        """The account's present login. Raises `Refusal`."""
        found = next((login for login, number in self.users.items() if number == user_id), None)
        if found is None:
            raise Refusal(404, "Not Found")
        return found

    def repository_by_id(self, repository_id: int) -> Repository | None:
        return next((r for r in self.repositories.values() if r.id == repository_id), None)

    def find_comment(self, comment_id: int) -> tuple[Repository, Issue, Comment] | None:
        found = self.placed.get(comment_id)
        # A deleted issue takes its comments with it.
        return None if found is None or found[1].deleted else found

    def find_review_comment(
        self, where: Repository, comment_id: int
    ) -> tuple[Issue, ReviewComment] | None:
        for issue in where.issues.values():
            for comment in issue.review_comments:
                if comment.id == comment_id:
                    return issue, comment
        return None

    def call(self, login: str, new_login: str) -> None:
        """Name somebody otherwise wherever they are named."""
        for repository in self.repositories.values():
            repository.version += 1
            for logins in (repository.maintainers, repository.contributors):
                if login in logins:
                    logins.remove(login)
                    logins.add(new_login)
            for issue in repository.issues.values():
                _call(issue, login, new_login)


def _call(issue: Issue, login: str, new_login: str) -> None:
    for written in _written(issue):
        if written.author == login:
            written.author = new_login
    for event in issue.events:
        event.by = new_login if event.by == login else event.by
        event.whom = new_login if event.whom == login else event.whom
    for reaction in (*issue.reactions, *(r for c in issue.comments for r in c.reactions)):
        reaction.login = new_login if reaction.login == login else reaction.login
    issue.merged_by = new_login if issue.merged_by == login else issue.merged_by
    for logins in (issue.assignees, issue.requested_reviewers):
        logins[:] = [new_login if each == login else each for each in logins]


def _written(issue: Issue) -> Iterator[Any]:
    yield issue
    yield from issue.comments
    yield from issue.reviews
    yield from issue.review_comments


def label_event(state: State, label: str, by: str, at: datetime, *, added: bool) -> Event:
    """A label put on or taken off, as the timeline tells it."""
    return Event(state.new_id(), "labeled" if added else "unlabeled", by, at, label=label)


def as_json(value: Mapping[str, Any]) -> bytes:
    return orjson.dumps(value)
