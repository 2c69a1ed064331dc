"""Builds what the guard judges: a young open issue on which everything is allowed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.guard import Situation
from bot.vocabulary.actions import Action, Mode, Proposal
from bot.vocabulary.issues import Comment, Issue, LabelChange, RepositoryLabels
from bot.vocabulary.people import Person
from bot.vocabulary.threads import Repository, Thread

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
THREAD = Thread(Repository(1, "example-ai", "engine", 77), 12)
REPORTER = Person(501, "a-reporter")
MAINTAINER = Person(502, "a-maintainer")
US = Person(503, "linchpin-rig", "Bot")
OTHER_BOT = Person(504, "another-bot", "Bot")
CAPABILITY = "ask-for-missing-information"

ISSUE = Issue(
    thread=THREAD,
    node_id="I_1",
    title="It stops",
    body="It stops.",
    author=REPORTER,
    labels=frozenset(),
    is_open=True,
    is_locked=False,
    is_pull_request=False,
    created_at=NOW - timedelta(minutes=10),
    comments=(),
    label_history=(),
)

ALL_WELL = Situation(
    issue=ISSUE,
    labels=RepositoryLabels(frozenset({"bug", "needs-info"})),
    modes={CAPABILITY: Mode.ACT},
    now=NOW,
    first_look_at=NOW - timedelta(minutes=7),
    permissions={"issues": "write", "pull_requests": "write"},
)


def change(label: str, by: Person | None, *, added: bool) -> LabelChange:
    return LabelChange(label, added, by, by == US, NOW - timedelta(minutes=5))


def comment(author: Person | None, body: str) -> Comment:
    at = NOW - timedelta(minutes=5)
    return Comment(9, "IC_9", author, body, at, is_minimized=False, by_us=author == US)


def situation(
    base: Situation = ALL_WELL, *, issue: dict[str, Any] | None = None, **changes: Any
) -> Situation:
    return replace(base, issue=replace(base.issue, **(issue or {})), **changes)


def proposal(action: Action) -> Proposal:
    return Proposal(action, CAPABILITY, "because")
